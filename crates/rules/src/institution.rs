//! Institutions: schools, daycare, colleges, municipalities, and the settings each decides for itself.
//!
//! Source: product.md §4, §5, §8. What it does not do: say who may change a setting; that is `rights`.

use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Six characters `[A-Z0-9]` from the national register (`101088`, `A04441`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InstitutionNumber(String);

impl InstitutionNumber {
    /// Lower case is lifted, space around it dropped; anything but six characters `[A-Z0-9]` is none.
    pub fn parse(text: &str) -> Option<InstitutionNumber> {
        let number = text.trim().to_ascii_uppercase();
        let shape = number.len() == 6 && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        shape.then_some(InstitutionNumber(number))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for InstitutionNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// What the register knows of an institution. Texts are as the register writes them; empty where unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// The register number.
    pub number: InstitutionNumber,
    /// Its name.
    pub name: String,
    /// Kind in the register's words (*Folkeskole*, *Daginstitution* ...).
    pub kind: String,
    /// CVR number, eight digits.
    pub cvr: String,
    /// P number, ten digits.
    pub p_number: String,
    /// Municipality number.
    pub municipality_number: String,
    /// Municipality name.
    pub municipality: String,
    /// Region name.
    pub region: String,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Phone.
    pub phone: String,
    /// Mail address in the register.
    pub mail: String,
    /// Web address.
    pub web: String,
    /// Leader's name.
    pub leader: String,
    /// Public-law or private.
    pub ownership: Ownership,
    /// The main institution this is a department of.
    pub main_institution: Option<InstitutionNumber>,
    /// The first day it is no institution any more; none: it runs on.
    #[serde(default)]
    pub closed: Option<Date>,
}

impl Institution {
    /// Whether it is closed on a day.
    pub fn is_closed(&self, today: Date) -> bool {
        self.closed.is_some_and(|day| day <= today)
    }
}

/// Whether public law carries the institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ownership {
    /// State, region, municipality.
    Public,
    /// Self-governing or private.
    Private,
}

impl Ownership {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Ownership::Public => "public",
            Ownership::Private => "private",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Ownership> {
        [Ownership::Public, Ownership::Private].into_iter().find(|kind| kind.word() == word)
    }
}
