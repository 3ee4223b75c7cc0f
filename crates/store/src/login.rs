//! One login under way: the row between two screens, found by a handle and bound to the browser that began.
//!
//! Source: architecture.md §2, security.md rules 3 and 7. What it does not do: know the steps; the story does, and
//! keeps them here as words.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::sso_session::SsoSessionId;
use crate::statement::statements;
use rules::id::{PersonId, WindowId};
use rules::time::Instant;

statements! {
    /// Drawn before the transaction.
    CREATE = "INSERT INTO login (handle_hash, browser_hash, client, request, step, typed, person, form, state, secret_sealed, reset_window, sso_session, created, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Only for the browser that began, and only while it is under way.
    FIND = "SELECT client, request, step, typed, person, form, state, secret_sealed, reset_window, sso_session, created, ends FROM login WHERE handle_hash = $1 AND browser_hash = $2 AND finished IS NULL AND $3 < ends";
    /// For the browser that began: under way, over or finished.
    FIND_BEGUN = "SELECT client, request, step, typed, person, form, state, secret_sealed, reset_window, sso_session, created, ends, finished FROM login WHERE handle_hash = $1 AND browser_hash = $2";
    /// The next step, where nobody finished it meanwhile.
    MOVE = "UPDATE login SET step = $2, typed = $3, person = $4, form = $5, state = $6, secret_sealed = $7, reset_window = $8, sso_session = $9, ends = $10 WHERE handle_hash = $1 AND finished IS NULL";
    /// A login finishes once.
    FINISH = "UPDATE login SET finished = $2, secret_sealed = NULL WHERE handle_hash = $1 AND finished IS NULL";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM login WHERE handle_hash IN (SELECT handle_hash FROM login WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// The row between two screens.
#[derive(Clone)]
pub struct Login {
    /// The handle's hash.
    pub handle_hash: Vec<u8>,
    /// The hash of the browser it belongs to.
    pub browser_hash: Vec<u8>,
    /// The service that sent the user.
    pub client: Option<String>,
    /// The service's request as it was parked.
    pub request: String,
    /// Which screen is next: the story's word.
    pub step: String,
    /// The user name as it was typed, folded.
    pub typed: Option<String>,
    /// Whose name it is.
    pub person: Option<PersonId>,
    /// Pictures or text: what the screen shows.
    pub form: Option<String>,
    /// What else the story keeps, as JSON.
    pub state: String,
    /// Picked pictures and a proposed password, sealed.
    pub secret_sealed: Option<Vec<u8>>,
    /// The window this login claimed.
    pub reset_window: Option<WindowId>,
    /// The session it came with, or made.
    pub sso_session: Option<SsoSessionId>,
    /// Since when.
    pub created: Instant,
    /// Over from then on.
    pub ends: Instant,
}

/// Begins a login.
pub fn create(tx: &mut Tx, login: &Login) -> Result<(), StoreError> {
    tx.run(
        &CREATE,
        &[
            login.handle_hash.as_slice().into(),
            login.browser_hash.as_slice().into(),
            login.client.as_deref().into(),
            login.request.as_str().into(),
            login.step.as_str().into(),
            login.typed.as_deref().into(),
            login.person.into(),
            login.form.as_deref().into(),
            login.state.as_str().into(),
            login.secret_sealed.as_deref().into(),
            login.reset_window.into(),
            login.sso_session.map(|id| id.0).into(),
            login.created.into(),
            login.ends.into(),
        ],
    )?;
    Ok(())
}

/// The login under way with this handle in this browser.
pub fn find(tx: &mut Tx, handle_hash: &[u8], browser_hash: &[u8]) -> Result<Option<Login>, StoreError> {
    let now = tx.now();
    let row = tx.row(&FIND, &[handle_hash.into(), browser_hash.into(), now.into()])?;
    row.map(|row| read(&row, (handle_hash, browser_hash))).transpose()
}

/// A login that this browser began.
#[derive(Clone)]
pub struct BegunLogin {
    /// Its row.
    pub login: Login,
    /// When it came to its end; none: it is under way, or its time ran out.
    pub finished: Option<Instant>,
}

/// The login this browser began under this handle, whatever became of it.
pub fn find_begun(tx: &mut Tx, handle_hash: &[u8], browser_hash: &[u8]) -> Result<Option<BegunLogin>, StoreError> {
    let Some(row) = tx.row(&FIND_BEGUN, &[handle_hash.into(), browser_hash.into()])? else { return Ok(None) };
    let finished = row.maybe_int(12)?.map(Instant);
    Ok(Some(BegunLogin { login: read(&row, (handle_hash, browser_hash))?, finished }))
}

fn read(row: &Row, (handle_hash, browser_hash): (&[u8], &[u8])) -> Result<Login, StoreError> {
    Ok(Login {
        handle_hash: handle_hash.to_vec(),
        browser_hash: browser_hash.to_vec(),
        client: row.maybe_text(0)?,
        request: row.text(1)?,
        step: row.text(2)?,
        typed: row.maybe_text(3)?,
        person: row.maybe_int(4)?.map(PersonId),
        form: row.maybe_text(5)?,
        state: row.text(6)?,
        secret_sealed: row.maybe_bytes(7)?,
        reset_window: row.maybe_int(8)?.map(WindowId),
        sso_session: row.maybe_int(9)?.map(SsoSessionId),
        created: Instant(row.int(10)?),
        ends: Instant(row.int(11)?),
    })
}

/// Writes the next step; false where the login was finished meanwhile.
pub fn advance(tx: &mut Tx, login: &Login) -> Result<bool, StoreError> {
    let changed = tx.run(
        &MOVE,
        &[
            login.handle_hash.as_slice().into(),
            login.step.as_str().into(),
            login.typed.as_deref().into(),
            login.person.into(),
            login.form.as_deref().into(),
            login.state.as_str().into(),
            login.secret_sealed.as_deref().into(),
            login.reset_window.into(),
            login.sso_session.map(|id| id.0).into(),
            login.ends.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// Finishes the login; false where it was finished already.
pub fn finish(tx: &mut Tx, handle_hash: &[u8]) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&FINISH, &[handle_hash.into(), now.into()])? == 1)
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets logins that were over at this moment; how many.
pub fn forget(tx: &mut Tx, over: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[over.into(), FORGOTTEN_MAX.into()])
}
