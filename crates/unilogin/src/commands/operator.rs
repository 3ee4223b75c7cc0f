//! The operator's hand until Brugeradministration has its pages: settings, rights, licences, tokens of import sources.
//!
//! What it does not do: go around the law: each is an event, done by `command`.

use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::institution_setting::{Decided, save_by_operator};
use flows::operator_right::{self, Given, Which};
use flows::remember::{Blank, Circumstances, with};
use flows::world::World;
use rules::event::Kind;
use rules::institution::InstitutionNumber;
use rules::institution_setting::Name;
use rules::licence::{Licence, Reach};
use rules::rights::facts::Right;
use rules::user::Username;
use serde::{Deserialize, Serialize};
use store::person::Person;

/// What `unilogin institution` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum InstitutionCommand {
    /// Decide settings: `teacher_roles="teacher pedagogue"`, `confirmation=picture`, `networks=192.0.2.0/24` ...
    Set {
        /// The institution's number.
        number: String,
        /// Names and values.
        #[arg(required = true, value_name = "NAME=VALUE")]
        settings: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
}

/// What `unilogin admin` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AdminCommand {
    /// Give a right at an institution.
    Grant {
        #[command(flatten)]
        right: RightArguments,
        #[command(flatten)]
        place: Place,
    },
    /// Take it.
    Revoke {
        #[command(flatten)]
        right: RightArguments,
        #[command(flatten)]
        place: Place,
    },
}

/// Who, where, which right.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(crate) struct RightArguments {
    /// The person's user name.
    username: String,
    /// The institution's number.
    institution: String,
    /// Which right.
    #[arg(long, default_value = "user_administration")]
    right: String,
}

/// What `unilogin licence` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum LicenceCommand {
    /// Give a service to an institution, an actor or a class.
    Add {
        #[command(flatten)]
        licence: LicenceArguments,
        #[command(flatten)]
        place: Place,
    },
}

/// What is licensed to whom.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(crate) struct LicenceArguments {
    /// The institution's number.
    institution: String,
    /// The service's client id.
    client: String,
    /// `all`, `actor:pupil`, `actor:employee` ... or `group:CODE`.
    #[arg(long, default_value = "all")]
    reach: String,
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: Option<String>,
    /// Last day, YYYY-MM-DD.
    #[arg(long)]
    to: Option<String>,
}

/// What `unilogin import-token` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a bearer token for `POST /api/import/{institution}`; it is shown once.
    Add(TokenArguments),
    /// End a system's tokens.
    End(TokenArguments),
}

/// Whose token.
#[derive(Debug, clap::Args)]
pub(crate) struct TokenArguments {
    /// The institution's number.
    institution: String,
    /// What the system is called.
    name: String,
    #[command(flatten)]
    place: Place,
}

/// `unilogin institution`.
pub(crate) fn run_institution(command: InstitutionCommand) -> Result<()> {
    let InstitutionCommand::Set { number, settings, place } = command;
    let pairs: Option<Vec<(String, String)>> = settings
        .iter()
        .map(|setting| setting.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())))
        .collect();
    let settings = pairs.context("a setting is NAME=VALUE")?;
    control::run(&place, &Request::SetInstitution { number, settings })
}

/// `unilogin admin`.
pub(crate) fn run_admin(command: AdminCommand) -> Result<()> {
    match command {
        AdminCommand::Grant { right, place } => control::run(&place, &Request::Grant(right)),
        AdminCommand::Revoke { right, place } => control::run(&place, &Request::Revoke(right)),
    }
}

/// `unilogin licence`.
pub(crate) fn run_licence(command: LicenceCommand) -> Result<()> {
    let LicenceCommand::Add { licence, place } = command;
    control::run(&place, &Request::AddLicence(licence))
}

/// `unilogin import-token`.
pub(crate) fn run_token(command: TokenCommand) -> Result<()> {
    match command {
        TokenCommand::Add(TokenArguments { institution, name, place }) => {
            control::run(&place, &Request::AddImportToken { institution, name })
        }
        TokenCommand::End(TokenArguments { institution, name, place }) => {
            control::run(&place, &Request::EndImportToken { institution, name })
        }
    }
}

/// The number of an institution that the register knows.
pub(crate) fn known_institution(world: &World, text: &str) -> Result<InstitutionNumber> {
    let number = InstitutionNumber::parse(text).with_context(|| format!("{text} is no institution number"))?;
    let asked = number.clone();
    let name = world.db.blocking().read(move |tx| store::institution::name(tx, &asked))?;
    name.with_context(|| format!("the institution {number} is not in the register"))?;
    Ok(number)
}

/// The person with a user name.
pub(crate) fn known_person(world: &World, text: &str) -> Result<Person> {
    let username = Username::parse(text).with_context(|| format!("{text} is no user name"))?;
    let asked = username.clone();
    let found = world.db.blocking().read(move |tx| store::person::find_by_username(tx, &asked))?;
    found.with_context(|| format!("nobody has the user name {username}"))
}

fn command() -> Circumstances {
    Circumstances::machine("command")
}

pub(crate) fn set_institution(
    world: &World,
    number: &str,
    settings: &[(String, String)],
    say: Say<'_>,
) -> Result<Answer> {
    let number = known_institution(world, number)?;
    let mut decided = Vec::new();
    for (name, value) in settings {
        let name =
            Name::from_word(name).with_context(|| format!("there is no setting {name}; there are {}", names()))?;
        decided.push(Decided { name, value: value.clone() });
    }
    if let Err(name) = save_by_operator(world, &number, &decided, &command())? {
        bail!("{} does not take this value{}", name.word(), bounds(name));
    }
    for Decided { name, value } in decided {
        say(&format!("{number}: {} = {value}", name.word()))?;
    }
    Ok(Answer::Done)
}

