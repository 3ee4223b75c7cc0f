//! The operator's desk: applications, and what is decided for the whole country, behind the national eID.
//!
//! Source: product.md §1, §11, issue "Operator's desk". What it does not do: say who may; every page and every button asks
//! `flows` anew, which asks the rules.

mod case;
mod cases;
mod codes;
mod institution;
mod institution_form;
mod institutions;
mod national;
mod national_words;
pub mod operation;
mod operators;
mod people;
mod person;
mod queue;
mod register_list;
mod start;

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
use flows::operator::Operator;
use flows::sessions::LiveSite;
use rules::session::Pages;
use rules::time::Instant;

/// The site's word in its session rows.
const SITE: &str = "stil";
/// The entry's word there.
const ENTRY: &str = "operator";

fn all() -> Addresses {
    let mut all = Addresses::none();
    let joins = [
        start::addresses,
        queue::addresses,
        case::addresses,
        institutions::addresses,
        institution_form::addresses,
        institution::addresses,
        people::addresses,
        person::addresses,
        cases::addresses,
        codes::addresses,
        national::addresses,
        operation::addresses,
        operators::addresses,
    ];
    for join in joins {
        all = join(all);
    }
    all
}

pub(crate) fn routes() -> Router<App> {
    all().router().merge(register_list::routes())
}

/// Every address of the site, for the tests that walk them.
pub fn addresses() -> Vec<Address> {
    let mut table = all().table();
    for path in [register_list::SEND_PATH, register_list::LOOK_PATH] {
        table.extend(["GET", "POST"].map(|method| Address { method, path, wants: "" }));
    }
    table
}

/// Somebody with a session of this site who is an operator now, asked of the database in this request.
pub(crate) struct Signed {
    anyone: Anyone,
    live: LiveSite,
    /// Who: what stories take.
    operator: Operator,
    /// The moment of this request.
    now: Instant,
}

/// The desk's menus, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Menu {
    /// *Ansøgninger*
    Applications,
    /// *Institutioner*
    Institutions,
    /// *Personer*
    People,
    /// *Sager*
    Cases,
    /// *Engangskoder*
    Codes,
    /// *Landet*
    National,
    /// *Drift*
    Operation,
    /// *Sagsbehandlere*
    Operators,
}

impl Menu {
    /// All of them, in that order.
    const ALL: [Menu; 8] = [
        Menu::Applications,
        Menu::Institutions,
        Menu::People,
        Menu::Cases,
        Menu::Codes,
        Menu::National,
        Menu::Operation,
        Menu::Operators,
    ];

    fn path(self) -> &'static str {
        match self {
            Menu::Applications => "/stil",
            Menu::Institutions => "/stil/institutioner",
            Menu::People => "/stil/personer",
            Menu::Cases => "/stil/sager",
            Menu::Codes => "/stil/engangskoder",
            Menu::National => "/stil/landet",
            Menu::Operation => "/stil/drift",
            Menu::Operators => "/stil/operatoerer",
        }
    }

    /// The key of its name.
    fn key(self) -> &'static str {
        match self {
            Menu::Applications => "stil-queue",
            Menu::Institutions => "stil-menu-institutions",
            Menu::People => "stil-menu-people",
            Menu::Cases => "stil-menu-cases",
            Menu::Codes => "ba-codes-title",
            Menu::National => "stil-menu-national",
            Menu::Operation => "stil-menu-operation",
            Menu::Operators => "stil-menu-operators",
        }
    }
}

impl Signed {
    /// A page that is no menu's: for whoever may not come in.
    fn page(&self, title: String) -> Page {
        let bar = Bar { name: self.live.live.person.shown().full(), place: String::new(), switch: String::new() };
        self.anyone.page_titled(title).with_bar(bar)
    }

    /// A page under this menu.
    fn page_of(&self, title: String, menu: Menu) -> Page {
        let mut page = self.page(title).resting(self.live.rests_until(), self.now);
        let link =
            |one: Menu| NavLink { href: one.path().to_owned(), text: self.anyone.t(one.key()), current: one == menu };
        page.nav = Menu::ALL.into_iter().map(link).collect();
        page
    }
}

fn to_door(anyone: &Anyone) -> Response {
    let to: String = url::form_urlencoded::byte_serialize(anyone.here.as_bytes()).collect();
    let mut answer = Redirect::to(&format!("/stil/log-paa?til={to}")).into_response();
    answer.extensions_mut().insert(SignedOut);
    answer
}

async fn find(parts: &Parts, app: &App, anyone: &Anyone) -> Result<Option<Signed>, Problem> {
    let Some(value) = cookies::get(&parts.headers, Name::Stil, app.transport()) else { return Ok(None) };
    let judged = flows::sessions::judge_site(&app.world, &SecretText::new(value), Pages::BehindEid).await;
    let Some(live) = judged?.filter(|live| live.site.site == SITE) else { return Ok(None) };
    let operator = Operator::new((live.live.person.id, live.live.session.id), anyone.address);
    Ok(Some(Signed { anyone: anyone.clone(), live, operator, now: app.world.now() }))
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, Response> {
        let Ok(anyone) = Anyone::from_request_parts(parts, app).await;
        let found = find(parts, app, &anyone).await.map_err(IntoResponse::into_response)?;
        let signed = found.ok_or_else(|| to_door(&anyone))?;
        let sits = flows::operator::sit(&app.world, &signed.operator).await;
        match sits.map_err(|error| Problem::from(error).into_response())? {
            Ok(()) => Ok(signed),
            Err(closed) => Err(start::closed(app, &signed, closed)),
        }
    }
}
