//! Guides: one a task, the rules in words, questions and answers. All can be printed; parents get a page of paper.
//!
//! Numbers come from the rules' own constants. What it does not do: anything the guides tell of.

mod guides;

use crate::App;
use crate::design::{self, Page};
use crate::paper::{self, Named};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fluent_bundle::FluentArgs;
use guides::{ABOUT, Account, FOLDER, FOR_ADMINISTRATORS, FOR_ALL, FOR_TEACHERS, Guide, QUESTIONS};
use rules::time::Millis;
use std::num::NonZeroU16;

/// The last part of the address of questions and answers.
const QUESTIONS_SLUG: &str = "spoergsmaal-og-svar";

/// The last part of the address of the parents' folder.
const FOLDER_SLUG: &str = "folder-til-foraeldre.pdf";

/// A link of the front page.
struct Link {
    href: String,
    text: String,
}

/// A heading with its text.
struct Part {
    heading: String,
    says: String,
}

/// Links under a heading.
struct Section {
    heading: String,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "vejledning/front.html")]
struct FrontView {
    page: Page,
    help: Vec<Part>,
    sections: Vec<Section>,
}

#[derive(Template)]
#[template(path = "vejledning/guide.html")]
struct GuideView {
    page: Page,
    title: String,
    says: String,
    steps: Vec<String>,
    note: String,
    link: Option<Link>,
}

#[derive(Template)]
#[template(path = "vejledning/account.html")]
struct AccountView {
    page: Page,
    title: String,
    parts: Vec<Part>,
}

/// Every address of the site.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/vejledning", get(front)).route("/vejledning/{slug}", get(one))
}

fn all() -> impl Iterator<Item = &'static Guide> {
    FOR_ALL.iter().chain(FOR_TEACHERS).chain(FOR_ADMINISTRATORS)
}

/// What the guides count with.
async fn numbers(app: &App) -> Result<FluentArgs<'static>, Problem> {
    let national = app.world.db.point(flows::national::settings).await?;
    let minutes = |span: Millis| span.0 / Millis::minutes(1).0;
    let mut values = FluentArgs::new();
    values.set("eid", app.world.settings.eid_name.clone());
    values.set("open-minutes", minutes(rules::reset_window::OPEN_FOR));
    values.set("eid-minutes", minutes(national.sessions.eid_pages_idle));
    values.set("adult-hours", rules::session::ADULT_VERIFIED_FOR.0 / Millis::hours(1).0);
    values.set("pictures", rules::pictures::CODE_PICTURES);
    values.set("grid", rules::pictures::GRID_PICTURES);
    values.set("min", rules::password::CHARACTERS_MIN);
    values.set("max", rules::password::CHARACTERS_MAX);
    values.set("passphrase", rules::password::PASSPHRASE_CHARACTERS_MIN);
    values.set("remembered", rules::password::REMEMBERED);
    values.set("move-days", rules::password::STAGE_MOVE_DAYS);
    values.set("year-days", rules::password::YEARLY_DAYS);
    values.set("remind-days", rules::password::REMINDER_DAYS);
    let (days, months, years) = (Millis::days(1).0, Millis::days(30).0, Millis::days(365).0);
    values.set("import-days", rules::lifetime::IMPORT_LASTS.0 / days);
    values.set("told-days", rules::lifetime::IMPORT_TOLD_BEFORE.0 / days);
    values.set("gone-days", rules::lifetime::UNATTACHED_FOR.0 / days);
    values.set("closed-months", rules::lifetime::DISABLED_FOR.0 / months);
    values.set("unused-months", rules::right_term::MONTHS_MAX);
    values.set("logins-months", rules::event::LOGINS_KEPT.0 / months);
    values.set("looks-months", rules::event::LOOKS_KEPT.0 / months);
    values.set("changes-years", rules::event::CHANGES_KEPT.0 / years);
    values.set("file-days", rules::application::FILE_KEPT.0 / days);
    Ok(values)
}

fn parts(anyone: &Anyone, values: &FluentArgs<'_>, keys: &[(&str, &str)]) -> Vec<Part> {
    let part = |(heading, says): &(&str, &str)| Part {
        heading: anyone.tr.with(heading, values),
        says: anyone.tr.with(says, values),
    };
    keys.iter().map(part).collect()
}

/// GET: all guides.
async fn front(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    let values = numbers(&app).await?;
    let link =
        |slug: &str, title: &str| Link { href: format!("/vejledning/{slug}"), text: anyone.tr.with(title, &values) };
    let of_guides = |heading: &str, guides: &[Guide]| Section {
        heading: anyone.t(heading),
        links: guides.iter().map(|guide| link(guide.slug, guide.title)).collect(),
    };
    let mut for_all = of_guides("guides-all", FOR_ALL);
    for_all.links.push(link(FOLDER_SLUG, "folder-link"));
    let mut about = Section {
        heading: anyone.t("guides-about"),
        links: ABOUT.iter().map(|account| link(account.slug, account.title)).collect(),
    };
    about.links.push(link(QUESTIONS_SLUG, "guides-faq"));
    let help = [
        ("about-help-pupil", "about-help-pupil-says"),
        ("about-help-teacher", "about-help-teacher-says"),
        ("about-help-parent", "about-help-parent-says"),
        ("about-help-nobody", "about-help-nobody-says"),
    ];
    let view = FrontView {
        page: anyone.page("guides-title"),
        help: parts(&anyone, &values, &help),
        sections: vec![
            for_all,
            of_guides("guides-teacher", FOR_TEACHERS),
            of_guides("guides-admin", FOR_ADMINISTRATORS),
            about,
        ],
    };
    Ok(design::show(&view))
}

