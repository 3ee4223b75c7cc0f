//! Stories: load facts, ask the rules, write. One file a story; every story takes the world first.
//!
//! What it does not do: know about HTTP or pages, or decide: the law is in `rules`.

pub mod administrators;
pub mod adult_verification;
pub mod care_for_pupils;
pub mod client;
pub mod count_names;
pub mod demand_change;
pub mod demo_cast;
pub mod demo_services;
pub mod draft;
pub mod find_anyone;
pub mod give_password;
pub mod grant_rights;
pub mod help_child;
pub mod import;
pub mod lapse_rights;
pub mod lend_class;
pub mod mail;
pub mod name_order;
pub mod national;
pub mod national_id;
pub mod own_log;
pub mod own_page;
pub mod own_password;
mod password_door;
pub mod pupil_access;
pub mod register;
pub mod remember;
pub mod reseal;
pub mod rights_matrix;
pub mod school_card;
pub mod seal_events;
pub mod send_mail;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod sign_out;
pub mod signing_key;
pub mod single_logout;
pub mod single_sign_on;
pub mod standing;
pub mod tidy;
pub mod tokens;
pub mod user_administration;
pub mod world;
