//! *Har du fået en engangskode?*: the user name and a one-time code open a new password, once, in one browser.
//!
//! Source: product.md §7, last row. The code is tested behind the one door, with the throttle of passwords, and answers
//! alike for a name nobody has, no code, a wrong one and an old one. Whoever looks after other people's accounts by now
//! gets nothing, however right the code is. What it does not do: log anybody in; the new password does.

use crate::one_time_code::{adult_facts, is_contact_only, still_may};
use crate::password_door::{self, Account, Settled, Tested};
use crate::remember::{Circumstances, with};
use crate::sign_in::onward::{self, Arrival};
use crate::sign_in::passage::{self, NewBy, Passage, Step};
use crate::sign_in::username::{folded, form_of};
use crate::sign_in::{At, Broken, Next, Notice, Refusal};
use crate::standing::Standing;
use crate::world::World;
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::id::PersonId;
use rules::one_time_code::{self, canonical};
use rules::rights::Reason;
use rules::time::Instant;
use rules::user::Username;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::one_time_code::OneTimeCode;
use store::person::Person;

/// The name that was typed earlier in this login, to fill in; empty where none was, or the login is over.
///
/// # Errors
/// Where the database is broken.
pub async fn typed_before(world: &World, at: &At) -> Result<String, Broken> {
    Ok(passage::read_now(world, at).await?.map(|passage| passage.typed()).unwrap_or_default())
}

/// Takes a user name and a code: on to a new password, or to the same page with what is wrong.
///
/// # Errors
/// Where the database or the pool is broken.
pub async fn take(world: &World, at: &At, (name, code): (&str, SecretText)) -> Result<Next, Broken> {
    let shown = folded(name);
    if shown.is_empty() || code.reveal().trim().is_empty() {
        return passage::change(world, at, move |_, passage| {
            again(passage, (None, &shown), Notice::NothingTyped);
            Ok(())
        })
        .await;
    }
    // Only somebody in the middle of a login costs a try.
    if passage::read_now(world, at).await?.is_none() {
        return Ok(Next::Gone);
    }
    let username = Username::parse(name);
    let (vault, typed) = (world.vault.clone(), shown.clone());
    let (person, form) = world
        .db
        .read(move |tx| {
            let person = match &username {
                Some(name) => store::person::find_by_username(tx, name)?,
                None => None,
            };
            let form = form_of(tx, person.as_ref(), (&vault, &typed))?;
            Ok((person, form))
        })
        .await?;
    let browser_hash = crypto::digest::of_token(at.browser.secret.reveal());
    let account = Account::of(world, person.map(|person| person.id), &shown, form).by_code(browser_hash);
    // What looks like no code is hashed all the same: it costs a try, and its time tells nothing.
    let secret = SecretText::new(canonical(code.reveal()).unwrap_or_else(|| "\0".to_owned()));
    let tested = password_door::test(world, &account, at.browser.address, secret).await?;
    if matches!(tested, Tested::Overloaded) {
        return Ok(Next::Busy);
    }
    let address = at.browser.address;
    passage::act(world, at, move |tx, passage, arrival| {
        settled(tx, (passage, &shown), (&account, &tested), (address, arrival))?;
        Ok(None)
    })
    .await
}

/// The same page again, with the name that was typed and never the code. Whose name it is says nothing of who sits there.
fn again(passage: &mut Passage, (person, shown): (Option<PersonId>, &str), notice: Notice) {
    passage.forget_person();
    passage.row.person = person;
    passage.row.typed = Some(shown.to_owned()).filter(|shown| !shown.is_empty());
    passage.go(Step::Code, Some(notice));
}

/// The wait before the next code is tested: the one of the account's password.
pub(crate) fn waiting_until(tx: &mut Tx, world: &World, passage: &Passage) -> Result<Option<Instant>, StoreError> {
    let typed = passage.typed();
    if typed.is_empty() {
        return Ok(None);
    }
    let person = match passage.person() {
        Some(person) => store::person::find(tx, person)?,
        None => None,
    };
    let form = form_of(tx, person.as_ref(), (&world.vault, &typed))?;
    password_door::waiting_until(tx, &Account::of(world, passage.person(), &typed, form))
}

