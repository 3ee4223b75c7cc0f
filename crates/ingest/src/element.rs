//! XML as a stream of elements, under limits: no document type, no entities of its own, bounded depth and size.
//!
//! What it does not do: know namespaces (names are local names), or validate.

use crate::text::{EVENT_BYTES_MAX, Text};
use quick_xml::XmlVersion;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use rules::roster::Unreadable;
use std::io::Read;

/// How deep elements may nest, the SOAP wrapper included.
pub(crate) const DEPTH_MAX: usize = 64;
/// How many attributes one element may have.
const ATTRIBUTES_MAX: usize = 64;
/// How many elements one person or group may be made of.
const CHILDREN_MAX: usize = 10_000;
/// What an element weighs beside its text.
const ELEMENT_BYTES: usize = 32;

/// One element with all that is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(held, _)| held == name).map(|(_, value)| value.trim())
    }
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
    /// The trimmed text of a child; none where it is missing or empty.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// An element begins.
    Open(Element),
    /// An element ends.
    Close,
    /// Text between.
    Text(String),
    /// The file ends, every element closed.
    End,
}

/// A file as pieces.
pub(crate) struct Pieces<R> {
    reader: quick_xml::Reader<Text<R>>,
    buffer: Vec<u8>,
    depth: usize,
    kept: u64,
}

impl<R: Read> Pieces<R> {
    pub(crate) fn new(from: R) -> Pieces<R> {
        let mut reader = quick_xml::Reader::from_reader(Text::new(from));
        reader.config_mut().expand_empty_elements = true;
        Pieces { reader, buffer: Vec::new(), depth: 0, kept: 0 }
    }

    /// The line reached.
    pub(crate) fn line(&self) -> u64 {
        self.reader.get_ref().line()
    }

    /// How many bytes of text stood in the elements that were read whole, with a little for each element.
    pub(crate) fn kept(&self) -> u64 {
        self.kept
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn next(&mut self) -> Result<Piece, Unreadable> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().begin_event();
            let event = self.reader.read_event_into(&mut self.buffer);
            let event = match event {
                Ok(event) => event,
                Err(error) => {
                    let fault = self.reader.get_ref().fault().cloned();
                    return Err(fault.unwrap_or_else(|| why(&error)));
                }
            };
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if DEPTH_MAX < self.depth {
                        return Err(Unreadable::TooDeep);
                    }
                    return opened(&start).map(Piece::Open);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::Close);
                }
                Event::Text(text) => return plain(&text.xml10_content()).map(Piece::Text),
                Event::CData(text) => return plain(&text.xml10_content()).map(Piece::Text),
                Event::GeneralRef(reference) => return referred(&reference).map(Piece::Text),
                Event::DocType(_) => return Err(Unreadable::Dtd),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.depth == 0 => return Ok(Piece::End),
                Event::Eof => return Err(Unreadable::Truncated),
            }
        }
    }

    /// The rest of an element that has just opened.
    pub(crate) fn whole(&mut self, opened: Element) -> Result<Element, Unreadable> {
        let mut open = vec![opened];
        let (mut bytes, mut count) = (0, 0);
        loop {
            match self.next()? {
                Piece::Open(element) => {
                    count += 1;
                    bytes += element.attributes.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
                    open.push(element);
                }
                Piece::Text(text) => {
                    bytes += text.len();
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                Piece::Close => {
                    let Some(done) = open.pop() else { return Err(Unreadable::Syntax) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => {
                            self.kept += (bytes + (count + 1) * ELEMENT_BYTES) as u64;
                            return Ok(done);
                        }
                    }
                }
                Piece::End => return Err(Unreadable::Truncated),
            }
            if CHILDREN_MAX < count || EVENT_BYTES_MAX < bytes {
                return Err(Unreadable::TooLarge);
            }
        }
    }

    /// Passes over the rest of an element that has just opened, whatever its size.
    pub(crate) fn skip(&mut self) -> Result<(), Unreadable> {
        let outside = self.depth.saturating_sub(1);
        while outside < self.depth {
            if self.next()? == Piece::End {
                return Err(Unreadable::Truncated);
            }
        }
        Ok(())
    }
}

fn opened(start: &BytesStart<'_>) -> Result<Element, Unreadable> {
    let mut element = Element { name: start.local_name().into_inner().to_owned(), ..Element::default() };
    for (count, attribute) in start.attributes().enumerate() {
        if ATTRIBUTES_MAX <= count {
            return Err(Unreadable::TooLarge);
        }
        let attribute = attribute.map_err(|_| Unreadable::Syntax)?;
        let name = attribute.key.local_name().into_inner().to_owned();
        let is_namespace = attribute.key.as_ref() == "xmlns" || attribute.key.as_ref().starts_with("xmlns:");
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| why(&error))?;
        if !is_namespace {
            element.attributes.push((name, plain(&value)?));
        }
    }
    Ok(element)
}

/// Text without the control characters XML does not have.
fn plain(text: &str) -> Result<String, Unreadable> {
    let stray = text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    if stray { Err(Unreadable::Syntax) } else { Ok(text.to_owned()) }
}

fn referred(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, Unreadable> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => return plain(c.encode_utf8(&mut [0; 4])),
        Ok(None) => {}
        Err(_) => return Err(Unreadable::Syntax),
    }
    let name = reference.xml10_content();
    let resolved = match name.as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        other => return Err(Unreadable::Entity(other.chars().take(40).collect())),
    };
    Ok(resolved.to_owned())
}

fn why(error: &Error) -> Unreadable {
    match error {
        Error::Syntax(
            SyntaxError::UnclosedPI
            | SyntaxError::UnclosedXmlDecl
            | SyntaxError::UnclosedComment
            | SyntaxError::UnclosedDoctype
            | SyntaxError::UnclosedCData
            | SyntaxError::UnclosedTag
            | SyntaxError::UnclosedSingleQuotedAttributeValue
            | SyntaxError::UnclosedDoubleQuotedAttributeValue,
        ) => Unreadable::Truncated,
        Error::Encoding(_) => Unreadable::Encoding,
        Error::Io(_) => Unreadable::Stopped,
        Error::Escape(_) => Unreadable::Entity(String::new()),
        Error::Syntax(_) | Error::IllFormed(_) | Error::InvalidAttr(_) | Error::Namespace(_) => Unreadable::Syntax,
    }
}
