//! Mit Unilogin: three cards for whoever comes by; my page, my data and my log for whoever is logged in.
//!
//! Source: product.md §7, ux.md 3.15. What it does not do: show anybody but the person whose session it is.

pub(crate) mod data;
pub(crate) mod log;
pub(crate) mod own_page;
pub(crate) mod start;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

/// Every address of the site, and the front door.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(own_page::front))
        .route("/mit", get(own_page::show))
        .route("/mit/data", get(data::show))
        .route("/mit/log", get(log::show))
        .route("/mit/change-password", post(own_page::change_password))
        .route("/mit/end-session", post(own_page::end_session))
        .route("/mit/block-card", post(own_page::block_card))
        .route("/mit/find-username", get(start::by_eid))
        .route("/mit/help-child", get(start::by_eid))
        .route("/mit/new-password", get(start::new_password))
}
