//! The letters of a demo: nothing leaves, everything can be read here.
//!
//! What it does not do: exist outside a demo.

use crate::App;
use crate::design::{self, Page};
use crate::letters::Writer;
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use flows::settings::Mode;

/// How many letters the list shows.
const SHOWN: i64 = 100;

/// One letter in the list.
struct Row {
    href: String,
    subject: String,
    to: String,
    when: String,
}

#[derive(Template)]
#[template(path = "demo_mail/list.html")]
struct ListView {
    page: Page,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "demo_mail/letter.html")]
struct LetterView {
    page: Page,
    subject: String,
    to: String,
    when: String,
    paragraphs: Vec<String>,
}

/// The two addresses.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/demo/mail", get(list)).route("/demo/mail/{id}", get(letter))
}

fn only_in_a_demo(app: &App) -> Result<(), Problem> {
    match app.world.settings.mode {
        Mode::Demo => Ok(()),
        Mode::Serve => Err(Problem::NotFound),
    }
}

fn writer(app: &App) -> Writer {
    Writer::new(&app.brand, (*app.sites).clone())
}

/// GET: the newest first.
async fn list(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    only_in_a_demo(&app)?;
    let writer = writer(&app);
    let tr = anyone.tr;
    let rows = flows::send_mail::newest(&app.world, SHOWN).await?.into_iter().map(|(row, letter, opened)| Row {
        href: format!("/demo/mail/{}", row.id),
        subject: writer.write(letter, &row.language, &opened).subject,
        to: opened.to,
        when: tr.day_and_clock(row.created),
    });
    let rows = rows.collect();
    Ok(design::show(&ListView { page: anyone.page("demo-mail-title"), rows }))
}

/// GET: one letter.
async fn letter(State(app): State<App>, anyone: Anyone, Path(id): Path<i64>) -> Result<Response, Problem> {
    only_in_a_demo(&app)?;
    let all = flows::send_mail::newest(&app.world, SHOWN).await?;
    let (row, letter, opened) = all.into_iter().find(|(row, _, _)| row.id == id).ok_or(Problem::NotFound)?;
    let written = writer(&app).write(letter, &row.language, &opened);
    let view = LetterView {
        page: anyone.page_titled(written.subject.clone()),
        subject: written.subject,
        to: opened.to,
        when: anyone.tr.day_and_clock(row.created),
        paragraphs: written.text.split("\n\n").map(str::to_owned).collect(),
    };
    Ok(design::show(&view))
}
