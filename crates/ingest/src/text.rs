//! The bytes of a foreign file as UTF-8, piece by piece, counting lines.
//!
//! UTF-8 (with or without byte order mark), ISO-8859-1 and its superset Windows-1252's letters. The XML declaration is
//! taken out, so that what follows is UTF-8 whatever it said. What it does not do: know XML beyond that.

use rules::roster::Unreadable;
use std::io::{self, BufRead, Read};

/// How much is read at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// The declaration stands within so many bytes.
const DECLARATION_BYTES_MAX: usize = 1024;
/// One tag, text, comment or attribute may have so many bytes: far more than any field.
pub(crate) const EVENT_BYTES_MAX: usize = 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Latin1,
}

/// A file as UTF-8.
pub(crate) struct Text<R> {
    from: R,
    encoding: Option<Encoding>,
    /// Bytes read and not yet decoded: at most the beginning of one character, or of the declaration.
    waiting: Vec<u8>,
    decoded: Vec<u8>,
    taken: usize,
    ended: bool,
    since_event: usize,
    line: u64,
    fault: Option<Unreadable>,
}

impl<R: Read> Text<R> {
    pub(crate) fn new(from: R) -> Text<R> {
        Text {
            from,
            encoding: None,
            waiting: Vec::new(),
            decoded: Vec::new(),
            taken: 0,
            ended: false,
            since_event: 0,
            line: 1,
            fault: None,
        }
    }

    /// The line reached, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// What stopped the reading, where it was this.
    pub(crate) fn fault(&self) -> Option<&Unreadable> {
        self.fault.as_ref()
    }

    /// A new tag or text begins: it may again be as long as one may be.
    pub(crate) fn begin_event(&mut self) {
        self.since_event = 0;
    }

    fn stop<T>(&mut self, why: Unreadable) -> io::Result<T> {
        self.fault = Some(why);
        Err(io::Error::other("unreadable"))
    }

    fn refill(&mut self) -> io::Result<()> {
        self.decoded.clear();
        self.taken = 0;
        while self.decoded.is_empty() && !self.ended {
            let before = self.waiting.len();
            self.waiting.resize(before + CHUNK_BYTES, 0);
            let read = match self.from.read(&mut self.waiting[before..]) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    self.waiting.truncate(before);
                    continue;
                }
                Err(_) => return self.stop(Unreadable::Stopped),
            };
            self.waiting.truncate(before + read);
            self.ended = read == 0;
            if self.encoding.is_none() && !self.declaration()? {
                continue;
            }
            match self.encoding {
                Some(Encoding::Latin1) => self.decode_latin1(),
                Some(Encoding::Utf8) | None => self.decode_utf8()?,
            }
        }
        if self.decoded.is_empty() && !self.waiting.is_empty() {
            // It ended within a character.
            return self.stop(Unreadable::Encoding);
        }
        Ok(())
    }

    /// Takes byte order mark and declaration off the beginning; false while more must be read to see them.
    fn declaration(&mut self) -> io::Result<bool> {
        let begin = &self.waiting;
        if begin.starts_with(&[0xFE, 0xFF]) || begin.starts_with(&[0xFF, 0xFE]) || begin.iter().take(4).any(|b| *b == 0)
        {
            return self.stop(Unreadable::EncodingUnknown("UTF-16".to_owned()));
        }
        if begin.len() < 6 && !self.ended {
            return Ok(false);
        }
        if begin.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.waiting.drain(..3);
        }
        if !self.waiting.starts_with(b"<?xml") {
            self.encoding = Some(Encoding::Utf8);
            return Ok(true);
        }
        let Some(end) = self.waiting.windows(2).take(DECLARATION_BYTES_MAX).position(|two| two == b"?>") else {
            if self.waiting.len() < DECLARATION_BYTES_MAX && !self.ended {
                return Ok(false);
            }
            return self.stop(if self.ended { Unreadable::Truncated } else { Unreadable::Syntax });
        };
        let declaration = String::from_utf8_lossy(&self.waiting[..end]).into_owned();
        let Some(encoding) = encoding_named(&declaration) else {
            let name = named(&declaration).unwrap_or_default().chars().take(40).collect();
            return self.stop(Unreadable::EncodingUnknown(name));
        };
        self.line += declaration.bytes().filter(|b| *b == b'\n').count() as u64;
        self.waiting.drain(..end + 2);
        self.encoding = Some(encoding);
        Ok(true)
    }

    fn decode_utf8(&mut self) -> io::Result<()> {
        match std::str::from_utf8(&self.waiting) {
            Ok(_) => std::mem::swap(&mut self.decoded, &mut self.waiting),
            Err(wrong) => {
                let good = wrong.valid_up_to();
                if good == 0 && (wrong.error_len().is_some() || self.ended) {
                    return self.stop(Unreadable::Encoding);
                }
                self.decoded.extend_from_slice(&self.waiting[..good]);
                self.waiting.drain(..good);
            }
        }
        Ok(())
    }

    fn decode_latin1(&mut self) {
        for byte in self.waiting.drain(..) {
            let c = char::from(byte);
            let mut utf8 = [0; 4];
            self.decoded.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
        }
    }
}

