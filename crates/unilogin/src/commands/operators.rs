//! Who sits at the operator's desk: `unilogin operator add|remove|list`.
//!
//! What it does not do: log anybody in; an operator shows national eID at `/stil`.

use super::operator::known_person;
use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Result, bail};
use flows::world::World;

/// What `unilogin operator` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum OperatorCommand {
    /// Make somebody an operator.
    Add(Who),
    /// Take it away.
    Remove(Who),
    /// Show all operators.
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Whom it is about.
#[derive(Debug, clap::Args)]
pub(crate) struct Who {
    /// The person's user name.
    username: String,
    #[command(flatten)]
    place: Place,
}

/// `unilogin operator`.
pub(crate) fn run(command: OperatorCommand) -> Result<()> {
    match command {
        OperatorCommand::Add(Who { username, place }) => control::run(&place, &Request::AddOperator { username }),
        OperatorCommand::Remove(Who { username, place }) => control::run(&place, &Request::RemoveOperator { username }),
        OperatorCommand::List { place } => control::run(&place, &Request::ListOperators),
    }
}

pub(crate) fn add(world: &World, username: &str, say: Say<'_>) -> Result<Answer> {
    let person = known_person(world, username)?;
    let how = if flows::operator::appoint(world, person.id)? { "is now" } else { "is already" };
    say(&format!("{} {how} an operator", person.username))?;
    Ok(Answer::Done)
}

pub(crate) fn remove(world: &World, username: &str, say: Say<'_>) -> Result<Answer> {
    let person = known_person(world, username)?;
    if !flows::operator::remove(world, person.id)? {
        bail!("{} is no operator", person.username);
    }
    say(&format!("{} is no operator any more", person.username))?;
    Ok(Answer::Done)
}

pub(crate) fn list(world: &World, say: Say<'_>) -> Result<Answer> {
    for person in flows::operator::list(world)? {
        say(&format!("{}  {}", person.username, person.shown().full()))?;
    }
    Ok(Answer::Done)
}
