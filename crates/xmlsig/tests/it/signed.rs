//! Signatures that hold, and the many that must not.

use testkit::identity_provider::{
    CURVE_CERTIFICATE, CURVE_KEY, PROVIDER_CERTIFICATE, PROVIDER_KEY, SMALL_CERTIFICATE, STRANGERS_CERTIFICATE,
    STRANGERS_KEY, signed,
};
use xmlsig::certificate::{Certificate, Unusable};
use xmlsig::key::{Method, SigningKey};
use xmlsig::parse::parse;
use xmlsig::signature::{Refused, Verified, verify};

pub(crate) const MESSAGE: &str =
    "<m:message xmlns:m=\"urn:m\" ID=\"_1\"><m:issuer>us</m:issuer><m:cpr>0107801234</m:cpr></m:message>";

fn certificate(pem: &str) -> Certificate {
    Certificate::from_pem(pem).unwrap()
}

fn checked(text: &str) -> Result<Verified, Refused> {
    verify(&parse(text.as_bytes()).unwrap(), &[certificate(PROVIDER_CERTIFICATE).key()])
}

fn good() -> String {
    signed(MESSAGE, PROVIDER_KEY)
}

/// The signature's own text.
fn signature_of(signed: &str) -> &str {
    let from = signed.find("<ds:Signature ").unwrap();
    let to = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    &signed[from..to]
}

#[test]
fn what_was_signed_is_read_and_nothing_else() {
    let verified = checked(&good()).unwrap();
    assert_eq!(verified.root().only("urn:m", "cpr").unwrap().text(), Some("0107801234"));
    assert_eq!(verified.root().elements().count(), 2, "the signature is gone");
}

#[test]
fn a_key_on_a_curve_signs_too() {
    let text = signed(MESSAGE, CURVE_KEY);
    let document = parse(text.as_bytes()).unwrap();
    assert!(verify(&document, &[certificate(CURVE_CERTIFICATE).key()]).is_ok());
    assert_eq!(verify(&document, &[certificate(PROVIDER_CERTIFICATE).key()]).unwrap_err(), Refused::Key);
}

#[test]
fn a_changed_word_a_strangers_key_and_no_signature_are_refused() {
    assert_eq!(checked(&good().replace("0107801234", "0107801235")).unwrap_err(), Refused::Digest);
    assert_eq!(checked(&signed(MESSAGE, STRANGERS_KEY)).unwrap_err(), Refused::Key);
    assert_eq!(checked(MESSAGE).unwrap_err(), Refused::Unsigned);
    let document = parse(good().as_bytes()).unwrap();
    assert_eq!(verify(&document, &[]).unwrap_err(), Refused::Key, "no key is no yes");
    let both = [certificate(STRANGERS_CERTIFICATE), certificate(PROVIDER_CERTIFICATE)];
    assert!(verify(&document, &[both[0].key(), both[1].key()]).is_ok(), "any of the provider's keys counts");
}

#[test]
fn a_signature_wrapped_around_another_message_is_refused() {
    let signed = good();
    let signature = signature_of(&signed);
    let bare = signed.replace(signature, "");
    let evil = |inside: &str, id: &str| {
        format!(
            "<m:message xmlns:m=\"urn:m\" ID=\"{id}\"><m:issuer>us</m:issuer>{inside}<m:cpr>1111111118</m:cpr></m:message>"
        )
    };
    // The evil message carries the signature, and the signed one as a child, before it, after it, in an Object.
    let in_object = signature.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
    for (text, why) in [
        (evil(&format!("{signature}{bare}"), "_2"), Refused::Reference),
        (evil(&format!("{bare}{signature}"), "_2"), Refused::Reference),
        (evil(&signed, "_2"), Refused::Unsigned),
        (evil(&in_object, "_2"), Refused::Shape),
        (evil(&format!("<m:x>{signature}</m:x>{bare}"), "_2"), Refused::Unsigned),
        (evil(&format!("{signature}{signature}"), "_1"), Refused::Shape),
    ] {
        assert_eq!(checked(&text).unwrap_err(), why, "{text}");
    }
    // Both under one id: no document at all.
    let twice = evil(&format!("{signature}{bare}"), "_1");
    assert_eq!(parse(twice.as_bytes()).unwrap_err(), xmlsig::parse::Malformed::IdTwice);
}

