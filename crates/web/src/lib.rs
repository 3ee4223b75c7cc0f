//! The pages: every site people see, and every address machines call. One folder per site, one file per page, its
//! template beside it.
//!
//! What it does not do: hold rules, time arithmetic or SQL. A handler says who, site and what, asks a story of
//! `flows`, and shows what it answers.

mod about;
pub mod addresses;
pub mod ansoeg;
pub mod assets;
pub mod ba;
mod cookies;
mod danish;
pub mod demo;
mod demo_mail;
mod design;
mod draft;
pub mod elevadgang;
mod entrance;
mod form;
mod headers;
pub mod i18n;
pub mod letters;
mod login;
pub mod mit;
#[cfg(test)]
mod outline;
pub mod own_host;
mod paper;
mod problem;
mod protocol;
pub mod site;
pub mod stil;
pub mod test_eid;
mod vejledning;
mod who;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Router, middleware};
use cookies::Transport;
use flows::settings::Mode;
use site::Sites;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// The most bytes of a form. Imports and uploads have limits of their own.
const FORM_BYTES_MAX: usize = 256 * 1024;
/// How long an answer may take. A password waits in the pool's queue for less.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Makes an empty file for what is larger than memory: readable by this process alone, and gone with it.
pub type Spool = Arc<dyn Fn() -> std::io::Result<std::fs::File> + Send + Sync>;

/// What every page needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What the stories need.
    pub world: flows::world::World,
    /// Where each site lives.
    pub sites: Arc<Sites>,
    /// The product's name on screen (`brand.name`).
    pub brand: Arc<str>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub proxies: Arc<[IpAddr]>,
    /// The test eID of a demo.
    pub test_eid: Option<Arc<test_eid::TestEid>>,
    /// Where large files wait while they come in.
    pub spool: Spool,
    /// Whose are on their way.
    receiving: Arc<protocol::import::Receiving>,
}

impl App {
    /// An application in this world under this name, all sites on the one origin of its settings, without proxies
    /// before it.
    pub fn new(world: flows::world::World, brand: &str) -> App {
        let sites = Arc::new(Sites::on(&world.settings.origin));
        App {
            world,
            sites,
            brand: brand.into(),
            proxies: Arc::new([]),
            test_eid: None,
            spool: Arc::new(no_spool),
            receiving: Arc::default(),
        }
    }

    /// The same with a place for large files.
    pub fn spooling(mut self, spool: Spool) -> App {
        self.spool = spool;
        self
    }

    /// The same with a test eID: only in a demo.
    pub fn with_test_eid(mut self, eid: test_eid::TestEid) -> App {
        self.test_eid = Some(Arc::new(eid));
        self
    }

    /// The same with sites on hosts of their own.
    pub fn with_sites(mut self, sites: Sites) -> App {
        self.sites = Arc::new(sites);
        self
    }

    /// The same behind proxies of ours.
    pub fn behind(mut self, proxies: &[IpAddr]) -> App {
        self.proxies = proxies.into();
        self
    }

    fn transport(&self) -> Transport {
        // Real people's cookies never go without TLS, whatever the origin says (security.md rule 7).
        match self.world.settings.mode {
            Mode::Demo if !self.sites.is_https() => Transport::Plain,
            Mode::Demo | Mode::Serve => Transport::Tls,
        }
    }
}

/// Whoever takes no files has no place for them.
fn no_spool() -> std::io::Result<std::fs::File> {
    Err(std::io::Error::other("no place for large files was given"))
}

