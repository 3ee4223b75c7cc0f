//! What we remember: every table, every statement, each written once, on SQLite and on PostgreSQL alike.
//!
//! `db` is the face, a module a table lies beside it with the names of the law. What it does not do: decide anything.

pub mod actor_choice;
pub mod administrator;
pub mod administrator_entry;
pub mod adult_verification;
pub mod affiliation;
pub mod affiliation_entry;
pub mod application;
pub mod authorization_code;
pub mod checkpoint;
pub mod client;
pub mod contact;
pub mod credential;
pub mod data_agreement;
pub mod db;
pub mod draft;
pub mod driver;
pub mod eid_answer;
pub mod eid_request;
pub mod error;
pub mod event;
pub mod event_log;
pub mod group_history;
pub mod guess;
pub mod import_run;
pub mod import_source;
pub mod import_token;
pub mod incident;
pub mod institution;
pub mod institution_figures;
pub mod institution_setting;
pub mod job_run;
pub mod lease;
pub mod licence;
pub mod lifetime;
pub mod login;
pub mod logout_notice;
pub mod made_up;
pub mod manual_affiliation;
pub mod merge_people;
pub mod name_order;
pub mod name_search;
pub mod name_token;
pub mod one_time_code;
pub mod operator_appointment;
pub mod operator_case;
pub mod outbox;
pub mod password_form;
pub mod person;
pub mod person_entry;
pub mod proposal;
pub mod pupil;
pub mod pushed_request;
pub mod register_upload;
pub mod remembered_user;
pub mod reseal;
pub mod reset_window;
pub mod right_grant;
pub mod rights_page;
pub mod school_card;
pub mod school_group;
pub mod seal;
pub mod sealed_column;
pub mod search_day;
pub mod service_right;
pub mod signing_key;
pub mod site_session;
pub mod site_trip;
pub mod source_group;
pub mod source_person;
pub mod sso_session;
pub mod statement;
pub mod substitute;
pub mod token_family;
pub mod trace;
pub mod unexpected_cpr;
pub mod used_once;
pub mod user_list;
pub mod user_page;
pub mod version;

mod clock_drift;
mod group_commit;
mod migration;
mod threads;
mod tls;

#[cfg(test)]
mod path_tests;
#[cfg(test)]
mod statement_tests;

/// Every table module's statements, for the tests that ask both databases about each.
#[cfg(test)]
fn all_statements() -> Vec<&'static [&'static statement::Statement]> {
    vec![
        actor_choice::ALL,
        administrator_entry::ALL,
        adult_verification::ALL,
        affiliation::ALL,
        affiliation_entry::ALL,
        application::ALL,
        contact::ALL,
        import_run::ALL,
        import_source::ALL,
        import_token::ALL,
        person_entry::ALL,
        school_group::ALL,
        source_group::ALL,
        source_person::ALL,
        authorization_code::ALL,
        checkpoint::ALL,
        client::ALL,
        credential::ALL,
        data_agreement::ALL,
        draft::ALL,
        eid_answer::ALL,
        eid_request::ALL,
        event::ALL,
        guess::ALL,
        institution::ALL,
        institution_setting::ALL,
        job_run::ALL,
        lease::ALL,
        licence::ALL,
        lifetime::ALL,
        login::ALL,
        logout_notice::ALL,
        made_up::ALL,
        name_token::ALL,
        name_search::ALL,
        search_day::ALL,
        register_upload::ALL,
        remembered_user::ALL,
        administrator::ALL,
        service_right::ALL,
        rights_page::ALL,
        name_order::ALL,
        outbox::ALL,
        manual_affiliation::ALL,
        merge_people::ALL,
        one_time_code::ALL,
        operator_appointment::ALL,
        operator_case::ALL,
        password_form::ALL,
        person::ALL,
        proposal::ALL,
        pupil::ALL,
        pushed_request::ALL,
        reseal::ALL,
        reset_window::ALL,
        right_grant::ALL,
        school_card::ALL,
        seal::ALL,
        sealed_column::ALL,
        signing_key::ALL,
        site_session::ALL,
        site_trip::ALL,
        sso_session::ALL,
        substitute::ALL,
        token_family::ALL,
        unexpected_cpr::ALL,
        used_once::ALL,
        event_log::ALL,
        group_history::ALL,
        incident::ALL,
        institution_figures::ALL,
        user_list::ALL,
        user_page::ALL,
        version::ALL,
    ]
}
