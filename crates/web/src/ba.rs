//! Brugeradministration: an institution's administrators look after its people.
//!
//! Source: product.md §9, ux.md 3.11, 3.12. The institution stands in the address of every page, so that two windows
//! cannot mix two schools. What it does not do: say who may; every page and every button asks `flows` anew, which asks
//! the rules.

mod administrators;
mod agreements;
mod change_cpr;
mod code_ask;
pub(crate) mod codes;
mod conflict;
mod csv;
mod everyone;
mod groups;
mod import;
mod import_held;
mod import_people;
mod import_reason;
mod import_run;
mod import_undo;
mod incident;
mod institutions;
mod licences;
mod lifetimes;
mod log;
pub(crate) mod log_text;
mod manual;
mod manual_attach;
mod overview;
pub(crate) mod place;
pub(crate) mod refused;
mod rights;
mod rights_form;
mod settings;
mod settings_words;
mod start;
mod user;
mod users;
mod users_query;
pub(crate) mod words;

use crate::App;
use crate::addresses::{Address, Addresses};
use crate::cookies::{self, Name};
use crate::design::{Bar, NavLink, Page, Workplace};
use crate::draft::SignedOut;
use crate::problem::Problem;
use crate::who::Anyone;
use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::sessions::LiveSite;
use flows::user_administration::{Administrator, Opened, Seat};
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::session::Pages;
use rules::time::Instant;

/// The site's word in its session rows.
pub(crate) const SITE: &str = "ba";
/// The entry's word there: one door, behind the national eID.
pub(crate) const ENTRY: &str = "administrator";
/// How many institutions the header lists before it links to all of them.
const LISTED_MAX: usize = 8;
/// How many colours strips have.
const COLOURS: usize = 6;

/// Every page's addresses, in the menu's order.
fn all() -> Addresses {
    let mut all = Addresses::none();
    let joins = [
        start::addresses,
        institutions::addresses,
        overview::addresses,
        users::addresses,
        user::addresses,
        code_ask::addresses,
        codes::addresses,
        incident::addresses,
        groups::addresses,
        rights::addresses,
        everyone::addresses,
        administrators::addresses,
        log::addresses,
        import::addresses,
        import_run::addresses,
        import_held::addresses,
        import_people::addresses,
        import_undo::addresses,
        change_cpr::addresses,
        manual::addresses,
        settings::addresses,
        licences::addresses,
        agreements::addresses,
        lifetimes::addresses,
    ];
    for join in joins {
        all = join(all);
    }
    all
}

pub(crate) fn routes() -> Router<App> {
    all().router()
}

/// Every address of the site, for the tests that walk them.
pub fn addresses() -> Vec<Address> {
    all().table()
}

/// The twelve menus, in the order of product.md §9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Menu {
    /// *Overblik*
    Overview,
    /// *Brugere*
    Users,
    /// *Grupper*
    Groups,
    /// *Rettighedstildeling*
    Rights,
    /// *Alle brugere*
    Everyone,
    /// *Import*
    Import,
    /// *Manuel administration*
    Manual,
    /// *Administratorer*
    Administrators,
    /// *Institutionsoplysninger*
    Settings,
    /// *Tjenester og licenser*
    Licences,
    /// *Dataaftaler*
    Agreements,
    /// *Log*
    Log,
}

impl Menu {
    /// All of them, in that order.
    const ALL: [Menu; 12] = [
        Menu::Overview,
        Menu::Users,
        Menu::Groups,
        Menu::Rights,
        Menu::Everyone,
        Menu::Import,
        Menu::Manual,
        Menu::Administrators,
        Menu::Settings,
        Menu::Licences,
        Menu::Agreements,
        Menu::Log,
    ];

