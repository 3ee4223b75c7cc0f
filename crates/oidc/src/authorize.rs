//! The request a service sends the user with, and the answer the user carries back.
//!
//! Every request is one of three: accepted, refused with an error the service is told, or shown to the user
//! as an error page because we do not know whom we would be telling (security.md rule 8: never a redirect to
//! an address that is not registered). What it does not do: log anybody in, or park the request.

use crate::assurance::Level;
use crate::client::{Pkce, Registration};
use crate::parameters::Parameters;
use serde::{Deserialize, Serialize};

/// What the handles of pushed requests start with (RFC 9126 §2.2).
pub const PUSHED_PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// The longest `state` or `nonce` we carry.
pub const OPAQUE_BYTES_MAX: usize = 2_048;
/// The longest `client_id`.
pub const CLIENT_ID_BYTES_MAX: usize = 255;

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the address of a redirect.
    Query,
    /// In a form the browser posts.
    FormPost,
}

/// What the service wants of the login page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Ask only what must be asked.
    WhereNeeded,
    /// Ask nothing; answer with an error instead.
    Silent,
    /// Ask for the password again (`login`).
    Again,
    /// Let the user choose who they are (`select_account`).
    Choose,
}

/// A request that was checked against the service's registration. It can be parked between two pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which service.
    pub client_id: String,
    /// Where to send the user back, one of the registered ones.
    pub redirect_uri: String,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// The service's own reference, given back as it came.
    pub state: Option<String>,
    /// Goes into the id token.
    pub nonce: Option<String>,
    /// The S256 challenge; None only for services marked exempt.
    pub code_challenge: Option<String>,
    /// What the service wants of the login page.
    pub prompt: Prompt,
    /// How old the login may be, in seconds.
    pub max_age_seconds: Option<i64>,
    /// The least level that satisfies the request, the registration's included.
    pub level: Level,
    /// The `acr` the service demanded as essential and will compare.
    pub acr: Option<String>,
    /// Prefills the user name.
    pub login_hint: Option<String>,
    /// The languages the service would like, best first.
    pub ui_locales: Option<String>,
    /// Who the answer must be about, if the service says (`claims`).
    pub expected_sub: Option<String>,
    /// An id token of ours that says who the answer must be about; not yet checked.
    pub id_token_hint: Option<String>,
}

/// Why the user sees an error page and the service hears nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranded {
    /// No `client_id`, or twice, or far too long.
    NoClient,
    /// No such service, or it is closed.
    UnknownClient,
    /// The address to return to is missing, comes twice, or is not registered.
    UnknownRedirect,
    /// A pushed request that is used, over time, or another service's.
    UnknownHandle,
    /// Not parameters at all.
    Unreadable,
}

/// An error a service is told, in the words of OAuth and OpenID Connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// A parameter is missing, wrong or twice.
    InvalidRequest,
    /// A kind of answer we do not give.
    UnsupportedResponseType,
    /// No `openid` among the scopes.
    InvalidScope,
    /// The user said no, or may not use this service.
    AccessDenied,
    /// Silent, but nobody is logged in.
    LoginRequired,
    /// Silent, but the user must choose.
    InteractionRequired,
    /// Silent, but the user must choose an account.
    AccountSelectionRequired,
    /// The level asked for cannot be reached.
    UnmetAuthenticationRequirements,
    /// A request object.
    RequestNotSupported,
    /// A request at an address that is no handle of ours.
    RequestUriNotSupported,
    /// Something here is broken.
    ServerError,
    /// Too much going on here.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            ErrorCode::InvalidRequest => "invalid_request",
            ErrorCode::UnsupportedResponseType => "unsupported_response_type",
            ErrorCode::InvalidScope => "invalid_scope",
            ErrorCode::AccessDenied => "access_denied",
            ErrorCode::LoginRequired => "login_required",
            ErrorCode::InteractionRequired => "interaction_required",
            ErrorCode::AccountSelectionRequired => "account_selection_required",
            ErrorCode::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            ErrorCode::RequestNotSupported => "request_not_supported",
            ErrorCode::RequestUriNotSupported => "request_uri_not_supported",
            ErrorCode::ServerError => "server_error",
            ErrorCode::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

/// Where an answer goes: enough to answer without the rest of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// A registered address.
    pub redirect_uri: String,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// Given back as it came.
    pub state: Option<String>,
}

/// An error the service is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where it goes.
    pub to: Return,
    /// What it is called.
    pub code: ErrorCode,
    /// What a developer reads.
    pub description: &'static str,
}

/// What a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Go on to the login.
    Accepted(Box<Request>),
    /// Tell the service.
    Refused(Refusal),
    /// Show a page.
    Stranded(Stranded),
}

/// Which service sent this, before its registration is looked up.
pub fn client_id(parameters: &Parameters) -> Result<&str, Stranded> {
    match parameters.get("client_id") {
        Some(id) if id.len() <= CLIENT_ID_BYTES_MAX && !parameters.is_repeated("client_id") => Ok(id),
        Some(_) | None => Err(Stranded::NoClient),
    }
}

