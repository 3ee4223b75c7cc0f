//! Stories told to the router over HTTP: requests go in, pages and redirects come out.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod application;
mod ba;
mod ba_rights;
mod ba_users;
mod bent_broker;
mod border;
mod broker;
mod class_list;
mod desk;
mod desk_national;
mod desk_operation;
mod desk_people;
mod desk_register;
mod eid;
mod federation;
mod guides;
mod headers;
mod import_wire;
mod intake;
mod late;
mod one_time_code;
mod own_host;
mod place;
mod recorded_clients;
mod school;
mod stranger;
mod way;
