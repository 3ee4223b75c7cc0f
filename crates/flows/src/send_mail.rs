//! Letters leave: those whose turn it is are written out and handed to the mail server, a bounded number at a time.
//!
//! Each letter is claimed before it is sent, so that of several nodes one sends it, and marked when it was handed over.
//! Where the server dies between the two it leaves twice; none is lost. A mail server that is away or refuses us costs no
//! letter a try: they wait. What it does not do: know what a letter says; whoever calls brings the words.

use crate::mail::{self, Letter, Opened};
use crate::world::World;
use outside::mail::{Line, Mailer, NotSent, Written};
use rules::time::Millis;
use store::error::StoreError;
use store::outbox::Mail;

/// How many letters leave in one turn.
const A_TURN: i64 = 50;
/// How long after each failed try a letter is tried again; after the last it is given up.
const NEXT_TRIES: [Millis; 9] = [
    Millis::minutes(1),
    Millis::minutes(5),
    Millis::minutes(15),
    Millis::hours(1),
    Millis::hours(3),
    Millis::hours(6),
    Millis::hours(12),
    Millis::hours(24),
    Millis::hours(24),
];

/// What became of the letters of one turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Handed over.
    pub sent: u64,
    /// To be tried again.
    pub postponed: u64,
    /// Never again.
    pub given_up: u64,
    /// Why the turn ended before its time: the letters behind it are as they were.
    pub no_line: Option<NotSent>,
}

/// One turn. `write` makes the letter people read. The line is tried first; where there is none, no letter is touched.
///
/// # Errors
/// Where the database is broken; the letters not yet handed over stay due.
pub async fn turn(
    world: &World,
    mailer: &Mailer,
    write: impl Fn(Letter, &str, &Opened) -> Written,
) -> Result<Turn, StoreError> {
    let due = world.db.point(|tx| store::outbox::due(tx, A_TURN)).await?;
    let mut told = Turn::default();
    let mut kept = None;
    for waiting in due {
        let opened = match kept.take() {
            Some(line) => Ok(line),
            None => mailer.line().await,
        };
        let mut line = match opened {
            Ok(line) => line,
            Err(why) => {
                told.no_line = Some(why);
                return Ok(told);
            }
        };
        if !claim(world, &waiting).await? {
            kept = Some(line);
            continue;
        }
        let Err(why) = deliver(world, &mut line, &write, &waiting).await else {
            told.sent += 1;
            world.db.write(move |tx| store::outbox::sent(tx, waiting.id)).await?;
            kept = Some(line);
            continue;
        };
        tracing::warn!(letter = waiting.template, attempts = waiting.attempts, %why, "a letter did not leave");
        line.close().await;
        match why {
            NotSent::NoLine(_) => {
                told.postponed += 1;
                told.no_line = Some(why);
                return Ok(told);
            }
            NotSent::Later(_) if again_after(&waiting).is_some() => told.postponed += 1,
            NotSent::Later(_) | NotSent::Never(_) => {
                told.given_up += 1;
                world.db.write(move |tx| store::outbox::give_up(tx, waiting.id)).await?;
            }
        }
    }
    if let Some(line) = kept {
        line.close().await;
    }
    Ok(told)
}

/// Takes a letter before it is sent: of two nodes one, and after a crash it is due again at its next try.
async fn claim(world: &World, waiting: &Mail) -> Result<bool, StoreError> {
    let after = again_after(waiting).unwrap_or(NEXT_TRIES[NEXT_TRIES.len() - 1]);
    let waiting = waiting.clone();
    world
        .db
        .write(move |tx| {
            let next_try = tx.now().plus(after);
            store::outbox::claim(tx, &waiting, next_try)
        })
        .await
}

async fn deliver(
    world: &World,
    line: &mut Line,
    write: &impl Fn(Letter, &str, &Opened) -> Written,
    waiting: &Mail,
) -> Result<(), NotSent> {
    let Some(letter) = Letter::from_word(&waiting.template) else {
        // A newer version wrote it; a node of that version will send it.
        return Err(NotSent::Later("a letter of another version".to_owned()));
    };
    let opened = mail::open(&world.vault, waiting).map_err(|error| NotSent::Later(error.to_string()))?;
    line.send(&opened.to, &write(letter, &waiting.language, &opened)).await
}

/// When it is tried again after a try that failed; none: never.
fn again_after(waiting: &Mail) -> Option<Millis> {
    usize::try_from(waiting.attempts).ok().and_then(|tries| NEXT_TRIES.get(tries).copied())
}

/// The newest letters, as they are about to be read: for a demo, where they stay.
///
/// # Errors
/// Where the database is broken.
pub async fn newest(world: &World, limit: i64) -> Result<Vec<(Mail, Letter, Opened)>, StoreError> {
    let rows = world.db.point(move |tx| store::outbox::newest(tx, limit)).await?;
    let open = |row: Mail| {
        let letter = Letter::from_word(&row.template)?;
        let opened = mail::open(&world.vault, &row).ok()?;
        Some((row, letter, opened))
    };
    Ok(rows.into_iter().filter_map(open).collect())
}
