//! What a service sends to the token endpoint and its neighbours, and what it hears back.
//!
//! Source: RFC 6749 §4.1.3, §6; RFC 7636; RFC 7523. What it does not do: know codes, tokens or secrets; the
//! caller looks them up and brings the facts.

use crate::encoding::{base64url, from_base64, same_secret, sha256};
use crate::jwk::{Algorithm, Jwks};
use crate::jwt;
use crate::parameters::Parameters;
use serde::{Deserialize, Serialize};

/// The only assertion type a service may prove itself with.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far ahead an assertion may be valid: it must be remembered that long. Libraries write up to an hour where
/// nobody tells them otherwise (Authlib does).
pub const ASSERTION_SECONDS_MAX: i64 = 3_600;
/// How far two honest clocks may differ.
pub const CLOCK_SKEW_SECONDS: i64 = 60;
/// How long id and access tokens live.
pub const ACCESS_SECONDS: i64 = 300;
/// How long an unused refresh token lives.
pub const REFRESH_SECONDS: i64 = 1_800;

/// An error at these endpoints, as the service hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A parameter is missing, wrong or twice.
    InvalidRequest(&'static str),
    /// Who asks is not proven.
    InvalidClient,
    /// The code or token is used, over time, another's, or its user may no longer.
    InvalidGrant,
    /// A grant we do not know.
    UnsupportedGrantType,
}

impl Refused {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Refused::InvalidRequest(_) => "invalid_request",
            Refused::InvalidClient => "invalid_client",
            Refused::InvalidGrant => "invalid_grant",
            Refused::UnsupportedGrantType => "unsupported_grant_type",
        }
    }

    /// What a developer reads. A refused grant never says why: that would help whoever found the code.
    pub fn description(self) -> &'static str {
        match self {
            Refused::InvalidRequest(what) => what,
            Refused::InvalidClient => "the service could not be recognised",
            Refused::InvalidGrant => "the code or token does not count (any more)",
            Refused::UnsupportedGrantType => "authorization_code and refresh_token are known",
        }
    }

    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Refused::InvalidClient => 401,
            Refused::InvalidRequest(_) | Refused::InvalidGrant | Refused::UnsupportedGrantType => 400,
        }
    }
}

/// What a service proves itself with.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// `client_secret_basic` or `client_secret_post`.
    Secret(String),
    /// `private_key_jwt`, not yet checked.
    Assertion(String),
}

impl std::fmt::Debug for Proof {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Proof::Secret(_) => "Secret(..)",
            Proof::Assertion(_) => "Assertion(..)",
        })
    }
}

/// Who says they ask, and with what proof. Nothing is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimant {
    /// Which service it says it is.
    pub client_id: String,
    /// What it shows for it.
    pub proof: Proof,
}

/// Reads who asks from the `Authorization` header and the body. More than one proof is refused (RFC 6749 §2.3).
pub fn claimant(authorization: Option<&str>, body: &Parameters) -> Result<Claimant, Refused> {
    if body.has_repeated() {
        return Err(Refused::InvalidRequest("a parameter comes more than once"));
    }
    let basic = authorization.map(|header| basic(header).ok_or(Refused::InvalidClient)).transpose()?;
    let secret = body.get("client_secret");
    let assertion = body.get("client_assertion");
    match (basic, secret, assertion) {
        (Some((client_id, secret)), None, None) => {
            if body.get("client_id").is_some_and(|named| named != client_id) {
                return Err(Refused::InvalidRequest("two different client_id"));
            }
            Ok(Claimant { client_id, proof: Proof::Secret(secret) })
        }
        (None, Some(secret), None) => {
            let client_id = body.get("client_id").ok_or(Refused::InvalidClient)?.to_owned();
            Ok(Claimant { client_id, proof: Proof::Secret(secret.to_owned()) })
        }
        (None, None, Some(assertion)) => {
            if body.get("client_assertion_type") != Some(ASSERTION_TYPE) {
                return Err(Refused::InvalidRequest("client_assertion_type is not understood"));
            }
            let client_id = match body.get("client_id") {
                Some(named) => named.to_owned(),
                None => unproven_issuer(assertion).ok_or(Refused::InvalidClient)?,
            };
            Ok(Claimant { client_id, proof: Proof::Assertion(assertion.to_owned()) })
        }
        (None, None, None) => Err(Refused::InvalidClient),
        _ => Err(Refused::InvalidRequest("one proof is enough")),
    }
}

