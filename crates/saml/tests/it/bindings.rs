//! Messages in redirects.

use crate::responses::{provider, us};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use saml::binding::{Kind, Lost, read_redirect, redirect};
use std::io::Write;
use testkit::identity_provider::{OUR_CERTIFICATE, OUR_KEY, STRANGERS_CERTIFICATE};
use xmlsig::certificate::Certificate;
use xmlsig::key::SigningKey;

fn sent() -> String {
    let message = saml::request::write(&us(), &provider(), "_request", 1_796_000_000_000);
    let key = SigningKey::from_pem(OUR_KEY).unwrap();
    let url = redirect("https://provider.example/sign-in", Kind::Request, &message, Some("state/&="), &key);
    url.split_once('?').unwrap().1.to_owned()
}

fn received(query: &str) -> Result<String, Lost> {
    let certificate = Certificate::from_pem(OUR_CERTIFICATE).unwrap();
    let carried = read_redirect(query, Kind::Request, &[certificate.key()])?;
    assert_eq!(carried.relay_state.as_deref(), Some("state/&="));
    Ok(String::from_utf8(carried.message).unwrap())
}

#[test]
fn our_request_arrives_signed_and_asks_for_substantial_anew() {
    let message = received(&sent()).unwrap();
    for part in [
        "ForceAuthn=\"true\"",
        "https://data.gov.dk/concept/core/nsis/loa/Substantial",
        "Comparison=\"minimum\"",
        "AssertionConsumerServiceURL=\"https://unilogin.example/eid/saml/return\"",
        ">https://unilogin.example/eid/saml/metadata</saml:Issuer>",
        "IssueInstant=\"2026-11-30T",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn an_unsigned_redirect_one_of_another_key_and_one_that_was_changed_are_refused() {
    let query = sent();
    let (unsigned, _) = query.split_once("&SigAlg=").unwrap();
    assert_eq!(received(unsigned).unwrap_err(), Lost::Unsigned);
    assert_eq!(received(&query.replace("state", "etats")).unwrap_err(), Lost::Signature);
    let other = query.replace("rsa-sha256", "hmac-sha256");
    assert_eq!(received(&other).unwrap_err(), Lost::Signature);
    assert_eq!(received(&query.replace("rsa-sha256", "rsa-sha1")).unwrap_err(), Lost::Signature);
    let stranger = Certificate::from_pem(STRANGERS_CERTIFICATE).unwrap();
    assert_eq!(read_redirect(&query, Kind::Request, &[stranger.key()]).unwrap_err(), Lost::Signature);
    // What stands twice could be checked in one place and read in the other.
    assert_eq!(received(&format!("SAMLRequest=evil&{query}")).unwrap_err(), Lost::Unreadable);
}

#[test]
fn a_message_that_inflates_without_end_is_not_inflated() {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 8 << 20]).unwrap();
    let bomb = STANDARD.encode(encoder.finish().unwrap());
    assert!(bomb.len() < 16 * 1024, "eight megabytes in {} letters", bomb.len());
    let key = SigningKey::from_pem(OUR_KEY).unwrap();
    // Even well signed.
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let query = format!("SAMLRequest={}&RelayState=s&SigAlg={}", encoded(&bomb), encoded(key.method().uri()));
    let signature = STANDARD.encode(key.sign(query.as_bytes()));
    assert_eq!(received(&format!("{query}&Signature={}", encoded(&signature))).unwrap_err(), Lost::TooLarge);
    assert_eq!(received(&"x".repeat(40_000)).unwrap_err(), Lost::Unreadable);
}