/// The encoding a declaration names; UTF-8 where it names none, none where it is not read here.
fn encoding_named(declaration: &str) -> Option<Encoding> {
    let Some(name) = named(declaration) else { return Some(Encoding::Utf8) };
    match name.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" | "US-ASCII" | "ASCII" => Some(Encoding::Utf8),
        "ISO-8859-1" | "ISO8859-1" | "ISO_8859-1" | "LATIN1" | "LATIN-1" => Some(Encoding::Latin1),
        _ => None,
    }
}

fn named(declaration: &str) -> Option<&str> {
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.fault.is_some() {
            return Err(io::Error::other("unreadable"));
        }
        if EVENT_BYTES_MAX < self.since_event {
            return self.stop(Unreadable::TooLarge);
        }
        if self.decoded.len() <= self.taken {
            self.refill()?;
        }
        Ok(&self.decoded[self.taken..])
    }

    fn consume(&mut self, count: usize) {
        let to = (self.taken + count).min(self.decoded.len());
        self.line += self.decoded[self.taken..to].iter().filter(|b| **b == b'\n').count() as u64;
        self.since_event += to - self.taken;
        self.taken = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> (String, Option<Unreadable>, u64) {
        let mut text = Text::new(bytes);
        let mut read = Vec::new();
        let mut piece = [0; 7];
        while let Ok(count) = text.read(&mut piece) {
            if count == 0 {
                break;
            }
            text.begin_event();
            read.extend_from_slice(&piece[..count]);
        }
        (String::from_utf8(read).unwrap(), text.fault().cloned(), text.line())
    }

    #[test]
    fn both_encodings_give_the_same_letters() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>L\xE6rer</a>";
        assert_eq!(all(latin).0, "<a>Lærer</a>");
        assert_eq!(all("\u{FEFF}<?xml version=\"1.0\"?><a>Lærer</a>".as_bytes()).0, "<a>Lærer</a>");
        assert_eq!(all("<a>Lærer</a>".as_bytes()).0, "<a>Lærer</a>");
    }

    #[test]
    fn a_wrong_byte_is_told_by_its_line() {
        let (text, fault, line) = all(b"<a>\n\n L\xE6rer</a>");
        assert_eq!((text.as_str(), fault, line), ("<a>\n\n L", Some(Unreadable::Encoding), 3));
        assert_eq!(all(b"<?xml encoding='EBCDIC'?><a/>").1, Some(Unreadable::EncodingUnknown("EBCDIC".into())));
        assert_eq!(all(b"\xFF\xFE<\0a\0").1, Some(Unreadable::EncodingUnknown("UTF-16".into())));
        assert_eq!(all(b"abc\xC3").1, Some(Unreadable::Encoding));
    }
}
