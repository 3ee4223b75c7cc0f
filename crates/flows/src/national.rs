//! What the operator decides for the whole country, read where it counts and decided with its event.
//!
//! Every node reads the same rows, so that all agree at once. It takes two operators: at the desk one proposes and another
//! approves, on the command line both are named. Source: product.md §5, issue "Operator's desk". What it does not do: know the
//! settings (`rules::national_setting`), or speak to the operators.

use crate::operator::{Operator, are_two};
use crate::proposal::{Drawn, New, NotAnswered, Proposals, Proposed, close, make, of_matter, proposer_stands, waiting};
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution_setting;
use rules::national_setting::{STANDARD, Settings, Taken, Why};
use rules::operator::{Refused, Tie, Verb};
use rules::proposal::{self, Matter, Outcome};
use rules::session::Lengths;
use rules::time::Instant;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::SsoSession;

/// The settings in force.
///
/// # Errors
/// [`StoreError`].
pub fn settings(tx: &mut Tx) -> Result<Settings, StoreError> {
    let rows = store::institution_setting::national(tx)?;
    Ok(Settings::from_rows(rows.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// The lengths one session is judged by. Its two ends stand in its row; only how long two factors count is asked, and only
/// where two were shown.
pub(crate) fn lengths_for(tx: &mut Tx, session: &SsoSession) -> Result<Lengths, StoreError> {
    if session.two_factor.is_none() { Ok(Lengths::STANDARD) } else { Ok(settings(tx)?.sessions) }
}

/// What became of decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// All are in force.
    Yes,
    /// None is: the setting that was refused, where one was, and why.
    No(Option<String>, Why),
    /// None is: it takes two different people who both are operators, of two trees of appointments.
    NotTwo,
}

/// Decides several settings at once, each with its event, or none: for the command line, where two operators are named.
/// Blocks.
///
/// # Errors
/// [`StoreError`].
pub fn decide(world: &World, decisions: &[(String, String)], operators: [PersonId; 2]) -> Result<Decided, StoreError> {
    let from = Circumstances::machine("command");
    let by = format!("{} {}", operators[0].0, operators[1].0);
    let events: Vec<_> = decisions
        .iter()
        .map(|(name, value)| {
            let event = Blank::draw(world).event(Kind::NationalSettingChanged, &from, &[]);
            with(with(with(event, "setting", name), "value", value), "operators", &by)
        })
        .collect();
    let decisions = decisions.to_vec();
    world.db.blocking().write(move |tx| {
        if !are_two(tx, operators)? {
            return Ok(Decided::NotTwo);
        }
        let mut all = settings(tx)?;
        for (name, value) in &decisions {
            if let Taken::No(why) = all.set(name, value) {
                return Ok(Decided::No(Some(name.clone()), why));
            }
        }
        if let Some(why) = all.contradiction() {
            return Ok(Decided::No(None, why));
        }
        for ((name, value), event) in decisions.iter().zip(&events) {
            write(tx, (name, value))?;
            store::event::append(tx, event)?;
        }
        Ok(Decided::Yes)
    })
}

/// Puts a value into force.
fn write(tx: &mut Tx, (name, value): (&str, &str)) -> Result<(), StoreError> {
    if value == STANDARD {
        store::institution_setting::clear_national(tx, name)
    } else {
        store::institution_setting::put_national(tx, name, value)
    }
}

/// The page of the country: what is in force, and what is proposed.
#[derive(Clone, Debug)]
pub struct Country {
    /// In force now.
    pub settings: Settings,
    /// Proposals about them.
    pub proposals: Proposals,
}

/// Reads the page.
///
/// # Errors
/// [`StoreError`].
pub async fn see(world: &World, operator: &Operator) -> Result<Result<Country, Refused>, StoreError> {
    let who = operator.clone();
    world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeNational, Tie::None)? {
                return Ok(Err(refused));
            }
            Ok(Ok(Country { settings: settings(tx)?, proposals: of_matter(tx, Matter::NationalSetting)? }))
        })
        .await
}

/// What an operator wants: which setting, which value, what stood on the page they saw, and why.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The setting's name.
    pub name: String,
    /// Its new value; [`STANDARD`] takes the decision back.
    pub value: String,
    /// What stood there when the page was read; empty: whatever stands.
    pub seen: String,
    /// Why.
    pub why: String,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wished {
    /// As with every proposal.
    Proposal(Proposed),
    /// The value is not taken, and why.
    No(Why),
    /// It is so already.
    Same,
    /// Another value stands there by now: this one.
    Changed(String),
}

