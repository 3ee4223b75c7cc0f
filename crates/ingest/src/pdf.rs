//! Whether a file somebody sends is a plain PDF: pages to read, and nothing that acts, hides or is something else as well.
//!
//! It is not rendered. Every name in it is read, those inside compressed object streams too, under limits of bytes and
//! time that grow with the file alone; whatever cannot be read that way is refused. Source: security.md "uploads". What it
//! does not do: look for viruses, or say what stands on the page.

use flate2::{Decompress, FlushDecompress, Status};
use rules::application::FILE_BYTES_MAX;

/// The most bytes all object streams of a file may unfold to.
const UNFOLDED_MAX: usize = 32 * 1024 * 1024;
/// How far before the end of a file a zip archive's directory may begin.
const ZIP_TAIL: usize = 65_557;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flaw {
    /// Nothing came.
    Missing,
    /// Larger than [`FILE_BYTES_MAX`].
    TooLarge,
    /// Something else than a PDF.
    NotPdf,
    /// A PDF that is something else as well: an archive, a program, a second file behind its end.
    TwoInOne,
    /// Locked with a password, or encrypted.
    Encrypted,
    /// It runs a script, starts a program or sends a form.
    Acts,
    /// Other files lie in it.
    HoldsFiles,
    /// It cannot be read.
    Unreadable,
}

/// Names that make a PDF do something by itself.
const ACTING: [&[u8]; 12] = [
    b"JavaScript",
    b"JS",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"XFA",
    b"RichMedia",
    b"Movie",
    b"Rendition",
    b"GoToE",
    b"GoToR",
    b"AA",
];
/// Names that stand at files inside a PDF.
const HOLDING: [&[u8]; 3] = [b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment"];

/// Looks at a whole file.
///
/// # Errors
/// What is wrong with it.
pub fn check(bytes: &[u8]) -> Result<(), Flaw> {
    pages(bytes).map(drop)
}

/// The same, and how many pages it says it has.
///
/// # Errors
/// What is wrong with it.
pub fn pages(bytes: &[u8]) -> Result<usize, Flaw> {
    if bytes.is_empty() {
        return Err(Flaw::Missing);
    }
    if FILE_BYTES_MAX < bytes.len() {
        return Err(Flaw::TooLarge);
    }
    if !bytes.starts_with(b"%PDF-1.") && !bytes.starts_with(b"%PDF-2.") {
        return Err(Flaw::NotPdf);
    }
    let end = find_last(bytes, b"%%EOF").ok_or(Flaw::NotPdf)?;
    let behind = &bytes[end + b"%%EOF".len()..];
    if behind.iter().any(|byte| !is_space(*byte)) || is_zip(bytes) {
        return Err(Flaw::TwoInOne);
    }
    let mut seen = Seen { unfolded: 0, pages: 0, catalogue: false };
    walk(bytes, &mut seen, Depth::File)?;
    if 0 < seen.pages && seen.catalogue { Ok(seen.pages) } else { Err(Flaw::Unreadable) }
}

/// What has been met so far.
struct Seen {
    unfolded: usize,
    pages: usize,
    catalogue: bool,
}

/// Whether what is read is the file itself, or what an object stream of it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    File,
    ObjectStream,
}

/// What the dictionary before a stream says of it.
#[derive(Default)]
struct Described {
    filters: Vec<Filter>,
    /// The keys that only an object stream has.
    first: bool,
    count: bool,
    object_stream: bool,
    parameters: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    Flate,
    Other,
}

/// Past what a reader that begins at the front would not look into. A table of contents may point anywhere, though: an
/// object must not hide there. (In an object stream nothing is passed over at all.)
fn past(bytes: &[u8], from: usize, to: usize) -> Result<usize, Flaw> {
    if holds_object(&bytes[from..to]) { Err(Flaw::TwoInOne) } else { Ok(to) }
}

/// Reads all names of a text, and goes into its object streams.
fn walk(bytes: &[u8], seen: &mut Seen, depth: Depth) -> Result<(), Flaw> {
    let mut at = 0;
    let mut described = Described::default();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'%' if depth == Depth::File => at = past(bytes, at, line_end(bytes, at))?,
            b'(' if depth == Depth::File => at = past(bytes, at, string_end(bytes, at)?)?,
            b'/' => {
                let (name, next) = name(bytes, at + 1);
                judge(&name, seen)?;
                describe(&name, &mut described);
                at = next;
            }
            b's' if depth == Depth::File && is_stream(bytes, at) => {
                at = stream(bytes, at, &described, seen)?;
                described = Described::default();
            }
            b'o' if depth == Depth::File && bytes[at..].starts_with(b"obj") => {
                described = Described::default();
                at += 3;
            }
            _ => at += 1,
        }
    }
    Ok(())
}