    /// The path below the institution.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Menu::Overview => "",
            Menu::Users => "/brugere",
            Menu::Groups => "/grupper",
            Menu::Rights => "/rettigheder",
            Menu::Everyone => "/alle-brugere",
            Menu::Import => "/import",
            Menu::Manual => "/manuel",
            Menu::Administrators => "/administratorer",
            Menu::Settings => "/institution",
            Menu::Licences => "/tjenester",
            Menu::Agreements => "/dataaftaler",
            Menu::Log => "/log",
        }
    }

    /// What somebody must be allowed to see it.
    fn verb(self) -> Verb {
        match self {
            Menu::Overview => Verb::SeeOverview,
            Menu::Users => Verb::SeeUsers,
            Menu::Groups => Verb::SeeGroups,
            Menu::Rights => Verb::SeeRights,
            Menu::Everyone => Verb::SearchEveryone,
            Menu::Import => Verb::SeeImports,
            Menu::Manual => Verb::SeeManual,
            Menu::Administrators => Verb::SeeAdministrators,
            Menu::Settings => Verb::SeeSettings,
            Menu::Licences => Verb::SeeLicences,
            Menu::Agreements => Verb::SeeAgreements,
            Menu::Log => Verb::SeeLog,
        }
    }

    /// The key of its name.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Menu::Overview => "ba-menu-overview",
            Menu::Users => "ba-menu-users",
            Menu::Groups => "ba-menu-groups",
            Menu::Rights => "ba-menu-rights",
            Menu::Everyone => "ba-menu-everyone",
            Menu::Import => "ba-menu-import",
            Menu::Manual => "ba-menu-manual",
            Menu::Administrators => "ba-menu-administrators",
            Menu::Settings => "ba-menu-settings",
            Menu::Licences => "ba-menu-licences",
            Menu::Agreements => "ba-menu-agreements",
            Menu::Log => "ba-menu-log",
        }
    }
}

/// Somebody with a session of this site, whatever the institution, asked of the database in this request.
#[derive(Clone)]
pub(crate) struct Inside {
    pub(crate) anyone: Anyone,
    pub(crate) live: LiveSite,
    /// The institutions their rights open, by name.
    pub(crate) institutions: Vec<Opened>,
}

impl Inside {
    /// A page that is no institution's.
    pub(crate) fn page(&self, title: &str) -> Page {
        let bar = Bar { name: self.live.live.person.shown().full(), place: String::new(), switch: String::new() };
        self.anyone.page(title).with_bar(bar)
    }

    /// Where they begin: where they were last, else the first by name.
    pub(crate) fn first(&self) -> Option<&Opened> {
        let last = self.institutions.iter().filter(|one| one.last_entered.is_some()).max_by_key(|one| one.last_entered);
        last.or(self.institutions.first())
    }

    fn administrator(&self, institution: InstitutionNumber) -> Administrator {
        let person = self.live.live.person.id;
        Administrator::new((person, self.live.live.session.id), institution, self.anyone.address)
    }
}

/// Somebody at an institution's desk, asked of the database in this request: their rights open at least *Overblik*.
/// What a page or a button needs beyond that, its story asks.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) anyone: Anyone,
    pub(crate) inside: Inside,
    /// Who, for which institution: what stories take.
    pub(crate) administrator: Administrator,
    /// What they may here.
    pub(crate) seat: Seat,
    /// The moment of this request.
    now: Instant,
}

impl Signed {
    /// A path of this institution: `signed.path("/brugere")`.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/ba/{}{rest}", self.administrator.institution())
    }

    /// Where a menu leads; empty where they may not go.
    pub(crate) fn menu(&self, menu: Menu) -> String {
        if self.offers(menu.verb()) { self.path(menu.path()) } else { String::new() }
    }

    /// Whether a button for this is offered.
    pub(crate) fn offers(&self, verb: Verb) -> bool {
        self.seat.offers(verb)
    }

    /// The institution's name; its number where the register has none.
    pub(crate) fn institution_name(&self) -> String {
        let known = self.seat.institution.as_ref().map(|known| known.name.clone());
        known.unwrap_or_else(|| self.administrator.institution().to_string())
    }

    /// A page under this menu: the institution's name stands in the title, the header and the strip.
    pub(crate) fn page(&self, title: &str, menu: Menu) -> Page {
        self.page_titled(&self.anyone.t(title), menu)
    }

    /// The same with a title that is text already.
    pub(crate) fn page_titled(&self, title: &str, menu: Menu) -> Page {
        let bar =
            Bar { name: self.inside.live.live.person.shown().full(), place: self.acting(), switch: String::new() };
        let mut page = self
            .anyone
            .page_titled(format!("{title} – {}", self.institution_name()))
            .with_bar(bar)
            .at_work(self.workplace())
            .resting(self.inside.live.rests_until(), self.now);
        let offered = Menu::ALL.into_iter().filter(|one| self.offers(one.verb()));
        page.nav = offered
            .map(|one| NavLink { href: self.path(one.path()), text: self.anyone.t(one.key()), current: one == menu })
            .collect();
        page
    }

    /// What the header says below the name: nothing for whoever may press every button.
    fn acting(&self) -> String {
        if self.offers(Verb::ChangeSettings) {
            self.anyone.t("ba-as-administrator")
        } else if self.offers(Verb::SeeUsers) {
            self.anyone.t("ba-as-reader")
        } else {
            self.anyone.t("ba-as-narrow")
        }
    }

    fn workplace(&self) -> Workplace {
        let here = self.administrator.institution();
        let all = &self.inside.institutions;
        let place = all.iter().position(|one| one.number == *here).unwrap_or_default();
        let choices = all
            .iter()
            .take(LISTED_MAX)
            .map(|one| NavLink {
                href: format!("/ba/{}", one.number),
                text: format!("{} · {}", one.name, one.number),
                current: one.number == *here,
            })
            .collect();
        Workplace {
            name: self.institution_name(),
            number: here.to_string(),
            colour: (1 < all.len()).then_some(place % COLOURS),
            choices,
            all: "/ba/institutioner".to_owned(),
            count: all.len(),
            warning: self
                .seat
                .stale_import
                .map(|at| self.anyone.tr.t1("ba-stale-import", "day", self.anyone.tr.day(at))),
        }
    }
}

