//! What must hold of any bytes a stranger sends: an answer, never a panic, and never more than was allowed.
//!
//! Each property is one function; the fuzzer feeds it bytes without end (`fuzz/fuzz_targets`), and the tests feed it every
//! seed that was ever worth keeping (`fuzz/seeds`). What it does not do: find bytes.

use oidc::authorize::Outcome;
use oidc::client::{Pkce, Registration};
use oidc::jwk::{Algorithm, Jwks};
use oidc::parameters::Parameters;
use oidc::relying_party::{self, Arrival, EidHolder, Expected, Identity};
use rules::cpr::Cpr;
use rules::group::GroupCode;
use rules::institution::InstitutionNumber;
use rules::roster::{Operation, SchoolYear};
use rules::user::{UniId, Username};
use saml::binding::{self, Kind};
use saml::metadata::{self, IdentityProvider};
use saml::response;
use xmlsig::canonical::{self, Options};
use xmlsig::certificate::Certificate;
use xmlsig::encryption::OpeningKey;
use xmlsig::signature;

/// A property under the name of its target and its seeds.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 10] = [
    ("unilogin_xml", unilogin_xml),
    ("register", register),
    ("parameters", parameters),
    ("token_endpoint", token_endpoint),
    ("jwt", jwt),
    ("discovery", discovery),
    ("eid_return", eid_return),
    ("words", words),
    ("signed_xml", signed_xml),
    ("saml_return", saml_return),
];

/// A file that cannot be read has exactly one finding, and every finding can be said.
pub fn unilogin_xml(bytes: &[u8]) {
    for operation in Operation::ALL {
        let reading = ingest::unilogin_xml::read(bytes, operation);
        assert!(reading.roster.is_some() || reading.findings.len() == 1);
        for finding in &reading.findings {
            assert!(!ingest::notice::text(finding).is_empty());
        }
    }
}

/// The register's list: a line is either an institution or a finding.
pub fn register(bytes: &[u8]) {
    let (institutions, findings) = ingest::register::read(bytes);
    assert!(institutions.len() <= ingest::register::LINES_MAX);
    for institution in &institutions {
        assert!(InstitutionNumber::parse(institution.number.as_str()).is_some() && !institution.name.is_empty());
    }
    assert!(findings.windows(2).all(|two| two[0].line <= two[1].line));
}

const REGISTERED: &str = "https://service.example/callback?from=us";

fn registration() -> Registration {
    Registration {
        redirect_uris: vec![REGISTERED.to_owned()],
        post_logout_redirect_uris: vec![REGISTERED.to_owned()],
        pkce: Pkce::Exempt,
        ..Registration::default()
    }
}

/// A request leads nowhere but to a registered address, and what we write out reads back the same.
pub fn parameters(bytes: &[u8]) {
    let Ok(read) = Parameters::parse(bytes) else { return };
    let again = Parameters::parse(read.encode_without(&[]).as_bytes());
    assert_eq!(again.as_ref().map(|again| again.encode_without(&[])).ok(), Some(read.encode_without(&[])));
    match oidc::authorize::check(&read, &registration()) {
        Outcome::Accepted(request) => {
            assert_eq!(request.redirect_uri, REGISTERED);
            let parked = serde_json::to_string(&request).expect("a checked request is plain data");
            let back: oidc::authorize::Request = serde_json::from_str(&parked).expect("and reads back");
            assert_eq!(back, *request);
            leads_home(&oidc::authorize::answer_code(&request.to(), "https://broker.example", "code"));
        }
        Outcome::Refused(refusal) => leads_home(&oidc::authorize::answer_error(&refusal, "https://broker.example")),
        Outcome::Stranded(_) => {}
    }
    let leaving = oidc::logout::parse(&read);
    if let Some(address) = oidc::logout::return_address(&leaving, &registration()) {
        assert!(address.starts_with(REGISTERED));
    }
}

