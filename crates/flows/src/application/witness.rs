//! Who stands behind an application, or against it: the leader's eID, the register's own address, the administrators.
//!
//! Source: product.md §11. What it does not do: approve; none of these is enough without an operator.

use super::{Held, applicant, sealed};
use crate::remember::{Blank, with};
use crate::world::World;
use crypto::sealing::Vault;
use crypto::secret::SecretText;
use rules::cpr::Cpr;
use rules::event::Kind;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;

/// The longest objection that is kept.
const OBJECTION_LETTERS_MAX: usize = 2_000;

/// What became of the leader's signature; each with the path of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// The leader has signed.
    Done(String),
    /// The eID was somebody else's than the leader's who was typed.
    SomebodyElse(String),
    /// The answers changed while the leader was away.
    OtherAnswers(String),
    /// It is decided, or there is no such application.
    Nothing,
}

/// What a leader signs: the application's number, never its link, and the moment its text is from.
pub fn to_sign(held: &Held) -> String {
    format!("{}.{}", held.row.id, held.row.changed.0)
}

/// [`to_sign`] as a form carries it: the SHA-256 in hex, so that a page is only signed as it was read.
pub fn digest(held: &Held) -> String {
    rules::hex::write(&crypto::digest::sha256(to_sign(held).as_bytes()))
}

fn number_of(about: &str) -> Option<i64> {
    about.split_once('.').and_then(|(number, _)| number.parse().ok())
}

/// Somebody showed their eID for this application.
///
/// # Errors
/// [`StoreError`].
pub async fn sign(world: &World, about: &str, cpr: &Cpr, address: IpAddr) -> Result<Signed, StoreError> {
    let (vault, blank, shown) = (world.vault.clone(), Blank::draw(world), cpr.clone());
    let Some(id) = number_of(about) else { return Ok(Signed::Nothing) };
    let about = about.to_owned();
    world
        .db
        .write(move |tx| {
            let Some(held) = open(tx, &vault, id)?.filter(|held| held.row.decided.is_none()) else {
                return Ok(Signed::Nothing);
            };
            let path = held.record.path();
            if held.record.answers.leader.cpr().as_ref() != Some(&shown) {
                return Ok(Signed::SomebodyElse(path));
            }
            if to_sign(&held) != about {
                return Ok(Signed::OtherAnswers(path));
            }
            if store::application::sign(tx, id)? {
                let number = held.record.answers.number();
                let event = blank.event(Kind::ApplicationConfirmed, &applicant(address, number.as_ref()), &[]);
                store::event::append(tx, &with(with(event, "application", id), "how", "leader_signed"))?;
            }
            Ok(Signed::Done(path))
        })
        .await
}

/// The path of an application's link, for whoever comes back from the eID without having signed.
///
/// # Errors
/// [`StoreError`].
pub async fn path(world: &World, about: &str) -> Result<Option<String>, StoreError> {
    let Some(id) = number_of(about) else { return Ok(None) };
    let vault = world.vault.clone();
    world.db.point(move |tx| Ok(open(tx, &vault, id)?.map(|held| held.record.path()))).await
}

fn open(tx: &mut Tx, vault: &Vault, id: i64) -> Result<Option<Held>, StoreError> {
    store::application::find(tx, id)?.map(|row| Held::open(vault, row)).transpose()
}

/// The two that were written to when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// Whoever reads the register's address.
    Register,
    /// An administrator the institution has already.
    Administrator,
}

impl Witness {
    fn find(self, tx: &mut Tx, vault: &Vault, hash: &[u8; 32]) -> Result<Option<Held>, StoreError> {
        let row = match self {
            Witness::Register => store::application::by_confirm(tx, hash)?,
            Witness::Administrator => store::application::by_object(tx, hash)?,
        };
        row.map(|row| Held::open(vault, row)).transpose()
    }
}

/// What somebody is asked about.
///
/// # Errors
/// [`StoreError`].
pub async fn about(world: &World, witness: Witness, secret: &SecretText) -> Result<Option<Held>, StoreError> {
    let hash = crypto::digest::of_token(secret.reveal());
    let vault = world.vault.clone();
    world.db.point(move |tx| witness.find(tx, &vault, &hash)).await
}

/// The register's address confirms; false where there is nothing to confirm any more.
///
/// # Errors
/// [`StoreError`].
pub async fn confirm(world: &World, secret: &SecretText, address: IpAddr) -> Result<bool, StoreError> {
    let hash = crypto::digest::of_token(secret.reveal());
    let (vault, blank) = (world.vault.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            let Some(held) = Witness::Register.find(tx, &vault, &hash)? else { return Ok(false) };
            if store::application::confirm(tx, held.row.id)? {
                let event =
                    blank.event(Kind::ApplicationConfirmed, &applicant(address, held.row.institution.as_ref()), &[]);
                let event = with(with(event, "application", held.row.id), "how", "register_answered");
                store::event::append(tx, &event)?;
            }
            Ok(held.row.decided.is_none())
        })
        .await
}

/// Somebody who was written to objects: an administrator, or whoever reads the register's address. False where it is decided.
///
/// # Errors
/// [`StoreError`].
pub async fn object(
    world: &World,
    (witness, secret): (Witness, &SecretText),
    text: &str,
    address: IpAddr,
) -> Result<bool, StoreError> {
    let hash = crypto::digest::of_token(secret.reveal());
    let (vault, blank) = (world.vault.clone(), Blank::draw(world));
    let text: String = text.trim().chars().take(OBJECTION_LETTERS_MAX).collect();
    world
        .db
        .write(move |tx| {
            let Some(mut held) = witness.find(tx, &vault, &hash)? else { return Ok(false) };
            if held.row.decided.is_some() {
                return Ok(false);
            }
            store::application::object(tx, held.row.id)?;
            if !held.record.objection.is_empty() {
                held.record.objection.push_str("\n\n");
            }
            let room = OBJECTION_LETTERS_MAX.saturating_sub(held.record.objection.chars().count());
            held.record.objection.extend(text.chars().take(room));
            store::application::record(tx, held.row.id, &sealed(&vault, held.row.id, &held.record))?;
            let event = blank.event(Kind::ApplicationObjected, &applicant(address, held.row.institution.as_ref()), &[]);
            store::event::append(tx, &with(event, "application", held.row.id))?;
            Ok(true)
        })
        .await
}
