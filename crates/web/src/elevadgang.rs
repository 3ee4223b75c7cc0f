//! Elevadgang: a teacher ticks a pupil, who then has five minutes to get a new password.
//!
//! Source: product.md §8, ux.md 3.8 to 3.10. What it does not do: say who may; every page and every button asks
//! `flows` anew, which asks the rules.

mod adult;
mod big_screen;
mod cards;
mod list;
mod own_log;
mod passwords;
mod pupil;
mod pupils;
mod start;
mod state;
mod substitutes;

use crate::App;
use crate::addresses::{Address, Addresses};
use crate::cookies::{self, Name};
use crate::design::{Bar, NavLink, Page};
use crate::draft::SignedOut;
use crate::problem::Problem;
use crate::who::Anyone;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::pupil_access::{Helper, Look};
use flows::sessions::{Asking, LiveSite};
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::facts::{Entry, Right};
use rules::session::Pages;

/// The site's word in its session rows.
pub(crate) const SITE: &str = "elevadgang";

/// The header of what an open page asks by itself.
pub(crate) const BY_ITSELF: &str = "x-live";

fn all() -> Addresses {
    Addresses::none()
        .get("/elevadgang", start::page)
        .post("/elevadgang/log-paa", start::log_on)
        .get("/elevadgang/ind/{entry}", start::come_in)
        .post("/elevadgang/institution", start::choose_institution)
        .get("/elevadgang/bliv", start::stay)
        .get("/elevadgang/elever", pupils::page)
        .post("/elevadgang/elever", pupils::act)
        .post("/elevadgang/vindue", pupils::press)
        .get("/elevadgang/voksen", adult::page)
        .post("/elevadgang/voksen", adult::act)
        .get("/elevadgang/storskaerm", big_screen::page)
        .get("/elevadgang/elev/{person}", pupil::page)
        .post("/elevadgang/elev/{person}", pupil::act)
        .post("/elevadgang/kort", cards::void)
        .get("/elevadgang/vikarer", substitutes::page)
        .post("/elevadgang/vikarer", substitutes::act)
        .get("/elevadgang/adgangskoder", passwords::page)
        .post("/elevadgang/adgangskoder", passwords::act)
        .get("/elevadgang/log", own_log::page)
}

pub(crate) fn routes() -> Router<App> {
    all().router()
}

/// Every address of the site, for the tests that walk them.
pub fn addresses() -> Vec<Address> {
    all().table()
}

/// The word of an entry in the site's session row.
pub(crate) fn entry_word(entry: Entry) -> &'static str {
    match entry {
        Entry::Teacher => "teacher",
        Entry::Administrator => "administrator",
    }
}

/// Back from the word.
pub(crate) fn entry_of_word(word: &str) -> Option<Entry> {
    [Entry::Teacher, Entry::Administrator].into_iter().find(|entry| entry_word(*entry) == word)
}

/// Which pages an entry opens: how long they may rest.
pub(crate) fn pages_of(entry: Entry) -> Pages {
    match entry {
        Entry::Teacher => Pages::Staff,
        Entry::Administrator => Pages::BehindEid,
    }
}

/// Somebody who is in Elevadgang, asked of the database in this request.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) anyone: Anyone,
    pub(crate) live: LiveSite,
    pub(crate) entry: Entry,
    /// Where they may work; the first is where they begin.
    pub(crate) institutions: Vec<InstitutionNumber>,
    pub(crate) secret: SecretText,
    /// Who sent this request: somebody, or the page that stands open.
    pub(crate) asking: Asking,
}

impl Signed {
    /// The institution they work at just now.
    pub(crate) fn institution(&self) -> Option<&InstitutionNumber> {
        let chosen = self.live.site.institution.as_ref();
        chosen.filter(|chosen| self.institutions.contains(chosen)).or(self.institutions.first())
    }

    /// Who helps, where; none where nobody employs them.
    pub(crate) fn helper(&self) -> Option<Helper> {
        Some(Helper {
            person: self.live.live.person.id,
            entry: self.entry,
            session: self.live.live.session.id,
            institution: self.institution()?.clone(),
            address: self.anyone.address,
        })
    }

    /// Whether the list at this address is opened, or is one this session opened before and asks for news by itself.
    pub(crate) fn look(&self, list: &str) -> Look {
        let again = self.asking == Asking::OpenPage && self.live.has_opened(&self.named(list));
        if again { Look::Again } else { Look::Opened }
    }

    /// Remembers which list this session has opened.
    pub(crate) async fn opened(&self, app: &App, list: &str) -> Result<(), Problem> {
        Ok(flows::sessions::open_list(&app.world, &self.secret, &self.named(list)).await?)
    }

    fn named(&self, list: &str) -> String {
        format!("{} {list}", self.institution().map_or("", InstitutionNumber::as_str))
    }

    /// Why there is no [`Signed::helper`]: nobody employs a teacher, or an administrator holds no right anywhere.
    pub(crate) fn nowhere(&self) -> Reason {
        match self.entry {
            Entry::Teacher => Reason::NotHere,
            Entry::Administrator => Reason::NeedsRight(Right::PupilAccessAdministrator),
        }
    }

    /// A page with their name in the header.
    pub(crate) async fn page(&self, app: &App, title: &str) -> Result<Page, Problem> {
        self.page_titled(app, self.anyone.t(title)).await
    }

