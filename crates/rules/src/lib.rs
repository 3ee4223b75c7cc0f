//! The law: everything the school's login decides, as pure functions over plain values.
//!
//! Nothing here reads a clock, draws chance, touches a database or a network; time and chance are
//! arguments, a refusal is a value. Source of the rules: the product's rule book, section by section
//! as each module names it.

pub mod adult_verification;
pub mod affiliation;
pub mod agreement;
pub mod application;
pub mod chance;
pub mod change_cpr;
pub mod cpr;
pub mod custody;
pub mod danish_order;
pub mod device_kind;
pub mod eid_reach;
pub mod event;
pub mod event_topic;
pub mod group;
mod guessable;
pub mod hex;
pub mod id;
pub mod import_plan;
pub mod institution;
pub mod institution_setting;
pub mod licence;
pub mod lifetime;
pub mod lockout;
pub mod logout_notice;
pub mod mail_address;
pub mod manual_affiliation;
pub mod name_search;
pub mod national_setting;
pub mod one_time_code;
pub mod operator;
pub mod password;
pub mod pictures;
pub mod proposal;
pub mod register;
pub mod reset_window;
pub mod right_term;
pub mod rights;
pub mod roster;
pub mod session;
pub mod substitute;
pub mod time;
pub mod user;
pub mod words;
