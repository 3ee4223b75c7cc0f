//! `unilogin client`: registers, lists and closes the services that may send users here.
//!
//! A secret is drawn here and shown once; the database keeps its digest. What it does not do: ask institutions for
//! anything, or give licences.

use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::client::{self, Registered, Registering};
use flows::world::World;
use oidc::assurance::{ActorGroup, Level};
use oidc::client::{LicenceKey, Pkce, Registration};
use oidc::jwk::{Algorithm, Jwks};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What `unilogin client` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// Register a service, or change what it registered.
    Add(Box<New>),
    /// Show the services.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Close a service: nobody logs in there any more, and its tokens stop counting.
    Disable {
        /// What it calls itself.
        id: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, clap::Args)]
struct New {
    /// What it calls itself in requests, often an address.
    id: String,
    /// What users read.
    #[arg(long)]
    name: String,
    /// Whose it is: users get one pseudonym for all services of a provider.
    #[arg(long)]
    provider: String,
    /// Everything it registers as one JSON object; the options below come on top.
    #[arg(long, value_name = "FILE")]
    registration: Option<PathBuf>,
    /// Where users may be sent back to, letter by letter. May come several times.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where users may be sent after logout. May come several times.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where a logout is told server to server.
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// What the browser loads to log out there.
    #[arg(long, value_name = "URI")]
    frontchannel_logout_uri: Option<String>,
    /// An origin whose scripts may call token and userinfo. May come several times.
    #[arg(long = "web-origin", value_name = "ORIGIN")]
    web_origins: Vec<String>,
    /// A JSON Web Key Set: the service proves itself by `private_key_jwt` and gets no secret.
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// How its id tokens are signed: RS256 (the default) or ES256.
    #[arg(long, value_parser = algorithm)]
    id_token: Option<Algorithm>,
    /// How its access tokens are signed: ES256 (the default) or RS256.
    #[arg(long, value_parser = algorithm)]
    access_token: Option<Algorithm>,
    /// An old service that cannot do PKCE.
    #[arg(long)]
    without_pkce: bool,
    /// The least assurance: Low, To_Faktor, VoksenVerificeret.
    #[arg(long, value_parser = level)]
    requires: Option<Level>,
    /// Who may log in: Elev, Medarbejder, Ekstern, Kontaktperson. May come several times; none named means all.
    #[arg(long = "actor", value_name = "AKTØRGRUPPE", value_parser = actor)]
    actors: Vec<ActorGroup>,
    /// The licence needed: UDBYDERNUMMER/TJENESTEKODE.
    #[arg(long, value_parser = licence)]
    licence: Option<LicenceKey>,
    /// Where a user without licence is sent.
    #[arg(long, value_name = "URI")]
    missing_licence_url: Option<String>,
    /// The secret it has already, in this file; without it a new one is drawn and shown.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    match Algorithm::from_word(text) {
        Some(found @ (Algorithm::ES256 | Algorithm::RS256)) => Ok(found),
        Some(Algorithm::PS256) | None => Err("ES256 or RS256".to_owned()),
    }
}

fn level(text: &str) -> Result<Level, String> {
    Level::from_acr_value(text).ok_or_else(|| "Low, To_Faktor or VoksenVerificeret".to_owned())
}

fn actor(text: &str) -> Result<ActorGroup, String> {
    ActorGroup::from_word(text).ok_or_else(|| "Elev, Medarbejder, Ekstern or Kontaktperson".to_owned())
}

fn licence(text: &str) -> Result<LicenceKey, String> {
    let (provider, service) = text.split_once('/').ok_or("UDBYDERNUMMER/TJENESTEKODE")?;
    Ok(LicenceKey { provider_number: provider.to_owned(), service_code: service.to_owned() })
}

/// Hands the work on.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.act {
        Act::Add(new) => {
            let service = new.service()?;
            control::run(&new.place, &Request::AddClient(Box::new(service)))
        }
        Act::List { json, place } => control::run(&place, &Request::ListClients { json }),
        Act::Disable { id, place } => control::run(&place, &Request::DisableClient { id }),
    }
}

/// A file of JSON that a provider sent.
fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} does not read", path.display()))
}

impl New {
    fn registration(&self) -> Result<Registration> {
        let mut registration: Registration = match &self.registration {
            Some(path) => read(path)?,
            None => Registration::default(),
        };
        registration.redirect_uris.extend(self.redirect_uris.iter().cloned());
        registration.post_logout_redirect_uris.extend(self.post_logout_redirect_uris.iter().cloned());
        registration.web_origins.extend(self.web_origins.iter().cloned());
        registration.actor_groups.extend(&self.actors);
        let Registration { backchannel_logout_uri, frontchannel_logout_uri, missing_licence_url, .. } =
            &mut registration;
        let addresses = [
            (backchannel_logout_uri, &self.backchannel_logout_uri),
            (frontchannel_logout_uri, &self.frontchannel_logout_uri),
            (missing_licence_url, &self.missing_licence_url),
        ];
        for (held, told) in addresses {
            if told.is_some() {
                held.clone_from(told);
            }
        }
        if let Some(path) = &self.jwks {
            registration.jwks = Some(read::<Jwks>(path)?);
        }
        if self.without_pkce {
            registration.pkce = Pkce::Exempt;
        }
        registration.id_token_algorithm = self.id_token.unwrap_or(registration.id_token_algorithm);
        registration.access_token_algorithm = self.access_token.unwrap_or(registration.access_token_algorithm);
        registration.required_level = self.requires.unwrap_or(registration.required_level);
        if self.licence.is_some() {
            registration.licence.clone_from(&self.licence);
        }
        Ok(registration)
    }
}