/// GET: one guide, account, or the questions.
async fn one(State(app): State<App>, anyone: Anyone, Path(slug): Path<String>) -> Result<Response, Problem> {
    if slug == FOLDER_SLUG {
        let folder = Folder::of(&anyone, &numbers(&app).await?);
        return folder.print().await;
    }
    let values = numbers(&app).await?;
    if slug == QUESTIONS_SLUG {
        return Ok(account(&anyone, &values, ("guides-faq", QUESTIONS)));
    }
    if let Some(guide) = all().find(|guide| guide.slug == slug) {
        return Ok(show_guide(&anyone, &values, guide));
    }
    let found: &Account = ABOUT.iter().find(|account| account.slug == slug).ok_or(Problem::NotFound)?;
    Ok(account(&anyone, &values, (found.title, found.parts)))
}

/// A paragraph of the folder: the room above it and its size in points, and the level of a heading.
type Paragraph = (f32, String, f32, Option<NonZeroU16>);

/// The parents' folder: one page to hand out or hang up.
struct Folder {
    title: String,
    brand: String,
    lang: &'static str,
    paragraphs: Vec<Paragraph>,
}

impl Folder {
    fn of(anyone: &Anyone, values: &FluentArgs<'_>) -> Folder {
        let say = |key: &str| anyone.tr.with(key, values);
        let (title, brand) = (say("folder-title"), anyone.brand.to_string());
        let mut paragraphs: Vec<Paragraph> = vec![
            (0.0, brand.clone(), 12.0, None),
            (8.0, title.clone(), 20.0, NonZeroU16::new(1)),
            (6.0, say("folder-says"), 12.0, None),
        ];
        let heading = |key: &str| (12.0, say(key), 14.0, NonZeroU16::new(2));
        for (key, steps) in FOLDER {
            paragraphs.push(heading(key));
            let numbered = steps.iter().enumerate().map(|(nth, step)| format!("{}. {}", nth + 1, say(step)));
            paragraphs.extend(numbered.map(|step| (3.0, step, 11.5, None)));
        }
        paragraphs.push(heading("guides-remember"));
        paragraphs.extend(["folder-note", "guide-child-note"].map(|note| (3.0, say(note), 11.5, None)));
        Folder { title, brand, lang: anyone.tr.language.tag(), paragraphs }
    }

    /// Away from the threads that answer others: reading the font takes a while.
    async fn print(self) -> Result<Response, Problem> {
        let made = tokio::task::spawn_blocking(move || {
            let named = Named { title: &self.title, lang: self.lang, brand: &self.brand };
            paper::page(named, |sheet| {
                for (room, text, size, level) in &self.paragraphs {
                    sheet.room(*room);
                    sheet.write(text, *size, *level);
                }
            })
        });
        let made = made.await.map_err(|error| Problem::broken(&error))?;
        let bytes = made.ok_or_else(|| Problem::broken(&"no folder"))?;
        Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
    }
}

fn show_guide(anyone: &Anyone, values: &FluentArgs<'_>, guide: &Guide) -> Response {
    let say = |key: &str| anyone.tr.with(key, values);
    let title = say(guide.title);
    let view = GuideView {
        page: anyone.page_titled(title.clone()),
        title,
        says: say(guide.says),
        steps: guide.steps.iter().map(|step| say(step)).collect(),
        note: guide.note.map(say).unwrap_or_default(),
        link: guide.link.map(|(href, text)| Link { href: href.to_owned(), text: anyone.t(text) }),
    };
    design::show(&view)
}

fn account(anyone: &Anyone, values: &FluentArgs<'_>, (title, keys): (&str, &[(&str, &str)])) -> Response {
    let title = anyone.tr.with(title, values);
    let view = AccountView { page: anyone.page_titled(title.clone()), title, parts: parts(anyone, values, keys) };
    design::show(&view)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a language's file says, one value a line.
    fn values(language: &str) -> Vec<String> {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
        let files = std::fs::read_dir(directory).unwrap().flatten();
        let others = files.filter(|file| file.file_name() != "guides.ftl");
        let texts = others.map(|file| std::fs::read_to_string(file.path()).unwrap());
        let values = |text: String| -> Vec<String> {
            text.lines().filter_map(|line| line.split_once(" = ").map(|(_, value)| value.to_owned())).collect()
        };
        texts.flat_map(values).collect()
    }

    #[test]
    fn words_in_quotes_stand_on_a_screen() {
        for (language, from, to) in [("da", '»', '«'), ("en", '“', '”')] {
            let path = format!("{}/locales/{language}/guides.ftl", env!("CARGO_MANIFEST_DIR"));
            let guides = std::fs::read_to_string(path).unwrap();
            let known = values(language);
            let quoted = guides.split(from).skip(1).filter_map(|rest| rest.split(to).next());
            for words in quoted {
                let begins = words.trim_end_matches('…').trim_end();
                let is_there =
                    |value: &String| if begins == words { value == words } else { value.starts_with(begins) };
                assert!(known.iter().any(is_there), "{language}: no screen says {words:?}");
            }
        }
    }

    #[test]
    fn no_two_guides_have_one_address() {
        let guides = all().map(|guide| guide.slug);
        let mut slugs: Vec<&str> =
            guides.chain(ABOUT.iter().map(|account| account.slug)).chain([QUESTIONS_SLUG]).collect();
        let count = slugs.len();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), count);
    }
}