/// The handle of a pushed request, if the request is one.
pub fn pushed_handle(parameters: &Parameters) -> Option<&str> {
    parameters.get("request_uri").and_then(|uri| uri.strip_prefix(PUSHED_PREFIX))
}

/// Checks a request against the registration of the service it names.
pub fn check(parameters: &Parameters, registration: &Registration) -> Outcome {
    let Ok(client_id) = client_id(parameters) else { return Outcome::Stranded(Stranded::NoClient) };
    let to = match addressee(parameters, registration) {
        Ok(to) => to,
        Err(stranded) => return Outcome::Stranded(stranded),
    };
    match accept(client_id, &to, parameters, registration) {
        Ok(request) => Outcome::Accepted(Box::new(request)),
        Err((code, description)) => Outcome::Refused(Refusal { to, code, description }),
    }
}

/// Where errors about this request may go. Known before anything else is looked at.
fn addressee(parameters: &Parameters, registration: &Registration) -> Result<Return, Stranded> {
    let redirect_uri = parameters.get("redirect_uri").ok_or(Stranded::UnknownRedirect)?;
    if parameters.is_repeated("redirect_uri") || !registration.knows_redirect(redirect_uri) {
        return Err(Stranded::UnknownRedirect);
    }
    let response_mode = match parameters.get("response_mode") {
        Some("form_post") => ResponseMode::FormPost,
        Some(_) | None => ResponseMode::Query,
    };
    let state = parameters.get("state").filter(|state| state.len() <= OPAQUE_BYTES_MAX).map(str::to_owned);
    Ok(Return { redirect_uri: redirect_uri.to_owned(), response_mode, state })
}

type Wrong = (ErrorCode, &'static str);

fn accept(
    client_id: &str,
    to: &Return,
    parameters: &Parameters,
    registration: &Registration,
) -> Result<Request, Wrong> {
    refuse_what_we_do_not_speak(parameters)?;
    let nonce = opaque(parameters, "nonce")?;
    opaque(parameters, "state")?;
    let demanded = demanded_claims(parameters.get("claims"))?;
    let asked = parameters.get("acr_values").and_then(least_level);
    let level = [asked, demanded.level].into_iter().flatten().fold(registration.required_level, Level::max);
    Ok(Request {
        client_id: client_id.to_owned(),
        redirect_uri: to.redirect_uri.clone(),
        response_mode: to.response_mode,
        state: to.state.clone(),
        nonce,
        code_challenge: code_challenge(parameters, registration.pkce)?,
        prompt: prompt(parameters.get("prompt"))?,
        max_age_seconds: max_age(parameters.get("max_age"))?,
        level,
        acr: demanded.acr,
        login_hint: parameters.get("login_hint").map(str::to_owned),
        ui_locales: parameters.get("ui_locales").map(str::to_owned),
        expected_sub: demanded.sub,
        id_token_hint: parameters.get("id_token_hint").map(str::to_owned),
    })
}

fn refuse_what_we_do_not_speak(parameters: &Parameters) -> Result<(), Wrong> {
    if parameters.has_repeated() {
        return Err((ErrorCode::InvalidRequest, "a parameter comes more than once"));
    }
    if parameters.get("request").is_some() {
        return Err((ErrorCode::RequestNotSupported, "send the parameters plainly or push them"));
    }
    if parameters.get("request_uri").is_some() {
        return Err((ErrorCode::RequestUriNotSupported, "only handles of pushed requests are known"));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err((ErrorCode::UnsupportedResponseType, "response_type must be code")),
        None => return Err((ErrorCode::InvalidRequest, "response_type is missing")),
    }
    if !matches!(parameters.get("response_mode"), None | Some("query" | "form_post")) {
        return Err((ErrorCode::InvalidRequest, "response_mode must be query or form_post"));
    }
    let has_openid = parameters.get("scope").is_some_and(|scope| scope.split(' ').any(|word| word == "openid"));
    if !has_openid {
        return Err((ErrorCode::InvalidScope, "scope must contain openid"));
    }
    Ok(())
}

fn opaque(parameters: &Parameters, name: &str) -> Result<Option<String>, Wrong> {
    match parameters.get(name) {
        Some(value) if OPAQUE_BYTES_MAX < value.len() => Err((ErrorCode::InvalidRequest, "state or nonce is too long")),
        value => Ok(value.map(str::to_owned)),
    }
}

fn code_challenge(parameters: &Parameters, pkce: Pkce) -> Result<Option<String>, Wrong> {
    let Some(challenge) = parameters.get("code_challenge") else {
        return match pkce {
            Pkce::Exempt if parameters.get("code_challenge_method").is_none() => Ok(None),
            Pkce::Exempt | Pkce::Required => Err((ErrorCode::InvalidRequest, "code_challenge is missing")),
        };
    };
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err((ErrorCode::InvalidRequest, "code_challenge_method must be S256"));
    }
    // The base64url of a SHA-256 is 43 characters long.
    if challenge.len() != 43 || crate::encoding::from_base64url(challenge).is_none() {
        return Err((ErrorCode::InvalidRequest, "code_challenge is no SHA-256"));
    }
    Ok(Some(challenge.to_owned()))
}

