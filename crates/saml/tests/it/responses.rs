//! Responses that are believed, and those that are not. Source: security.md "SAML, both sides".

use saml::ServiceProvider;
use saml::metadata::{IdentityProvider, read_identity_provider};
use saml::response::{Disbelief, Expected, Identity, Level, NotLoggedIn, form, read};
use testkit::identity_provider::{
    CPR_NUMBER, CVR, LOA, OUR_CERTIFICATE, OUR_KEY, PROVIDER_KEY, SPEC_VERSION, STRANGERS_CERTIFICATE, STRANGERS_KEY,
    Told, metadata, sealed, signed,
};
use xmlsig::encryption::{OpeningKey, Shut};
use xmlsig::parse::Malformed;
use xmlsig::signature::Refused;

const NOW: i64 = 1_796_000_000_000;
const REQUEST: &str = "_request";
const CPR: &str = "0107801234";
const MINUTE: i64 = 60_000;

pub(crate) fn us() -> ServiceProvider {
    ServiceProvider {
        entity_id: "https://unilogin.example/eid/saml/metadata".to_owned(),
        consumer: "https://unilogin.example/eid/saml/return".to_owned(),
        name: "Unilogin".to_owned(),
    }
}

pub(crate) fn provider() -> IdentityProvider {
    read_identity_provider(metadata().as_bytes()).unwrap()
}

fn told() -> Told {
    Told::straight(REQUEST, &us().consumer, &us().entity_id, NOW, CPR)
}

fn heard(answer: &str) -> Result<Identity, Disbelief> {
    heard_at(answer, NOW)
}

fn heard_at(answer: &str, now: i64) -> Result<Identity, Disbelief> {
    heard_after(answer, (NOW, now))
}

/// Asked at one moment, heard at another.
fn heard_after(answer: &str, (asked, now): (i64, i64)) -> Result<Identity, Disbelief> {
    let (us, provider) = (us(), provider());
    let expected = Expected { us: &us, provider: &provider, request_id: REQUEST, asked, now };
    read(answer.as_bytes(), &expected, &[OpeningKey::from_pem(OUR_KEY).unwrap()])
}

fn why(told: &Told) -> Disbelief {
    heard(&told.answer()).unwrap_err()
}

/// A response around an assertion's text, sealed for us.
fn around(assertion: &str) -> String {
    told().response(&sealed(assertion, OUR_CERTIFICATE))
}

/// A good assertion's text, and its signature's.
fn assertion() -> (String, String) {
    let assertion = signed(&told().assertion(), PROVIDER_KEY);
    let from = assertion.find("<ds:Signature ").unwrap();
    let to = assertion.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = assertion[from..to].to_owned();
    (assertion, signature)
}

/// An assertion about somebody else under this id, nobody's signature on it.
fn evil(id: &str) -> String {
    let mut other = told().saying(CPR_NUMBER, Some("1111111118"));
    other.assertion_id = id.to_owned();
    other.assertion()
}

#[test]
fn a_straight_answer_is_believed() {
    let identity = heard(&told().answer()).unwrap();
    assert_eq!(identity.cpr.as_deref(), Some(CPR));
    assert_eq!((identity.level, identity.is_professional), (Level::Substantial, false));
    assert!(NOW + 5 * MINUTE <= identity.over);
    assert!(!format!("{identity:?}").contains(CPR), "it is never printed");
    assert!(heard(&signed(&told().answer(), PROVIDER_KEY)).is_ok(), "a signed response too");
    let professional = told().saying(CVR, Some("12345678")).saying(CPR_NUMBER, None);
    let identity = heard(&professional.answer()).unwrap();
    assert!(identity.is_professional && identity.cpr.is_none());
    assert_eq!(form(told().answer().as_bytes()).unwrap(), REQUEST);
}

#[test]
fn xsw1_and_xsw2_the_signed_response_beside_an_evil_one_is_refused() {
    let response = signed(&told().answer(), PROVIDER_KEY);
    let from = response.find("<ds:Signature ").unwrap();
    let to = response.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &response[from..to];
    let bare = response.replace(signature, "");
    let sealed = sealed(&evil("_evil"), OUR_CERTIFICATE);
    let outer = |inside: &str| {
        let mut other = told();
        other.response_id = "_evil".to_owned();
        other.response(inside)
    };
    // 1: the original inside the signature; 2: the original beside a detached signature.
    let inside = signature.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
    assert_eq!(heard(&outer(&format!("{inside}{sealed}"))).unwrap_err(), Disbelief::Signature(Refused::Shape));
    let beside = outer(&format!("{bare}{signature}{sealed}"));
    assert_eq!(heard(&beside).unwrap_err(), Disbelief::Signature(Refused::Reference));
}

