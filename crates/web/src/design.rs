//! The frame every page stands in: header, language menu, footer, title, and the icons the page used.
//!
//! A page is a view struct with a `page: Page` field, a template that extends `design/layout.html`, and a handler that
//! calls [`show`]. What it does not do: know any page.

pub(crate) mod icons;
pub(crate) mod pager;
pub(crate) mod pictures;
pub(crate) mod told;

use crate::assets;
use crate::form::{FieldErrors, TOKEN_FIELD};
use crate::headers::FormTarget;
use crate::i18n::{LANGUAGES, Tr, escaped};
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use rules::time::Instant;
use serde_json::json;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a page looks around its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// A white card on a soft ground: pages for one question.
    Gentle,
    /// White: lists and tables.
    Work,
}

/// Who is logged in, as the header says it.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// Name, and what they act as.
    pub(crate) name: String,
    /// Where; empty where there is no institution.
    pub(crate) place: String,
    /// Where *Skift* leads: another institution; empty where there is only one.
    pub(crate) switch: String,
}

/// A link of the site's own navigation.
#[derive(Clone, Debug)]
pub(crate) struct NavLink {
    /// Where to.
    pub(crate) href: String,
    /// What it says.
    pub(crate) text: String,
    /// Whether this page is it.
    pub(crate) current: bool,
}

/// The institution somebody works for, on a site where they may work for several.
#[derive(Clone, Debug)]
pub(crate) struct Workplace {
    /// Its name.
    pub(crate) name: String,
    /// Its number.
    pub(crate) number: String,
    /// The colour of the strip that tells it from the others; none where there are no others.
    pub(crate) colour: Option<usize>,
    /// The first few to choose among.
    pub(crate) choices: Vec<NavLink>,
    /// Where all of them are listed and searched.
    pub(crate) all: String,
    /// How many there are.
    pub(crate) count: usize,
    /// What is wrong there and stands on every page; mostly nothing.
    pub(crate) warning: Option<String>,
}

/// When a session is over that nobody uses.
#[derive(Clone, Debug)]
pub(crate) struct Rests {
    /// After so many seconds.
    pub(crate) seconds: i64,
    /// The time of day at which that is.
    pub(crate) until: String,
}

impl Rests {
    fn at(tr: Tr, until: Instant, now: Instant) -> Rests {
        Rests { seconds: until.since(now).0 / 1000, until: tr.clock(until) }
    }
}

/// What `bliv` answers to the dialog of a page: how long there is now, and what its heading says from now on.
pub(crate) fn stays(tr: Tr, until: Instant, now: Instant) -> Response {
    let rests = Rests::at(tr, until, now);
    let heading = tr.t1("stay-heading", "time", rests.until);
    Json(json!({ "seconds": rests.seconds, "heading": heading })).into_response()
}

/// One language of the menu.
pub(crate) struct LanguageLink {
    pub(crate) tag: &'static str,
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// What the frame needs to know.
pub(crate) struct Page {
    /// Speaks the reader's language.
    pub(crate) tr: Tr,
    /// The product's name.
    pub(crate) brand: Arc<str>,
    /// Who is logged in.
    pub(crate) bar: Option<Bar>,
    /// The site's navigation; empty on most sites.
    pub(crate) nav: Vec<NavLink>,
    /// The institution the page works for; none on most sites.
    pub(crate) workplace: Option<Workplace>,
    /// When the session is over without use; none where the page does not ask *Vil du blive?*
    pub(crate) rests: Option<Rests>,
    site: Site,
    title: String,
    token: String,
    here: String,
    look: Look,
    failed: bool,
    again_after: Option<u32>,
    icons: AtomicU64,
}

impl Page {
    /// A page of the site the reader is at.
    pub(crate) fn new(anyone: &Anyone, title: String, token: String) -> Page {
        Page {
            tr: anyone.tr,
            brand: anyone.brand.clone(),
            bar: None,
            nav: Vec::new(),
            workplace: None,
            rests: None,
            site: anyone.site,
            title,
            token,
            here: anyone.here.clone(),
            look: Look::Work,
            failed: false,
            again_after: None,
            icons: AtomicU64::new(0),
        }
    }

    /// A card on a soft ground.
    pub(crate) fn gentle(mut self) -> Page {
        self.look = Look::Gentle;
        self
    }

    /// Says `Fejl:` in the title where something is wrong.
    pub(crate) fn failing(mut self, errors: &FieldErrors) -> Page {
        self.failed = !errors.is_empty();
        self
    }

    /// Says `Fejl:` in the title.
    pub(crate) fn failed(mut self) -> Page {
        self.failed = true;
        self
    }

    /// Loads itself again after so many seconds.
    pub(crate) fn again_after(mut self, seconds: u32) -> Page {
        self.again_after = Some(seconds);
        self
    }

    /// Who is logged in.
    pub(crate) fn with_bar(mut self, bar: Bar) -> Page {
        self.bar = Some(bar);
        self
    }

    /// Which institution the page works for.
    pub(crate) fn at_work(mut self, workplace: Workplace) -> Page {
        self.workplace = Some(workplace);
        self
    }

    /// The session is over then, unless somebody stays: the site answers `bliv` below its path.
    pub(crate) fn resting(mut self, until: Instant, now: Instant) -> Page {
        self.rests = Some(Rests::at(self.tr, until, now));
        self
    }