/// `Basic`: both halves are form-encoded (RFC 6749 §2.3.1). Client ids look like addresses and some services
/// do not encode them, so the last colon parts the halves: secrets have none.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(from_base64(credentials.trim())?).ok()?;
    let (client_id, secret) = text.rsplit_once(':')?;
    let plain = |half: &str| -> Option<String> {
        let encoded = format!("x={half}");
        if half.contains('&') {
            return Some(half.to_owned());
        }
        url::form_urlencoded::parse(encoded.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((plain(client_id)?, plain(secret)?)).filter(|(id, secret)| !id.is_empty() && !secret.is_empty())
}

#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    jti: String,
}

/// One audience or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// Whether this is among them.
    pub fn names(&self, wanted: &str) -> bool {
        match self {
            Audience::One(one) => one == wanted,
            Audience::Several(several) => several.iter().any(|one| one == wanted),
        }
    }

    /// Whether anybody besides this is among them.
    pub fn names_others_than(&self, wanted: &str) -> bool {
        match self {
            Audience::One(one) => one != wanted,
            Audience::Several(several) => several.iter().any(|one| one != wanted),
        }
    }
}

/// Which service an assertion says it is from: only to find the keys that then prove it.
fn unproven_issuer(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    if jwt::TOKEN_BYTES_MAX < assertion.len() {
        return None;
    }
    let body = crate::encoding::from_base64url(assertion.split('.').nth(1)?)?;
    serde_json::from_slice::<Issuer>(&body).ok().map(|claims| claims.iss)
}

/// An assertion that holds: its id must not have been seen before, until this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenAssertion {
    /// Its id, to be claimed once.
    pub jti: String,
    /// When it stops counting.
    pub ends_seconds: i64,
}

/// Checks an assertion by the service's keys (RFC 7523 §3). `audiences` are our issuer and token endpoint.
pub fn check_assertion(
    assertion: &str,
    client_id: &str,
    keys: &Jwks,
    audiences: &[&str],
    now_seconds: i64,
) -> Result<ProvenAssertion, Refused> {
    let allowed = &[Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];
    let read: jwt::Verified<Assertion> =
        jwt::verify(assertion, &crate::jwk::usable(keys), allowed).map_err(|_| Refused::InvalidClient)?;
    let claims = read.claims;
    let is_about_us = audiences.iter().any(|audience| claims.aud.names(audience));
    let is_theirs = claims.iss == client_id && claims.sub == client_id;
    let is_alive = now_seconds < claims.exp + CLOCK_SKEW_SECONDS;
    let is_short = claims.exp <= now_seconds + ASSERTION_SECONDS_MAX + CLOCK_SKEW_SECONDS;
    let has_begun = [claims.nbf, claims.iat].into_iter().flatten().all(|from| from <= now_seconds + CLOCK_SKEW_SECONDS);
    let has_id = !claims.jti.is_empty() && claims.jti.len() <= 255;
    if is_about_us && is_theirs && is_alive && is_short && has_begun && has_id {
        Ok(ProvenAssertion { jti: claims.jti, ends_seconds: claims.exp + CLOCK_SKEW_SECONDS })
    } else {
        Err(Refused::InvalidClient)
    }
}

/// Whether a secret is the registered one; machines' secrets are random and kept as SHA-256.
pub fn is_secret(presented: &str, registered_sha256: &[u8]) -> bool {
    same_secret(&sha256(presented.as_bytes()), registered_sha256)
}

/// What a service wants of the token endpoint.
#[derive(Clone, PartialEq, Eq)]
pub enum Grant {
    /// Redeem a code.
    Code {
        /// The code.
        code: String,
        /// The address the code was sent to.
        redirect_uri: String,
        /// The secret behind the challenge.
        code_verifier: Option<String>,
    },
    /// Exchange a refresh token for new tokens.
    Refresh {
        /// The token.
        refresh_token: String,
    },
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Grant::Code { .. } => "Code(..)",
            Grant::Refresh { .. } => "Refresh(..)",
        })
    }
}

/// Reads the grant from the body.
pub fn grant(body: &Parameters) -> Result<Grant, Refused> {
    let needed = |name: &'static str| body.get(name).ok_or(Refused::InvalidRequest(name)).map(str::to_owned);
    match body.get("grant_type") {
        Some("authorization_code") => Ok(Grant::Code {
            code: needed("code")?,
            redirect_uri: needed("redirect_uri")?,
            code_verifier: body.get("code_verifier").map(str::to_owned),
        }),
        Some("refresh_token") => Ok(Grant::Refresh { refresh_token: needed("refresh_token")? }),
        Some(_) => Err(Refused::UnsupportedGrantType),
        None => Err(Refused::InvalidRequest("grant_type is missing")),
    }
}

