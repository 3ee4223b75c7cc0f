//! Metadata, theirs and ours.

use crate::responses::us;
use saml::metadata::{NoProvider, read_identity_provider, write_service_provider};
use testkit::identity_provider::{
    OUR_CERTIFICATE, PROVIDER, PROVIDER_CERTIFICATE, SIGN_IN, SMALL_CERTIFICATE, metadata, metadata_with,
};
use xmlsig::certificate::Certificate;
use xmlsig::parse::parse;

#[test]
fn a_provider_is_read_with_its_keys_and_its_end() {
    let provider = read_identity_provider(metadata().as_bytes()).unwrap();
    assert_eq!((provider.entity_id.as_str(), provider.sign_in.as_str()), (PROVIDER, SIGN_IN));
    assert!(provider.is_valid(i64::MAX), "no end is said");
    let ending = metadata_with("", " validUntil=\"2026-11-30T12:00:00Z\"", PROVIDER_CERTIFICATE);
    let provider = read_identity_provider(ending.as_bytes()).unwrap();
    let end = provider.valid_until.unwrap();
    assert!(provider.is_valid(end - 1) && !provider.is_valid(end));
    let endless = metadata_with("", " validUntil=\"some day\"", PROVIDER_CERTIFICATE);
    assert_eq!(read_identity_provider(endless.as_bytes()).unwrap_err(), NoProvider::NoMoment);
}

#[test]
fn a_key_without_use_signs_and_one_for_encryption_does_not() {
    let with = |purpose: &str| read_identity_provider(metadata_with(purpose, "", PROVIDER_CERTIFICATE).as_bytes());
    assert_eq!(with("").unwrap().keys().len(), 1);
    assert_eq!(with(" use=\"signing\"").unwrap().keys().len(), 1);
    assert_eq!(with(" use=\"encryption\"").unwrap_err(), NoProvider::NoCertificate);
    assert_eq!(with(" use=\"\"").unwrap_err(), NoProvider::NoCertificate);
    let small = metadata_with("", "", SMALL_CERTIFICATE);
    assert_eq!(read_identity_provider(small.as_bytes()).unwrap_err(), NoProvider::NoCertificate);
}

#[test]
fn what_describes_no_provider_is_refused() {
    let good = metadata();
    for (from, to, why) in [
        ("IDPSSODescriptor", "SPSSODescriptor", NoProvider::NotOne),
        ("urn:oasis:names:tc:SAML:2.0:protocol\"", "urn:oasis:names:tc:SAML:1.1:protocol\"", NoProvider::NotOne),
        ("md:EntityDescriptor", "md:EntitiesDescriptor", NoProvider::NotOne),
        (PROVIDER, "", NoProvider::NotOne),
        ("HTTP-Redirect", "HTTP-POST", NoProvider::NoAddress),
        (SIGN_IN, "http://provider.example/", NoProvider::NoAddress),
        (SIGN_IN, "javascript:alert(1)", NoProvider::NoAddress),
    ] {
        assert!(good.contains(from));
        assert_eq!(read_identity_provider(good.replace(from, to).as_bytes()).unwrap_err(), why, "{to}");
    }
    assert!(matches!(read_identity_provider(b"x").unwrap_err(), NoProvider::Malformed(_)));
}

#[test]
fn our_own_metadata_say_where_what_and_with_which_key() {
    let certificate = Certificate::from_pem(OUR_CERTIFICATE).unwrap();
    let text = write_service_provider(&us(), &certificate);
    let document = parse(text.as_bytes()).unwrap();
    assert_eq!(document.root().attribute("entityID"), Some(us().entity_id.as_str()));
    for part in [
        "AuthnRequestsSigned=\"true\"",
        "WantAssertionsSigned=\"true\"",
        "Location=\"https://unilogin.example/eid/saml/return\"",
        "use=\"encryption\"",
        "xmlenc11#aes256-gcm",
        "https://data.gov.dk/model/core/eid/cprNumber",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("-cbc"));
}
