//! *Manuel administration*: attach somebody by CPR number, and the list of those with an end, to confirm or remove.
//!
//! Source: product.md §9. The number is typed into a form and stands in no address. What it does not do: say whether a
//! number has an account beyond the name that *>>* finds.

use super::{Menu, Signed, change_cpr, manual_attach, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted, Typed};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flows::manual_affiliation::{Hindrance, LookedUp, Overview, Settled, confirm, look_up, overview, remove};
use rules::cpr::Cpr;
use rules::id::AffiliationId;
use rules::manual_affiliation::{MayAttach, is_told};
use rules::rights::verb::Verb;
use store::manual_affiliation::Listed;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/manuel", page)
        .post_of("/ba/{institution}/manuel", &["soeg", "tilknyt", "identificer", "bekraeft"], press)
        .get("/ba/{institution}/manuel/fjern/{affiliation}", ask_remove)
        .post("/ba/{institution}/manuel/fjern/{affiliation}", press_remove)
}

/// What the last button came to.
const TOLD: Table = &[
    ("tilknyttet", Went::Well, "ba-manual-told-attached"),
    ("bekraeftet", Went::Well, "ba-manual-told-confirmed"),
    ("fjernet", Went::Well, "ba-manual-told-removed"),
    ("for-sent", Went::Nowhere, "ba-manual-told-too-late"),
];

struct Row {
    id: i64,
    name: String,
    username: String,
    what: String,
    class: String,
    source: String,
    until: String,
    look: &'static str,
    icon: &'static str,
}

#[derive(Template)]
#[template(path = "ba/manual.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    told: Option<Told>,
    /// Whether *Tilknyt* is there.
    open: bool,
    /// Whether a source is active, and that is why not.
    import_active: bool,
    /// A number that is none, as it was typed.
    typed: String,
    rows: Vec<Row>,
    may_press: bool,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show(&app, &signed, (asked.told(signed.anyone.tr, TOLD), FieldErrors::none()), "").await
}