/// The challenge that belongs to a verifier.
pub fn s256(verifier: &str) -> String {
    base64url(&sha256(verifier.as_bytes()))
}

/// Whether the verifier is the one behind the challenge. A verifier where none was asked for is refused too:
/// somebody took the challenge out of the request on its way (RFC 9700 §4.8.2).
pub fn is_verifier(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            let is_formed = (43..=128).contains(&verifier.len())
                && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'));
            is_formed && same_secret(s256(verifier).as_bytes(), challenge.as_bytes())
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// The answer of the token endpoint.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenResponse {
    /// For userinfo and the service's own interfaces.
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    /// Seconds.
    pub refresh_expires_in: i64,
    /// Opaque; each use gives a new one.
    pub refresh_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Who logged in.
    pub id_token: String,
    /// Older services read it; nothing is ever revoked by it.
    #[serde(rename = "not-before-policy")]
    pub not_before_policy: i64,
    /// The session as this service knows it.
    pub session_state: String,
    /// `openid`.
    pub scope: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::Signer;
    use proptest::prelude::*;
    use serde_json::json;

    fn basic_header(text: &str) -> String {
        use base64::Engine;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
    }

    #[test]
    fn basic_credentials_are_read_encoded_and_as_they_are() {
        let body = Parameters::default();
        for text in ["https%3A%2F%2Fereolengo.dk%2F:s3cret", "https://ereolengo.dk/:s3cret"] {
            let claimant = claimant(Some(&basic_header(text)), &body).unwrap();
            assert_eq!(claimant.client_id, "https://ereolengo.dk/");
            assert_eq!(claimant.proof, Proof::Secret("s3cret".to_owned()));
        }
    }

    #[test]
    fn two_proofs_or_none_are_refused() {
        let both = Parameters::from_pairs([("client_id", "a"), ("client_secret", "s")]);
        assert!(claimant(Some(&basic_header("a:s")), &both).is_err());
        assert_eq!(claimant(None, &Parameters::from_pairs([("client_id", "a")])), Err(Refused::InvalidClient));
        assert_eq!(claimant(Some("Bearer x"), &Parameters::default()), Err(Refused::InvalidClient));
    }

    #[test]
    fn only_the_verifier_behind_the_challenge_opens_it() {
        // The example of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_verifier(Some(challenge), Some(verifier)));
        assert!(!is_verifier(Some(challenge), Some(challenge)));
        assert!(!is_verifier(Some(challenge), None));
        assert!(!is_verifier(None, Some(verifier)));
        assert!(is_verifier(None, None));
    }

    fn asserted(signer: &Signer, claims: serde_json::Value) -> Result<ProvenAssertion, Refused> {
        let keys = Jwks { keys: vec![signer.jwk()] };
        check_assertion(&signer.sign("JWT", &claims).unwrap(), "service", &keys, &["https://b.dk"], 1_000)
    }

    #[test]
    fn an_assertion_must_be_ours_theirs_short_and_alive() {
        let signer = Signer::fresh_elliptic("k").unwrap();
        let good = json!({"iss":"service","sub":"service","aud":"https://b.dk","exp":1_100,"jti":"1"});
        assert_eq!(asserted(&signer, good.clone()).unwrap().jti, "1");
        for (name, value) in [
            ("iss", json!("other")),
            ("sub", json!("other")),
            ("aud", json!("https://c.dk")),
            ("exp", json!(900)),
            ("exp", json!(1_000 + ASSERTION_SECONDS_MAX + CLOCK_SKEW_SECONDS + 1)),
            ("iat", json!(2_000)),
            ("jti", json!("")),
        ] {
            let mut bad = good.clone();
            bad[name] = value;
            assert_eq!(asserted(&signer, bad.clone()), Err(Refused::InvalidClient), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_header_and_body_are_read_without_harm(header in ".{0,80}", body in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(body) = Parameters::parse(&body) {
                let _ = claimant(Some(&header), &body);
                let _ = claimant(Some(&basic_header(&header)), &body);
                let _ = grant(&body);
            }
        }
    }
}
