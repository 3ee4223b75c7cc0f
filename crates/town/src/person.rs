//! A made-up person and the home they live in.
//!
//! What it does not do: say where they go to school or work; that is the school's list.

use rules::cpr::Cpr;
use rules::time::Date;

/// As the last digit of the CPR number tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gender {
    /// Even last digit.
    Woman,
    /// Odd last digit.
    Man,
}

/// Which person of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonAt(pub usize);

/// Which home of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HomeAt(pub usize);

/// What somebody under name and address protection is called instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// First name.
    pub first_name: String,
    /// Family name.
    pub family_name: String,
}

/// One made-up person. The same person may stand on several institutions' lists.
#[derive(Clone, Debug)]
pub struct Person {
    /// First names.
    pub first_name: String,
    /// Family name, with the middle name before it where there is one.
    pub family_name: String,
    /// As the number's last digit.
    pub gender: Gender,
    /// The number.
    pub cpr: Cpr,
    /// The day it tells.
    pub birth: Date,
    /// Name and address protection: the alias to show.
    pub alias: Option<Alias>,
    /// Adults have one.
    pub mail: Option<String>,
    /// Adults and some pupils have one.
    pub phone: Option<String>,
    /// Where they live.
    pub home: HomeAt,
}

/// An address.
#[derive(Clone, Debug)]
pub struct Home {
    /// Street, number, floor.
    pub street: String,
    /// Postal code.
    pub postal_code: &'static str,
    /// Its town.
    pub city: &'static str,
    /// Municipality number.
    pub municipality_number: &'static str,
    /// Municipality name.
    pub municipality: &'static str,
}
