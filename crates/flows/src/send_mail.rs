//! Letters leave: those whose turn it is are written out and handed to the mail server, a bounded number at a time.
//!
//! A letter that was handed over is marked at once. Where the server dies between the two it leaves twice; none is
//! lost. What it does not do: know what a letter says; whoever calls brings the words.

use crate::mail::{self, Letter, Opened};
use crate::world::World;
use outside::mail::{Mailer, NotSent, Written};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Handed over.
    pub sent: u64,
    /// To be tried again.
    pub postponed: u64,
    /// Never again.
    pub given_up: u64,
}

/// One turn. `write` makes the letter people read.
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
    for waiting in due {
        match deliver(world, mailer, &write, &waiting).await {
            Ok(()) => {
                told.sent += 1;
                world.db.write(move |tx| store::outbox::sent(tx, waiting.id)).await?;
            }
            Err(why) => {
                let again = again_after(&waiting, &why);
                tracing::warn!(letter = waiting.template, attempts = waiting.attempts, %why, "a letter did not leave");
                match again {
                    Some(_) => told.postponed += 1,
                    None => told.given_up += 1,
                }
                set_aside(world, waiting.id, again).await?;
            }
        }
    }
    Ok(told)
}

async fn deliver(
    world: &World,
    mailer: &Mailer,
    write: &impl Fn(Letter, &str, &Opened) -> Written,
    waiting: &Mail,
) -> Result<(), NotSent> {
    let Some(letter) = Letter::from_word(&waiting.template) else {
        // A newer version wrote it; a node of that version will send it.
        return Err(NotSent::Later("a letter of another version".to_owned()));
    };
    let opened = mail::open(&world.vault, waiting).map_err(|error| NotSent::Later(error.to_string()))?;
    mailer.send(&opened.to, &write(letter, &waiting.language, &opened)).await
}

/// When it is tried again; none: never.
fn again_after(waiting: &Mail, why: &NotSent) -> Option<Millis> {
    match why {
        NotSent::Never(_) => None,
        NotSent::Later(_) => usize::try_from(waiting.attempts).ok().and_then(|tries| NEXT_TRIES.get(tries).copied()),
    }
}

async fn set_aside(world: &World, id: i64, again: Option<Millis>) -> Result<(), StoreError> {
    world
        .db
        .write(move |tx| match again {
            Some(after) => {
                let at = tx.now().plus(after);
                store::outbox::postpone(tx, id, at)
            }
            None => store::outbox::give_up(tx, id),
        })
        .await
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
