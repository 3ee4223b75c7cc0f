//! THE FIVE MINUTES: one pupil, one adult, one window in which typing the user name gives a new password.
//!
//! Source: product.md §8. `closes` and `claim_ends` are columns: the SQL knows no duration. What it does not do: say
//! who may open one, or how long it lasts; `rules::rights` and `rules::reset_window` do.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::device_kind::DeviceKind;
use rules::id::{PersonId, WindowId};
use rules::institution::InstitutionNumber;
use rules::reset_window::{Confirmation, State, Written};
use rules::time::Instant;

statements! {
    /// Opening changes nothing but this row.
    OPEN = "INSERT INTO reset_window (id, person, institution, opened, opened_by, closes, confirmation, picture) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// By number.
    FIND = "SELECT id, person, institution, opened, opened_by, closes, confirmation, picture, claimed, claimed_by, claimed_from, claim_ends, confirmed, wrong_picture, done, password_version, cancelled, undone, claimed_on FROM reset_window WHERE id = $1";
    /// The newest window of a pupil, whatever became of it.
    NEWEST = "SELECT id, person, institution, opened, opened_by, closes, confirmation, picture, claimed, claimed_by, claimed_from, claim_ends, confirmed, wrong_picture, done, password_version, cancelled, undone, claimed_on FROM reset_window WHERE person = $1 ORDER BY opened DESC, id DESC LIMIT 1";
    /// Exactly one claim: two browsers in the same millisecond meet in this row, and one finds it claimed.
    CLAIM = "UPDATE reset_window SET claimed = $2, claimed_by = $3, claimed_from = $4, claim_ends = $5, confirmation = $6, claimed_on = $7 WHERE id = $1 AND claimed IS NULL AND cancelled IS NULL AND opened <= $2 AND $2 < closes";
    /// A window of the same pupil that nobody claimed gives way to the new one.
    GIVE_WAY = "UPDATE reset_window SET cancelled = $2 WHERE person = $1 AND cancelled IS NULL AND done IS NULL";
    /// The adult at the other screen agreed, or the right picture was tapped; once, while the claim lasts.
    CONFIRM = "UPDATE reset_window SET confirmed = $2 WHERE id = $1 AND claimed IS NOT NULL AND confirmed IS NULL AND wrong_picture IS NULL AND cancelled IS NULL AND undone IS NULL AND done IS NULL AND $2 < claim_ends";
    /// One wrong tap closes the window.
    WRONG_PICTURE = "UPDATE reset_window SET wrong_picture = $2 WHERE id = $1 AND claimed IS NOT NULL AND confirmed IS NULL AND wrong_picture IS NULL AND undone IS NULL AND done IS NULL";
    /// Done once, by the browser that claimed it, while the claim lasts and nobody cancelled.
    DONE = "UPDATE reset_window SET done = $2, password_version = $3 WHERE id = $1 AND claimed_by = $4 AND done IS NULL AND cancelled IS NULL AND undone IS NULL AND wrong_picture IS NULL AND $2 < claim_ends";
    /// *Annullér*: as long as nobody claimed it.
    CANCEL = "UPDATE reset_window SET cancelled = $2 WHERE id = $1 AND cancelled IS NULL AND claimed IS NULL";
    /// *Fortryd*: once, after a claim, finished or not.
    UNDO = "UPDATE reset_window SET undone = $2 WHERE id = $1 AND claimed IS NOT NULL AND undone IS NULL AND cancelled IS NULL";
    /// How many one adult opened since a moment.
    OPENED_SINCE = "SELECT CAST(COUNT(*) AS BIGINT) AS opened FROM reset_window WHERE opened_by = $1 AND $2 <= opened";
    /// Adults of an institution who opened more than so many since a moment.
    MANY_BY_ONE = "SELECT opened_by, CAST(COUNT(*) AS BIGINT) AS opened FROM reset_window WHERE institution = $1 AND $2 <= opened GROUP BY opened_by HAVING $3 < COUNT(*) ORDER BY opened_by LIMIT 100";
    /// The windows of an institution since a moment, oldest first: the live list picks its pupils from them.
    SINCE = "SELECT id, person, institution, opened, opened_by, closes, confirmation, picture, claimed, claimed_by, claimed_from, claim_ends, confirmed, wrong_picture, done, password_version, cancelled, undone, claimed_on FROM reset_window WHERE institution = $1 AND $2 <= opened ORDER BY opened, id LIMIT $3";
}