/// Proposes another value, for another operator to approve.
///
/// # Errors
/// [`StoreError`].
pub async fn propose(world: &World, operator: &Operator, wish: Wish) -> Result<Wished, StoreError> {
    let why = match proposal::why(&wish.why) {
        Ok(why) => why,
        Err(flaw) => return Ok(Wished::Proposal(Proposed::Why(flaw))),
    };
    let (who, drawn) = (operator.clone(), Drawn::draw(world));
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ProposeNational, Tie::None)? {
                return Ok(Wished::Proposal(Proposed::Refused(refused)));
            }
            let before = settings(tx)?;
            let Some(seen_value) = before.value(&wish.name) else { return Ok(Wished::No(Why::Unknown)) };
            if !wish.seen.is_empty() && wish.seen != seen_value {
                return Ok(Wished::Changed(seen_value));
            }
            let value = at_moment(&wish.name, &wish.value, tx.now());
            let after = match taken(&before, (&wish.name, &value)) {
                Ok(after) => after,
                Err(why) => return Ok(Wished::No(why)),
            };
            if after == before {
                return Ok(Wished::Same);
            }
            // As the database keeps it, however it was typed.
            let value = match wish.value.as_str() {
                word @ (STANDARD | NOW) => word.to_owned(),
                _ => after.value(&wish.name).unwrap_or_default(),
            };
            let new = proposal_of(&wish.name, (value, seen_value, why.clone()));
            let made = make(tx, &who, new, drawn)?;
            Ok(Wished::Proposal(if made { Proposed::Yes } else { Proposed::OneWaits }))
        })
        .await
}

fn proposal_of(name: &str, (value, seen_value, why): (String, String, String)) -> New {
    New { matter: Matter::NationalSetting, subject: name.to_owned(), value, seen_value, people: None, case: None, why }
}

/// The value that calls for a change at the moment it comes into force.
pub const NOW: &str = "now";

/// What a proposal's value is at this moment: a call for new passwords counts from when it is approved.
fn at_moment(name: &str, value: &str, now: Instant) -> String {
    let calls = name == institution_setting::Name::ChangeCalled.word() && value == NOW;
    if calls { now.0.to_string() } else { value.to_owned() }
}

/// The settings with another value.
fn taken(before: &Settings, (name, value): (&str, &str)) -> Result<Settings, Why> {
    let mut after = before.clone();
    if let Taken::No(why) = after.set(name, value) {
        return Err(why);
    }
    after.contradiction().map_or(Ok(after), Err)
}

/// What became of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approved {
    /// The value is in force.
    Yes,
    /// It is not answered so.
    Not(NotAnswered),
    /// The setting, or one it depends on, was changed meanwhile: the proposal is overtaken.
    Overtaken,
}

/// Approves what another operator proposed; the value counts at once. Exactly one answer to a proposal counts.
///
/// # Errors
/// [`StoreError`].
pub async fn approve(world: &World, operator: &Operator, id: i64) -> Result<Approved, StoreError> {
    let (who, blanks) = (operator.clone(), [Blank::draw(world), Blank::draw(world)]);
    world
        .db
        .write(move |tx| {
            let row = match waiting(tx, &who, (id, Matter::NationalSetting, Verb::Approve))? {
                Ok(row) => row,
                Err(not) => return Ok(Approved::Not(not)),
            };
            let before = settings(tx)?;
            let value = at_moment(&row.subject, &row.value, tx.now());
            let stands = before.value(&row.subject).is_some_and(|value| value == row.seen_value);
            if !stands || !proposer_stands(tx, &row)? || taken(&before, (&row.subject, &value)).is_err() {
                close(tx, &who, (&row, Outcome::Overtaken), blanks[0])?;
                return Ok(Approved::Overtaken);
            }
            if !close(tx, &who, (&row, Outcome::Approved), blanks[0])? {
                return Err(StoreError::Busy);
            }
            write(tx, (&row.subject, &value))?;
            let event = blanks[1].event(Kind::NationalSettingChanged, &who.circumstances(), &[]);
            let event = with(with(event, "setting", &row.subject), "value", &value);
            let by = format!("{} {}", row.proposed_by.0, who.person().0);
            store::event::append(tx, &with(with(event, "operators", by), "proposal", row.id))?;
            Ok(Approved::Yes)
        })
        .await
}
