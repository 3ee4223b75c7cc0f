//! Logging in, screen by screen: one address for a login, and on it whatever the story says comes next.
//!
//! Every button posts to an address of its own below it and leads back to it (303). What it does not do: decide what
//! comes next, or believe that an earlier screen was seen; `flows::sign_in` reads both from the database each time.

pub(crate) mod actions;
pub(crate) mod adult;
pub(crate) mod code;
pub(crate) mod confirm_picture;
pub(crate) mod forgotten;
pub(crate) mod helped;
pub(crate) mod leave;
pub(crate) mod new_pictures;
pub(crate) mod new_text;
pub(crate) mod notice;
pub(crate) mod pictures;
pub(crate) mod question;
pub(crate) mod refused;
pub(crate) mod screen;
pub(crate) mod start;
pub(crate) mod text;
pub(crate) mod username;
pub(crate) mod wait;

#[cfg(test)]
mod tests;

use crate::who::Anyone;
use notice::Said;

/// What every page of a login knows.
#[derive(Clone, Debug)]
pub(crate) struct Journey {
    /// The address of this login, without a slash at the end.
    pub(crate) base: String,
    /// The service they are on their way to.
    pub(crate) destination: Option<String>,
    /// What the national eID is called.
    pub(crate) eid: String,
    /// What the last action has to say.
    pub(crate) notice: Option<Said>,
}

/// The address of a login. Whatever stands in a browser's address, only what a handle of ours is made of goes on.
pub(crate) fn address(handle: &str) -> String {
    let plain: String = handle.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("/login/{plain}")
}

/// A page that answers a POST of a login: the language menu leads back to the login itself.
fn page(anyone: &Anyone, title: &str, journey: &Journey) -> crate::design::Page {
    anyone.page(title).gentle().at(journey.base.clone())
}
