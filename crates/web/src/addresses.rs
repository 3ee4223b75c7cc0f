//! A site's addresses, each said once: the router is made of this table, and so are the tests that walk every address
//! as somebody who may not be there.
//!
//! A form is sent to the address of the page it stands on, so that this page, with what is wrong on it, can be loaded
//! again and read in the other language. Where a page has several forms, each says in the hidden field [`DO_FIELD`] what
//! it wants.
//!
//! What it does not do: answer requests.

use crate::App;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

/// The hidden field in which a form says what it wants, where its page has several.
pub const DO_FIELD: &str = "do";

/// One address and how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path as the router writes it, `{names}` in place of what varies.
    pub path: &'static str,
    /// What a form says in [`DO_FIELD`]; empty where it says nothing.
    pub wants: &'static str,
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
        self.table.push(Address { method: "GET", path, wants: "" });
        self.router = self.router.route(path, get(handler));
        self
    }

    /// What a form is sent to.
    pub(crate) fn post<H, T>(self, path: &'static str, handler: H) -> Addresses
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.post_of(path, &[""], handler)
    }

    /// What several forms of one page are sent to, with what each of them wants.
    pub(crate) fn post_of<H, T>(mut self, path: &'static str, wants: &[&'static str], handler: H) -> Addresses
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.table.extend(wants.iter().map(|wants| Address { method: "POST", path, wants }));
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

#[cfg(test)]
mod tests {
    #[test]
    fn every_form_is_sent_to_the_address_of_a_page() {
        let table = crate::ba::addresses();
        let is_page = |path: &str| table.iter().any(|one| (one.method, one.path) == ("GET", path));
        let stray: Vec<_> = table.iter().filter(|one| one.method == "POST" && !is_page(one.path)).collect();
        assert!(stray.is_empty(), "{stray:?}");
    }
}