#[test]
fn xsw3_to_xsw6_an_evil_assertion_around_or_beside_the_signed_one_is_refused() {
    let (good, signature) = assertion();
    let bare = good.replace(&signature, "");
    let put = |into: &str, what: &str| into.replace("<saml:Subject>", &format!("{what}<saml:Subject>"));
    for (name, forged, why) in [
        // 3: evil first, the good one beside it. There is no beside: what was sealed is one element.
        ("xsw3", format!("{}{good}", evil("_evil")), Disbelief::Shut(Shut::Inside(Malformed::Syntax))),
        // 4: the good one inside the evil one.
        ("xsw4", put(&evil("_evil"), &good), Disbelief::Signature(Refused::Unsigned)),
        // 5: the signature moved into the evil one, the good one last.
        ("xsw5", put(&evil("_evil"), &format!("{signature}{bare}")), Disbelief::Signature(Refused::Reference)),
        // 6: the good one inside the signature inside the evil one.
        (
            "xsw6",
            put(&evil("_evil"), &signature.replace("</ds:Signature>", &format!("{bare}</ds:Signature>"))),
            Disbelief::Signature(Refused::Shape),
        ),
    ] {
        assert_eq!(heard(&around(&forged)).unwrap_err(), why, "{name}");
    }
    // The same id twice is no document.
    let id = told().assertion_id;
    let twice = put(&evil(&id), &format!("{signature}{bare}"));
    assert_eq!(heard(&around(&twice)).unwrap_err(), Disbelief::Shut(Shut::Inside(Malformed::IdTwice)));
}

#[test]
fn xsw7_and_xsw8_an_assertion_hidden_in_an_extension_or_an_object_is_refused() {
    let (good, signature) = assertion();
    let bare = good.replace(&signature, "");
    let sealed = sealed(&evil("_evil"), OUR_CERTIFICATE);
    let extension = format!("<samlp:Extensions>{good}</samlp:Extensions>{sealed}");
    assert_eq!(heard(&told().response(&extension)).unwrap_err(), Disbelief::Shape);
    let object = signature.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
    let forged = evil("_evil").replace("<saml:Subject>", &format!("{object}<saml:Subject>"));
    assert_eq!(heard(&around(&forged)).unwrap_err(), Disbelief::Signature(Refused::Shape));
}

#[test]
fn a_second_assertion_is_refused_sealed_or_not() {
    let (good, _) = assertion();
    let sealed = || sealed(&good, OUR_CERTIFICATE);
    for inside in [
        format!("{}{}", sealed(), sealed()),
        format!("{}{}", sealed(), evil("_evil")),
        format!("<samlp:Extensions>{}</samlp:Extensions>{}", sealed(), sealed()),
        good.clone(),
        evil("_evil").replace("saml:Assertion", "x:Assertion").replace("xmlns:saml", "xmlns:x=\"urn:x\" xmlns:saml"),
    ] {
        let answer = told().response(&inside);
        assert_eq!(heard(&answer).unwrap_err(), Disbelief::Shape, "{inside}");
        assert_eq!(form(answer.as_bytes()).unwrap_err(), Disbelief::Shape);
    }
    assert_eq!(heard(&told().response("")).unwrap_err(), Disbelief::Shape, "none at all");
}

#[test]
fn an_unsigned_assertion_is_refused_whoever_sealed_it_and_in_a_signed_response_too() {
    let unsigned = around(&told().assertion());
    assert_eq!(heard(&unsigned).unwrap_err(), Disbelief::Signature(Refused::Unsigned));
    assert_eq!(heard(&signed(&unsigned, PROVIDER_KEY)).unwrap_err(), Disbelief::Signature(Refused::Unsigned));
    let strangers = around(&signed(&told().assertion(), STRANGERS_KEY));
    assert_eq!(heard(&strangers).unwrap_err(), Disbelief::Signature(Refused::Key));
    let wrong_seal = told().response(&sealed(&assertion().0, STRANGERS_CERTIFICATE));
    assert_eq!(heard(&wrong_seal).unwrap_err(), Disbelief::Shut(Shut::Key));
}