    /// The same with a title that is text already.
    pub(crate) async fn page_titled(&self, app: &App, title: String) -> Result<Page, Problem> {
        let place = match self.institution() {
            Some(number) => institution_name(app, number).await?,
            None => String::new(),
        };
        let acting = match self.entry {
            Entry::Teacher => "elevadgang-as-teacher",
            Entry::Administrator => "elevadgang-as-administrator",
        };
        let name = self.live.live.person.shown().full();
        let switch = if 1 < self.institutions.len() { "/elevadgang?skift=1".to_owned() } else { String::new() };
        let bar = Bar { name: format!("{name}, {}", self.anyone.t(acting)), place, switch };
        let mut page = self.anyone.page_titled(title).with_bar(bar).resting(self.live.rests_until(), app.world.now());
        if self.entry == Entry::Administrator {
            page.nav = self.nav();
        }
        Ok(page)
    }

    /// A page for somebody who may do nothing here: their name alone, for what they came in as is not what they are.
    pub(crate) fn page_outside(&self, app: &App, title: &str) -> Page {
        let bar = Bar { name: self.live.live.person.shown().full(), place: String::new(), switch: String::new() };
        self.anyone.page(title).with_bar(bar).resting(self.live.rests_until(), app.world.now())
    }

    /// Where an administrator goes; a teacher has one list and needs none.
    fn nav(&self) -> Vec<NavLink> {
        let links = [
            ("/elevadgang/elev", "/elevadgang/elever", "elevadgang-nav-pupils"),
            ("/elevadgang/adgangskoder", "/elevadgang/adgangskoder", "elevadgang-nav-passwords"),
            ("/elevadgang/vikarer", "/elevadgang/vikarer", "elevadgang-nav-substitutes"),
            ("/elevadgang/log", "/elevadgang/log", "elevadgang-nav-log"),
        ];
        let link = |(under, to, key): (&str, &str, &str)| NavLink {
            href: to.to_owned(),
            text: self.anyone.t(key),
            current: self.anyone.here.starts_with(under),
        };
        links.map(link).into()
    }
}

/// The name of an institution; its number where the register has none.
pub(crate) async fn institution_name(app: &App, number: &InstitutionNumber) -> Result<String, Problem> {
    let asked = number.clone();
    let found = app.world.db.point(move |tx| store::institution::find(tx, &asked)).await?;
    Ok(found.map_or_else(|| number.as_str().to_owned(), |found| found.name))
}

/// To the start, where nobody is logged in here.
pub(crate) struct ToStart;

impl IntoResponse for ToStart {
    fn into_response(self) -> Response {
        let mut answer = Redirect::to("/elevadgang?igen=1").into_response();
        answer.extensions_mut().insert(SignedOut);
        answer
    }
}

/// Why a request is not a signed-in one.
pub(crate) enum NotSigned {
    /// Nobody is: to the start.
    Nobody(ToStart),
    /// Something broke.
    Broken(Problem),
}

impl IntoResponse for NotSigned {
    fn into_response(self) -> Response {
        match self {
            NotSigned::Nobody(to_start) => to_start.into_response(),
            NotSigned::Broken(problem) => problem.into_response(),
        }
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = NotSigned;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, NotSigned> {
        find(parts, app).await.map_err(NotSigned::Broken)?.ok_or(NotSigned::Nobody(ToStart))
    }
}

/// Somebody who may be in Elevadgang already.
pub(crate) struct MaybeSigned(pub(crate) Option<Signed>);

impl FromRequestParts<App> for MaybeSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<MaybeSigned, Problem> {
        Ok(MaybeSigned(find(parts, app).await?))
    }
}

async fn find(parts: &Parts, app: &App) -> Result<Option<Signed>, Problem> {
    let Some(anyone) = parts.extensions.get::<Anyone>().cloned() else { return Ok(None) };
    let Some(value) = cookies::get(&parts.headers, Name::Elevadgang, app.transport()) else { return Ok(None) };
    let secret = SecretText::new(value);
    let asking = if parts.headers.contains_key(BY_ITSELF) { Asking::OpenPage } else { Asking::Somebody };
    let judged = flows::sessions::judge_site_by_entry(&app.world, &secret, asking, |word| {
        entry_of_word(word).map_or(Pages::BehindEid, pages_of)
    })
    .await;
    let Some(live) = judged? else { return Ok(None) };
    if live.site.site != SITE {
        return Ok(None);
    }
    let Some(entry) = entry_of_word(&live.site.entry) else { return Ok(None) };
    let institutions = flows::pupil_access::institutions(&app.world, live.live.person.id, entry).await?;
    Ok(Some(Signed { anyone, live, entry, institutions, secret, asking }))
}

/// The key of the sentence that says why, and whom to ask.
pub(crate) fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::NotHere => "elevadgang-reason-not-here",
        Reason::NeedsRight(_) => "elevadgang-reason-needs-right",
        Reason::NeedsTwoFactor => "elevadgang-reason-two-factor",
        Reason::RoleMayNot => "elevadgang-reason-role",
        Reason::NoClass => "elevadgang-reason-no-class",
        Reason::NotYourPupil => "elevadgang-reason-not-your-pupil",
        Reason::NotOurPupil => "elevadgang-reason-not-our-pupil",
        Reason::PupilNeedsEid => "elevadgang-reason-eid",
        Reason::LevelTooHigh => "elevadgang-reason-level",
        Reason::ManualBesideImport => "elevadgang-reason-manual",
        Reason::NotBlockedHere => "elevadgang-reason-not-blocked-here",
        Reason::AlreadyBlocked => "elevadgang-reason-already-blocked",
        Reason::MayNotHold
        | Reason::OwnAdministration
        | Reason::LastAdministrator
        | Reason::PrimaryAdministrator
        | Reason::NotPrimary
        | Reason::RenamedLately
        | Reason::AdministratorNeedsEid
        | Reason::OnlyPupil
        | Reason::AccountShut
        | Reason::OwnAsk
        | Reason::NoSecondPerson
        | Reason::AuthorityGone
        | Reason::NotYourAsk
        | Reason::InstitutionClosed
        | Reason::WrongObject => "elevadgang-reason-not-here",
    }
}