fn judge(name: &[u8], seen: &mut Seen) -> Result<(), Flaw> {
    if ACTING.contains(&name) {
        return Err(Flaw::Acts);
    }
    if HOLDING.contains(&name) {
        return Err(Flaw::HoldsFiles);
    }
    match name {
        b"Encrypt" | b"Crypt" => return Err(Flaw::Encrypted),
        b"Page" => seen.pages += 1,
        b"Catalog" => seen.catalogue = true,
        _ => {}
    }
    Ok(())
}

fn describe(name: &[u8], described: &mut Described) {
    match name {
        b"FlateDecode" | b"Fl" => described.filters.push(Filter::Flate),
        b"ASCIIHexDecode" | b"AHx" | b"ASCII85Decode" | b"A85" | b"LZWDecode" | b"LZW" | b"RunLengthDecode" | b"RL"
        | b"CCITTFaxDecode" | b"CCF" | b"DCTDecode" | b"DCT" | b"JBIG2Decode" | b"JPXDecode" => {
            described.filters.push(Filter::Other);
        }
        b"DecodeParms" | b"DP" => described.parameters = true,
        b"First" => described.first = true,
        b"N" => described.count = true,
        b"ObjStm" => described.object_stream = true,
        _ => {}
    }
}

/// Goes past a stream; into it first, where it holds objects.
fn stream(bytes: &[u8], keyword: usize, described: &Described, seen: &mut Seen) -> Result<usize, Flaw> {
    let mut begins = keyword + b"stream".len();
    if bytes.get(begins) == Some(&b'\r') {
        begins += 1;
    }
    if bytes.get(begins) == Some(&b'\n') {
        begins += 1;
    }
    let rest = bytes.get(begins..).unwrap_or_default();
    let length = find(rest, b"endstream").ok_or(Flaw::Unreadable)?;
    let data = &rest[..length];
    past(data, 0, data.len())?;
    if described.object_stream || (described.first && described.count) {
        let plain = match described.filters.as_slice() {
            [] => data.to_vec(),
            [Filter::Flate] if !described.parameters => unfold(data, seen)?,
            _ => return Err(Flaw::Unreadable),
        };
        walk(&plain, seen, Depth::ObjectStream)?;
    }
    Ok(begins + length + b"endstream".len())
}

fn unfold(data: &[u8], seen: &mut Seen) -> Result<Vec<u8>, Flaw> {
    let mut inflate = Decompress::new(true);
    let mut plain = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = usize::try_from(inflate.total_in()).map_err(|_| Flaw::Unreadable)?;
        let before = inflate.total_out();
        let status = inflate.decompress(data.get(read..).unwrap_or_default(), &mut buffer, FlushDecompress::None);
        let status = status.map_err(|_| Flaw::Unreadable)?;
        let wrote = usize::try_from(inflate.total_out() - before).map_err(|_| Flaw::Unreadable)?;
        seen.unfolded += wrote;
        if UNFOLDED_MAX < seen.unfolded {
            return Err(Flaw::Unreadable);
        }
        plain.extend_from_slice(&buffer[..wrote]);
        match status {
            Status::StreamEnd => return Ok(plain),
            Status::Ok if 0 < wrote || usize::try_from(inflate.total_in()) != Ok(read) => {}
            Status::Ok | Status::BufError => return Err(Flaw::Unreadable),
        }
    }
}

/// The name that begins here, `#xx` read, and where it ends.
fn name(bytes: &[u8], from: usize) -> (Vec<u8>, usize) {
    let mut name = Vec::new();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if is_space(byte) || b"()<>[]{}/%".contains(&byte) {
            break;
        }
        let code = bytes.get(at + 1..at + 3).filter(|_| byte == b'#').and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(letter) => {
                name.push(letter);
                at += 3;
            }
            None => {
                name.push(byte);
                at += 1;
            }
        }
    }
    (name, at)
}

