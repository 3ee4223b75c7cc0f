//! The other side of the table: when we send somebody away to log in, at the national eID or, for our own
//! sites and the demo services, at the broker.
//!
//! Source: product.md §7, interfaces.md B §7.1, security.md "eID return". What it does not do: send anything,
//! or know which person a CPR number belongs to.

use crate::jwk::{Algorithm, PublicKey};
use crate::jwt;
use crate::parameters::Parameters;
use crate::token::{Audience, CLOCK_SKEW_SECONDS};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A provider's addresses, from its discovery document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Its name; every token must carry exactly this.
    pub issuer: String,
    /// Where users are sent.
    pub authorization_endpoint: String,
    /// Where codes are redeemed.
    pub token_endpoint: String,
    /// Where the rest of the user is told.
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Where users are sent to log out.
    #[serde(default)]
    pub end_session_endpoint: Option<String>,
    /// Whether its answers name it (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// How services may show their secret when they redeem a code; empty: in the header, as the standard says.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
}

impl Provider {
    /// Whether the secret may stand in the body; else it goes into the header.
    pub fn takes_secret_in_body(&self) -> bool {
        self.token_endpoint_auth_methods_supported.iter().any(|method| method == "client_secret_post")
    }
}

/// Reads a discovery document; None where it is unreadable or speaks for another issuer than the configured.
pub fn read_discovery(document: &[u8], issuer: &str) -> Option<Provider> {
    let provider: Provider = serde_json::from_slice(document).ok()?;
    (provider.issuer == issuer).then_some(provider)
}

/// What we remember of somebody we send away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure<'a> {
    /// Who we are there.
    pub client_id: &'a str,
    /// Where they come back to.
    pub redirect_uri: &'a str,
    /// What we ask to know.
    pub scope: &'a str,
    /// Binds the return to this departure.
    pub state: &'a str,
    /// Binds the id token to it.
    pub nonce: &'a str,
    /// The secret whose S256 goes along.
    pub code_verifier: &'a str,
    /// Whatever else this provider understands (`acr_values`, `prompt`, `idp_values`, `ui_locales`).
    pub more: &'a [(&'a str, &'a str)],
}

/// The address to send the browser to.
pub fn authorize_url(provider: &Provider, departure: &Departure<'_>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", departure.client_id)
        .append_pair("redirect_uri", departure.redirect_uri)
        .append_pair("scope", departure.scope)
        .append_pair("state", departure.state)
        .append_pair("nonce", departure.nonce)
        .append_pair("code_challenge", &crate::token::s256(departure.code_verifier))
        .append_pair("code_challenge_method", "S256")
        .extend_pairs(departure.more);
    let joint = if provider.authorization_endpoint.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", provider.authorization_endpoint, query.finish())
}

/// What somebody carries when they come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A code to redeem.
    Code {
        /// The code.
        code: String,
        /// Which departure this ends.
        state: String,
    },
    /// The provider says no.
    Error {
        /// Which departure this ends.
        state: String,
        /// Why.
        why: NotLoggedIn,
    },
    /// Nothing that belongs to a departure.
    Unreadable,
}

/// Why the provider did not log somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLoggedIn {
    /// The user stopped.
    UserStopped,
    /// The provider said no, for a reason of its own.
    Refused,
    /// It cannot just now.
    NotNow,
    /// A silent request, and nobody was logged in.
    LoginNeeded,
    /// Anything else.
    Failed,
}

impl NotLoggedIn {
    fn read(error: &str, description: Option<&str>) -> NotLoggedIn {
        match error {
            "access_denied" if is_stop(description) => NotLoggedIn::UserStopped,
            "access_denied" => NotLoggedIn::Refused,
            "login_required" | "interaction_required" => NotLoggedIn::LoginNeeded,
            "temporarily_unavailable" | "server_error" => NotLoggedIn::NotNow,
            _ => NotLoggedIn::Failed,
        }
    }
}

/// Brokers say *access_denied* when somebody pressed *Cancel*, too: `mitid_user_aborted`, `user_aborted`, `cancelled`,
/// or nothing more.
fn is_stop(description: Option<&str>) -> bool {
    let Some(description) = description else { return true };
    let said = description.to_ascii_lowercase();
    said.is_empty() || said.contains("abort") || said.contains("cancel")
}