#[test]
fn an_unsigned_response_around_the_signed_assertion_of_another_login_is_refused() {
    // Stolen from somebody else's login at the same service: the response is made to fit, the assertion cannot be.
    let mut stolen = told();
    stolen.confirmed_request = "_another".to_owned();
    assert_eq!(why(&stolen), Disbelief::Request);
    // And from a login at another service of the same provider.
    let mut elsewhere = told();
    elsewhere.audience = "https://other.example/metadata".to_owned();
    assert_eq!(why(&elsewhere), Disbelief::Audience);
}

#[test]
fn a_response_changed_after_it_was_signed_is_refused() {
    let response = signed(&told().answer(), PROVIDER_KEY);
    let other = response.replace(&told().response_id, "_other");
    assert!(matches!(heard(&other).unwrap_err(), Disbelief::Signature(_)));
    let strangers = signed(&told().answer(), STRANGERS_KEY);
    assert_eq!(
        heard(&strangers).unwrap_err(),
        Disbelief::Signature(Refused::Key),
        "a signature that is there must hold"
    );
}

#[test]
fn every_address_name_and_request_must_be_ours() {
    let bent = |bend: fn(&mut Told)| {
        let mut told = told();
        bend(&mut told);
        why(&told)
    };
    assert_eq!(bent(|told| told.destination = "https://evil.example/".to_owned()), Disbelief::Destination);
    assert_eq!(bent(|told| told.in_response_to = "_another".to_owned()), Disbelief::Request);
    assert_eq!(bent(|told| told.issuer = "https://evil.example/".to_owned()), Disbelief::Issuer);
    assert_eq!(bent(|told| told.audience = "https://unilogin.example/".to_owned()), Disbelief::Audience);
    assert_eq!(bent(|told| told.recipient = "https://evil.example/".to_owned()), Disbelief::Recipient);
    assert_eq!(bent(|told| told.confirmed_request = String::new()), Disbelief::Request);
    // Nobody asked for it.
    let unasked = told().answer().replace(" InResponseTo=\"_request\"", "");
    assert_eq!(form(unasked.as_bytes()).unwrap_err(), Disbelief::Request);
    assert_eq!(heard(&unasked).unwrap_err(), Disbelief::Request);
}

#[test]
fn an_eid_that_was_shown_before_we_asked_is_somebody_elses() {
    let answer = told().answer();
    for (asked_after, is_believed) in [(0, true), (2, true), (4, false), (10, false)] {
        let asked = NOW + asked_after * MINUTE;
        let heard = heard_after(&answer, (asked, asked));
        assert_eq!(heard.is_ok(), is_believed, "asked {asked_after} minutes after it was shown: {heard:?}");
    }
}

#[test]
fn too_early_too_late_and_too_long_are_refused_beyond_three_minutes() {
    let answer = told().answer();
    for (minutes, is_believed) in [(-4, false), (-2, true), (0, true), (7, true), (8, false), (60, false)] {
        let heard = heard_at(&answer, NOW + minutes * MINUTE);
        assert_eq!(heard.is_ok(), is_believed, "{minutes}");
        assert!(is_believed || heard == Err(Disbelief::Time), "{minutes}");
    }
    let bent = |bend: fn(&mut Told)| {
        let mut told = told();
        bend(&mut told);
        why(&told)
    };
    assert_eq!(bent(|told| told.ends = NOW + 61 * MINUTE), Disbelief::Time, "an assertion that counts for ever");
    assert_eq!(bent(|told| told.begins = NOW + 4 * MINUTE), Disbelief::Time);
    assert_eq!(bent(|told| told.authenticated = NOW - 21 * MINUTE), Disbelief::Time, "shown before we asked");
    assert_eq!(bent(|told| told.issued = NOW - 21 * MINUTE), Disbelief::Time);
    let timeless = signed(&told().assertion().replace("IssueInstant=\"2026", "IssueInstant=\"x2026"), PROVIDER_KEY);
    assert_eq!(heard(&around(&timeless)).unwrap_err(), Disbelief::Time);
}

