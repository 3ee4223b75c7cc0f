//! Mit Unilogin: what a person sees and does about themselves.
//!
//! What it does not do: help a child or find a user name by eID; those are stories of their own.

pub(crate) mod own_page;
