//! Exclusive XML Canonicalization 1.0, without comments: the bytes that are signed.
//!
//! Source: W3C, Exclusive XML Canonicalization Version 1.0, §3. What it does not do: comments, processing instructions
//! (the tree has none), or node sets other than an element with all in it.

use crate::tree::{Attribute, Document, Element, Node};

/// Its name in signatures.
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// What else shapes the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Prefixes treated as inclusive canonicalisation does, `""` for the default namespace (`InclusiveNamespaces`).
    pub inclusive: &'a [String],
    /// An element that is left out with all in it: the signature itself.
    pub without: Option<&'a Element>,
}

/// The canonical bytes of a whole document.
pub fn of_document(document: &Document, options: Options) -> Vec<u8> {
    of_element(document, &[document.root()], options)
}

/// The canonical bytes of the last of these elements, each a child of the one before; the first is the root.
///
/// # Panics
/// Where the path is empty.
pub fn of_element(document: &Document, path: &[&Element], options: Options) -> Vec<u8> {
    let (element, above) = path.split_last().expect("a path has an end");
    let around = document.scope_at(above);
    let scope = around.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str())).collect();
    let mut writer = Writer { out: Vec::new(), scope, rendered: Vec::new(), options };
    writer.element(element);
    writer.out
}

struct Writer<'a> {
    out: Vec<u8>,
    scope: Vec<(&'a str, &'a str)>,
    rendered: Vec<(&'a str, &'a str)>,
    options: Options<'a>,
}

fn latest<'a>(held: &[(&'a str, &'a str)], prefix: &str) -> &'a str {
    held.iter().rev().find(|(name, _)| *name == prefix).map_or("", |(_, namespace)| namespace)
}

impl<'a> Writer<'a> {
    fn element(&mut self, element: &'a Element) {
        if self.options.without.is_some_and(|left_out| std::ptr::eq(left_out, element)) {
            return;
        }
        let marks = (self.scope.len(), self.rendered.len());
        self.scope.extend(element.declared.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str())));
        self.out.push(b'<');
        self.name(&element.prefix, &element.local);
        self.namespaces(element);
        let mut attributes: Vec<&Attribute> = element.attributes.iter().collect();
        attributes.sort_by_key(|held| (held.namespace.as_str(), held.local.as_str()));
        for attribute in attributes {
            self.out.push(b' ');
            self.name(&attribute.prefix, &attribute.local);
            self.value(&attribute.value);
        }
        self.out.push(b'>');
        for node in &element.children {
            match node {
                Node::Element(child) => self.element(child),
                Node::Text(text) => self.text(text),
            }
        }
        self.out.extend_from_slice(b"</");
        self.name(&element.prefix, &element.local);
        self.out.push(b'>');
        self.scope.truncate(marks.0);
        self.rendered.truncate(marks.1);
    }

    /// The declarations this element needs and no element above it has written.
    fn namespaces(&mut self, element: &'a Element) {
        let mut wanted: Vec<&'a str> = vec![&element.prefix];
        let prefixes = element.attributes.iter().map(|held| held.prefix.as_str());
        wanted.extend(prefixes.filter(|prefix| !prefix.is_empty()));
        wanted.extend(self.options.inclusive.iter().map(String::as_str));
        wanted.sort_unstable();
        wanted.dedup();
        for prefix in wanted {
            let namespace = latest(&self.scope, prefix);
            let is_there = namespace == latest(&self.rendered, prefix);
            // A listed prefix that nothing in scope declares is passed over; `xml` is never declared.
            if prefix == "xml" || is_there || (namespace.is_empty() && !prefix.is_empty()) {
                continue;
            }
            self.rendered.push((prefix, namespace));
            self.out.extend_from_slice(b" xmlns");
            if !prefix.is_empty() {
                self.out.push(b':');
                self.out.extend_from_slice(prefix.as_bytes());
            }
            self.value(namespace);
        }
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.push(b':');
        }
        self.out.extend_from_slice(local.as_bytes());
    }

    fn value(&mut self, value: &str) {
        self.out.extend_from_slice(b"=\"");
        for byte in value.bytes() {
            match byte {
                b'&' => self.out.extend_from_slice(b"&amp;"),
                b'<' => self.out.extend_from_slice(b"&lt;"),
                b'"' => self.out.extend_from_slice(b"&quot;"),
                b'\t' => self.out.extend_from_slice(b"&#x9;"),
                b'\n' => self.out.extend_from_slice(b"&#xA;"),
                b'\r' => self.out.extend_from_slice(b"&#xD;"),
                other => self.out.push(other),
            }
        }
        self.out.push(b'"');
    }

    fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                b'&' => self.out.extend_from_slice(b"&amp;"),
                b'<' => self.out.extend_from_slice(b"&lt;"),
                b'>' => self.out.extend_from_slice(b"&gt;"),
                b'\r' => self.out.extend_from_slice(b"&#xD;"),
                other => self.out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{parse, parse_within};

    fn canonical(text: &str, inclusive: &[&str]) -> String {
        let inclusive: Vec<String> = inclusive.iter().map(|prefix| (*prefix).to_owned()).collect();
        let document = parse(text.as_bytes()).unwrap();
        String::from_utf8(of_document(&document, Options { inclusive: &inclusive, without: None })).unwrap()
    }

    #[test]
    fn only_what_is_visibly_used_is_declared() {
        let text = "<n0:a xmlns:n0='a' xmlns:n1='b'><n1:c xmlns:n2='x' n2:d='1'/><e/></n0:a>";
        let wanted = "<n0:a xmlns:n0=\"a\"><n1:c xmlns:n1=\"b\" xmlns:n2=\"x\" n2:d=\"1\"></n1:c><e></e></n0:a>";
        assert_eq!(canonical(text, &[]), wanted);
        assert!(canonical(text, &["n1", "unknown"]).starts_with("<n0:a xmlns:n0=\"a\" xmlns:n1=\"b\">"));
    }

    #[test]
    fn a_default_namespace_is_undone_where_it_ends() {
        let text = "<a xmlns='x'><b xmlns=''><c xmlns='x'/></b></a>";
        let wanted = "<a xmlns=\"x\"><b xmlns=\"\"><c xmlns=\"x\"></c></b></a>";
        assert_eq!(canonical(text, &[]), wanted);
    }

    #[test]
    fn attributes_are_sorted_by_namespace_and_escaped() {
        let text = "<e xmlns:a='z' xmlns:b='y' a:k='1' b:k='2' k='&lt;&#9;&#10;&#13;\"&gt;' j='&amp;'>&gt;&#13;\"</e>";
        let wanted = "<e xmlns:a=\"z\" xmlns:b=\"y\" j=\"&amp;\" k=\"&lt;&#x9;&#xA;&#xD;&quot;>\" b:k=\"2\" a:k=\"1\">&gt;&#xD;\"</e>";
        assert_eq!(canonical(&text.replace("\"&gt;", "&quot;&gt;"), &[]), wanted);
    }

    #[test]
    fn a_fragment_declares_what_stood_around_it() {
        let fragment = parse_within(b"<s:a b='1'/>", vec![("s".to_owned(), "urn:s".to_owned())]).unwrap();
        let bytes = of_document(&fragment, Options::default());
        assert_eq!(String::from_utf8(bytes).unwrap(), "<s:a xmlns:s=\"urn:s\" b=\"1\"></s:a>");
    }
}