fn leads_home(answer: &oidc::authorize::Answer) {
    match answer {
        oidc::authorize::Answer::Redirect(address) => {
            assert!(address.starts_with(REGISTERED) && address.is_ascii());
            assert!(!address.contains(['\r', '\n']));
        }
        oidc::authorize::Answer::Post { action, .. } => assert_eq!(action, REGISTERED),
    }
}

/// Header and body of a service's POST, parted by the first line break: nobody is two services at once.
pub fn token_endpoint(bytes: &[u8]) {
    let (head, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &[][..]),
    };
    let Ok(body) = Parameters::parse(body) else { return };
    if let Ok(claimant) = oidc::token::claimant(std::str::from_utf8(head).ok(), &body) {
        assert!(!claimant.client_id.is_empty() || body.get("client_id").is_some());
        assert!(!format!("{claimant:?}").contains("client_secret"));
    }
    if let Ok(grant) = oidc::token::grant(&body) {
        let shown = format!("{grant:?}");
        assert!(shown == "Code(..)" || shown == "Refresh(..)", "a grant is never printed");
    }
}

/// A set of keys, a line break, a token: without the private key no token counts.
pub fn jwt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (set, token) = text.split_once('\n').unwrap_or(("", &text));
    let keys = serde_json::from_str::<Jwks>(set).map(|set| oidc::jwk::usable(&set)).unwrap_or_default();
    let allowed = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];
    let read = oidc::jwt::verify::<serde_json::Value>(token, &keys, &allowed);
    assert!(read.is_err() || !keys.is_empty(), "a token without any key");
    if keys.is_empty() {
        assert!(oidc::logout::read_hint(token, "https://broker.example", &keys).is_none());
        assert!(oidc::claims::read_access_token(token, "https://broker.example", &keys, 0).is_none());
    }
}

/// Somebody else's documents: only the configured issuer is believed.
pub fn discovery(bytes: &[u8]) {
    if let Some(provider) = relying_party::read_discovery(bytes, "https://eid.example") {
        assert_eq!(provider.issuer, "https://eid.example");
    }
    drop(relying_party::read_tokens(bytes));
    let identity = Identity { sub: "somebody".to_owned(), sid: None, all: serde_json::Value::Null };
    if let EidHolder::Person { cpr } = relying_party::eid_holder(&identity, Some(bytes)) {
        assert!(!cpr.contains([' ', '-']));
    }
    if let Ok(keys) = serde_json::from_slice::<Jwks>(bytes) {
        for key in oidc::jwk::usable(&keys) {
            assert!(
                !key.verifies(Algorithm::RS256, b"message", b"") && !key.verifies(Algorithm::ES256, b"message", b"")
            );
        }
    }
}

/// A broker of the eID that names itself in its answers.
const PROVIDER: &str = r#"{"issuer":"https://eid.example","authorization_endpoint":"https://eid.example/a",
    "token_endpoint":"https://eid.example/t","jwks_uri":"https://eid.example/k",
    "authorization_response_iss_parameter_supported":true}"#;

/// Whoever comes back from the eID: an answer of another issuer is none, and a token without a key is not believed.
pub fn eid_return(bytes: &[u8]) {
    let Ok(read) = Parameters::parse(bytes) else { return };
    let provider = relying_party::read_discovery(PROVIDER.as_bytes(), "https://eid.example").expect("our own document");
    match relying_party::arrival(&read, &provider) {
        Arrival::Code { .. } | Arrival::Error { .. } => assert_eq!(read.get("iss"), Some("https://eid.example")),
        Arrival::Unreadable => {}
    }
    let expected =
        Expected { issuer: "https://eid.example", client_id: "unilogin", nonce: "nonce", now_seconds: 1_000 };
    assert!(relying_party::check_id_token(read.get("id_token").unwrap_or_default(), &[], &expected).is_err());
}

