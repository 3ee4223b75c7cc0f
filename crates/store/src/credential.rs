//! *Adgangskode*: the one current password of a person, as a hash, and the five before it.
//!
//! Source: product.md §5. What it does not do: hash or compare; the pool does, outside any transaction.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::Stage;
use rules::id::{PersonId, WindowId};
use rules::password::Form;
use rules::time::Instant;

statements! {
    /// At most one row: the person is the key.
    FIND = "SELECT person, form, hash, version, stage, chosen_by, set_at, set_how, set_by, reset_window, stage_moved, must_change, dead FROM credential WHERE person = $1";
    /// The new password takes the old one's place only where the old one is still the version that was read.
    REPLACE = "UPDATE credential SET form = $2, hash = $3, version = version + 1, stage = $4, chosen_by = $5, set_at = $6, set_how = $7, set_by = $8, reset_window = $9, stage_moved = NULL, must_change = NULL, dead = NULL WHERE person = $1 AND version = $10";
    /// A first password; a row that came meanwhile wins.
    CREATE = "INSERT INTO credential (person, form, hash, version, stage, chosen_by, set_at, set_how, set_by, reset_window) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9) ON CONFLICT (person) DO NOTHING";
    /// A hash under newer parameters or pepper replaces the same password's old hash, and no other's.
    REHASH = "UPDATE credential SET hash = $3 WHERE person = $1 AND version = $2";
    /// A dead password opens nothing; only the named version dies.
    KILL = "UPDATE credential SET dead = $3 WHERE person = $1 AND version = $2 AND dead IS NULL";
    /// Whatever password there is dies.
    KILL_ANY = "UPDATE credential SET dead = $2 WHERE person = $1 AND dead IS NULL";
    /// The first login after a move up is written down once.
    MARK_MOVE = "UPDATE credential SET stage_moved = $2 WHERE person = $1 AND stage_moved IS NULL";
    /// The next login must change it.
    MARK_MUST_CHANGE = "UPDATE credential SET must_change = $2 WHERE person = $1 AND dead IS NULL";
    /// The hash goes to the old ones under its version, once.
    REMEMBER = "INSERT INTO old_credential (person, version, hash) SELECT person, version, hash FROM credential WHERE person = $1 AND version = $2 ON CONFLICT (person, version) DO NOTHING";
    /// Newest first; the bound is the rule's.
    OLD = "SELECT hash FROM old_credential WHERE person = $1 ORDER BY version DESC LIMIT $2";
    /// Only the newest few stay.
    FORGET = "DELETE FROM old_credential WHERE person = $1 AND version <= $2";
}

/// The current password of one person. `Debug` is left out on purpose.
#[derive(Clone)]
pub struct Credential {
    /// Whose.
    pub person: PersonId,
    /// Pictures or text.
    pub form: Form,
    /// The encoded, pepper-encrypted hash.
    pub hash: Vec<u8>,
    /// Counts up with each new password.
    pub version: i64,
    /// The stage it was set for.
    pub stage: Stage,
    /// Whether the server or the person chose it.
    pub chosen_by: ChosenBy,
    /// Since when.
    pub set_at: Instant,
    /// By which way.
    pub set_how: SetHow,
    /// The adult who helped.
    pub set_by: Option<PersonId>,
    /// The window it came through.
    pub reset_window: Option<WindowId>,
    /// The first login after a move to a higher stage.
    pub stage_moved: Option<Instant>,
    /// When a change was called for this password.
    pub must_change: Option<Instant>,
    /// When it was killed; it opens nothing since.
    pub dead: Option<Instant>,
}

impl Credential {
    /// Whether somebody else gave it with their eID: a parent.
    pub fn is_of_parent(&self) -> bool {
        self.set_how == SetHow::Eid && self.set_by.is_some_and(|by| by != self.person)
    }
}

/// Who chose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// It was proposed and confirmed.
    Server,
    /// The person typed one of their own.
    Person,
}

impl ChosenBy {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            ChosenBy::Server => "server",
            ChosenBy::Person => "person",
        }
    }
    fn from_word(word: &str) -> Option<ChosenBy> {
        [ChosenBy::Server, ChosenBy::Person].into_iter().find(|by| by.word() == word)
    }
}

/// The way a password came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetHow {
    /// Through a window somebody opened.
    ResetWindow,
    /// The person changed it, knowing the old one.
    OwnChange,
    /// After a national eID, the person's own or a parent's.
    Eid,
    /// With a one-time code, handed over in person.
    OneTimeCode,
    /// By the operator's command, for demo people and first operators.
    Command,
}

impl SetHow {
    const ALL: [SetHow; 5] =
        [SetHow::ResetWindow, SetHow::OwnChange, SetHow::Eid, SetHow::OneTimeCode, SetHow::Command];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            SetHow::ResetWindow => "reset_window",
            SetHow::OwnChange => "own_change",
            SetHow::Eid => "eid",
            SetHow::OneTimeCode => "one_time_code",
            SetHow::Command => "command",
        }
    }
    fn from_word(word: &str) -> Option<SetHow> {
        SetHow::ALL.into_iter().find(|how| how.word() == word)
    }
}