/// Reads what somebody came back with. `provider` is the one the departure went to: an answer that names
/// another is a mix-up and unreadable.
pub fn arrival(parameters: &Parameters, provider: &Provider) -> Arrival {
    let Some(state) = parameters.get("state") else { return Arrival::Unreadable };
    let is_other = match parameters.get("iss") {
        Some(issuer) => issuer != provider.issuer,
        None => provider.authorization_response_iss_parameter_supported,
    };
    if is_other || parameters.has_repeated() {
        return Arrival::Unreadable;
    }
    let state = state.to_owned();
    match (parameters.get("code"), parameters.get("error")) {
        (Some(code), None) => Arrival::Code { code: code.to_owned(), state },
        (None, Some(error)) => {
            Arrival::Error { state, why: NotLoggedIn::read(error, parameters.get("error_description")) }
        }
        (Some(_), Some(_)) | (None, None) => Arrival::Unreadable,
    }
}

/// The body that redeems a code.
pub fn token_form<'a>(
    code: &'a str,
    redirect_uri: &'a str,
    code_verifier: &'a str,
    client: (&'a str, &'a str),
) -> [(&'static str, &'a str); 6] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", code_verifier),
        ("client_id", client.0),
        ("client_secret", client.1),
    ]
}

/// What we keep of a token response.
#[derive(Clone, Deserialize)]
pub struct Tokens {
    /// For userinfo.
    pub access_token: String,
    /// Who logged in.
    pub id_token: String,
}

/// Reads a token response.
pub fn read_tokens(body: &[u8]) -> Option<Tokens> {
    serde_json::from_slice(body).ok()
}

/// What an id token must say to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected<'a> {
    /// From whom.
    pub issuer: &'a str,
    /// For whom.
    pub client_id: &'a str,
    /// For which departure.
    pub nonce: &'a str,
    /// When it is read.
    pub now_seconds: i64,
}

/// How an id token may be signed.
pub const ID_TOKEN_ALGORITHMS: &[Algorithm] = &[Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];

/// Why an id token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disbelief {
    /// Its form, algorithm or signature.
    Token(jwt::Rejected),
    /// Another issuer.
    Issuer,
    /// For somebody else, or for more than us.
    Audience,
    /// Over time, or from the future.
    Time,
    /// For another departure.
    Nonce,
}

/// What a believed id token says; all of it is in `all` too.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// The provider's own id of the user.
    pub sub: String,
    /// The session there, if it says.
    pub sid: Option<String>,
    /// Every claim.
    pub all: Value,
}

#[derive(Deserialize)]
struct IdToken {
    iss: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    sub: String,
    #[serde(default)]
    sid: Option<String>,
}

/// Checks an id token (OpenID Connect Core §3.1.3.7).
pub fn check_id_token(token: &str, keys: &[PublicKey], expected: &Expected<'_>) -> Result<Identity, Disbelief> {
    let all: Value = jwt::verify(token, keys, ID_TOKEN_ALGORITHMS).map_err(Disbelief::Token)?.claims;
    let claims: IdToken =
        serde_json::from_value(all.clone()).map_err(|_| Disbelief::Token(jwt::Rejected::Malformed))?;
    if claims.iss != expected.issuer {
        return Err(Disbelief::Issuer);
    }
    let is_other_party = claims.azp.as_deref().is_some_and(|party| party != expected.client_id);
    if !claims.aud.names(expected.client_id) || claims.aud.names_others_than(expected.client_id) || is_other_party {
        return Err(Disbelief::Audience);
    }
    let begun = [Some(claims.iat), claims.nbf].into_iter().flatten();
    let is_future = begun.into_iter().any(|from| expected.now_seconds + CLOCK_SKEW_SECONDS < from);
    if claims.exp + CLOCK_SKEW_SECONDS <= expected.now_seconds || is_future {
        return Err(Disbelief::Time);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(Disbelief::Nonce);
    }
    Ok(Identity { sub: claims.sub, sid: claims.sid, all })
}

/// What an eID says about who stands there.
#[derive(Clone, PartialEq, Eq)]
pub enum EidHolder {
    /// A person, by CPR number as the eID writes it.
    Person {
        /// As the broker wrote it, without hyphen and spaces; whether it is a number of somebody's is asked elsewhere.
        cpr: String,
    },
    /// A business eID that does not carry the person's CPR number.
    BusinessWithoutCpr,
    /// An eID that does not carry one although it is private.
    PrivateWithoutCpr,
    /// Userinfo about somebody else than the id token.
    OtherSubject,
    /// No JSON object.
    Unreadable,
}

impl std::fmt::Debug for EidHolder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            EidHolder::Person { .. } => "Person(..)",
            EidHolder::BusinessWithoutCpr => "BusinessWithoutCpr",
            EidHolder::PrivateWithoutCpr => "PrivateWithoutCpr",
            EidHolder::OtherSubject => "OtherSubject",
            EidHolder::Unreadable => "Unreadable",
        })
    }
}