fn settled(
    tx: &mut Tx,
    (passage, shown): (&mut Passage, &str),
    (account, tested): (&Account, &Tested),
    (address, arrival): (IpAddr, &Arrival),
) -> Result<(), StoreError> {
    match password_door::settle(tx, account, tested, address)? {
        Settled::Waiting | Settled::Spent => again(passage, (account.person, shown), Notice::StillWaiting),
        Settled::Wrong => {
            again(passage, (account.person, shown), Notice::WrongCode);
            let person = account.person.unwrap_or(PersonId::NOBODY);
            let event = arrival.first.event(Kind::LoginFailed, &arrival.by_login(), &[person]);
            store::event::append(tx, &with(event, "way", "one_time_code"))?;
        }
        Settled::Right { version: id, .. } => {
            let code = store::one_time_code::find(tx, id)?;
            let person = match account.person {
                Some(person) => store::person::find(tx, person)?,
                None => None,
            };
            match (code, person) {
                (Some(code), Some(person)) => open(tx, passage, (&code, &person), arrival)?,
                (_, _) => again(passage, (account.person, shown), Notice::WrongCode),
            }
        }
    }
    Ok(())
}

/// The code was right: who may have it is asked again, and of all browsers one gets it.
fn open(
    tx: &mut Tx,
    passage: &mut Passage,
    (code, person): (&OneTimeCode, &Person),
    arrival: &Arrival,
) -> Result<(), StoreError> {
    passage.forget_person();
    passage.row.person = Some(person.id);
    passage.row.typed = Some(person.username.as_str().to_owned());
    let standing = Standing::load(tx, person)?;
    let now = tx.now();
    if let Some(why) = onward::refusal(passage, person, &standing, now) {
        return refuse(tx, passage, (code, arrival, why));
    }
    match still_may(tx, code)? {
        Ok(()) => {}
        Err(Reason::AdministratorNeedsEid) => return refuse(tx, passage, (code, arrival, Refusal::CodeNeedsEid)),
        Err(_) => return refuse(tx, passage, (code, arrival, Refusal::CodeOver)),
    }
    let ends = one_time_code::claim_ends(now);
    let browser_hash = passage.row.browser_hash.clone();
    let is_first = store::one_time_code::claim(tx, code.id, &browser_hash, ends)?;
    if !is_first && code.claimed_by.as_deref() != Some(browser_hash.as_slice()) {
        again(passage, (Some(person.id), person.username.as_str()), Notice::WrongCode);
        return Ok(());
    }
    if is_first {
        let event = arrival.first.event(Kind::CodeUsed, &from(tx, code, arrival.by_login())?, &[person.id]);
        store::event::append(tx, &with(event, "code", code.id))?;
        passage.row.ends = passage.row.ends.max(ends);
    }
    onward::start_making(passage, &standing, NewBy::Code(code.id));
    passage.go(Step::NewPassword, None);
    Ok(())
}

fn refuse(
    tx: &mut Tx,
    passage: &mut Passage,
    (code, arrival, why): (&OneTimeCode, &Arrival, Refusal),
) -> Result<(), StoreError> {
    let event = arrival.first.event(Kind::LoginRefused, &from(tx, code, arrival.by_login())?, &[code.person]);
    store::event::append(tx, &with(event, "way", "one_time_code"))?;
    passage.refuse(why);
    Ok(())
}

/// What happens to an account stands in the institution's log, but not where it knows a contact only.
pub(crate) fn from(tx: &mut Tx, code: &OneTimeCode, from: Circumstances) -> Result<Circumstances, StoreError> {
    let facts = adult_facts(tx, code.person, None)?;
    Ok(if is_contact_only(&facts, &code.institution) { from } else { from.at(&code.institution) })
}

/// The code this login claimed, as long as it is this browser's, in time, and the person may have it; else none.
pub(crate) fn standing_code(tx: &mut Tx, passage: &Passage, id: i64) -> Result<Option<OneTimeCode>, StoreError> {
    let Some(code) = store::one_time_code::find(tx, id)? else { return Ok(None) };
    let is_ours = code.claimed_by.as_deref() == Some(passage.row.browser_hash.as_slice());
    let is_claimed = code.state(tx.now()) == one_time_code::State::Claimed;
    if !is_ours || !is_claimed || passage.person() != Some(code.person) {
        return Ok(None);
    }
    Ok(still_may(tx, &code)?.is_ok().then_some(code))
}
