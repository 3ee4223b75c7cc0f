//! Bytes to a tree, under limits, refusing whatever two readers could understand differently.
//!
//! Source: security.md rule 5, dependencies.md §3; XML 1.0, Namespaces in XML 1.0. No document type, no entities but the
//! five and numbers, no processing instructions, UTF-8 alone, every prefix declared, every id once. What it does not do:
//! validate against a schema.

use crate::tree::{Attribute, Document, Element, Node, Scope, is_space};
use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use std::collections::HashSet;

/// The largest document, in bytes.
pub const BYTES_MAX: usize = 1 << 20;
/// How deep elements may nest.
pub const DEPTH_MAX: usize = 64;
/// How many attributes one element may have, declarations among them.
pub const ATTRIBUTES_MAX: usize = 64;
/// How many prefixes may be in scope at one place.
pub const SCOPE_MAX: usize = 128;

pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// Why bytes are no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Larger than [`BYTES_MAX`].
    #[error("it is larger than a mebibyte")]
    TooLarge,
    /// Not UTF-8, or said to be something else.
    #[error("it is not UTF-8")]
    Encoding,
    /// A character XML does not have.
    #[error("it holds a character XML does not have")]
    Character,
    /// No XML.
    #[error("it is not well-formed XML")]
    Syntax,
    /// A document type.
    #[error("it has a document type")]
    DocumentType,
    /// A processing instruction.
    #[error("it has a processing instruction")]
    Instruction,
    /// An entity that is not one of the five.
    #[error("it names an entity of its own")]
    Entity,
    /// Deeper than [`DEPTH_MAX`].
    #[error("its elements nest too deep")]
    TooDeep,
    /// More than [`ATTRIBUTES_MAX`] or [`SCOPE_MAX`].
    #[error("an element has too many attributes")]
    TooManyAttributes,
    /// A prefix nobody declared, or a declaration that is not allowed.
    #[error("a namespace is not declared as it must be")]
    Namespace,
    /// One attribute twice.
    #[error("an attribute stands twice")]
    AttributeTwice,
    /// One id twice, or an empty one.
    #[error("an id stands twice")]
    IdTwice,
}

/// Reads a document.
///
/// # Errors
/// [`Malformed`].
pub fn parse(bytes: &[u8]) -> Result<Document, Malformed> {
    parse_within(bytes, Scope::new())
}

