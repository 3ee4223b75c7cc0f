//! What the operator does by hand: cases that administrators opened, two accounts of one person, a provider's request.
//!
//! Source: product.md §3, §13. What it does not do: go around the law; a merge takes two named operators.

use super::operator::{known_institution, known_person};
use super::request::{Answer, Request, Say};
use super::show::looked;
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::data_agreement;
use flows::merge_people::{KeptNumber, Merging, merge};
use flows::operator_case::{Closing, close};
use flows::remember::Circumstances;
use flows::world::World;
use rules::agreement::Field;
use rules::cpr::Cpr;
use rules::id::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::operator_case::Waiting;

/// How many cases are listed.
const CASES_SHOWN: i64 = 500;

/// What `unilogin person` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum PersonCommand {
    /// Make one account of two that are the same person. Takes two operators, named by their user names.
    Merge {
        #[command(flatten)]
        merging: MergeArguments,
        #[command(flatten)]
        place: Place,
    },
}

/// Which accounts become one, and who says so.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(crate) struct MergeArguments {
    /// The user name of the account that stays.
    survivor: String,
    /// The user name of the account that goes; its UniId stays as an alias.
    other: String,
    /// The user name of the account whose CPR number is right.
    #[arg(long)]
    number_of: String,
    /// Who decides: twice.
    #[arg(long = "operator", required = true, num_args = 1)]
    operators: Vec<String>,
    /// The case this answers.
    #[arg(long)]
    case: Option<i64>,
}

/// What `unilogin case` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum CaseCommand {
    /// Show what waits for an operator, the oldest first. CPR numbers are masked; who was looked at is remembered.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Close a case that asked for another entry in the register: the register says so now.
    Done {
        /// The case's number.
        id: i64,
        #[command(flatten)]
        place: Place,
    },
    /// Close a case without doing what it asks for. What it held goes.
    Refuse {
        /// The case's number.
        id: i64,
        /// Why; kept in the log, so never a name or a CPR number.
        #[arg(long)]
        why: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What `unilogin agreement` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AgreementCommand {
    /// Ask an institution to let a service see more: `name`, `roles`, `groups`, `mail`, `birth`, `contacts`, `cpr`.
    Request {
        #[command(flatten)]
        asking: AgreementArguments,
        #[command(flatten)]
        place: Place,
    },
}

/// What is asked of whom.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(crate) struct AgreementArguments {
    /// The service's client id.
    client: String,
    /// The institutions' numbers.
    #[arg(required = true)]
    institutions: Vec<String>,
    /// The fields, with commas between.
    #[arg(long, value_delimiter = ',', required = true)]
    fields: Vec<String>,
    /// Why.
    #[arg(long, default_value = "")]
    comment: String,
}

/// `unilogin person`.
pub(crate) fn run_person(command: PersonCommand) -> Result<()> {
    let PersonCommand::Merge { merging, place } = command;
    control::run(&place, &Request::MergePeople(merging))
}

/// `unilogin case`.
pub(crate) fn run_case(command: CaseCommand) -> Result<()> {
    match command {
        CaseCommand::List { place } => control::run(&place, &Request::ListCases),
        CaseCommand::Done { id, place } => control::run(&place, &Request::CloseCase { id, refused: None }),
        CaseCommand::Refuse { id, why, place } => control::run(&place, &Request::CloseCase { id, refused: Some(why) }),
    }
}

/// `unilogin agreement`.
pub(crate) fn run_agreement(command: AgreementCommand) -> Result<()> {
    let AgreementCommand::Request { asking, place } = command;
    control::run(&place, &Request::AskForData(asking))
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

pub(crate) fn merge_people(world: &World, arguments: &MergeArguments, say: Say<'_>) -> Result<Answer> {
    let survivor = known_person(world, &arguments.survivor)?;
    let other = known_person(world, &arguments.other)?;
    let right = known_person(world, &arguments.number_of)?;
    let number = if right.id == survivor.id {
        KeptNumber::Survivors
    } else if right.id == other.id {
        KeptNumber::Others
    } else {
        bail!("--number-of names one of the two accounts");
    };
    let [one, two] = arguments.operators.as_slice() else { bail!("it takes two operators: --operator A --operator B") };
    let operators = [known_person(world, one)?.id, known_person(world, two)?.id];
    let merging = Merging { survivor: survivor.id, other: other.id, number, operators, case: arguments.case };
    let merged = runtime()?.block_on(merge(world, &merging))?;
    merged?;
    say(&format!("{} and {} are one account now: {}", survivor.username, other.username, survivor.username))?;
    Ok(Answer::Done)
}

pub(crate) fn list_cases(world: &World, say: Say<'_>) -> Result<Answer> {
    let waiting = world.db.blocking().read(|tx| store::operator_case::waiting(tx, CASES_SHOWN))?;
    if waiting.is_empty() {
        say("nothing waits for an operator")?;
    }
    let about: BTreeSet<PersonId> =
        waiting.iter().flat_map(|one| [one.case.person, one.case.other_person]).flatten().collect();
    if !about.is_empty() {
        looked(world, &Circumstances::machine("command"), &Vec::from_iter(about))?;
    }
    for Waiting { case, username, other_username } in waiting {
        let facts = flows::operator_case::facts(&world.vault, &case)?;
        let number = Cpr::parse(&facts.cpr).map(|cpr| cpr.masked()).unwrap_or_default();
        let name = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
        let (person, other) = (name(username), name(other_username));
        let day = case.opened.day_in_denmark();
        let line = format!(
            "{} {} {day} {} {person} {other} {number} {}",
            case.id,
            case.kind.word(),
            case.institution,
            facts.text
        );
        say(line.trim_end())?;
    }
    Ok(Answer::Done)
}

pub(crate) fn close_case(world: &World, id: i64, refused: Option<&str>, say: Say<'_>) -> Result<Answer> {
    let closing = refused.map_or(Closing::Done, |why| Closing::Refused(why.to_owned()));
    runtime()?.block_on(close(world, id, &closing))??;
    say(&format!("case {id} is closed"))?;
    Ok(Answer::Done)
}

pub(crate) fn request_agreement(world: &World, asking: &AgreementArguments, say: Say<'_>) -> Result<Answer> {
    let words: Vec<&str> = Field::ALL.iter().map(|field| field.word()).collect();
    let mut fields = Vec::new();
    for word in &asking.fields {
        let field = Field::from_word(word.trim());
        fields.push(field.with_context(|| format!("no field {word}; there are {}", words.join(", ")))?);
    }
    let runtime = runtime()?;
    let mut answer = Answer::Done;
    for text in &asking.institutions {
        let institution = known_institution(world, text)?;
        let from = Circumstances::machine("command");
        let what = (fields.as_slice(), asking.comment.as_str());
        let asked = data_agreement::request(world, (&asking.client, &institution), what, &from);
        match runtime.block_on(asked)? {
            Ok(id) => say(&format!("{institution} was asked: request {id}"))?,
            Err(why) => {
                answer = Answer::PartlyRefused;
                say(&format!("{institution} was not asked: {why}"))?;
            }
        }
    }
    Ok(answer)
}
