//! A document as a tree: names with their namespaces, text as it is meant, no comments.
//!
//! What it does not do: change. It is read, canonicalised, or written once.

/// Prefixes in scope and what they stand for; the later win. The empty prefix is the default namespace.
pub type Scope = Vec<(String, String)>;

/// A whole document, or a fragment with the prefixes that hold around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub(crate) outer: Scope,
    pub(crate) root: Element,
}

impl Document {
    /// The outermost element.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// What holds inside the root: what a fragment that was taken out of it must be read with.
    pub fn scope(&self) -> Scope {
        self.scope_at(&[&self.root])
    }

    /// What holds inside the last of these elements, each a child of the one before.
    pub fn scope_at(&self, path: &[&Element]) -> Scope {
        let mut scope = self.outer.clone();
        for element in path {
            scope.extend(element.declared.iter().cloned());
        }
        scope
    }
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub(crate) prefix: String,
    pub(crate) namespace: String,
    pub(crate) local: String,
    /// The namespaces declared right here.
    pub(crate) declared: Scope,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Node>,
}

/// An attribute that declares no namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub(crate) prefix: String,
    pub(crate) namespace: String,
    pub(crate) local: String,
    pub(crate) value: String,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    /// Never two in a row: comments that stood between are gone.
    Text(String),
}

impl Element {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What the prefix stands for.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Whether it has this name in this namespace.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.namespace == namespace && self.local == local
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let named = |held: &&Attribute| held.namespace.is_empty() && held.local == local;
        self.attributes.iter().find(named).map(|held| held.value.as_str())
    }

    /// The elements in it, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of this name in it, in order.
    pub fn all<'a>(&'a self, namespace: &'a str, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.is(namespace, local))
    }

    /// The one element of this name in it; none where there are none or several.
    pub fn only(&self, namespace: &str, local: &str) -> Option<&Element> {
        let mut found = self.elements().filter(|element| element.is(namespace, local));
        let first = found.next()?;
        if found.next().is_some() { None } else { Some(first) }
    }

    /// Its text, whole; none where elements stand in it.
    pub fn text(&self) -> Option<&str> {
        match self.children.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether nothing but elements and white space stands in it.
    pub fn holds_no_text(&self) -> bool {
        self.children.iter().all(|node| match node {
            Node::Element(_) => true,
            Node::Text(text) => text.chars().all(is_space),
        })
    }
}

/// White space as XML counts it.
pub(crate) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}