/// Reads a fragment that stood where these prefixes hold.
///
/// # Errors
/// [`Malformed`].
pub fn parse_within(bytes: &[u8], outer: Scope) -> Result<Document, Malformed> {
    if BYTES_MAX < bytes.len() {
        return Err(Malformed::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.chars().all(is_xml) {
        return Err(Malformed::Character);
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut builder =
        Builder { scope: outer.clone(), open: Vec::new(), marks: Vec::new(), root: None, ids: HashSet::new() };
    let mut is_first = true;
    loop {
        let event = reader.read_event().map_err(|_| Malformed::Syntax)?;
        match event {
            Event::Start(start) | Event::Empty(start) => builder.open(&start)?,
            Event::End(_) => builder.close()?,
            Event::Text(text) => {
                if text.contains("]]>") {
                    return Err(Malformed::Syntax);
                }
                builder.text(&with_line_feeds(&text))?;
            }
            Event::CData(text) => builder.character_data(&with_line_feeds(&text))?,
            Event::GeneralRef(reference) => builder.character_data(referred(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::Comment(_) => {}
            Event::Decl(declaration) if is_first => declared(&declaration)?,
            Event::Decl(_) | Event::PI(_) => return Err(Malformed::Instruction),
            Event::DocType(_) => return Err(Malformed::DocumentType),
            Event::Eof => break,
        }
        is_first = false;
    }
    if !builder.open.is_empty() {
        return Err(Malformed::Syntax);
    }
    let root = builder.root.ok_or(Malformed::Syntax)?;
    Ok(Document { outer, root })
}

/// XML 1.0 §2.2.
fn is_xml(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// XML 1.0 §2.11.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn declared(declaration: &BytesDecl) -> Result<(), Malformed> {
    match declaration.encoding() {
        Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => return Err(Malformed::Encoding),
        Some(Err(_)) => return Err(Malformed::Syntax),
        Some(Ok(_)) | None => {}
    }
    match declaration.version() {
        Ok(version) if &*version == "1.0" => Ok(()),
        Ok(_) | Err(_) => Err(Malformed::Syntax),
    }
}

/// What a reference stands for, by its name between `&` and `;`.
fn referred(name: &str) -> Result<char, Malformed> {
    let number = match name.strip_prefix('#') {
        Some(number) => number,
        None => {
            return match name {
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "amp" => Ok('&'),
                "apos" => Ok('\''),
                "quot" => Ok('"'),
                _ => Err(Malformed::Entity),
            };
        }
    };
    let (digits, base) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return Err(Malformed::Syntax);
    }
    let code = u32::from_str_radix(digits, base).map_err(|_| Malformed::Character)?;
    char::from_u32(code).filter(|letter| is_xml(*letter)).ok_or(Malformed::Character)
}

/// An attribute's value as it is meant: XML 1.0 §3.3.3, for attributes of no declared type.
fn meant(raw: &str) -> Result<String, Malformed> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['<', '&', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('&') {
            let (name, after) = after.split_once(';').ok_or(Malformed::Syntax)?;
            value.push(referred(name)?);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("\r\n") {
            value.push(' ');
            rest = after;
        } else if rest.starts_with('<') {
            return Err(Malformed::Syntax);
        } else {
            value.push(' ');
            rest = &rest[1..];
        }
    }
    value.push_str(rest);
    Ok(value)
}

/// A name and its prefix; the empty one where there is none.
fn parted(name: &str) -> Result<(&str, &str), Malformed> {
    let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
    if !is_name(local) || prefix.is_some_and(|prefix| !is_name(prefix)) {
        return Err(Malformed::Syntax);
    }
    Ok((prefix.unwrap_or_default(), local))
}

/// Names in XML §3, without the colon.
fn is_name(name: &str) -> bool {
    let may_begin = |letter: char| {
        matches!(letter, 'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
    };
    let may_follow = |letter: char| {
        may_begin(letter)
            || matches!(letter, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
    };
    let mut letters = name.chars();
    letters.next().is_some_and(may_begin) && letters.all(may_follow)
}

struct Builder {
    scope: Scope,
    open: Vec<Element>,
    /// How long the scope was before each open element.
    marks: Vec<usize>,
    root: Option<Element>,
    ids: HashSet<String>,
}

impl Builder {
    fn open(&mut self, start: &BytesStart) -> Result<(), Malformed> {
        if DEPTH_MAX <= self.open.len() {
            return Err(Malformed::TooDeep);
        }
        if self.root.is_some() {
            return Err(Malformed::Syntax);
        }
        let name = start.name();
        let (prefix, local) = parted(name.as_ref())?;
        let mut declared = Scope::new();
        let mut plain: Vec<(String, String, String)> = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| Malformed::Syntax)?;
            if ATTRIBUTES_MAX <= declared.len() + plain.len() {
                return Err(Malformed::TooManyAttributes);
            }
            let value = meant(&attribute.value)?;
            let key: &str = attribute.key.as_ref();
            match parted(key)? {
                ("", "xmlns") => declared.push((String::new(), checked("", value)?)),
                ("xmlns", prefix) => declared.push((prefix.to_owned(), checked(prefix, value)?)),
                (prefix, local) => plain.push((prefix.to_owned(), local.to_owned(), value)),
            }
        }
        self.marks.push(self.scope.len());
        self.scope.extend(declared.iter().cloned());
        if SCOPE_MAX < self.scope.len() {
            return Err(Malformed::TooManyAttributes);
        }
        let attributes = self.attributes(plain)?;
        let namespace = self.resolve(prefix)?;
        let element = Element {
            prefix: prefix.to_owned(),
            namespace,
            local: local.to_owned(),
            declared,
            attributes,
            children: Vec::new(),
        };
        self.open.push(element);
        Ok(())
    }

    fn attributes(&mut self, plain: Vec<(String, String, String)>) -> Result<Vec<Attribute>, Malformed> {
        let mut all: Vec<Attribute> = Vec::with_capacity(plain.len());
        for (prefix, local, value) in plain {
            let namespace = if prefix.is_empty() { String::new() } else { self.resolve(&prefix)? };
            if all.iter().any(|held| held.local == local && held.namespace == namespace) {
                return Err(Malformed::AttributeTwice);
            }
            let is_id = match namespace.as_str() {
                "" => matches!(local.as_str(), "ID" | "Id" | "id"),
                XML => local == "id",
                WSU => local == "Id",
                _ => false,
            };
            if is_id && (value.is_empty() || !self.ids.insert(value.clone())) {
                return Err(Malformed::IdTwice);
            }
            all.push(Attribute { prefix, namespace, local, value });
        }
        Ok(all)
    }

    fn resolve(&self, prefix: &str) -> Result<String, Malformed> {
        match prefix {
            "xml" => return Ok(XML.to_owned()),
            "xmlns" => return Err(Malformed::Namespace),
            _ => {}
        }
        match self.scope.iter().rev().find(|(held, _)| held == prefix) {
            Some((_, namespace)) => Ok(namespace.clone()),
            None if prefix.is_empty() => Ok(String::new()),
            None => Err(Malformed::Namespace),
        }
    }

    fn close(&mut self) -> Result<(), Malformed> {
        let (element, mark) = self.open.pop().zip(self.marks.pop()).ok_or(Malformed::Syntax)?;
        self.scope.truncate(mark);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Text as it stands: outside the root only white space may.
    fn text(&mut self, text: &str) -> Result<(), Malformed> {
        if self.open.is_empty() && text.chars().all(is_space) {
            return Ok(());
        }
        self.character_data(text)
    }

    fn character_data(&mut self, text: &str) -> Result<(), Malformed> {
        let element = self.open.last_mut().ok_or(Malformed::Syntax)?;
        match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            Some(Node::Element(_)) | None if text.is_empty() => {}
            Some(Node::Element(_)) | None => element.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }
}

/// The most letters of a namespace's name: every element of it holds the name once more.
const NAMESPACE_LETTERS_MAX: usize = 512;

/// Namespaces in XML 1.0 §3 and §5: what may be declared.
fn checked(prefix: &str, namespace: String) -> Result<String, Malformed> {
    if NAMESPACE_LETTERS_MAX < namespace.len() {
        return Err(Malformed::TooLarge);
    }
    let is_reserved = namespace == XMLNS || prefix == "xmlns" || (prefix == "xml") != (namespace == XML);
    if is_reserved || (!prefix.is_empty() && namespace.is_empty()) {
        return Err(Malformed::Namespace);
    }
    Ok(namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> Malformed {
        parse(text.as_bytes()).expect_err(text)
    }

    #[test]
    fn document_types_entities_and_instructions_are_refused() {
        assert_eq!(why("<!DOCTYPE a><a/>"), Malformed::DocumentType);
        assert_eq!(why("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Malformed::DocumentType);
        assert_eq!(why("<a>&b;</a>"), Malformed::Entity);
        assert_eq!(why("<a b='&c;'/>"), Malformed::Entity);
        assert_eq!(why("<?php a?><a/>"), Malformed::Instruction);
        assert_eq!(why("<a><?b?></a>"), Malformed::Instruction);
        assert_eq!(why("<a/><?xml version='1.0'?>"), Malformed::Instruction);
        assert_eq!(why("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Malformed::Encoding);
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            "a",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "a<a/>",
            "<a/>b",
            "<a b=c/>",
            "<a b='<'/>",
            "<a>]]></a>",
            "<a b='1' b='2'/>",
            "<a>&#xZ;</a>",
            "<a>&#;</a>",
            "<a>&amp</a>",
            "<1/>",
            "<a:b:c xmlns:a='x'/>",
            "<a 1='b'/>",
            "<a><!-- -- --></a>",
            "&#32;<a/>",
            "<![CDATA[ ]]><a/>",
            "<a b/>",
            "<:a/>",
            "<a>&#-1;</a>",
            "<a>&#+1;</a>",
        ] {
            assert_eq!(why(text), Malformed::Syntax, "{text}");
        }
        assert_eq!(why("<a>&#0;</a>"), Malformed::Character);
        assert_eq!(why("<a>&#xD800;</a>"), Malformed::Character);
        assert_eq!(why("<a>\u{1}</a>"), Malformed::Character);
        assert_eq!(parse(b"<a>\xff</a>").unwrap_err(), Malformed::Encoding);
    }

    #[test]
    fn prefixes_are_declared_and_reserved_ones_are_left_alone() {
        for text in [
            "<b:a/>",
            "<a b:c='d'/>",
            "<a xmlns:b=''/>",
            "<a xmlns:xml='urn:x'/>",
            "<a xmlns:xmlns='urn:x'/>",
            "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
            "<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>",
            "<xmlns:a/>",
            "<a><b xmlns:c='d'/><c:e/></a>",
        ] {
            assert_eq!(why(text), Malformed::Namespace, "{text}");
        }
        assert_eq!(why("<a xmlns:b='x' xmlns:c='x' b:d='1' c:d='2'/>"), Malformed::AttributeTwice);
    }

    #[test]
    fn no_id_stands_twice_whatever_it_is_called() {
        for text in
            ["<a ID='1'><b ID='1'/></a>", "<a ID='1'><b Id='1'/></a>", "<a id='1'><b xml:id='1'/></a>", "<a ID=''/>"]
        {
            assert_eq!(why(text), Malformed::IdTwice, "{text}");
        }
        assert!(parse(b"<a ID='1' other='1'><b ID='2'/></a>").is_ok());
    }

    #[test]
    fn everything_has_a_limit() {
        let deep = format!("{}{}", "<a>".repeat(DEPTH_MAX + 1), "</a>".repeat(DEPTH_MAX + 1));
        assert_eq!(why(&deep), Malformed::TooDeep);
        let fits = format!("{}{}", "<a>".repeat(DEPTH_MAX), "</a>".repeat(DEPTH_MAX));
        assert!(parse(fits.as_bytes()).is_ok());
        let many: String = (0..=ATTRIBUTES_MAX).map(|number| format!(" a{number}='x'")).collect();
        assert_eq!(why(&format!("<a{many}/>")), Malformed::TooManyAttributes);
        let some: String = (0..50).map(|number| format!(" xmlns:a{number}='x'")).collect();
        assert_eq!(why(&format!("<a{some}><a{some}><a{some}/></a></a>")), Malformed::TooManyAttributes);
        assert_eq!(why(&" ".repeat(BYTES_MAX + 1)), Malformed::TooLarge);
        let name = "u".repeat(NAMESPACE_LETTERS_MAX + 1);
        assert_eq!(why(&format!("<a xmlns='{name}'>{}</a>", "<b/>".repeat(1_000))), Malformed::TooLarge);
        assert_eq!(why(&format!("<a xmlns:b='{name}'><b:c/></a>")), Malformed::TooLarge);
    }

    #[test]
    fn text_around_a_comment_is_one_text() {
        let read = parse(b"<a>0101<!-- gone -->700007<![CDATA[&]]>&amp;</a>").unwrap();
        assert_eq!(read.root().text(), Some("0101700007&&"));
    }

    #[test]
    fn line_ends_and_white_space_are_read_as_xml_says() {
        let read = parse(b"\xef\xbb\xbf<a b='1\r\n2\t3&#13;&#10;'>x\r\ny\rz&#13;</a>").unwrap();
        assert_eq!(read.root().text(), Some("x\ny\nz\r"));
        assert_eq!(read.root().attribute("b"), Some("1 2 3\r\n"));
    }
}