/// The list, perhaps with what is wrong with the field above it.
pub(crate) async fn show(
    app: &App,
    signed: &Signed,
    (told, errors): (Option<Told>, FieldErrors),
    typed: &str,
) -> Result<Response, Problem> {
    let found = match overview(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let view = View { typed: typed.to_owned(), ..view(app, signed, found, (told, errors)) };
    Ok(design::show(&view))
}

fn view(app: &App, signed: &Signed, found: Overview, (told, errors): (Option<Told>, FieldErrors)) -> View {
    let may_press = signed.offers(Verb::AttachManually);
    let here = signed.path("/manuel");
    View {
        page: signed.page("ba-menu-manual", Menu::Manual).failing(&errors).at(here.clone()),
        errors,
        here,
        told,
        open: may_press && found.may_attach == MayAttach::Yes,
        import_active: found.may_attach == MayAttach::ImportIsActive,
        rows: found.listed.iter().map(|one| row(app, signed, one)).collect(),
        may_press,
        typed: String::new(),
    }
}

fn row(app: &App, signed: &Signed, one: &Listed) -> Row {
    let tr = signed.anyone.tr;
    let now = app.world.now();
    let day = tr.day(one.expires);
    let (key, look, icon) = if one.expires <= now {
        ("ba-manual-over", "bad", "error")
    } else if is_told(one.expires, now) {
        ("ba-manual-soon", "warn", "warning")
    } else {
        ("ba-manual-until", "ok", "check")
    };
    Row {
        id: one.id.0,
        name: one.shown.full(),
        username: one.username.to_string(),
        what: words::roles(tr, &one.roles),
        class: one.class.clone().unwrap_or_default(),
        source: words::source(tr, &one.source),
        until: tr.t1(key, "day", day),
        look,
        icon,
    }
}

/// Why nobody was looked up or attached: at the field, or on a page of its own where the rules say no.
pub(super) async fn hindered(app: &App, signed: &Signed, hindrance: Hindrance) -> Result<Response, Problem> {
    let key = match hindrance {
        Hindrance::ImportIsActive => "ba-manual-import-active",
        Hindrance::TooManyLookups => "ba-manual-too-many",
        Hindrance::Refused(reason) => return refused::page(app, signed, reason),
    };
    show(app, signed, (None, FieldErrors::one("cpr", signed.anyone.t(key))), "").await
}

/// POST: *>>* and its second step, or *Bekræft*.
pub(crate) async fn press(State(app): State<App>, signed: Signed, typed: Typed) -> Result<Response, Problem> {
    let posted = match typed {
        Typed::InTime(posted) => posted,
        // The second step stands at no address: it is shown again here, with all that was typed.
        Typed::TooLate(posted) => return manual_attach::too_late(&app, &signed, &posted).await,
    };
    match posted.text(DO_FIELD) {
        "soeg" => search(&app, &signed, &posted).await,
        "tilknyt" => manual_attach::press(&app, &signed, &posted).await,
        "identificer" => manual_attach::press_identify(&app, &signed, &posted).await,
        "bekraeft" => press_confirm(&app, &signed, &posted).await,
        _ => Err(Problem::Unreadable),
    }
}

/// *>>*.
async fn search(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let wrong = |says: String| (None, FieldErrors::one("cpr", says));
    let cpr = match Cpr::parse(posted.text("cpr")) {
        Ok(cpr) => cpr,
        // What is no number of anybody's may stand there again.
        Err(error) => {
            let says = signed.anyone.t(change_cpr::flaw_key(error));
            return show(app, signed, wrong(says), posted.text("cpr")).await;
        }
    };
    match look_up(&app.world, &signed.administrator, &cpr).await? {
        LookedUp::Hindered(hindrance) => hindered(app, signed, hindrance).await,
        LookedUp::Found(name, here) => {
            manual_attach::found(app, signed, (&cpr, Some((name, here))), manual_attach::Typed::empty()).await
        }
        LookedUp::Nobody => manual_attach::found(app, signed, (&cpr, None), manual_attach::Typed::empty()).await,
    }
}

pub(super) fn back(signed: &Signed, told: &str) -> Response {
    told::back(&signed.path("/manuel"), told)
}

fn settled(app: &App, signed: &Signed, settled: Settled, told: &str) -> Result<Response, Problem> {
    match settled {
        Settled::Done => Ok(back(signed, told)),
        Settled::Nothing => Ok(back(signed, "for-sent")),
        Settled::Refused(reason) => refused::page(app, signed, reason),
    }
}

/// *Bekræft*.
async fn press_confirm(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let Ok(id) = posted.text("tilknytning").parse() else { return Err(Problem::Unreadable) };
    let done = confirm(&app.world, &signed.administrator, AffiliationId(id)).await?;
    settled(app, signed, done, "bekraeftet")
}

#[derive(Template)]
#[template(path = "ba/manual_remove.html")]
struct RemoveView {
    page: Page,
    here: String,
    back: String,
    name: String,
    what: String,
}

/// GET: *Fjern tilknytning*, asked once more.
pub(crate) async fn ask_remove(
    State(app): State<App>,
    signed: Signed,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let found = match overview(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let Some(one) = found.listed.into_iter().find(|one| one.id.0 == id) else { return Err(Problem::NotFound) };
    let here = signed.path(&format!("/manuel/fjern/{id}"));
    let view = RemoveView {
        page: signed.page("ba-manual-remove", Menu::Manual),
        here,
        back: signed.path("/manuel"),
        name: one.shown.full(),
        what: words::lowered(&words::roles(signed.anyone.tr, &one.roles)),
    };
    Ok(design::show(&view))
}

/// POST: *Fjern tilknytning*.
pub(crate) async fn press_remove(
    State(app): State<App>,
    signed: Signed,
    Path((_, id)): Path<(String, i64)>,
    _: Posted,
) -> Result<Response, Problem> {
    match remove(&app.world, &signed.administrator, AffiliationId(id)).await? {
        Settled::Nothing => Err(Problem::NotFound),
        done => settled(&app, &signed, done, "fjernet"),
    }
}