/// A password about to be written; drawn and hashed before the transaction.
#[derive(Clone)]
pub struct NewCredential {
    /// Whose.
    pub person: PersonId,
    /// Pictures or text.
    pub form: Form,
    /// The encoded, pepper-encrypted hash.
    pub hash: Vec<u8>,
    /// The stage it is set for.
    pub stage: Stage,
    /// Who chose it.
    pub chosen_by: ChosenBy,
    /// By which way.
    pub set_how: SetHow,
    /// The adult who helped.
    pub set_by: Option<PersonId>,
    /// The window it comes through.
    pub reset_window: Option<WindowId>,
}

/// The person's password, dead ones included.
pub fn find(tx: &mut Tx, person: PersonId) -> Result<Option<Credential>, StoreError> {
    tx.row(&FIND, &[person.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Credential, StoreError> {
    Ok(Credential {
        person: PersonId(row.int(0)?),
        form: row.word(1, Form::from_word)?,
        hash: row.bytes(2)?,
        version: row.int(3)?,
        stage: row.word(4, Stage::from_word)?,
        chosen_by: row.word(5, ChosenBy::from_word)?,
        set_at: Instant(row.int(6)?),
        set_how: row.word(7, SetHow::from_word)?,
        set_by: row.maybe_int(8)?.map(PersonId),
        reset_window: row.maybe_int(9)?.map(WindowId),
        stage_moved: row.maybe_int(10)?.map(Instant),
        must_change: row.maybe_int(11)?.map(Instant),
        dead: row.maybe_int(12)?.map(Instant),
    })
}

/// What became of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It is the current one now, under this version.
    Current(i64),
    /// Another new password came first; nothing was written.
    Overtaken,
}

/// Puts a new password in the place of the version that was read (`None`: there was none). The old hash is kept
/// among the last `rules::password::REMEMBERED`.
pub fn replace(tx: &mut Tx, new: &NewCredential, old: Option<i64>) -> Result<Replaced, StoreError> {
    let now = tx.now();
    let Some(version) = old else {
        let args = [
            new.person.into(),
            new.form.word().into(),
            new.hash.as_slice().into(),
            new.stage.word().into(),
            new.chosen_by.word().into(),
            now.into(),
            new.set_how.word().into(),
            new.set_by.into(),
            new.reset_window.into(),
        ];
        return Ok(if tx.run(&CREATE, &args)? == 1 { Replaced::Current(1) } else { Replaced::Overtaken });
    };
    tx.run(&REMEMBER, &[new.person.into(), version.into()])?;
    let args = [
        new.person.into(),
        new.form.word().into(),
        new.hash.as_slice().into(),
        new.stage.word().into(),
        new.chosen_by.word().into(),
        now.into(),
        new.set_how.word().into(),
        new.set_by.into(),
        new.reset_window.into(),
        version.into(),
    ];
    if tx.run(&REPLACE, &args)? != 1 {
        return Ok(Replaced::Overtaken);
    }
    let keep = i64::try_from(rules::password::REMEMBERED).unwrap_or(i64::MAX);
    tx.run(&FORGET, &[new.person.into(), (version - keep).into()])?;
    Ok(Replaced::Current(version + 1))
}

/// The hashes that may not come back: the current one and those before it, newest first, at most
/// `rules::password::REMEMBERED`.
pub fn last_hashes(tx: &mut Tx, person: PersonId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut hashes = Vec::with_capacity(rules::password::REMEMBERED);
    hashes.extend(find(tx, person)?.map(|current| current.hash));
    let rest = i64::try_from(rules::password::REMEMBERED - hashes.len()).unwrap_or(0);
    for row in tx.rows(&OLD, &[person.into(), rest.into()])? {
        hashes.push(row.bytes(0)?);
    }
    Ok(hashes)
}

/// Replaces the hash of the same password by one under newer parameters.
pub fn rehash(tx: &mut Tx, person: PersonId, version: i64, hash: &[u8]) -> Result<(), StoreError> {
    tx.run(&REHASH, &[person.into(), version.into(), hash.into()])?;
    Ok(())
}

/// Kills this version of the password; false where it is no longer the current one, or dead already.
pub fn kill(tx: &mut Tx, person: PersonId, version: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&KILL, &[person.into(), version.into(), now.into()])? == 1)
}

/// Kills whatever password the person has.
pub fn kill_any(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&KILL_ANY, &[person.into(), now.into()])? == 1)
}

/// Writes down the first login after a move to a higher stage, once.
pub fn mark_move(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&MARK_MOVE, &[person.into(), now.into()])?;
    Ok(())
}

/// The next login must change the password; false where there is none alive.
pub fn mark_must_change(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&MARK_MUST_CHANGE, &[person.into(), now.into()])? == 1)
}
