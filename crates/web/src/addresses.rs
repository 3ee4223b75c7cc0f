//! A site's addresses, each said once: the router is made of this table, and so are the tests that walk every address
//! as somebody who may not be there.
//!
//! What it does not do: answer requests.

use crate::App;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

/// One address and how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the router writes it, `{names}` in place of what varies.
    pub path: &'static str,
}

/// A site's addresses, gathered page by page.
pub(crate) struct Addresses {
    router: Router<App>,
    table: Vec<Address>,
}

impl Addresses {
    /// None yet.
    pub(crate) fn none() -> Addresses {
        Addresses { router: Router::new(), table: Vec::new() }
    }

    /// A page.
    pub(crate) fn get<H, T>(mut self, path: &'static str, handler: H) -> Addresses
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.table.push(Address { method: "GET", path });
        self.router = self.router.route(path, get(handler));
        self
    }

    /// What a form is sent to.
    pub(crate) fn post<H, T>(mut self, path: &'static str, handler: H) -> Addresses
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.table.push(Address { method: "POST", path });
        self.router = self.router.route(path, post(handler));
        self
    }

    /// What answers.
    pub(crate) fn router(self) -> Router<App> {
        self.router
    }

    /// The table.
    pub(crate) fn table(self) -> Vec<Address> {
        self.table
    }
}