/// Every address there is.
pub fn router(app: App) -> Router {
    let pages: Router<App> = Router::new()
        .merge(login_pages())
        .merge(mit::routes())
        .route("/draft/forget", post(draft::forget_wanted))
        .route(own_host::BEGIN_PATH, get(own_host::begin))
        .route(flows::own_host::RETURN_PATH, get(own_host::come_home))
        .merge(elevadgang::routes())
        .merge(ba::routes())
        .merge(ansoeg::routes())
        .merge(stil::routes())
        .merge(about::routes())
        .merge(vejledning::routes())
        .merge(demo_mail::routes())
        .merge(broker_pages())
        .merge(test_eid::pages());
    let fixed = Router::new().route("/static/{file}", get(assets::serve)).route("/favicon.ico", get(assets::favicon));
    let around_pages = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(app.clone(), who::recognise))
        .layer(middleware::from_fn(problem::dress))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), draft::around));
    let machines = protocol::oidc::routes()
        .merge(test_eid::machines())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(DefaultBodyLimit::max(oidc::parameters::BYTES_MAX));
    let federation = protocol::federation::routes()
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN));
    Router::new()
        .merge(machines)
        .merge(federation)
        .merge(protocol::import::routes())
        .merge(pages.fallback(nothing_here).layer(around_pages).layer(CompressionLayer::new()))
        .merge(fixed)
        .merge(protocol::ops::routes())
        .layer(middleware::from_fn_with_state(app.clone(), own_host::gate))
        .layer(middleware::from_fn_with_state(app.clone(), headers::protect))
        .layer(middleware::from_fn(protocol::ops::count))
        .with_state(app)
}

/// The broker's pages: from a service and back, logging out of all, and the national eID.
fn broker_pages() -> Router<App> {
    use protocol::{authorize, logout, national_id};
    Router::new()
        .route(&authorize::path(), get(authorize::by_get).post(authorize::by_post))
        .route(&logout::path(), get(logout::by_get).post(logout::by_post))
        .route(logout::CONFIRMED_PATH, post(logout::confirmed))
        .route("/login/{handle}/eid", get(national_id::leave))
        .route("/login/{handle}/find-username", get(national_id::find_username))
        .route(flows::national_id::RETURN_PATH, get(national_id::come_back))
        .route(ansoeg::AT_BROKER, get(ansoeg::ask_at_broker).post(ansoeg::leave_broker))
}

/// The login: its doors, its one page, its buttons, its help.
fn login_pages() -> Router<App> {
    use login::{actions, code, forgotten, start};
    Router::new()
        .route("/login", get(start::door))
        .route("/login/log-out", post(start::log_out))
        .route("/login/logged-out", get(start::logged_out))
        .route(mit::own_page::CHANGE_PATH, get(mit::own_page::change_here))
        .route(mit::start::BY_EID_PATH, get(mit::start::by_eid))
        .route(mit::start::NEW_PASSWORD_PATH, get(mit::start::new_password))
        .route("/k/{token}", get(start::card))
        .route("/login/{handle}", get(actions::page))
        .route("/login/{handle}/username", post(actions::username))
        .route("/login/{handle}/pictures", post(actions::pictures))
        .route("/login/{handle}/text", post(actions::text))
        .route("/login/{handle}/one-time-code", get(code::first).post(actions::one_time_code))
        .route("/login/{handle}/not-me", post(actions::not_me))
        .route("/login/{handle}/change-password", post(actions::change_password))
        .route("/login/{handle}/confirm-picture", post(actions::confirm_picture))
        .route("/login/{handle}/practise", post(actions::practise))
        .route("/login/{handle}/new-text", post(actions::new_text))
        .route("/login/{handle}/change-due", post(actions::change_due))
        .route("/login/{handle}/actor", post(actions::actor))
        .route("/login/{handle}/go-on", post(actions::go_on))
        .route("/login/{handle}/told", post(actions::told))
        .route("/login/{handle}/adult", post(actions::adult))
        .route("/login/{handle}/choose-name", post(actions::choose_name))
        .route("/login/{handle}/hand-over", post(actions::hand_over))
        .route("/login/{handle}/remembers", post(actions::remembers))
        .route("/login/{handle}/no-username", get(forgotten::no_username))
        .route("/login/{handle}/new-password", get(forgotten::new_password))
        .route("/login/{handle}/forgotten", get(forgotten::forgotten))
        .route("/login/{handle}/teacher", get(forgotten::teacher))
        .route("/login/{handle}/parent", get(forgotten::parent))
        .route("/login/{handle}/parent-name", get(forgotten::parent_name))
        .route("/login/{handle}/school-card", get(forgotten::school_card))
}

async fn nothing_here() -> problem::Problem {
    problem::Problem::NotFound
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    problem::Problem::broken(&text.unwrap_or("a panic without words")).into_response()
}
