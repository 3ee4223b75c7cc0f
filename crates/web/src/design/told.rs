//! What the last button came to: a word in the address, which a page's own table knows, said above the page.
//!
//! The table is a closed list, so that an address cannot put words or numbers in our mouth. What it does not do: say
//! what is wrong with a form; that stands at its fields.

use crate::i18n::Tr;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The address of a page a button led back to.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What the last button came to.
    #[serde(default)]
    sagt: String,
}

impl Asked {
    /// What the page says of it; nothing where its table has no such word.
    pub(crate) fn told(&self, tr: Tr, table: Table) -> Option<Told> {
        let (_, went, key) = table.iter().find(|(word, _, _)| *word == self.sagt)?;
        Some(Told { text: tr.t(key), went: *went })
    }
}

/// Whether a button did what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Went {
    /// It did.
    Well,
    /// Nothing was done.
    Nowhere,
}

/// A page's words: the word in the address, how it went, and the key of what is said.
pub(crate) type Table = &'static [(&'static str, Went, &'static str)];

/// What is said: `{% include "design/told.html" %}` in a page whose view has `told: Option<Told>`.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The sentence.
    pub(crate) text: String,
    went: Went,
}

impl Told {
    /// The box's class.
    pub(crate) fn class(&self) -> &'static str {
        match self.went {
            Went::Well => "alert-success",
            Went::Nowhere => "alert-warning",
        }
    }

    /// The box's icon.
    pub(crate) fn icon(&self) -> &'static str {
        match self.went {
            Went::Well => "success",
            Went::Nowhere => "warning",
        }
    }
}

/// Back to a page, which says this word of its table.
pub(crate) fn back(page: &str, word: &str) -> Response {
    Redirect::to(&format!("{page}?sagt={word}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    const TABLE: Table =
        &[("gemt", Went::Well, "ba-set-told-saved"), ("nej", Went::Nowhere, "ba-manual-told-too-late")];

    fn told(word: &str) -> Option<Told> {
        Asked { sagt: word.to_owned() }.told(Tr { language: Language::Danish }, TABLE)
    }

    #[test]
    fn a_failure_does_not_look_like_a_success_and_a_strange_word_says_nothing() {
        assert_eq!(told("gemt").unwrap().class(), "alert-success");
        assert_eq!(told("nej").unwrap().class(), "alert-warning");
        assert!(told("").is_none() && told("du har vundet").is_none());
    }
}
