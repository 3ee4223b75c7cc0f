//! The operator's desk: applications for access, decided by operators behind the national eID.
//!
//! Source: product.md §11, issue "Operator's desk". What it does not do: say who may; every page asks `flows` anew, which
//! asks the rules.

mod case;
mod queue;
mod start;

use crate::App;
use crate::addresses::{Address, Addresses};
use crate::cookies::{self, Name};
use crate::design::{Bar, Page};
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

/// The site's word in its session rows.
const SITE: &str = "stil";
/// The entry's word there.
const ENTRY: &str = "operator";

fn all() -> Addresses {
    let mut all = Addresses::none();
    for join in [start::addresses, queue::addresses, case::addresses] {
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

/// Somebody with a session of this site who is an operator now, asked of the database in this request.
pub(crate) struct Signed {
    anyone: Anyone,
    live: LiveSite,
    /// Who: what stories take.
    operator: Operator,
}

impl Signed {
    fn page(&self, title: String) -> Page {
        let bar = Bar { name: self.live.live.person.shown().full(), place: String::new(), switch: String::new() };
        self.anyone.page_titled(title).with_bar(bar)
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
    Ok(Some(Signed { anyone: anyone.clone(), live, operator }))
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
