//! *Send ansøgning*: once, however often the button is pressed; the register's address and the administrators hear of it.
//!
//! Source: product.md §11. Whoever applies is told the same whether there are administrators or not. What it does not do:
//! decide.

use super::{Held, applicant, by_link, parties};
use crate::administrators;
use crate::mail::{Language, Letter, Post, Values};
use crate::remember::{Blank, with};
use crate::world::World;
use crypto::secret::SecretText;
use rules::application::{State, is_complete};
use rules::event::Kind;
use std::net::IpAddr;
use store::application::Sending;
use store::driver::Tx;
use store::error::StoreError;

/// Where the register's address confirms; a secret follows.
pub const CONFIRM_PATH: &str = "/ansoeg/bekraeft/";
/// Where administrators object; a secret follows.
pub const OBJECT_PATH: &str = "/ansoeg/indsigelse/";
/// How often a case number is drawn anew because one has it.
const ATTEMPTS_MAX: usize = 8;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It waits for an operator; the number people say. The same for a second click.
    Done(String),
    /// Something is not filled in.
    Incomplete,
    /// The register has the institution closed.
    Closed,
    /// There is neither a signed page nor the leader's eID.
    NotSigned,
    /// There is no such application.
    Nothing,
}

/// Sends it.
///
/// # Errors
/// [`StoreError`].
pub async fn send(world: &World, link: &SecretText, address: IpAddr) -> Result<Sent, StoreError> {
    let hash = crypto::digest::of_token(link.reveal());
    for _ in 0..ATTEMPTS_MAX {
        let draft = Draft::draw(world);
        let (vault, today) = (world.vault.clone(), world.now().day_in_denmark());
        let done = world.db.write(move |tx| {
            let Some(held) = by_link(tx, &vault, &hash)? else { return Ok(Sent::Nothing) };
            if let (false, Some(case)) = (held.row.state.is_open(), &held.row.case_number) {
                return Ok(Sent::Done(case.clone()));
            }
            if !is_complete(&held.record.answers, today) {
                return Ok(Sent::Incomplete);
            }
            if let Some(number) = held.record.answers.number()
                && store::institution::is_closed(tx, &number)?
            {
                return Ok(Sent::Closed);
            }
            if held.record.file.is_none() && held.row.leader_signed.is_none() {
                return Ok(Sent::NotSigned);
            }
            let parties = parties(&vault, &held.record.answers);
            store::application::write_parties(tx, held.row.id, &parties)?;
            draft.submit(tx, held, address)
        });
        match done.await {
            // Somebody has the case number: another one.
            Err(StoreError::Busy) => {}
            done => return done,
        }
    }
    Err(StoreError::Busy)
}

/// Everything that is drawn before the transaction.
#[derive(Clone)]
struct Draft {
    case_number: String,
    confirm: SecretText,
    object: SecretText,
    blank: Blank,
    post: Post,
}

impl Draft {
    fn draw(world: &World) -> Draft {
        let mut chance = world.chance();
        let digits = chance.number().rem_euclid(1_000_000);
        let year = world.now().day_in_denmark().year();
        Draft {
            case_number: format!("{year}-{digits:06}"),
            confirm: crypto::random::token_from(&mut chance),
            object: crypto::random::token_from(&mut chance),
            blank: Blank::draw(world),
            post: Post::draw(world, administrators::RECIPIENTS_MAX + 2),
        }
    }

    fn submit(&self, tx: &mut Tx, mut held: Held, address: IpAddr) -> Result<Sent, StoreError> {
        let first = held.row.state == State::Draft;
        if first && store::application::has_case(tx, &self.case_number)? {
            return Err(StoreError::Busy);
        }
        let sending = Sending {
            case_number: self.case_number.clone(),
            confirm_hash: crypto::digest::of_token(self.confirm.reveal()).to_vec(),
            object_hash: crypto::digest::of_token(self.object.reveal()).to_vec(),
        };
        store::application::submit(tx, held.row.id, &sending)?;
        // These secrets are in force the first time, and whenever the answers have changed since the last.
        let is_new = store::application::by_confirm(tx, &sending.confirm_hash)?.is_some();
        let case = held.row.case_number.get_or_insert_with(|| self.case_number.clone()).clone();
        let institution = held.record.answers.number();
        let event = self.blank.event(Kind::ApplicationReceived, &applicant(address, institution.as_ref()), &[]);
        store::event::append(tx, &with(with(event, "application", held.row.id), "case", &case))?;
        self.tell(tx, &held, is_new)?;
        Ok(Sent::Done(case))
    }

    fn tell(&self, tx: &mut Tx, held: &Held, is_new: bool) -> Result<(), StoreError> {
        let values = held.values();
        let mut letters = Vec::new();
        let to = held.record.answers.contact.mail.trim().to_owned();
        letters.push(((Letter::ApplicationReceived, held.record.letters_in()), to, values.clone()));
        let number = held.record.answers.number().filter(|_| is_new);
        if let Some(number) = number {
            let at = |path: &str, secret: &SecretText| {
                let mut values: Values = values.clone();
                values.insert("path".to_owned(), format!("{path}{}", secret.reveal()));
                values
            };
            if let Some(register) = administrators::institution_address(tx, &number)? {
                let letter = (Letter::ApplicationToConfirm, Language::Danish);
                letters.push((letter, register, at(CONFIRM_PATH, &self.confirm)));
            }
            for administrator in administrators::addresses(tx, &self.post, &number)? {
                let letter = (Letter::ApplicationToWatch, Language::Danish);
                letters.push((letter, administrator, at(OBJECT_PATH, &self.object)));
            }
        }
        for (nth, (letter, to, values)) in letters.iter().enumerate() {
            if let Some(mail) = self.post.letter(nth, *letter, to, values) {
                store::outbox::put(tx, &mail)?;
            }
        }
        Ok(())
    }
}