/// The claims that carry a CPR number, at the brokers in use.
const CPR_CLAIMS: [&str; 3] = ["dk.cpr", "cprNumberIdentifier", "nemlogin.cpr"];

/// Reads userinfo together with the id token it belongs to. The CPR number may stand in either.
pub fn eid_holder(identity: &Identity, userinfo: Option<&[u8]>) -> EidHolder {
    let info: Value = match userinfo.map(serde_json::from_slice) {
        None => Value::Null,
        Some(Ok(info)) => info,
        Some(Err(_)) => return EidHolder::Unreadable,
    };
    if userinfo.is_some() && info["sub"].as_str() != Some(&identity.sub) {
        return EidHolder::OtherSubject;
    }
    let said = |name: &str| info[name].as_str().or_else(|| identity.all[name].as_str());
    if let Some(cpr) = CPR_CLAIMS.into_iter().find_map(said) {
        return EidHolder::Person { cpr: cpr.chars().filter(|c| !matches!(c, '-' | ' ')).collect() };
    }
    match said("identity_type") {
        Some("professional") => EidHolder::BusinessWithoutCpr,
        Some(_) | None => EidHolder::PrivateWithoutCpr,
    }
}

/// How sure the eID says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EidLevel {
    /// Substantial or high: counts as two factors.
    Substantial,
    /// Lower, or a level nobody knows.
    TooLow,
    /// It does not say: it is held to what was asked, where a level was asked.
    Unsaid,
}

/// Reads the level. Brokers write it as `https://data.gov.dk/concept/core/nsis/Substantial`, with a segment `/loa/`
/// before the last word, or as `urn:grn:authn:dk:mitid:substantial`; an `acr` of another sort says nothing about it.
pub fn eid_level(identity: &Identity) -> EidLevel {
    match (identity.all["loa"].as_str().map(level_word), identity.all["acr"].as_str().map(level_word)) {
        (Some(level), _) if level != EidLevel::Unsaid => level,
        (Some(_), _) => EidLevel::TooLow,
        (None, Some(level)) => level,
        (None, None) => EidLevel::Unsaid,
    }
}