/// The short words people and systems type: what is read is written the same, and reads back.
pub fn words(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(cpr) = Cpr::parse(&text) {
        let shown = format!("{cpr:?}");
        assert!(!shown.contains(text.trim()), "a CPR number is never printed whole");
    }
    if let Some(name) = Username::parse(&text) {
        assert_eq!(Username::parse(name.as_str()), Some(name));
    }
    if let Some(number) = InstitutionNumber::parse(&text) {
        assert_eq!(number.as_str().len(), 6);
    }
    if let Some(code) = GroupCode::parse(&text) {
        assert!(!code.as_str().is_empty() && !code.as_str().chars().any(char::is_control));
    }
    if let Some(year) = SchoolYear::parse(&text) {
        assert_eq!(SchoolYear::parse(&year.to_string()), Some(year));
    }
    if let Some(id) = UniId::parse(&text) {
        assert_eq!(id.as_str().len(), 10);
    }
}

const PROVIDERS_CERTIFICATE: &str = include_str!("../../../testkit/keys/provider.crt");
const OUR_KEY: &str = include_str!("../../../testkit/keys/ours.key");
/// A message the provider signed; its signature is all anybody can have of the key.
const SIGNED: &str = include_str!("../../seeds/signed_xml/signed.xml");

fn certificate() -> Certificate {
    Certificate::from_pem(PROVIDERS_CERTIFICATE).expect("a certificate of ours")
}

/// What can be read reads the same from its canonical bytes, and nothing counts as signed but what was signed.
pub fn signed_xml(bytes: &[u8]) {
    let Ok(document) = xmlsig::parse::parse(bytes) else { return };
    let written = canonical::of_document(&document, Options::default());
    let Ok(again) = xmlsig::parse::parse(&written) else {
        // Escapes make it longer than it may be.
        assert!(xmlsig::parse::BYTES_MAX < written.len());
        return;
    };
    assert_eq!(canonical::of_document(&again, Options::default()), written);
    let certificate = certificate();
    assert!(signature::verify(&document, &[]).is_err(), "a signature without any key");
    if let Ok(verified) = signature::verify(&document, &[certificate.key()]) {
        let original = xmlsig::parse::parse(SIGNED.as_bytes()).expect("a seed");
        let original = signature::verify(&original, &[certificate.key()]).expect("a good one");
        let bytes = |verified: &signature::Verified| canonical::of_document(verified.document(), Options::default());
        assert_eq!(bytes(&verified), bytes(&original), "something else counts as signed");
    }
}

/// A response, a redirect, metadata: without the provider's key nobody is believed.
pub fn saml_return(bytes: &[u8]) {
    let read = metadata::read_identity_provider(bytes);
    if let Ok(IdentityProvider { sign_in, .. }) = &read {
        assert!(sign_in.starts_with("https:") || sign_in.starts_with("http:"), "{sign_in}");
    }
    let text = String::from_utf8_lossy(bytes);
    let certificate = certificate();
    assert!(binding::read_redirect(&text, Kind::Request, &[certificate.key()]).is_err());
    drop(binding::read_form(&text));
    drop(response::form(bytes));
    let provider = IdentityProvider {
        entity_id: "https://provider.example/saml".to_owned(),
        sign_in: "https://provider.example/sign-in".to_owned(),
        certificates: vec![certificate],
        valid_until: None,
    };
    let us = saml::ServiceProvider {
        entity_id: "https://unilogin.example/eid/saml/metadata".to_owned(),
        consumer: "https://unilogin.example/eid/saml/return".to_owned(),
        name: "Unilogin".to_owned(),
    };
    let keys = [OpeningKey::from_pem(OUR_KEY).expect("a key of ours")];
    // Long after every seed was signed.
    const LATE: i64 = 4_000_000_000_000;
    let expected = response::Expected { us: &us, provider: &provider, request_id: "_request", asked: LATE, now: LATE };
    assert!(response::read(bytes, &expected, &keys).is_err());
}
