//! Three of the pages every footer leads to: whether all is well, privacy, accessibility. The fourth is the guides.
//!
//! What it does not do: answer for a school; it says where to ask.

use crate::App;
use crate::design::{self, Page};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

/// A heading with its text.
#[derive(Clone)]
struct Part {
    heading: String,
    says: String,
}

#[derive(Template)]
#[template(path = "about.html")]
struct View {
    page: Page,
    heading: String,
    parts: Vec<Part>,
}

/// The three addresses.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/status", get(status)).route("/privatliv", get(privacy)).route("/was", get(accessibility))
}

fn part(anyone: &Anyone, (heading, says): &(&str, &str)) -> Part {
    Part { heading: anyone.t(heading), says: anyone.t(says) }
}

fn show(anyone: &Anyone, title: &str, parts: &[(&str, &str)]) -> Response {
    shown(anyone, title, parts.iter().map(|one| part(anyone, one)).collect())
}

fn shown(anyone: &Anyone, title: &str, parts: Vec<Part>) -> Response {
    design::show(&View { page: anyone.page(title).gentle(), heading: anyone.t(title), parts })
}

/// Asks the database, so that the page says what is so.
async fn status(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    app.world.db.point(|tx| store::version::read(tx, "status")).await?;
    Ok(show(&anyone, "about-status", &[("about-status-login", "about-status-works")]))
}

async fn privacy(anyone: Anyone) -> Response {
    let parts = [
        ("about-privacy-what", "about-privacy-what-says"),
        ("about-privacy-who", "about-privacy-who-says"),
        ("about-privacy-long", "about-privacy-long-says"),
        ("about-privacy-cookies", "about-privacy-cookies-says"),
    ];
    show(&anyone, "about-privacy", &parts)
}

async fn accessibility(State(app): State<App>, anyone: Anyone) -> Response {
    let settings = &app.world.settings;
    let mut tell = part(&anyone, &("about-access-tell", "about-access-tell-says"));
    let ways = [
        ("about-access-call", "phone", &settings.accessibility_phone),
        ("about-access-write", "mail", &settings.accessibility_mail),
    ];
    for (key, name, value) in ways {
        if !value.is_empty() {
            tell.says = format!("{} {}", tell.says, anyone.tr.t1(key, name, value.clone()));
        }
    }
    let mut parts = [("about-access-how", "about-access-how-says"), ("about-access-else", "about-access-else-says")]
        .map(|one| part(&anyone, &one))
        .to_vec();
    parts.push(tell);
    shown(&anyone, "about-access", parts)
}