    /// The language menu links here instead of to this request's address: for pages that answer a POST.
    pub(crate) fn at(mut self, here: String) -> Page {
        self.here = here;
        self
    }

    // What templates call.

    /// The text of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.tr.t(key)
    }

    /// The text with one value.
    pub(crate) fn t1(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.tr.t1(key, name, value.to_string())
    }

    /// The text with a number, whose plural the language decides.
    pub(crate) fn count(&self, key: &str, count: usize) -> String {
        self.tr.t1(key, "n", count)
    }

    /// The text as HTML, its one value in bold: `{{ page.strong(..)|safe }}`.
    pub(crate) fn strong(&self, key: &str, name: &str, value: &str) -> String {
        self.tr.strong(key, name, value)
    }

    /// The address of a static file.
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// An icon: `{{ page.icon("time")|safe }}`. Its drawing stands once, at the end of the page.
    pub(crate) fn icon(&self, name: &str) -> String {
        let place = icons::ICONS.iter().position(|icon| icon.0 == name).unwrap_or_else(|| panic!("no icon {name}"));
        self.icons.fetch_or(1 << place, Ordering::Relaxed);
        format!(r##"<svg class="icon-svg" focusable="false" aria-hidden="true"><use href="#{name}"></use></svg>"##)
    }

    /// Draws these icons at the end of the page even where it shows none of them yet: a live refresh may bring them.
    pub(crate) fn with_icons(self, names: &[&str]) -> Page {
        for name in names {
            self.icon(name);
        }
        self
    }

    /// The icon of an alert.
    pub(crate) fn alert_icon(&self, name: &str) -> String {
        self.icon(name).replace("icon-svg", "icon-svg alert-icon")
    }

    /// The drawings of the icons used so far.
    pub(crate) fn sprite(&self) -> String {
        let used = self.icons.load(Ordering::Relaxed);
        let mut text = String::from(r#"<svg hidden width="0" height="0" aria-hidden="true">"#);
        for (place, (name, view_box, drawing)) in icons::ICONS.iter().enumerate() {
            if used >> place & 1 == 1 {
                write!(text, r#"<symbol id="{name}" viewBox="{view_box}">{drawing}</symbol>"#)
                    .expect("memory takes all text");
            }
        }
        text.push_str("</svg>");
        text
    }

    /// The hidden field of every changing form: `{{ page.form_token()|safe }}`.
    pub(crate) fn form_token(&self) -> String {
        format!(r#"<input type="hidden" name="{TOKEN_FIELD}" value="{}">"#, self.token)
    }

    /// The read-aloud button beside a heading; hidden where the device has no voice of its own.
    pub(crate) fn read_aloud(&self) -> String {
        format!(
            r#"<button type="button" class="read-aloud" data-read="{}" hidden>{}<span>{}</span></button>"#,
            escaped(&self.t("read-aloud-first")),
            self.icon("sound"),
            escaped(&self.t("read-aloud"))
        )
    }

    /// The title: `Fejl: page – site – product`.
    pub(crate) fn whole_title(&self) -> String {
        let mut text = String::new();
        if self.failed {
            text.push_str(&self.t("title-error"));
            text.push(' ');
        }
        text.push_str(&self.title);
        if let Some(site) = self.site_name() {
            text.push_str(" – ");
            text.push_str(&site);
        }
        text.push_str(" – ");
        text.push_str(&self.brand);
        text
    }

    /// The site's name beside the product's.
    pub(crate) fn site_name(&self) -> Option<String> {
        self.site.name_key().map(|key| self.t(key))
    }

    /// Where the product's name leads.
    pub(crate) fn site_path(&self) -> &'static str {
        self.site.path()
    }

    /// The tag of the page's language.
    pub(crate) fn lang(&self) -> &'static str {
        self.tr.language.tag()
    }

    /// The body's class.
    pub(crate) fn body_class(&self) -> &'static str {
        match self.look {
            Look::Gentle => "gentle",
            Look::Work => "plain-ground",
        }
    }

    /// Seconds until the page loads itself again.
    pub(crate) fn refresh(&self) -> Option<u32> {
        self.again_after
    }

    /// The language menu.
    pub(crate) fn languages(&self) -> Vec<LanguageLink> {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        LANGUAGES
            .into_iter()
            .map(|language| LanguageLink {
                tag: language.tag(),
                name: language.own_name(),
                href: format!("{}{joint}lang={}", self.here, language.tag()),
                current: language == self.tr.language,
            })
            .collect()
    }

    /// The name of the page's language.
    pub(crate) fn language_name(&self) -> &'static str {
        self.tr.language.own_name()
    }
}

/// A page as an answer.
pub(crate) fn show(page: &impl Template) -> Response {
    show_as(StatusCode::OK, page)
}

/// A page with another status.
pub(crate) fn show_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => Problem::broken(&error).into_response(),
    }
}

/// A page of a login: its forms may end at this origin of the service.
pub(crate) fn show_towards(target: Option<String>, page: &impl Template) -> Response {
    let mut answer = show(page);
    if let Some(origin) = target {
        answer.extensions_mut().insert(FormTarget(origin));
    }
    answer
}
