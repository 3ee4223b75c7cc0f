//! What the browser journeys stand on: a country in miniature of their own, and a real Chromium.
//!
//! Every journey gets a server of its own on a copy of one prepared data directory, so that none waits for another and
//! none finds what another left behind. What it does not do: know any page; journeys do.

pub mod browser;
pub mod country;
mod keyboard;
pub mod server;
