//! The demo's services: a small site of its own, on another host than the broker, as a provider would build it.
//!
//! They speak with the broker by HTTP alone, as relying parties: discovery, code with PKCE, userinfo, logout, back-channel
//! logout. What it does not do: look into our database, or run outside a demo.

mod journey;
mod page;

use crate::assets;
use crate::cookies::Transport;
use crate::i18n::{Language, Tr};
use axum::http::{HeaderMap, Uri, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use flows::demo_services::{DemoService, Ready};
use flows::world::World;
use oidc::jwk::PublicKey;
use oidc::relying_party::Provider;
use outside::get::Outside;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most logins and sessions that are remembered; beyond, all are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// What the services know. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Services(Arc<Inside>);

struct Inside {
    /// The services' own origin.
    origin: String,
    /// The broker they trust.
    issuer: String,
    ready: Vec<Ready>,
    outside: Outside,
    /// The clock alone is borrowed from the world.
    world: World,
    broker: Mutex<Option<Arc<Broker>>>,
    memory: Mutex<Memory>,
}

/// What the broker says of itself.
struct Broker {
    provider: Provider,
    keys: Vec<PublicKey>,
}

#[derive(Default)]
struct Memory {
    departures: HashMap<String, Departed>,
    parked: HashMap<String, String>,
    sessions: HashMap<String, Session>,
}

/// A login under way, by its state.
#[derive(Clone)]
struct Departed {
    service: DemoService,
    nonce: String,
    verifier: String,
}

/// Somebody logged in at one of the services.
#[derive(Clone)]
struct Session {
    service: DemoService,
    sid: Option<String>,
    id_token: String,
    claims: serde_json::Value,
    userinfo: serde_json::Value,
}

impl Services {
    fn remember<R>(&self, work: impl FnOnce(&mut Memory) -> R) -> R {
        let mut memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if REMEMBERED_MAX <= memory.departures.len() + memory.parked.len() + memory.sessions.len() {
            *memory = Memory::default();
        }
        work(&mut memory)
    }

    fn secret(&self, service: DemoService) -> &str {
        self.0.ready.iter().find(|ready| ready.service == service).map_or("", |ready| ready.secret.reveal())
    }

    fn callback(&self, service: DemoService) -> String {
        format!("{}/{}/callback", self.0.origin, service.path())
    }
}

/// The services' site, for a listener of its own.
pub fn router(world: &World, ready: Vec<Ready>) -> Router {
    let services = Services(Arc::new(Inside {
        origin: world.settings.demo_services_origin.clone(),
        issuer: world.settings.issuer(),
        ready,
        outside: world.outside.clone(),
        world: world.clone(),
        broker: Mutex::default(),
        memory: Mutex::default(),
    }));
    Router::new()
        .route("/", get(page::all))
        .route("/{service}", get(page::home))
        .route("/{service}/login", get(journey::leave))
        .route("/{service}/callback", get(journey::come_back).post(journey::posted_back))
        .route("/{service}/logout", get(journey::log_out))
        .route("/{service}/backchannel-logout", post(journey::told_of_logout))
        .route("/{service}/no-licence", get(page::no_licence))
        .route("/static/{file}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .layer(middleware::from_fn(crate::headers::protect_services))
        .with_state(services)
}

/// The services' cookies: one for the session, one for the login under way.
const SESSION_COOKIE: &str = "demo_session";
const LOGIN_COOKIE: &str = "demo_login";

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn set_cookie(name: &str, value: &str) -> String {
    let kept = if value.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{kept}")
}

/// The reader's language: asked for in the address, else what the browser wishes.
fn tr(headers: &HeaderMap, uri: &Uri) -> Tr {
    let query = uri.query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "lang");
    let asked = asked.and_then(|(_, tag)| Language::of_tag(&tag));
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kept = || cookie(headers, crate::cookies::Name::Language.word(Transport::Plain));
    let kept = || kept().and_then(|tag| Language::of_tag(&tag));
    Tr { language: asked.or_else(kept).unwrap_or_else(|| Language::wished(wish)) }
}