#[test]
fn only_one_reference_to_the_whole_document_is_taken() {
    let signed = good();
    for (from, to, why) in [
        ("URI=\"#_1\"", "URI=\"\"", Refused::Reference),
        ("URI=\"#_1\"", "URI=\"#xpointer(/)\"", Refused::Reference),
        ("URI=\"#_1\"", "URI=\"#_2\"", Refused::Reference),
        (" URI=\"#_1\"", "", Refused::Reference),
        ("</ds:Reference>", "</ds:Reference><ds:Reference URI=\"#_1\"></ds:Reference>", Refused::Shape),
        (
            "</ds:Transforms>",
            "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></ds:Transforms>",
            Refused::Shape,
        ),
        ("<ds:SignatureValue>", "x<ds:SignatureValue>", Refused::Shape),
    ] {
        assert!(signed.contains(from));
        assert_eq!(checked(&signed.replace(from, to)).unwrap_err(), why, "{to}");
    }
}

#[test]
fn algorithms_off_the_list_are_refused_before_any_key_is_tried() {
    let signed = good();
    let sha256 = Method::RsaSha256.uri();
    for (from, to) in [
        (sha256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        (sha256, "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
        (sha256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
        (sha256, "http://www.w3.org/2000/09/xmldsig#dsa-sha1"),
        (sha256, ""),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
    ] {
        assert!(signed.contains(from));
        assert_eq!(checked(&signed.replace(from, to)).unwrap_err(), Refused::Algorithm, "{to}");
    }
}

#[test]
fn an_hmac_made_with_the_public_key_is_no_signature() {
    use aws_lc_rs::hmac;
    use base64::Engine;
    let hmac_uri = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
    let signed = good().replace(Method::RsaSha256.uri(), hmac_uri);
    let from = signed.find("<ds:SignedInfo").unwrap();
    let to = signed.find("</ds:SignedInfo>").unwrap() + "</ds:SignedInfo>".len();
    // In canonical form it declares its prefix itself.
    let info = signed[from..to].replacen(
        "<ds:SignedInfo",
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"",
        1,
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, certificate(PROVIDER_CERTIFICATE).key().info());
    let tag = base64::engine::general_purpose::STANDARD.encode(hmac::sign(&key, info.as_bytes()));
    let from = signed.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let to = signed.find("</ds:SignatureValue>").unwrap();
    let forged = format!("{}{tag}{}", &signed[..from], &signed[to..]);
    assert_eq!(checked(&forged).unwrap_err(), Refused::Algorithm);
}

#[test]
fn the_key_the_signature_brings_itself_is_not_looked_at() {
    let inside = STRANGERS_CERTIFICATE.lines().filter(|line| !line.starts_with("--")).collect::<String>();
    let info = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{inside}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    );
    let forged = signed(MESSAGE, STRANGERS_KEY).replace("</ds:Signature>", &format!("{info}</ds:Signature>"));
    assert_eq!(checked(&forged).unwrap_err(), Refused::Key);
    let harmless = good().replace("</ds:Signature>", &format!("{info}</ds:Signature>"));
    assert!(checked(&harmless).is_ok());
}

#[test]
fn a_comment_cuts_no_text_short() {
    let signed = good().replace("0107801234", "0107801234<!-- -->");
    assert_eq!(checked(&signed).unwrap().root().only("urn:m", "cpr").unwrap().text(), Some("0107801234"));
    let evil = signed.replace("<!-- -->", "<!-- -->5");
    assert_eq!(checked(&evil).unwrap_err(), Refused::Digest);
}

#[test]
fn a_prefix_that_means_something_else_is_another_document() {
    let signed = good();
    assert_eq!(checked(&signed.replace("xmlns:m=\"urn:m\"", "xmlns:m=\"urn:n\"")).unwrap_err(), Refused::Digest);
    let redeclared = signed.replace("<m:cpr>", "<m:cpr xmlns:m=\"urn:n\">");
    assert_eq!(checked(&redeclared).unwrap_err(), Refused::Digest);
    // What no name uses changes nothing, and is gone from what is read.
    let more = signed.replace("xmlns:m=\"urn:m\"", "xmlns:m=\"urn:m\" xmlns:evil=\"urn:evil\"");
    assert!(checked(&more).is_ok());
}

#[test]
fn weak_and_foreign_keys_are_none() {
    assert_eq!(Certificate::from_pem(SMALL_CERTIFICATE).unwrap_err(), Unusable::Key);
    assert_eq!(Certificate::from_pem("x").unwrap_err(), Unusable::Unreadable);
    assert!(SigningKey::from_pem(PROVIDER_CERTIFICATE).is_err());
    let key = SigningKey::from_pem(PROVIDER_KEY).unwrap();
    assert!(key.fits(certificate(PROVIDER_CERTIFICATE).key()) && !key.fits(certificate(STRANGERS_CERTIFICATE).key()));
    assert!(!format!("{key:?}").contains("PRIVATE") && format!("{key:?}").len() < 20);
}