fn bounds(name: Name) -> String {
    name.bounds().map_or_else(String::new, |all| format!(": it lies between {} and {}", all.start(), all.end()))
}

fn names() -> String {
    Name::ALL.map(Name::word).join(", ")
}

pub(crate) fn grant(world: &World, arguments: &RightArguments, say: Say<'_>) -> Result<Answer> {
    let institution = known_institution(world, &arguments.institution)?;
    let person = known_person(world, &arguments.username)?;
    let right = own_right(&arguments.right)?;
    let which = Which { person: person.id, institution: institution.clone(), right };
    let how = match operator_right::give(world, &which, &command())? {
        Given::Now => "has now",
        Given::Already => "already has",
        Given::MayNot => bail!("{} may not hold {}: that takes an employee", person.username, right.word()),
    };
    say(&format!("{} {how} {} at {institution}", person.username, right.word()))?;
    Ok(Answer::Done)
}

fn own_right(word: &str) -> Result<Right> {
    let own = Right::ALL.into_iter().filter(|right| *right != Right::ServiceDefined);
    let words: Vec<&str> = own.clone().map(|right| right.word()).collect();
    let mut own = own;
    own.find(|right| right.word() == word).with_context(|| format!("no right {word}; there are {}", words.join(", ")))
}

pub(crate) fn revoke(world: &World, arguments: &RightArguments, say: Say<'_>) -> Result<Answer> {
    let institution = known_institution(world, &arguments.institution)?;
    let person = known_person(world, &arguments.username)?;
    let right = own_right(&arguments.right)?;
    let which = Which { person: person.id, institution: institution.clone(), right };
    if !operator_right::take(world, &which, &command())? {
        bail!("{} does not have {} at {institution}", person.username, right.word());
    }
    say(&format!("{} no longer has {} at {institution}", person.username, right.word()))?;
    Ok(Answer::Done)
}

pub(crate) fn add_licence(world: &World, arguments: &LicenceArguments, say: Say<'_>) -> Result<Answer> {
    let institution = known_institution(world, &arguments.institution)?;
    let client = arguments.client.clone();
    let asked = client.clone();
    let service = world.db.blocking().read(move |tx| flows::client::open(tx, &asked))?;
    service.with_context(|| format!("no service {client} is registered"))?;
    let day = |text: &Option<String>| -> Result<_> {
        text.as_ref().map(|text| text.parse().with_context(|| format!("{text} is no day"))).transpose()
    };
    let licence = Licence {
        institution: institution.clone(),
        reach: reach(world, &institution, &arguments.reach)?,
        from: day(&arguments.from)?,
        to: day(&arguments.to)?,
    };
    let event = Blank::draw(world).event(Kind::LicenceGiven, &command().at(&institution), &[]);
    let event = with(with(event, "client", &client), "reach", licence.reach.word());
    let id = world.draw_id();
    let told = format!("{client} for {} at {institution}", licence.reach.word());
    world.db.blocking().write(move |tx| {
        store::licence::give(tx, id, &client, &licence, None)?;
        store::event::append(tx, &event)
    })?;
    say(&told)?;
    Ok(Answer::Done)
}

/// `group:CODE` names a class as the school does; the database keeps its row.
fn reach(world: &World, institution: &InstitutionNumber, word: &str) -> Result<Reach> {
    let Some(code) = word.strip_prefix("group:") else {
        return Reach::from_word(word).with_context(|| format!("{word} is neither all, actor:... nor group:..."));
    };
    let at = institution.clone();
    let groups = world.db.blocking().read(move |tx| store::school_group::active(tx, &at))?;
    let found = groups.into_iter().find(|(_, held, _)| held.as_str() == code);
    found.map(|(id, _, _)| Reach::Group(id)).with_context(|| format!("{institution} has no group {code}"))
}

pub(crate) fn add_import_token(world: &World, (number, name): (&str, &str), say: Say<'_>) -> Result<Answer> {
    let institution = known_institution(world, number)?;
    let token = crypto::random::token_256();
    let hash = crypto::digest::of_token(token.reveal());
    let event = Blank::draw(world).event(Kind::ImportTokenChanged, &command().at(&institution), &[]);
    let event = with(with(event, "name", name), "change", "added");
    let (at, called) = (institution, name.to_owned());
    world.db.blocking().write(move |tx| {
        store::import_token::add(tx, &hash, &at, &called)?;
        store::event::append(tx, &event)
    })?;
    say(token.reveal())?;
    Ok(Answer::Done)
}

pub(crate) fn end_import_token(world: &World, (number, name): (&str, &str), say: Say<'_>) -> Result<Answer> {
    let institution = known_institution(world, number)?;
    let event = Blank::draw(world).event(Kind::ImportTokenChanged, &command().at(&institution), &[]);
    let event = with(with(event, "name", name), "change", "ended");
    let (at, called) = (institution.clone(), name.to_owned());
    let ended = world.db.blocking().write(move |tx| {
        let ended = store::import_token::end(tx, &at, &called)?;
        if 0 < ended {
            store::event::append(tx, &event)?;
        }
        Ok(ended)
    })?;
    if ended == 0 {
        bail!("{institution} has no token of {name}");
    }
    say(&format!("{ended} tokens of {name} ended"))?;
    Ok(Answer::Done)
}
