//! What services are told: the claims of id tokens, access tokens, introspection and userinfo.
//!
//! Source: interfaces.md A.9-11 and B §6.3; the names are the real ones, both spellings where two are in use.
//! What it does not do: decide what may be told; the caller hands in only what the agreement releases.

use crate::assurance::{ActorGroup, Level};
use crate::encoding::{base64url, sha256};
use crate::jwk::{Algorithm, PublicKey};
use crate::jwt;
use serde::{Deserialize, Serialize};

/// The version of the profile, as services expect it.
pub const SPEC_VERSION: &str = "OIDC.3.0-UNILOGIN";
/// The value of `acr` where the service did not demand one.
pub const ACR: &str = "1";

/// What one service may know of one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The pseudonym at this provider.
    pub sub: String,
    /// The Unilogin id.
    pub uniid: String,
    /// As what the user is there.
    pub actor_group: ActorGroup,
    /// How the login was proven.
    pub level: Level,
    /// Whether the user has the service's licence.
    pub has_licence: bool,
    /// The user's institutions that have it.
    pub institutions: Vec<String>,
    /// Rights this service defined.
    #[serde(default)]
    pub privileges: Vec<Privilege>,
}

/// A right the service defined, which an institution gave the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privilege {
    /// The institution's number.
    pub institution: String,
    /// What the service calls the right.
    pub right: String,
}

/// The login the tokens come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login<'a> {
    /// Our name.
    pub issuer: &'a str,
    /// The service.
    pub client_id: &'a str,
    /// The session as this provider knows it.
    pub sid: &'a str,
    /// When the user last proved who they are.
    pub auth_time_seconds: i64,
    /// The `acr` the service demanded, if any.
    pub acr: Option<&'a str>,
}

/// Every claim a token of ours has; what does not belong in a kind of token is left out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// When it stops counting.
    pub exp: i64,
    /// When it was made.
    pub iat: i64,
    /// When the user last proved who they are.
    pub auth_time: i64,
    /// Its own id; in access tokens it starts with the family's number.
    pub jti: String,
    /// Who made it.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// The pseudonym at this provider.
    pub sub: String,
    /// `ID` or `Bearer`: one is never taken for the other.
    pub typ: String,
    /// Which service asked.
    pub azp: String,
    /// The service's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The session as this provider knows it.
    pub session_state: String,
    /// The fingerprint of the access token beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// How sure.
    pub acr: String,
    /// The session once more, for logout.
    pub sid: String,
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What it says of the user.
    #[serde(flatten)]
    pub user: UserClaims,
}

/// The claims about the user, the same in every token, in introspection and in userinfo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserClaims {
    /// The Unilogin id.
    pub uniid: String,
    /// As what the user is there.
    pub aktoer_gruppe: String,
    /// `EnFaktor`, `ToFaktor`, `VoksenVerificeret`.
    pub unilogin_loa: String,
    /// A number in a string.
    pub loa: String,
    /// `Low` or `Substantial`, where the login has an NSIS level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsis_loa: Option<String>,
    /// The version of the profile.
    pub spec_ver: String,
    /// `true` or `false`, a string.
    pub has_license: String,
    /// The same by its older name.
    #[serde(rename = "userHasLicense")]
    pub user_has_license: String,
    /// `[A04441,999958]`, a string.
    pub institution_ids: String,
    /// The same by its older name.
    #[serde(rename = "institutionIds")]
    pub institution_ids_older: String,
    /// The pseudonym once more.
    pub broker_id: String,
    /// Rights this service defined, where the user was given any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub privileges: Vec<Privilege>,
}

