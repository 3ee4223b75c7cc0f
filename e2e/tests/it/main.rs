//! The journeys, each walked with and without JavaScript, wide and narrow.

mod elevadgang;
mod login;
mod reset;
mod rights;
mod steps;