/// The level a word of a broker's names.
pub fn level_word(word: &str) -> EidLevel {
    match word.rsplit(['/', ':']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "substantial" | "high" => EidLevel::Substantial,
        "low" => EidLevel::TooLow,
        _ => EidLevel::Unsaid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk;
    use crate::jwt::Signer;
    use proptest::prelude::*;
    use serde_json::json;

    fn provider() -> Provider {
        Provider {
            issuer: "https://eid.dk/op".to_owned(),
            authorization_endpoint: "https://eid.dk/op/authorize".to_owned(),
            token_endpoint: "https://eid.dk/op/token".to_owned(),
            userinfo_endpoint: None,
            jwks_uri: "https://eid.dk/op/keys".to_owned(),
            end_session_endpoint: None,
            authorization_response_iss_parameter_supported: true,
            token_endpoint_auth_methods_supported: Vec::new(),
        }
    }

    fn checked(claims: Value) -> Result<Identity, Disbelief> {
        let signer = Signer::fresh_elliptic("k").unwrap();
        let keys = jwk::usable(&jwk::Jwks { keys: vec![signer.jwk()] });
        let expected = Expected { issuer: "https://eid.dk/op", client_id: "us", nonce: "n", now_seconds: 1_000 };
        check_id_token(&signer.sign("JWT", &claims).unwrap(), &keys, &expected)
    }

    fn good() -> Value {
        json!({"iss":"https://eid.dk/op","aud":"us","exp":1_300,"iat":990,"nonce":"n","sub":"s"})
    }

    #[test]
    fn every_wrong_claim_is_named() {
        assert_eq!(checked(good()).unwrap().sub, "s");
        for (name, value, why) in [
            ("iss", json!("https://evil.dk"), Disbelief::Issuer),
            ("aud", json!("them"), Disbelief::Audience),
            ("aud", json!(["us", "them"]), Disbelief::Audience),
            ("azp", json!("them"), Disbelief::Audience),
            ("exp", json!(900), Disbelief::Time),
            ("iat", json!(2_000), Disbelief::Time),
            ("nbf", json!(2_000), Disbelief::Time),
            ("nonce", json!("other"), Disbelief::Nonce),
            ("nonce", json!(null), Disbelief::Nonce),
        ] {
            let mut claims = good();
            claims[name] = value;
            assert_eq!(checked(claims).unwrap_err(), why, "{name}");
        }
    }

    #[test]
    fn an_answer_that_names_another_provider_is_a_mix_up() {
        let here = [("state", "s"), ("code", "c"), ("iss", "https://eid.dk/op")];
        assert!(matches!(arrival(&Parameters::from_pairs(here), &provider()), Arrival::Code { .. }));
        let there = [("state", "s"), ("code", "c"), ("iss", "https://evil.dk")];
        assert_eq!(arrival(&Parameters::from_pairs(there), &provider()), Arrival::Unreadable);
        let nameless = [("state", "s"), ("code", "c")];
        assert_eq!(arrival(&Parameters::from_pairs(nameless), &provider()), Arrival::Unreadable);
    }

    #[test]
    fn a_cpr_number_is_found_where_the_broker_puts_it() {
        let identity = checked(good()).unwrap();
        let holder = |info: Value| eid_holder(&identity, Some(info.to_string().as_bytes()));
        let person = EidHolder::Person { cpr: "0102031234".to_owned() };
        assert_eq!(holder(json!({"sub":"s","dk.cpr":"0102031234"})), person);
        assert_eq!(holder(json!({"sub":"s","cprNumberIdentifier":"010203-1234"})), person);
        assert_eq!(holder(json!({"sub":"s","identity_type":"professional"})), EidHolder::BusinessWithoutCpr);
        assert_eq!(holder(json!({"sub":"s","identity_type":"private"})), EidHolder::PrivateWithoutCpr);
        assert_eq!(holder(json!({"sub":"t","dk.cpr":"0102031234"})), EidHolder::OtherSubject);
    }

    #[test]
    fn a_document_for_another_issuer_is_not_read() {
        let document = serde_json::to_vec(&provider()).unwrap();
        assert!(read_discovery(&document, "https://eid.dk/op").is_some());
        assert!(read_discovery(&document, "https://eid.dk").is_none());
    }

    #[test]
    fn a_level_is_read_as_each_broker_writes_it_and_an_unknown_one_is_too_low() {
        let level = |name: &str, value: &str| {
            let mut claims = good();
            claims[name] = json!(value);
            eid_level(&checked(claims).unwrap())
        };
        for (name, value, read) in [
            ("loa", "https://data.gov.dk/concept/core/nsis/Substantial", EidLevel::Substantial),
            ("loa", "https://data.gov.dk/concept/core/nsis/loa/High", EidLevel::Substantial),
            ("loa", "https://data.gov.dk/concept/core/nsis/Low", EidLevel::TooLow),
            ("loa", "https://data.gov.dk/concept/core/nsis/loa/Low", EidLevel::TooLow),
            ("loa", "very high indeed", EidLevel::TooLow),
            ("acr", "urn:grn:authn:dk:mitid:substantial", EidLevel::Substantial),
            ("acr", "urn:grn:authn:dk:mitid:low", EidLevel::TooLow),
            ("acr", "urn:mace:incommon:iap:silver", EidLevel::Unsaid),
        ] {
            assert_eq!(level(name, value), read, "{name} {value}");
        }
        assert_eq!(eid_level(&checked(good()).unwrap()), EidLevel::Unsaid);
    }

    #[test]
    fn who_pressed_cancel_stopped_and_other_refusals_are_refusals() {
        let came = |pairs: &[(&str, &str)]| {
            let all = [("state", "s"), ("iss", "https://eid.dk/op")].into_iter().chain(pairs.iter().copied());
            match arrival(&Parameters::from_pairs(all), &provider()) {
                Arrival::Error { why, .. } => why,
                other => panic!("{other:?}"),
            }
        };
        let aborted = [("error", "access_denied"), ("error_description", "mitid_user_aborted")];
        assert_eq!(came(&aborted), NotLoggedIn::UserStopped);
        assert_eq!(came(&[("error", "access_denied")]), NotLoggedIn::UserStopped);
        let denied = [("error", "access_denied"), ("error_description", "mitid_client_blocked")];
        assert_eq!(came(&denied), NotLoggedIn::Refused);
        assert_eq!(came(&[("error", "temporarily_unavailable")]), NotLoggedIn::NotNow);
        assert_eq!(came(&[("error", "invalid_scope")]), NotLoggedIn::Failed);
    }

    proptest! {
        #[test]
        fn any_return_and_document_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_discovery(&bytes, "https://eid.dk/op");
            let _ = read_tokens(&bytes);
            if let Ok(parameters) = Parameters::parse(&bytes) {
                let _ = arrival(&parameters, &provider());
            }
        }
    }
}