fn prompt(value: Option<&str>) -> Result<Prompt, Wrong> {
    let mut prompt = Prompt::WhereNeeded;
    for word in value.unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
        prompt = match (word, prompt) {
            ("none", Prompt::WhereNeeded) if value == Some("none") => Prompt::Silent,
            ("login", _) => Prompt::Again,
            ("select_account", Prompt::Again) => Prompt::Again,
            ("select_account", _) => Prompt::Choose,
            // Nobody is asked for consent here: the institution's agreement decides what is released.
            ("consent", held) => held,
            _ => return Err((ErrorCode::InvalidRequest, "prompt is not understood")),
        };
    }
    Ok(prompt)
}

fn max_age(value: Option<&str>) -> Result<Option<i64>, Wrong> {
    match value.map(str::parse::<u32>) {
        None => Ok(None),
        Some(Ok(seconds)) => Ok(Some(i64::from(seconds))),
        Some(Err(_)) => Err((ErrorCode::InvalidRequest, "max_age is a number of seconds")),
    }
}

/// Any of the values satisfies the service, so the least of those we know is what must be reached.
fn least_level(values: &str) -> Option<Level> {
    values.split(' ').filter_map(Level::from_acr_value).min()
}

#[derive(Default)]
struct Demanded {
    level: Option<Level>,
    acr: Option<String>,
    sub: Option<String>,
}

#[derive(Deserialize)]
struct ClaimsParameter {
    #[serde(default)]
    id_token: Option<IdTokenClaims>,
}

#[derive(Deserialize)]
struct IdTokenClaims {
    #[serde(default)]
    acr: Option<Wanted>,
    #[serde(default)]
    sub: Option<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    essential: bool,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    values: Vec<String>,
}

/// Of the `claims` parameter only two things change what we do: an essential `acr` and a named `sub`. All
/// other claims are there always or never.
fn demanded_claims(parameter: Option<&str>) -> Result<Demanded, Wrong> {
    let Some(text) = parameter else { return Ok(Demanded::default()) };
    let claims: ClaimsParameter =
        serde_json::from_str(text).map_err(|_| (ErrorCode::InvalidRequest, "claims is not understood"))?;
    let Some(wanted) = claims.id_token else { return Ok(Demanded::default()) };
    let sub = wanted.sub.and_then(|sub| sub.value);
    let Some(acr) = wanted.acr else { return Ok(Demanded { sub, ..Demanded::default() }) };
    let known = acr.value.iter().chain(&acr.values).filter_map(|value| Some((Level::from_acr_value(value)?, value)));
    match known.min_by_key(|(level, _)| *level) {
        Some((level, value)) => {
            let acr = acr.essential.then(|| value.clone());
            Ok(Demanded { level: Some(level), acr, sub })
        }
        None if acr.essential && (acr.value.is_some() || !acr.values.is_empty()) => {
            Err((ErrorCode::UnmetAuthenticationRequirements, "no such acr here"))
        }
        None => Ok(Demanded { sub, ..Demanded::default() }),
    }
}

impl Request {
    /// Where the answer goes.
    pub fn to(&self) -> Return {
        Return { redirect_uri: self.redirect_uri.clone(), response_mode: self.response_mode, state: self.state.clone() }
    }
}

/// The answer as the browser carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 303 to this address.
    Redirect(String),
    /// A page that posts these fields to this address.
    Post {
        /// Where the form goes.
        action: String,
        /// What it holds.
        fields: Vec<(&'static str, String)>,
    },
}

/// The answer with a code.
pub fn answer_code(to: &Return, issuer: &str, code: &str) -> Answer {
    answer(to, issuer, vec![("code", code.to_owned())])
}

/// The answer with an error.
pub fn answer_error(refusal: &Refusal, issuer: &str) -> Answer {
    let fields = vec![("error", refusal.code.word().to_owned()), ("error_description", refusal.description.to_owned())];
    answer(&refusal.to, issuer, fields)
}

fn answer(to: &Return, issuer: &str, mut fields: Vec<(&'static str, String)>) -> Answer {
    if let Some(state) = &to.state {
        fields.push(("state", state.clone()));
    }
    fields.push(("iss", issuer.to_owned()));
    match to.response_mode {
        ResponseMode::FormPost => Answer::Post { action: to.redirect_uri.clone(), fields },
        ResponseMode::Query => {
            // The registered address stays as registered, letter by letter; our fields come behind its own.
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&fields);
            let joint = if to.redirect_uri.contains('?') { '&' } else { '?' };
            Answer::Redirect(format!("{}{joint}{}", to.redirect_uri, query.finish()))
        }
    }
}

#[cfg(test)]
mod tests;
