//! *Operatører* at the desk: who sits there, another one appointed, one removed. Never oneself, never the last.
//!
//! Source: issue "Operator's desk". All operators an address is known of are written to. What it does not do: let the new
//! one in; the national eID does.

use super::Operator;
use crate::give_password::end_sessions;
use crate::mail::{Language, Letter, Post, Values};
use crate::remember::{Blank, with};
use crate::support::looked;
use crate::world::World;
use crypto::sealing::Vault;
use rules::event::Kind;
use rules::id::PersonId;
use rules::operator::{Closed, Refused, Tie, Verb};
use rules::time::Instant;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::operator_appointment::Appointment;
use store::person::Person;

/// The most operators that are written to.
const WRITTEN_TO_MAX: usize = 50;

/// An operator on the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// Since when.
    pub since: Instant,
    /// By which operator's word, by the user name of now; none: by the command line.
    pub by: Option<Username>,
    /// Whether whoever looks may remove them.
    pub may_remove: bool,
}

/// All operators; that they were looked at is remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn list(world: &World, operator: &Operator) -> Result<Result<Vec<Row>, Refused>, StoreError> {
    let who = operator.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeeOperators, Tie::None)? {
                return Ok(Err(refused));
            }
            let all = store::operator_appointment::list(tx)?;
            let mut rows = Vec::new();
            for one in &all {
                let Some(person) = store::person::find(tx, one.person)? else { continue };
                let tie = tie(&who, one.person, &all);
                let by = match one.by {
                    Some(by) => store::person::find(tx, by)?.map(|by| by.username),
                    None => None,
                };
                rows.push(Row {
                    person: one.person,
                    shown: person.shown().full(),
                    username: person.username,
                    since: one.appointed,
                    by,
                    may_remove: who.may_do(tx, Verb::Remove, tie)?.is_ok(),
                });
            }
            rows.sort_by_cached_key(|row| rules::danish_order::sort_key(&row.shown));
            Ok(Ok(rows))
        })
        .await?;
    if let Ok(rows) = &found {
        let about: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        looked(world, operator, ("stil/operatoerer", &about)).await?;
    }
    Ok(found)
}

fn tie(who: &Operator, person: PersonId, all: &[Appointment]) -> Tie {
    if who.person() == person {
        Tie::AboutMe
    } else if all.iter().map(|one| one.person).eq([person]) {
        Tie::LastOperator
    } else {
        Tie::None
    }
}

/// What became of an appointment or a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Done.
    Done,
    /// It was so already.
    Already,
    /// Nobody has this user name.
    Nobody,
    /// Nobody could come in: the account has no CPR number an eID shows, or is blocked or closed.
    CannotLogIn,
    /// The rules refuse it.
    Refused(Refused),
}

/// Makes somebody an operator, named by user name.
///
/// # Errors
/// [`StoreError`].
pub async fn appoint(world: &World, operator: &Operator, typed: &str) -> Result<Changed, StoreError> {
    let username = Username::parse(typed);
    let (who, blank) = (operator.clone(), Blank::draw(world));
    let post = Post::draw(world, WRITTEN_TO_MAX);
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::Appoint, Tie::None)? {
                return Ok(Changed::Refused(refused));
            }
            let found = match &username {
                Some(username) => store::person::find_by_username(tx, username)?,
                None => None,
            };
            let Some(person) = found else { return Ok(Changed::Nobody) };
            let tie = if person.id == who.person() { Tie::AboutMe } else { Tie::None };
            if let Err(refused) = who.may_do(tx, Verb::Appoint, tie)? {
                return Ok(Changed::Refused(refused));
            }
            if !can_log_in(tx, &person)? {
                return Ok(Changed::CannotLogIn);
            }
            let Some(mine) = store::operator_appointment::find(tx, who.person())? else {
                return Ok(Changed::Refused(Refused::Closed(Closed::NoOperator)));
            };
            if !store::operator_appointment::appoint(tx, person.id, &mine)? {
                return Ok(Changed::Already);
            }
            told(tx, &who, (&person, "appointed"), (blank, Letter::OperatorAppointed, &post))?;
            Ok(Changed::Done)
        })
        .await
}

/// Whether an eID could ever bring somebody in.
fn can_log_in(tx: &mut Tx, person: &Person) -> Result<bool, StoreError> {
    let has_number = store::person_entry::cpr_kind(tx, person.id)?.as_deref() == Some("ordinary");
    Ok(has_number && person.block.is_none() && person.disabled.is_none())
}

/// Takes it away; everything they are logged in to ends.
///
/// # Errors
/// [`StoreError`].
pub async fn remove(world: &World, operator: &Operator, person: PersonId) -> Result<Changed, StoreError> {
    let (who, blank, post) = (operator.clone(), Blank::draw(world), Post::draw(world, WRITTEN_TO_MAX));
    world
        .db
        .write(move |tx| {
            let operators = store::operator_appointment::list(tx)?;
            if let Err(refused) = who.may_do(tx, Verb::Remove, tie(&who, person, &operators))? {
                return Ok(Changed::Refused(refused));
            }
            let Some(found) = store::person::find(tx, person)? else { return Ok(Changed::Nobody) };
            // Whoever goes hears of it too.
            let recipients = recipients(tx, post.vault())?;
            if !store::operator_appointment::end(tx, person)? {
                return Ok(Changed::Already);
            }
            end_sessions(tx, person, "operator_removed")?;
            remembered(tx, &who, (&found, "removed"), blank)?;
            write_to(tx, &recipients, (&who, &found), (Letter::OperatorRemoved, &post))?;
            Ok(Changed::Done)
        })
        .await
}

fn told(
    tx: &mut Tx,
    who: &Operator,
    (person, change): (&Person, &'static str),
    (blank, letter, post): (Blank, Letter, &Post),
) -> Result<(), StoreError> {
    remembered(tx, who, (person, change), blank)?;
    let recipients = recipients(tx, post.vault())?;
    write_to(tx, &recipients, (who, person), (letter, post))
}

fn remembered(
    tx: &mut Tx,
    who: &Operator,
    (person, change): (&Person, &'static str),
    blank: Blank,
) -> Result<(), StoreError> {
    let event = blank.event(Kind::OperatorChanged, &who.circumstances(), &[person.id]);
    store::event::append(tx, &with(event, "change", change))
}

/// The addresses of all operators, as far as administrative systems have told of them.
fn recipients(tx: &mut Tx, vault: &Vault) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for one in store::operator_appointment::list(tx)? {
        let mail = crate::import::told_mail(tx, vault, one.person)?;
        all.extend(mail.filter(|mail| crate::mail::is_address(mail)));
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn write_to(
    tx: &mut Tx,
    recipients: &[String],
    (who, about): (&Operator, &Person),
    (letter, post): (Letter, &Post),
) -> Result<(), StoreError> {
    let by = store::person::find(tx, who.person())?.map(|me| me.shown().full()).unwrap_or_default();
    let values = Values::from([("person".to_owned(), about.shown().full()), ("by".to_owned(), by)]);
    for (nth, to) in recipients.iter().enumerate() {
        if let Some(mail) = post.letter(nth, (letter, Language::Danish), to, &values) {
            store::outbox::put(tx, &mail)?;
        }
    }
    Ok(())
}
