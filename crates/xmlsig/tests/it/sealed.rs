//! What is sealed opens with the right key and no other.

use testkit::identity_provider::{CURVE_CERTIFICATE, OUR_CERTIFICATE, OUR_KEY, STRANGERS_KEY};
use xmlsig::certificate::Certificate;
use xmlsig::encryption::{OpeningKey, Shut, open, seal};
use xmlsig::parse::{Malformed, parse};
use xmlsig::tree::Document;

fn held(plain: &str) -> String {
    let sealed = seal(plain.as_bytes(), Certificate::from_pem(OUR_CERTIFICATE).unwrap().key()).unwrap();
    format!("<h:holder xmlns:h=\"urn:h\" xmlns:p=\"urn:p\">{sealed}</h:holder>")
}

fn opened(text: &str, key: &str) -> Result<Document, Shut> {
    let document = parse(text.as_bytes()).unwrap();
    open(&document, &[document.root()], &[OpeningKey::from_pem(key).unwrap()])
}

#[test]
fn the_right_key_opens_and_reads_it_where_it_stood() {
    let inside = opened(&held("<p:a>x</p:a>"), OUR_KEY).unwrap();
    assert!(inside.root().is("urn:p", "a"), "the prefix was declared around it");
    assert_eq!(inside.root().text(), Some("x"));
}

#[test]
fn another_key_and_a_changed_byte_open_nothing() {
    let text = held("<a/>");
    assert_eq!(opened(&text, STRANGERS_KEY).unwrap_err(), Shut::Key);
    let at = text.rfind("<xenc:CipherValue>").unwrap() + "<xenc:CipherValue>".len() + 20;
    let letter = if &text[at..=at] == "A" { "B" } else { "A" };
    let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
    assert_eq!(opened(&changed, OUR_KEY).unwrap_err(), Shut::Key);
    let both = [OpeningKey::from_pem(STRANGERS_KEY).unwrap(), OpeningKey::from_pem(OUR_KEY).unwrap()];
    let document = parse(text.as_bytes()).unwrap();
    assert!(open(&document, &[document.root()], &both).is_ok(), "an older key of ours still opens");
}

#[test]
fn modes_that_can_be_asked_about_are_refused() {
    let text = held("<a/>");
    for (from, to) in [
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#aes256-cbc"),
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"),
        ("http://www.w3.org/2009/xmlenc11#rsa-oaep", "http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
        ("http://www.w3.org/2009/xmlenc11#mgf1sha256", "http://www.w3.org/2009/xmlenc11#mgf1sha1"),
    ] {
        assert!(text.contains(from));
        assert_eq!(opened(&text.replace(from, to), OUR_KEY).unwrap_err(), Shut::Algorithm, "{to}");
    }
}

#[test]
fn what_was_sealed_is_read_as_strictly_as_everything() {
    assert_eq!(opened(&held("<!DOCTYPE a><a/>"), OUR_KEY).unwrap_err(), Shut::Inside(Malformed::DocumentType));
    assert_eq!(opened(&held("<a/><b/>"), OUR_KEY).unwrap_err(), Shut::Inside(Malformed::Syntax));
    assert_eq!(opened("<h/>", OUR_KEY).unwrap_err(), Shut::Shape);
    assert_eq!(seal(b"<a/>", Certificate::from_pem(CURVE_CERTIFICATE).unwrap().key()).unwrap_err(), Shut::Key);
    assert_eq!(format!("{:?}", OpeningKey::from_pem(OUR_KEY).unwrap()), "OpeningKey(..)");
}
