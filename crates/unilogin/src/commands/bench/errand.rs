//! One whole login as a browser and a service make it: authorize, user name, password, code, token.
//!
//! What it does not do: check pages beyond what is needed to go on; the tests do.

use crate::commands::bench::line::{Answer, Line};
use crate::commands::bench::stage::{self, Account, REDIRECT_URI, Service, Stage};
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Where the provider's addresses begin.
pub(crate) const PROVIDER: &str = "/auth/realms/broker/protocol/openid-connect";
/// More pages than this between the service and its code is a circle.
const PAGES_MAX: usize = 12;

/// What a login gives the service.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// Logs in from nothing: a browser without cookies, a service with a fresh verifier.
pub(crate) async fn log_in(line: &mut Line, service: &Service, account: &Account) -> Result<Tokens> {
    line.forget();
    let verifier = crypto::random::token_256();
    let location = fetch_code(line, service, account, &challenge(verifier.reveal())).await?;
    redeem(line, service, &location, verifier.reveal()).await
}

/// Gets tokens for an account whose login is not part of the measurement.
pub(crate) async fn begin(line: &mut Line, stage: &Stage, service: &Service, account: &Account) -> Result<Tokens> {
    let verifier = crypto::random::token_256();
    let location = stage.code(service, account, &challenge(verifier.reveal())).await?;
    redeem(line, service, &location, verifier.reveal()).await
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(crypto::digest::sha256(verifier.as_bytes()))
}

async fn redeem(line: &mut Line, service: &Service, location: &str, verifier: &str) -> Result<Tokens> {
    let form = encoded(&[
        ("grant_type", "authorization_code"),
        ("code", &code_in(location)?),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier),
    ]);
    let answer = line.call(&format!("{PROVIDER}/token"), &form, &service.authorization).await?;
    read_tokens(&answer)
}

/// Exchanges a refresh token.
pub(crate) async fn refresh(line: &mut Line, service: &Service, tokens: &Tokens) -> Result<Tokens> {
    let form = encoded(&[("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh)]);
    let answer = line.call(&format!("{PROVIDER}/token"), &form, &service.authorization).await?;
    read_tokens(&answer)
}

/// Asks whether an access token counts.
pub(crate) async fn introspect(line: &mut Line, service: &Service, tokens: &Tokens) -> Result<()> {
    let form = encoded(&[("token", &tokens.access)]);
    let answer = line.call(&format!("{PROVIDER}/token/introspect"), &form, &service.authorization).await?;
    if answer.status != 200 || !answer.body.contains("\"active\":true") {
        bail!("introspection answered {}: {}", answer.status, answer.body);
    }
    Ok(())
}

/// Walks from the service through the screens to the address with the code.
async fn fetch_code(line: &mut Line, service: &Service, account: &Account, challenge: &str) -> Result<String> {
    let query = stage::query(service, challenge);
    let mut answer = line.get(&format!("{PROVIDER}/auth?{query}")).await?;
    for _ in 0..PAGES_MAX {
        if let Some(location) = &answer.location {
            if location.starts_with(REDIRECT_URI) {
                return Ok(location.clone());
            }
            let path = path_of(location).to_owned();
            answer = line.get(&path).await?;
            continue;
        }
        answer = fill_in(line, &answer, account).await?;
    }
    bail!("after {PAGES_MAX} pages there is no code")
}

/// Fills in whichever form the page shows.
async fn fill_in(line: &mut Line, page: &Answer, account: &Account) -> Result<Answer> {
    let form = Form::on(&page.body).with_context(|| format!("status {} and no form", page.status))?;
    let mut fields = form.hidden.clone();
    if form.text.contains("name=\"username\"") {
        fields.push(("username".to_owned(), account.username.clone()));
    } else if form.text.contains("name=\"password\"") {
        fields.push(("password".to_owned(), account.password.clone()));
    } else {
        bail!("the bench does not know this page: {}", title(&page.body));
    }
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    line.submit(path_of(&form.action), &encoded(&pairs)).await
}

struct Form<'a> {
    action: String,
    hidden: Vec<(String, String)>,
    text: &'a str,
}

impl Form<'_> {
    /// The first form that is posted.
    fn on(page: &str) -> Option<Form<'_>> {
        let (_, from) = page.split_once("<form method=\"post\"")?;
        let text = from.split("</form>").next()?;
        let hidden = text.split("<input ").skip(1).filter_map(|tag| {
            let tag = tag.split('>').next()?;
            tag.contains("type=\"hidden\"").then(|| Some((attribute(tag, "name")?, attribute(tag, "value")?)))?
        });
        Some(Form { action: attribute(text, "action")?, hidden: hidden.collect(), text })
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, from) = tag.split_once(&format!("{name}=\""))?;
    Some(from.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

fn title(page: &str) -> &str {
    page.split_once("<title>").and_then(|(_, rest)| rest.split('<').next()).unwrap_or("no title")
}

/// Path and query of an address of ours.
fn path_of(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |place| &rest[place..]),
        None => address,
    }
}

fn code_in(location: &str) -> Result<String> {
    let url = url::Url::parse(location)?;
    let code = url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    code.with_context(|| format!("the service got no code: {}", url.query().unwrap_or_default()))
}

fn read_tokens(answer: &Answer) -> Result<Tokens> {
    let read: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let text = |name: &str| read[name].as_str().map(str::to_owned);
    match (text("access_token"), text("refresh_token")) {
        (Some(access), Some(refresh)) => Ok(Tokens { access, refresh }),
        (None, _) | (_, None) => bail!("the token endpoint answered {}: {}", answer.status, answer.body),
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_address_and_hidden_fields_are_read() {
        let page = r#"<form method="post" action="/login/x?a=1&amp;b=2"><input type="hidden" name="token" value="t"><input name="username" value=""></form>"#;
        let form = Form::on(page).unwrap();
        assert_eq!(form.action, "/login/x?a=1&b=2");
        assert_eq!(form.hidden, [("token".to_owned(), "t".to_owned())]);
    }

    #[test]
    fn an_address_of_ours_is_cut_to_its_path() {
        assert_eq!(path_of("http://localhost:1/login?x=1"), "/login?x=1");
        assert_eq!(path_of("/login"), "/login");
    }
}