#[test]
fn a_comment_or_an_entity_in_the_cpr_number_makes_no_other_number() {
    // Signed whole, read whole.
    let commented = told().saying(CPR_NUMBER, Some("0107801234<!-- -->5"));
    assert_eq!(heard(&commented.answer()).unwrap().cpr.as_deref(), Some("01078012345"));
    let (good, _) = assertion();
    let cut = good.replace(CPR, "0107801234<!-- x -->");
    assert_eq!(heard(&around(&cut)).unwrap().cpr.as_deref(), Some(CPR));
    let entity = good.replace(CPR, "&cpr;");
    assert_eq!(heard(&around(&entity)).unwrap_err(), Disbelief::Shut(Shut::Inside(Malformed::Entity)));
    let doctype = format!("<!DOCTYPE a [<!ENTITY cpr '{CPR}'>]>{entity}");
    assert_eq!(heard(&around(&doctype)).unwrap_err(), Disbelief::Shut(Shut::Inside(Malformed::DocumentType)));
    assert_eq!(
        heard(&format!("<!DOCTYPE a>{}", told().answer())).unwrap_err(),
        Disbelief::Malformed(Malformed::DocumentType)
    );
    let nested = told().saying(CPR_NUMBER, Some("0107801234<saml:x/>"));
    assert_eq!(why(&nested), Disbelief::Attribute);
}

#[test]
fn an_attribute_counts_once_and_with_one_value() {
    let mut twice = told();
    twice.attributes.push((CPR_NUMBER.to_owned(), "1111111118".to_owned()));
    assert_eq!(why(&twice), Disbelief::Attribute);
    let two_values = told().saying(CPR_NUMBER, Some("0107801234</saml:AttributeValue><saml:AttributeValue>1111111118"));
    assert_eq!(why(&two_values), Disbelief::Attribute);
}

#[test]
fn names_in_another_namespace_are_other_names() {
    // Signed like this, so that only the reading can refuse.
    let other = told().assertion().replacen("<saml:Conditions ", "<saml:Conditions xmlns:saml=\"urn:x\" ", 1);
    assert_eq!(heard(&around(&signed(&other, PROVIDER_KEY))).unwrap_err(), Disbelief::Shape);
    let response = told().answer().replace("urn:oasis:names:tc:SAML:2.0:protocol\"", "urn:x\"");
    assert_eq!(heard(&response).unwrap_err(), Disbelief::Shape);
}

#[test]
fn an_unknown_condition_and_another_profile_are_refused() {
    let condition = told().assertion().replace("</saml:Conditions>", "<saml:Condition/></saml:Conditions>");
    assert_eq!(heard(&around(&signed(&condition, PROVIDER_KEY))).unwrap_err(), Disbelief::Condition);
    assert_eq!(why(&told().saying(SPEC_VERSION, Some("DK-SAML-2.0"))), Disbelief::Profile);
    assert_eq!(why(&told().saying(SPEC_VERSION, None)), Disbelief::Profile);
    let holder = told().assertion().replace(":cm:bearer", ":cm:holder-of-key");
    assert_eq!(heard(&around(&signed(&holder, PROVIDER_KEY))).unwrap_err(), Disbelief::Shape);
    let older = told().assertion().replace("Version=\"2.0\"", "Version=\"1.1\"");
    assert_eq!(heard(&around(&signed(&older, PROVIDER_KEY))).unwrap_err(), Disbelief::Shape);
}

#[test]
fn a_level_that_is_low_unknown_or_missing_is_too_low() {
    for level in [Some("Low"), Some("very high"), Some(""), None] {
        assert_eq!(heard(&told().saying(LOA, level).answer()).unwrap().level, Level::TooLow, "{level:?}");
    }
    for level in ["Substantial", "High", "https://data.gov.dk/concept/core/nsis/loa/High"] {
        assert_eq!(heard(&told().saying(LOA, Some(level)).answer()).unwrap().level, Level::Substantial, "{level}");
    }
}

#[test]
fn why_nobody_logged_in_is_told_apart() {
    for (substatus, why) in [
        (Some("AuthnFailed"), NotLoggedIn::Stopped),
        (Some("RequestDenied"), NotLoggedIn::Refused),
        (Some("NoAuthnContext"), NotLoggedIn::TooWeak),
        (Some("NoPassive"), NotLoggedIn::Failed),
        (None, NotLoggedIn::Failed),
    ] {
        let mut told = told();
        told.status = "Responder".to_owned();
        told.substatus = substatus.map(str::to_owned);
        assert_eq!(heard(&told.response("")).unwrap_err(), Disbelief::NotLoggedIn(why));
    }
    // An assertion beside a failure is not looked at.
    let mut failed = told();
    failed.status = "Responder".to_owned();
    assert_eq!(why(&failed), Disbelief::NotLoggedIn(NotLoggedIn::Failed));
}