/// A window as the database has it.
#[derive(Clone)]
pub struct ResetWindow {
    /// Its row.
    pub id: WindowId,
    /// The pupil.
    pub person: PersonId,
    /// Where it was opened.
    pub institution: InstitutionNumber,
    /// When.
    pub opened: Instant,
    /// By whom.
    pub opened_by: PersonId,
    /// Shut from then on.
    pub closes: Instant,
    /// What else than the user name is asked for.
    pub confirmation: Confirmation,
    /// The pictures of the confirmation: the words of two, a space between; the first is the one read out.
    pub picture: Option<String>,
    /// When the user name was typed.
    pub claimed: Option<Instant>,
    /// The hash of the browser that typed it.
    pub claimed_by: Option<Vec<u8>>,
    /// From the school's network or elsewhere.
    pub claimed_from: Option<String>,
    /// The claim is over from then on.
    pub claim_ends: Option<Instant>,
    /// When the confirmation came.
    pub confirmed: Option<Instant>,
    /// When the wrong picture was tapped.
    pub wrong_picture: Option<Instant>,
    /// When the new password became the current one.
    pub done: Option<Instant>,
    /// Which version that is.
    pub password_version: Option<i64>,
    /// When it was cancelled.
    pub cancelled: Option<Instant>,
    /// When it was undone.
    pub undone: Option<Instant>,
    /// On what sort of device the user name was typed.
    pub claimed_on: Option<DeviceKind>,
}

impl ResetWindow {
    /// The row as the law reads it.
    pub fn written(&self) -> Written {
        Written {
            opened: self.opened,
            claimed: self.claimed,
            confirmation: self.confirmation,
            confirmed: self.confirmed,
            wrong_picture: self.wrong_picture,
            done: self.done,
            cancelled: self.cancelled,
            undone: self.undone,
        }
    }
    /// How far it is now.
    pub fn state(&self, now: Instant) -> State {
        self.written().state().at(now)
    }
}

/// A window about to open.
#[derive(Clone)]
pub struct NewWindow {
    /// Its row.
    pub id: WindowId,
    /// The pupil.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// By whom.
    pub opened_by: PersonId,
    /// Shut from then on.
    pub closes: Instant,
    /// What else is asked for.
    pub confirmation: Confirmation,
    /// The words of two pictures, a space between.
    pub picture: Option<String>,
}

/// Opens a window. One of the same pupil that came to nothing gives way.
pub fn open(tx: &mut Tx, new: &NewWindow) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&GIVE_WAY, &[new.person.into(), now.into()])?;
    let args = [
        new.id.into(),
        new.person.into(),
        new.institution.as_str().into(),
        now.into(),
        new.opened_by.into(),
        new.closes.into(),
        new.confirmation.word().into(),
        new.picture.as_deref().into(),
    ];
    tx.run(&OPEN, &args)?;
    Ok(())
}

