//! Logging out: the request a service sends the user with, and what we tell the session's other services.
//!
//! Source: OpenID Connect RP-Initiated Logout, Back-Channel Logout, Front-Channel Logout; interfaces.md B §6.5.
//! What it does not do: end sessions or send anything.

use crate::client::Registration;
use crate::jwk::{Algorithm, PublicKey};
use crate::jwt;
use crate::parameters::Parameters;
use serde::{Deserialize, Serialize};

/// What a service asks when it sends the user to log out. All of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogoutRequest {
    /// Which service, by its own word; the hint's audience stands above it.
    pub client_id: Option<String>,
    /// Where it would like the user back.
    pub post_logout_redirect_uri: Option<String>,
    /// An id token of ours, perhaps long over time.
    pub id_token_hint: Option<String>,
    /// The service's own reference.
    pub state: Option<String>,
}

/// Reads the request. Repeated parameters count as absent: the user is logged out, but sent nowhere.
pub fn parse(parameters: &Parameters) -> LogoutRequest {
    let once = |name: &str| parameters.get(name).filter(|_| !parameters.is_repeated(name)).map(str::to_owned);
    LogoutRequest {
        client_id: once("client_id"),
        post_logout_redirect_uri: once("post_logout_redirect_uri"),
        id_token_hint: once("id_token_hint"),
        state: once("state").filter(|state| state.len() <= crate::authorize::OPAQUE_BYTES_MAX),
    }
}

/// What an id token of ours says when it comes back as a hint.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hint {
    /// The service it was made for.
    pub aud: String,
    /// The user's pseudonym there.
    pub sub: String,
    /// The session there.
    pub sid: String,
    /// The token's own id.
    pub jti: String,
    iss: String,
    typ: String,
}

/// Reads a hint: ours by signature and name, for any age (a service may come long after five minutes).
pub fn read_hint(token: &str, issuer: &str, keys: &[PublicKey]) -> Option<Hint> {
    let hint: Hint = jwt::verify(token, keys, &[Algorithm::RS256, Algorithm::ES256]).ok()?.claims;
    (hint.iss == issuer && hint.typ == crate::claims::ID_TYPE).then_some(hint)
}

/// Where the user goes after logout: only to a registered address of a service that is known.
pub fn return_address(request: &LogoutRequest, registration: &Registration) -> Option<String> {
    let address = request.post_logout_redirect_uri.as_deref()?;
    if !registration.knows_post_logout(address) {
        return None;
    }
    let Some(state) = &request.state else { return Some(address.to_owned()) };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", state);
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{joint}{}", query.finish()))
}

/// The event every back-channel logout token carries.
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The `typ` of a logout token's header.
pub const LOGOUT_KIND: &str = "logout+jwt";
/// How long a logout token counts.
pub const LOGOUT_SECONDS: i64 = 120;

/// The claims of a back-channel logout token. It has no nonce, so that it is never taken for an id token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogoutToken {
    /// Who says so.
    pub iss: String,
    /// Which service is told.
    pub aud: String,
    /// The user's pseudonym there.
    pub sub: String,
    /// The session there.
    pub sid: String,
    /// When it was made.
    pub iat: i64,
    /// When it stops counting.
    pub exp: i64,
    /// Its own id.
    pub jti: String,
    /// The one event.
    pub events: serde_json::Map<String, serde_json::Value>,
}

/// A token that tells one service that one session is over.
pub fn logout_token(
    issuer: &str,
    client_id: &str,
    session: (&str, &str),
    jti: String,
    now_seconds: i64,
) -> LogoutToken {
    let mut events = serde_json::Map::new();
    events.insert(LOGOUT_EVENT.to_owned(), serde_json::Value::Object(serde_json::Map::new()));
    LogoutToken {
        iss: issuer.to_owned(),
        aud: client_id.to_owned(),
        sub: session.0.to_owned(),
        sid: session.1.to_owned(),
        iat: now_seconds,
        exp: now_seconds + LOGOUT_SECONDS,
        jti,
        events,
    }
}

/// The address the browser loads to log out at a service (front-channel), with who says so and which session.
pub fn frontchannel_address(uri: &str, issuer: &str, sid: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("iss", issuer).append_pair("sid", sid);
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{}", query.finish())
}

/// Reads a logout token, as one of our own services does when the broker tells it.
pub fn read_logout_token(
    token: &str,
    issuer: &str,
    client_id: &str,
    keys: &[PublicKey],
    now_seconds: i64,
) -> Option<LogoutToken> {
    let read: jwt::Verified<LogoutToken> = jwt::verify(token, keys, &[Algorithm::RS256, Algorithm::ES256]).ok()?;
    let claims = read.claims;
    let is_ours = claims.iss == issuer && claims.aud == client_id && claims.events.contains_key(LOGOUT_EVENT);
    let skew = crate::token::CLOCK_SKEW_SECONDS;
    (is_ours && now_seconds < claims.exp + skew && claims.iat <= now_seconds + skew).then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assurance::{ActorGroup, Level};
    use crate::claims::{self, Login, Subject};
    use crate::jwt::Signer;

    fn registration() -> Registration {
        Registration { post_logout_redirect_uris: vec!["https://s.dk/bye".to_owned()], ..Registration::default() }
    }

    #[test]
    fn the_user_returns_only_to_a_registered_address() {
        let mut request =
            parse(&Parameters::from_pairs([("post_logout_redirect_uri", "https://s.dk/bye"), ("state", "a b")]));
        assert_eq!(return_address(&request, &registration()).unwrap(), "https://s.dk/bye?state=a+b");
        request.post_logout_redirect_uri = Some("https://s.dk/bye/".to_owned());
        assert_eq!(return_address(&request, &registration()), None);
    }

    #[test]
    fn an_old_id_token_is_a_hint_but_an_access_token_is_not() {
        let signer = Signer::fresh_elliptic("k").unwrap();
        let keys = crate::jwk::usable(&crate::jwk::Jwks { keys: vec![signer.jwk()] });
        let subject = Subject {
            sub: "p".to_owned(),
            uniid: "u".to_owned(),
            actor_group: ActorGroup::Elev,
            level: Level::OneFactor,
            has_licence: false,
            institutions: Vec::new(),
            privileges: Vec::new(),
        };
        let login = Login { issuer: "https://b.dk", client_id: "s", sid: "sid", auth_time_seconds: 1, acr: None };
        let id = signer.sign("JWT", &claims::id_token(&login, &subject, "1".to_owned(), 1)).unwrap();
        let access = signer.sign("JWT", &claims::access_token(&login, &subject, "2".to_owned(), 1)).unwrap();
        assert_eq!(read_hint(&id, "https://b.dk", &keys).unwrap().aud, "s");
        assert_eq!(read_hint(&id, "https://c.dk", &keys), None);
        assert_eq!(read_hint(&access, "https://b.dk", &keys), None);
    }

    #[test]
    fn a_logout_token_is_for_one_service_and_a_short_time() {
        let signer = Signer::fresh_elliptic("k").unwrap();
        let keys = crate::jwk::usable(&crate::jwk::Jwks { keys: vec![signer.jwk()] });
        let claims = logout_token("https://b.dk", "s", ("p", "sid"), "1".to_owned(), 1_000);
        let token = signer.sign(LOGOUT_KIND, &claims).unwrap();
        assert_eq!(read_logout_token(&token, "https://b.dk", "s", &keys, 1_010).unwrap().sid, "sid");
        assert!(read_logout_token(&token, "https://b.dk", "t", &keys, 1_010).is_none());
        assert!(read_logout_token(&token, "https://b.dk", "s", &keys, 2_000).is_none());
    }
}