/// How a service proves itself.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Secret {
    /// By its keys.
    None,
    /// By a secret it has: the digest, which is all that is kept.
    Brought([u8; 32]),
    /// By a secret that is drawn where it is registered.
    Drawn,
}

/// A service about to be registered: everything its files said, so that a running server need not read them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NewService {
    id: String,
    name: String,
    provider: String,
    registration: Registration,
    secret: Secret,
}

/// Shorter ones can be guessed: machines' secrets are not slowed down like people's.
const SECRET_CHARACTERS_MIN: usize = 22;

impl New {
    fn service(&self) -> Result<NewService> {
        let registration = self.registration()?;
        let secret = match (&self.secret_file, &registration.jwks) {
            (Some(path), _) => Secret::Brought(digest_of(path)?),
            (None, Some(_)) => Secret::None,
            (None, None) => Secret::Drawn,
        };
        Ok(NewService {
            id: self.id.clone(),
            name: self.name.clone(),
            provider: self.provider.clone(),
            registration,
            secret,
        })
    }
}

fn digest_of(secret_file: &Path) -> Result<[u8; 32]> {
    let text = std::fs::read_to_string(secret_file);
    let text = text.with_context(|| format!("cannot read {}", secret_file.display()))?;
    let text = text.trim();
    if text.len() < SECRET_CHARACTERS_MIN {
        bail!("a secret has at least {SECRET_CHARACTERS_MIN} characters");
    }
    Ok(crypto::digest::of_token(text))
}

/// Registers a service, or changes what it registered.
pub(crate) fn add(world: &World, new: &NewService, say: Say<'_>) -> Result<Answer> {
    let drawn = crypto::random::token_256();
    let secret_hash = match new.secret {
        Secret::None => None,
        Secret::Brought(hash) => Some(hash),
        Secret::Drawn => Some(crypto::digest::of_token(drawn.reveal())),
    };
    let registering = Registering {
        id: new.id.clone(),
        name: new.name.clone(),
        provider: new.provider.clone(),
        registration: new.registration.clone(),
        secret_hash,
    };
    let done = match client::register(world, &registering, "command")?? {
        Registered::New => "registered",
        Registered::Changed => "changed",
        Registered::Same => "the same as before",
    };
    say(&format!("{} is {done}.", new.id))?;
    say(&format!("issuer         {}", world.settings.issuer()))?;
    say(&format!("client_id      {}", new.id))?;
    if let Secret::Drawn = new.secret {
        say(&format!("client_secret  {}", drawn.reveal()))?;
        say("The secret is shown this once; only its digest is kept.")?;
    }
    Ok(Answer::Done)
}

/// A service as the configuration's `services` file lists it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    id: String,
    name: String,
    provider: String,
    /// A file with its secret, for services without keys.
    #[serde(default)]
    secret_file: Option<PathBuf>,
    registration: Registration,
}

/// Registers every service of the configuration's file, as it stands there; those not in it stay as they are.
pub(crate) fn register_listed(world: &World, path: &Path) -> Result<()> {
    for listed in read::<Vec<Listed>>(path)? {
        let secret = match &listed.secret_file {
            Some(file) => {
                Some(std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?)
            }
            None => None,
        };
        if secret.as_ref().is_some_and(|text| text.trim().len() < SECRET_CHARACTERS_MIN) {
            bail!("the secret of {} has fewer than {SECRET_CHARACTERS_MIN} characters", listed.id);
        }
        let id = listed.id.clone();
        let registering = Registering {
            id: listed.id,
            name: listed.name,
            provider: listed.provider,
            registration: listed.registration,
            secret_hash: secret.map(|text| crypto::digest::of_token(text.trim())),
        };
        client::register(world, &registering, "configuration")?.with_context(|| format!("the service {id}"))?;
    }
    Ok(())
}

/// Shows the services, a line each.
pub(crate) fn list(world: &World, json: bool, say: Say<'_>) -> Result<Answer> {
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = world.db.blocking().read(move |tx| store::client::list(tx, &from))?;
        let Some(last) = page.last() else { return Ok(Answer::Done) };
        after.clone_from(&last.id);
        for row in page {
            let state = if row.disabled.is_some() { "closed" } else { "open" };
            if !json {
                say(&format!("{state:6} {}  {}  ({})", row.id, row.name, row.provider))?;
                continue;
            }
            let registration: serde_json::Value = serde_json::from_str(&row.registration)?;
            let line = serde_json::json!({
                "id": row.id, "name": row.name, "provider": row.provider, "state": state,
                "registration": registration,
            });
            say(&line.to_string())?;
        }
    }
}

/// Closes a service.
pub(crate) fn disable(world: &World, id: &str, say: Say<'_>) -> Result<Answer> {
    if !client::disable(world, id, "command")? {
        bail!("{id} is unknown or closed already");
    }
    say(&format!("{id} is closed."))?;
    Ok(Answer::Done)
}