impl Subject {
    /// The claims about this user.
    pub fn claims(&self) -> UserClaims {
        let has_license = if self.has_licence { "true" } else { "false" };
        let institutions = format!("[{}]", self.institutions.join(","));
        UserClaims {
            uniid: self.uniid.clone(),
            aktoer_gruppe: self.actor_group.word().to_owned(),
            unilogin_loa: self.level.unilogin_loa().to_owned(),
            loa: self.level.loa().to_owned(),
            nsis_loa: self.level.nsis().map(str::to_owned),
            spec_ver: SPEC_VERSION.to_owned(),
            has_license: has_license.to_owned(),
            user_has_license: has_license.to_owned(),
            institution_ids: institutions.clone(),
            institution_ids_older: institutions,
            broker_id: self.sub.clone(),
            privileges: self.privileges.clone(),
        }
    }
}

fn base(login: &Login<'_>, subject: &Subject, jti: String, now_seconds: i64) -> Claims {
    Claims {
        exp: now_seconds + crate::token::ACCESS_SECONDS,
        iat: now_seconds,
        auth_time: login.auth_time_seconds,
        jti,
        iss: login.issuer.to_owned(),
        aud: login.client_id.to_owned(),
        sub: subject.sub.clone(),
        typ: String::new(),
        azp: login.client_id.to_owned(),
        nonce: None,
        session_state: login.sid.to_owned(),
        at_hash: None,
        acr: login.acr.unwrap_or(ACR).to_owned(),
        sid: login.sid.to_owned(),
        scope: None,
        user: subject.claims(),
    }
}

/// The `typ` of access tokens.
pub const ACCESS_TYPE: &str = "Bearer";
/// The `typ` of id tokens.
pub const ID_TYPE: &str = "ID";

/// The claims of an access token.
pub fn access_token(login: &Login<'_>, subject: &Subject, jti: String, now_seconds: i64) -> Claims {
    let mut claims = base(login, subject, jti, now_seconds);
    claims.typ = ACCESS_TYPE.to_owned();
    claims.scope = Some("openid".to_owned());
    claims
}

/// The claims of the id token that goes with an access token.
pub fn id_token(login: &Login<'_>, subject: &Subject, jti: String, now_seconds: i64) -> Claims {
    let mut claims = base(login, subject, jti, now_seconds);
    claims.typ = ID_TYPE.to_owned();
    claims
}

/// Reads an access token of ours that still counts by its time; whether its family lives is asked elsewhere.
pub fn read_access_token(token: &str, issuer: &str, keys: &[PublicKey], now_seconds: i64) -> Option<Claims> {
    let claims: Claims = jwt::verify(token, keys, &[Algorithm::ES256, Algorithm::RS256]).ok()?.claims;
    let is_alive = claims.iat <= now_seconds + crate::token::CLOCK_SKEW_SECONDS && now_seconds < claims.exp;
    (claims.iss == issuer && claims.typ == ACCESS_TYPE && is_alive).then_some(claims)
}

/// The fingerprint of an access token: the left half of its SHA-256.
pub fn at_hash(access_token: &str) -> String {
    base64url(&sha256(access_token.as_bytes())[..16])
}

/// The answer about a token that counts.
#[derive(Clone, Debug, Serialize)]
pub struct Introspection {
    /// Always true.
    pub active: bool,
    /// Which service it was made for.
    pub client_id: String,
    /// Never told.
    pub username: Option<String>,
    /// `Bearer`.
    pub token_type: &'static str,
    /// What it says.
    #[serde(flatten)]
    pub claims: Claims,
}

/// The answer about every other token: nothing more, whatever the reason.
pub const INACTIVE: &str = r#"{"active":false}"#;

/// The answer about an access token that counts.
pub fn introspection(claims: Claims) -> Introspection {
    Introspection { active: true, client_id: claims.azp.clone(), username: None, token_type: ACCESS_TYPE, claims }
}

/// One of the user's institutions, as userinfo tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstitutionUser {
    /// The institution's number.
    pub instnr: String,
    /// The institution's name.
    pub instnavn: String,
    /// The user's name, only with the institution's agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub navn: Option<String>,
    /// The user's roles there, only with the institution's agreement.
    pub roller: Vec<String>,
    /// As what the user is there.
    pub aktoergruppe: String,
}

