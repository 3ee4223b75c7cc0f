//! What the writing commands ask for, as values that can be handed to a running server.
//!
//! What it does not do: read a command line; each command has a file of its own.

use super::{cases, client, import, jobs, keys, national, operator, operators, show};
use anyhow::Result;
use flows::world::World;
use oidc::jwk::Algorithm;
use rules::roster::Operation;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything a command may ask for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Import files and directories, given by full path.
    Import {
        /// Files and directories.
        paths: Vec<PathBuf>,
        /// What they ask for.
        operation: Operation,
        /// Only say what would happen.
        dry_run: bool,
        /// One JSON object a file.
        json: bool,
    },
    /// Decide about an import.
    Decide {
        /// What.
        decision: Decision,
        /// Whose.
        institution: String,
        /// Of which source; none: the only one.
        source: Option<String>,
        /// One JSON object a run.
        json: bool,
    },
    /// Register a service.
    AddClient(Box<client::NewService>),
    /// Show the services.
    ListClients {
        /// One JSON object a line.
        json: bool,
    },
    /// Close a service.
    DisableClient {
        /// What it calls itself.
        id: String,
    },
    /// Put a new signing key first.
    RotateSigning(Algorithm),
    /// Show an institution.
    ShowInstitution {
        /// Which.
        number: String,
        /// As JSON.
        json: bool,
    },
    /// Show a person.
    ShowPerson {
        /// Who.
        username: String,
        /// As JSON.
        json: bool,
    },
    /// Decide settings for the whole country: names and values.
    SetNational {
        /// Names and values.
        settings: Vec<(String, String)>,
        /// The user names of the two operators who decide.
        operators: Vec<String>,
    },
    /// Show the settings of the whole country.
    ShowNational {
        /// As one JSON object.
        json: bool,
    },
    /// Decide settings of an institution: names and values.
    SetInstitution {
        /// Which.
        number: String,
        /// Names and values.
        settings: Vec<(String, String)>,
    },
    /// Give a right.
    Grant(operator::RightArguments),
    /// Take a right.
    Revoke(operator::RightArguments),
    /// Make somebody an operator.
    AddOperator {
        /// Who.
        username: String,
    },
    /// Take it away.
    RemoveOperator {
        /// Who.
        username: String,
    },
    /// Show all operators.
    ListOperators,
    /// Give a licence.
    AddLicence(operator::LicenceArguments),
    /// Make a bearer token for an administrative system; it is shown once.
    AddImportToken {
        /// For which institution.
        institution: String,
        /// What the system is called.
        name: String,
    },
    /// End an administrative system's tokens.
    EndImportToken {
        /// For which institution.
        institution: String,
        /// What the system is called.
        name: String,
    },
    /// Show the night's jobs.
    ListJobs,
    /// Run one of them.
    RunJob {
        /// Which.
        name: String,
        /// Only say what it would do.
        dry_run: bool,
        /// One JSON object.
        json: bool,
    },
    /// Show what waits for an operator.
    ListCases,
    /// Close a case.
    CloseCase {
        /// Which.
        id: i64,
        /// Why it is refused; none: it is done.
        refused: Option<String>,
    },
    /// Make one account of two.
    MergePeople(cases::MergeArguments),
    /// Ask institutions to let a service see more.
    AskForData(cases::AgreementArguments),
}

/// What is decided about an import.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Decision {
    /// A held one is loaded.
    Release,
    /// A held one is thrown away.
    Reject,
    /// The last loaded one is taken back.
    Undo,
}

/// How it went, when nothing is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// As asked.
    Done,
    /// Part of it was refused, and the report says why.
    PartlyRefused,
}

/// Where a report's lines go.
pub(crate) type Say<'a> = &'a mut dyn FnMut(&str) -> Result<()>;

/// Does what is asked. Blocks.
pub(crate) fn execute(world: &World, request: &Request, say: Say<'_>) -> Result<Answer> {
    match request {
        Request::Import { paths, operation, dry_run, json } => {
            import::load(world, paths, import::Manner::of(*operation, *dry_run, *json), say)
        }
        Request::Decide { decision, institution, source, json } => {
            import::decide(world, (*decision, institution, source.as_deref()), *json, say)
        }
        Request::AddClient(new) => client::add(world, new, say),
        Request::ListClients { json } => client::list(world, *json, say),
        Request::DisableClient { id } => client::disable(world, id, say),
        Request::RotateSigning(algorithm) => keys::rotate_signing(world, *algorithm, say),
        Request::ShowInstitution { number, json } => show::institution(world, number, *json, say),
        Request::ShowPerson { username, json } => show::person(world, username, *json, say),
        Request::SetNational { settings, operators } => national::set(world, (settings, operators), say),
        Request::ShowNational { json } => national::show(world, *json, say),
        Request::SetInstitution { number, settings } => operator::set_institution(world, number, settings, say),
        Request::Grant(arguments) => operator::grant(world, arguments, say),
        Request::Revoke(arguments) => operator::revoke(world, arguments, say),
        Request::AddOperator { username } => operators::add(world, username, say),
        Request::RemoveOperator { username } => operators::remove(world, username, say),
        Request::ListOperators => operators::list(world, say),
        Request::AddLicence(arguments) => operator::add_licence(world, arguments, say),
        Request::AddImportToken { institution, name } => operator::add_import_token(world, (institution, name), say),
        Request::EndImportToken { institution, name } => operator::end_import_token(world, (institution, name), say),
        Request::ListJobs => jobs::list(world, say),
        Request::RunJob { name, dry_run, json } => jobs::run_one(world, (name, *dry_run, *json), say),
        Request::ListCases => cases::list_cases(world, say),
        Request::CloseCase { id, refused } => cases::close_case(world, *id, refused.as_deref(), say),
        Request::MergePeople(arguments) => cases::merge_people(world, arguments, say),
        Request::AskForData(asking) => cases::request_agreement(world, asking, say),
    }
}
