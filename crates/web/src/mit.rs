//! Mit Unilogin: three cards for whoever comes by; my page, my data and my log for whoever is logged in.
//!
//! Source: product.md §7, ux.md 3.15. What it does not do: show anybody but the person whose session it is.

pub(crate) mod data;
pub(crate) mod log;
pub(crate) mod own_page;
pub(crate) mod start;

use crate::App;
use crate::addresses::{Address, Addresses};
use axum::Router;

/// Every address of the site, and the front door.
fn all() -> Addresses {
    Addresses::none()
        .get("/", own_page::front)
        .get("/mit", own_page::show)
        .get("/mit/data", data::show)
        .get("/mit/log", log::show)
        .post("/mit/change-password", own_page::change_password)
        .post("/mit/end-session", own_page::end_session)
        .post("/mit/block-card", own_page::block_card)
        .get("/mit/find-username", start::by_eid)
        .get("/mit/help-child", start::by_eid)
        .get("/mit/new-password", start::new_password)
}

pub(crate) fn routes() -> Router<App> {
    all().router()
}

/// Every address of the site, for the tests that walk them.
pub fn addresses() -> Vec<Address> {
    all().table()
}