/// Where a string in brackets ends. Every byte of it is looked at once.
fn string_end(bytes: &[u8], from: usize) -> Result<usize, Flaw> {
    let mut open = 0usize;
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => open += 1,
            b')' => {
                open -= 1;
                if open == 0 {
                    return Ok(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err(Flaw::Unreadable)
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).map_or(bytes.len(), |length| from + length)
}

/// The keyword alone on its line, not the end of `endstream`.
fn is_stream(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|place| bytes.get(place));
    let after = bytes.get(at + b"stream".len());
    bytes[at..].starts_with(b"stream")
        && before.is_some_and(|byte| is_space(*byte) || *byte == b'>')
        && after.is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
}

/// Whether `12 0 obj` stands in what should be data.
fn holds_object(data: &[u8]) -> bool {
    let mut from = 0;
    while let Some(place) = find(&data[from..], b"obj") {
        let before = &data[..from + place];
        let trimmed = |mut text: &[u8], fits: fn(u8) -> bool| {
            let whole = text.len();
            while let [rest @ .., last] = text
                && fits(*last)
            {
                text = rest;
            }
            whole - text.len()
        };
        let digits: fn(u8) -> bool = |byte| byte.is_ascii_digit();
        let mut left = before;
        let mut fits = true;
        for (kind, least) in [(is_space as fn(u8) -> bool, 1), (digits, 1), (is_space, 1), (digits, 1)] {
            let count = trimmed(left, kind);
            fits &= least <= count;
            left = &left[..left.len() - count];
        }
        if fits {
            return true;
        }
        from += place + 3;
    }
    false
}

/// Whether a zip reader would take the file for an archive: its directory's end fits the end of the file.
fn is_zip(bytes: &[u8]) -> bool {
    let tail = bytes.len().saturating_sub(ZIP_TAIL);
    (tail..bytes.len()).any(|at| {
        let Some([b'P', b'K', 5, 6, rest @ ..]) = bytes.get(at..) else { return false };
        let comment = rest.get(16..18).map(|two| usize::from(two[0]) | usize::from(two[1]) << 8);
        comment.is_some_and(|comment| rest.len() <= 18 + comment)
    })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|some| some == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|some| some == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    /// A page with this in its catalogue, and these objects behind it.
    fn pdf(catalogue: &str, more: &[u8]) -> Vec<u8> {
        let mut text = format!(
            "%PDF-1.7\n%\u{e6}\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalogue} >>\nendobj\n\
             2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
             3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n\
             4 0 obj\n<< /Length 33 >>\nstream\nBT (Underskrift \\(leder\\)) Tj ET   \nendstream\nendobj\n"
        )
        .into_bytes();
        text.extend_from_slice(more);
        text.extend_from_slice(b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n");
        text
    }

    fn folded(objects: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(objects).unwrap();
        encoder.finish().unwrap()
    }

    fn object_stream(describes: &str, data: &[u8]) -> Vec<u8> {
        let mut text =
            format!("7 0 obj\n<< {describes} /N 1 /First 4 /Length {} >>\nstream\n", data.len()).into_bytes();
        text.extend_from_slice(data);
        text.extend_from_slice(b"\nendstream\nendobj\n");
        text
    }

    #[test]
    fn pages_are_counted() {
        let page = "3 0 obj\n<< /Type /Page >>\nendobj\n";
        let text = |pages: usize| {
            format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n{}%%EOF\n", page.repeat(pages))
        };
        assert_eq!(pages(text(3).as_bytes()), Ok(3));
        assert_eq!(pages(text(0).as_bytes()), Err(Flaw::Unreadable));
    }

    #[test]
    fn a_plain_page_is_taken() {
        assert_eq!(check(&pdf("", b"")), Ok(()));
        assert_eq!(check(&pdf("/Lang (da) /OpenAction [3 0 R /Fit]", b"")), Ok(()));
        let plain = object_stream("/Type /ObjStm /Filter /FlateDecode", &folded(b"8 0 << /Kind /Harmless >>"));
        assert_eq!(check(&pdf("", &plain)), Ok(()));
    }

    #[test]
    fn what_is_no_pdf_is_none() {
        assert_eq!(check(b""), Err(Flaw::Missing));
        assert_eq!(check(b"\x89PNG\r\n\x1a\n"), Err(Flaw::NotPdf), "a picture by another name");
        assert_eq!(check(b"%PDF-1.7 and then nothing"), Err(Flaw::NotPdf));
        assert_eq!(check(b"%PDF-1.7\n%%EOF"), Err(Flaw::Unreadable), "no page");
        let mut late = b"GIF89a".to_vec();
        late.extend(pdf("", b""));
        assert_eq!(check(&late), Err(Flaw::NotPdf), "a PDF begins with its first byte");
    }

    #[test]
    fn five_megabytes_are_taken_and_a_byte_more_is_not() {
        let padded = |size: usize| {
            let mut file = pdf("", b"");
            let room = size - file.len();
            let end = find_last(&file, b"trailer").unwrap();
            file.splice(end..end, std::iter::repeat_n(b' ', room));
            file
        };
        assert_eq!(check(&padded(FILE_BYTES_MAX)), Ok(()));
        assert_eq!(check(&padded(FILE_BYTES_MAX + 1)), Err(Flaw::TooLarge));
    }

    #[test]
    fn what_acts_is_refused_however_it_is_spelt() {
        for catalogue in [
            "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
            "/OpenAction << /S /J#61vaScript >>",
            "/OpenAction<</S/Launch/F(calc.exe)>>",
            "/AA << /O 9 0 R >>",
            "/AcroForm << /XFA 9 0 R >>",
            "/X << /S /SubmitForm >>",
        ] {
            assert_eq!(check(&pdf(catalogue, b"")), Err(Flaw::Acts), "{catalogue}");
        }
        assert_eq!(check(&pdf("/Title (/JavaScript /Launch)", b"")), Ok(()), "a text about it does nothing");
    }

    #[test]
    fn what_acts_inside_an_object_stream_is_found() {
        let acting = folded(b"8 0 << /S /JavaScript /JS (x) >>");
        for describes in
            ["/Type /ObjStm /Filter /FlateDecode", "/Filter [/Fl]", "/T#79pe /Obj#53tm /Filter /FlateDecode"]
        {
            assert_eq!(check(&pdf("", &object_stream(describes, &acting))), Err(Flaw::Acts), "{describes}");
        }
        let twice = "/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]";
        assert_eq!(check(&pdf("", &object_stream(twice, b"00>"))), Err(Flaw::Unreadable), "not read, not taken");
    }

    #[test]
    fn files_inside_locks_and_second_natures_are_refused() {
        assert_eq!(check(&pdf("/Names << /EmbeddedFiles 9 0 R >>", b"")), Err(Flaw::HoldsFiles));
        assert_eq!(check(&pdf("", b"9 0 obj\n<< /Encrypt 5 0 R >>\nendobj\n")), Err(Flaw::Encrypted));
        let mut archive = pdf("", b"");
        archive.extend_from_slice(b"PK\x03\x04");
        assert_eq!(check(&archive), Err(Flaw::TwoInOne), "something behind its end");
        let mut hidden = b"% PK\x05\x06".to_vec();
        hidden.extend_from_slice(&[0; 16]);
        hidden.extend_from_slice(&(60u16).to_le_bytes());
        hidden.push(b'\n');
        assert_eq!(check(&pdf("", &hidden)), Err(Flaw::TwoInOne), "a zip reader opens it");
        let inside = b"9 0 obj\n<< /Length 40 >>\nstream\n10 0 obj << /S /Launch >> endobj\nendstream\nendobj\n";
        assert_eq!(check(&pdf("", inside)), Err(Flaw::TwoInOne), "an object inside data");
        for cover in ["%", "("] {
            let covered = format!("{cover} 10 0 obj << /S /Launch >> endobj )\n");
            assert_eq!(check(&pdf("", covered.as_bytes())), Err(Flaw::TwoInOne), "an object behind {cover}");
        }
    }

    #[test]
    fn what_unfolds_without_end_is_put_down() {
        let bomb = folded(&vec![b' '; UNFOLDED_MAX + 1]);
        assert!(bomb.len() < FILE_BYTES_MAX);
        let file = pdf("", &object_stream("/Type /ObjStm /Filter /FlateDecode", &bomb));
        assert_eq!(check(&file), Err(Flaw::Unreadable));
    }

    proptest! {
        #[test]
        fn any_file_gets_an_answer(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), framed in any::<bool>()) {
            if framed {
                let mut file = b"%PDF-1.4\n".to_vec();
                file.append(&mut bytes);
                file.extend_from_slice(b"\n%%EOF");
                bytes = file;
            }
            let _ = check(&bytes);
        }

        #[test]
        fn a_script_is_found_wherever_it_stands(at in 0usize..400, spelt in 0usize..3) {
            let mut file = pdf("", b"");
            let script: &[u8] = [&b" /JavaScript "[..], b" /#4aavaScript ", b" /J#53 "][spelt];
            // Behind any object, never inside the page's text or a comment.
            let places: Vec<usize> = (6..file.len()).filter(|place| file[..*place].ends_with(b"endobj")).collect();
            let place = places[at % places.len()];
            file.splice(place..place, script.iter().copied());
            prop_assert_eq!(check(&file), Err(Flaw::Acts), "{}", place);
        }
    }
}