/// The answer of userinfo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInfo {
    /// The pseudonym at this provider.
    pub sub: String,
    /// What every token says too.
    #[serde(flatten)]
    pub user: UserClaims,
    /// The user's institutions.
    pub inst_brugere: Vec<InstitutionUser>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject {
            sub: "pseudonym".to_owned(),
            uniid: "1000013b36".to_owned(),
            actor_group: ActorGroup::Elev,
            level: Level::OneFactor,
            has_licence: true,
            institutions: vec!["A04441".to_owned(), "999958".to_owned()],
            privileges: Vec::new(),
        }
    }

    fn login() -> Login<'static> {
        Login { issuer: "https://b.dk", client_id: "service", sid: "sid", auth_time_seconds: 90, acr: None }
    }

    #[test]
    fn the_claims_have_the_names_and_forms_services_read() {
        let claims = access_token(&login(), &subject(), "j".to_owned(), 100);
        let json = serde_json::to_value(&claims).unwrap();
        for (name, value) in [
            ("has_license", "true"),
            ("userHasLicense", "true"),
            ("institution_ids", "[A04441,999958]"),
            ("institutionIds", "[A04441,999958]"),
            ("aktoer_gruppe", "Elev"),
            ("unilogin_loa", "EnFaktor"),
            ("loa", "2"),
            ("spec_ver", "OIDC.3.0-UNILOGIN"),
            ("broker_id", "pseudonym"),
            ("typ", "Bearer"),
            ("acr", "1"),
            ("scope", "openid"),
        ] {
            assert_eq!(json[name], value, "{name}");
        }
        assert_eq!(json["exp"], 400);
        assert_eq!(serde_json::from_value::<Claims>(json).unwrap(), claims);
    }

    #[test]
    fn a_right_the_service_defined_is_told_with_its_institution_and_without_one_there_is_no_claim() {
        let mut user = subject();
        let plain = serde_json::to_value(id_token(&login(), &user, "j".to_owned(), 100)).unwrap();
        assert_eq!(plain.get("privileges"), None);
        user.privileges = vec![Privilege { institution: "A04441".to_owned(), right: "editor".to_owned() }];
        let told = serde_json::to_value(id_token(&login(), &user, "j".to_owned(), 100)).unwrap();
        assert_eq!(told["privileges"], serde_json::json!([{"institution": "A04441", "right": "editor"}]));
    }

    #[test]
    fn only_an_access_token_of_ours_that_is_alive_is_read() {
        let signer = jwt::Signer::fresh_elliptic("k").unwrap();
        let keys = crate::jwk::usable(&crate::jwk::Jwks { keys: vec![signer.jwk()] });
        let access = signer.sign("JWT", &access_token(&login(), &subject(), "j".to_owned(), 100)).unwrap();
        let id = signer.sign("JWT", &id_token(&login(), &subject(), "j".to_owned(), 100)).unwrap();
        let read = |token: &str, issuer: &str, now| read_access_token(token, issuer, &keys, now);
        assert_eq!(read(&access, "https://b.dk", 399).unwrap().jti, "j");
        assert_eq!(read(&access, "https://b.dk", 400), None);
        assert_eq!(read(&access, "https://b.dk", 10), None, "from the future");
        assert_eq!(read(&access, "https://c.dk", 120), None);
        assert_eq!(read(&id, "https://b.dk", 120), None, "an id token opens nothing");
    }

    #[test]
    fn introspection_says_active_and_no_user_name() {
        let claims = access_token(&login(), &subject(), "j".to_owned(), 100);
        let json = serde_json::to_value(introspection(claims)).unwrap();
        assert_eq!(json["active"], true);
        assert_eq!(json["username"], serde_json::Value::Null);
        assert_eq!(json["client_id"], "service");
    }
}