/// The window with this number.
pub fn find(tx: &mut Tx, id: WindowId) -> Result<Option<ResetWindow>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// The pupil's newest window, whatever became of it.
pub fn newest(tx: &mut Tx, person: PersonId) -> Result<Option<ResetWindow>, StoreError> {
    tx.row(&NEWEST, &[person.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<ResetWindow, StoreError> {
    Ok(ResetWindow {
        id: WindowId(row.int(0)?),
        person: PersonId(row.int(1)?),
        institution: row.word(2, InstitutionNumber::parse)?,
        opened: Instant(row.int(3)?),
        opened_by: PersonId(row.int(4)?),
        closes: Instant(row.int(5)?),
        confirmation: row.word(6, Confirmation::from_word)?,
        picture: row.maybe_text(7)?,
        claimed: row.maybe_int(8)?.map(Instant),
        claimed_by: row.maybe_bytes(9)?,
        claimed_from: row.maybe_text(10)?,
        claim_ends: row.maybe_int(11)?.map(Instant),
        confirmed: row.maybe_int(12)?.map(Instant),
        wrong_picture: row.maybe_int(13)?.map(Instant),
        done: row.maybe_int(14)?.map(Instant),
        password_version: row.maybe_int(15)?,
        cancelled: row.maybe_int(16)?.map(Instant),
        undone: row.maybe_int(17)?.map(Instant),
        claimed_on: row.maybe_text(18)?.map(|word| DeviceKind::of_word(&word)),
    })
}

/// A claim about to be tried.
#[derive(Clone)]
pub struct Claim {
    /// The hash of the browser.
    pub browser_hash: Vec<u8>,
    /// From the school's network or elsewhere: its word.
    pub from: String,
    /// Over from then on.
    pub ends: Instant,
    /// What else is asked for, decided by where the claim comes from.
    pub confirmation: Confirmation,
    /// On what sort of device.
    pub on: DeviceKind,
}

/// Tries to claim the window: true for exactly one browser, while it is open.
pub fn claim(tx: &mut Tx, id: WindowId, claim: &Claim) -> Result<bool, StoreError> {
    let now = tx.now();
    let args = [
        id.into(),
        now.into(),
        claim.browser_hash.as_slice().into(),
        claim.from.as_str().into(),
        claim.ends.into(),
        claim.confirmation.word().into(),
        claim.on.word().into(),
    ];
    Ok(tx.run(&CLAIM, &args)? == 1)
}

/// Writes down that the confirmation came; false where it is too late or was there.
pub fn confirm(tx: &mut Tx, id: WindowId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&CONFIRM, &[id.into(), now.into()])? == 1)
}

/// Closes the window for a wrong tap.
pub fn wrong_picture(tx: &mut Tx, id: WindowId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&WRONG_PICTURE, &[id.into(), now.into()])? == 1)
}

/// Writes down that the new password became the current one; false where the claim is not this browser's, is over,
/// or the window was cancelled.
pub fn done(tx: &mut Tx, id: WindowId, browser_hash: &[u8], password_version: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DONE, &[id.into(), now.into(), password_version.into(), browser_hash.into()])? == 1)
}

/// *Annullér*; false where it was claimed or cancelled before.
pub fn cancel(tx: &mut Tx, id: WindowId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&CANCEL, &[id.into(), now.into()])? == 1)
}

/// *Fortryd*; false where there is nothing to undo.
pub fn undo(tx: &mut Tx, id: WindowId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&UNDO, &[id.into(), now.into()])? == 1)
}

/// How many windows one adult opened since `since`.
pub fn opened_since(tx: &mut Tx, opened_by: PersonId, since: Instant) -> Result<i64, StoreError> {
    match tx.row(&OPENED_SINCE, &[opened_by.into(), since.into()])? {
        Some(row) => row.int(0),
        None => Ok(0),
    }
}

/// The adults of an institution who opened more than `more_than` windows since `since`, with how many.
pub fn many_by_one(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    since: Instant,
    more_than: i64,
) -> Result<Vec<(PersonId, i64)>, StoreError> {
    let rows = tx.rows(&MANY_BY_ONE, &[institution.as_str().into(), since.into(), more_than.into()])?;
    rows.iter().map(|row| Ok((PersonId(row.int(0)?), row.int(1)?))).collect()
}

/// The most windows of one institution a list looks at.
pub const LISTED_MAX: i64 = 5_000;

/// The institution's windows opened since `since`, oldest first.
pub fn since(tx: &mut Tx, institution: &InstitutionNumber, since: Instant) -> Result<Vec<ResetWindow>, StoreError> {
    let rows = tx.rows(&SINCE, &[institution.as_str().into(), since.into(), LISTED_MAX.into()])?;
    rows.iter().map(read).collect()
}