/// Whoever is not in is sent to the door, and from there back to the page they wanted; a form they sent is kept.
fn to_door(anyone: &Anyone) -> Response {
    let to: String = url::form_urlencoded::byte_serialize(anyone.here.as_bytes()).collect();
    let mut answer = Redirect::to(&format!("/ba/log-paa?til={to}")).into_response();
    answer.extensions_mut().insert(SignedOut);
    answer
}

async fn find(parts: &Parts, app: &App) -> Result<Option<Inside>, Problem> {
    let Some(anyone) = parts.extensions.get::<Anyone>().cloned() else { return Ok(None) };
    let Some(value) = cookies::get(&parts.headers, Name::Ba, app.transport()) else { return Ok(None) };
    let judged = flows::sessions::judge_site(&app.world, &SecretText::new(value), Pages::BehindEid).await;
    let Some(live) = judged? else { return Ok(None) };
    if live.site.site != SITE {
        return Ok(None);
    }
    let institutions = flows::user_administration::institutions(&app.world, live.live.person.id).await?;
    Ok(Some(Inside { anyone, live, institutions }))
}

impl FromRequestParts<App> for Inside {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Inside, Response> {
        let Ok(anyone) = Anyone::from_request_parts(parts, app).await;
        find(parts, app).await.map_err(IntoResponse::into_response)?.ok_or_else(|| to_door(&anyone))
    }
}

/// Somebody who may be in already.
pub(crate) struct MaybeInside(pub(crate) Option<Inside>);

impl FromRequestParts<App> for MaybeInside {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<MaybeInside, Problem> {
        Ok(MaybeInside(find(parts, app).await?))
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, Response> {
        let inside = Inside::from_request_parts(parts, app).await?;
        let named = RawPathParams::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let number = named.iter().find(|(name, _)| *name == "institution").map(|(_, value)| value.to_owned());
        let number = number.as_deref().and_then(InstitutionNumber::parse);
        let Some(number) = number else { return Err(Problem::NotFound.into_response()) };
        sit(app, inside, number).await.map_err(IntoResponse::into_response)?
    }
}

/// Sits down at the institution's desk, and notes the first time of a session.
async fn sit(app: &App, inside: Inside, number: InstitutionNumber) -> Result<Result<Signed, Response>, Problem> {
    let administrator = inside.administrator(number);
    let seat = match flows::user_administration::sit(&app.world, &administrator).await? {
        Ok(seat) => seat,
        Err(Reason::NotHere) => return Err(Problem::NotFound),
        Err(reason) => return Ok(Err(refused::outside(app, &inside, reason))),
    };
    if seat.last_entered.is_none_or(|last| last < inside.live.site.started) {
        flows::user_administration::enter(&app.world, &administrator).await?;
    }
    let now = app.world.now();
    Ok(Ok(Signed { anyone: inside.anyone.clone(), inside, administrator, seat, now }))
}
