//! Outside judges and faults, against the running program.

mod mod_auth_openidc;
mod scripted;
