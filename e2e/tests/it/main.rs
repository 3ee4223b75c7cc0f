//! The journeys, each walked with and without JavaScript, wide and narrow.

mod login;
mod reset;
mod steps;
