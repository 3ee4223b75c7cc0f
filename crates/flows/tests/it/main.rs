//! Stories of the school's login, told on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod adult_verification;
mod agreement;
mod application;
mod bounds;
mod care;
mod change_cpr;
mod eid_reach;
mod family;
mod help_child;
mod import;
mod lifetime;
mod logout;
mod mail;
mod manual_affiliation;
mod national;
mod office;
mod one_time_code;
mod operator_case;
mod proposal;
mod register;
mod reseal;
mod rights;
mod same_answer;
mod sign_in;
mod support;
mod tokens;
mod told;
mod town;
mod two_nodes;
mod user_list;
mod window;
