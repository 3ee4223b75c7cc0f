//! *Drift*: how the installation is, as an operator asks before calling somebody with a shell: keys, jobs, the eID, queues.
//!
//! Nothing secret: keys are named by what they are for and their number. Source: issue "Operator's desk", product.md §12.
//! What it does not do: exchange keys (`unilogin keys`), or look at disk and clock (`unilogin doctor`).

use crate::drop_folder;
use crate::import::ImportError;
use crate::lifetime::{self, Job, Report};
use crate::national_id::{self, Health};
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::reseal::{SealedWith, sealed_with};
use crate::world::World;
use crypto::pool::Busy;
use rules::event::Kind;
use rules::operator::{Refused, Tie, Verb};
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::job_run::{JobRun, Mode};
use store::lease::Turn;
use store::logout_notice::Untold;
use store::reseal::Walk;
use store::sealed_column::Column;
use store::signing_key::Told as SigningKey;

/// How many runs of each job the page shows.
const RUNS_SHOWN: i64 = 5;
/// The longest a letter may wait before somebody must look.
const LETTER_WAITS_MAX: Millis = Millis::hours(24);

/// A sealed column that an older key still holds something of, or did.
#[derive(Clone, Debug)]
pub struct Resealing {
    /// The column.
    pub column: Column,
    /// Which kind of key seals it: `seal`, `cpr`, `pepper`.
    pub kind: &'static str,
    /// The walk that brings everything under the newest key.
    pub walk: Walk,
}

/// A job of the night.
#[derive(Clone, Debug)]
pub struct JobLine {
    /// Which.
    pub job: Job,
    /// Its latest runs, dry ones among them.
    pub runs: Vec<JobRun>,
    /// When it runs next by itself, at the earliest.
    pub next: Instant,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Keys tokens are signed with, those that still verify among them.
    pub signing: Vec<SigningKey>,
    /// Columns that follow an exchanged key, or followed one.
    pub resealing: Vec<Resealing>,
    /// The jobs of the night.
    pub jobs: Vec<JobLine>,
    /// The jobs that run all day: until when each one's turn is somebody's.
    pub turns: Vec<Turn>,
    /// Each configured eID, looked at now.
    pub eid: Vec<Health>,
    /// Letters that are due.
    pub letters: i64,
    /// Letters that have waited for a day.
    pub late_letters: i64,
    /// Services still to be told of logouts.
    pub notices: i64,
    /// Services that could not be told.
    pub untold: Vec<Untold>,
    /// The queue of password hashing on this node.
    pub hashing: Busy,
    /// What lies in the drop folder of this node, where it has one.
    pub drop_folder: Option<drop_folder::Seen>,
}

struct Stored {
    signing: Vec<SigningKey>,
    resealing: Vec<Resealing>,
    jobs: Vec<JobLine>,
    turns: Vec<Turn>,
    letters: [i64; 2],
    notices: i64,
    untold: Vec<Untold>,
}

/// Reads the page, and asks each eID as a login would.
///
/// # Errors
/// [`StoreError`].
pub async fn see(world: &World, operator: &Operator) -> Result<Result<Operation, Refused>, StoreError> {
    let who = operator.clone();
    let stored = world.db.read(move |tx| {
        if let Err(refused) = who.may_do(tx, Verb::SeeOperation, Tie::None)? {
            return Ok(Err(refused));
        }
        read(tx).map(Ok)
    });
    let stored = match stored.await? {
        Ok(stored) => stored,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(Ok(Operation {
        signing: stored.signing,
        resealing: stored.resealing,
        jobs: stored.jobs,
        turns: stored.turns,
        eid: national_id::health(world).await,
        letters: stored.letters[0],
        late_letters: stored.letters[1],
        notices: stored.notices,
        untold: stored.untold,
        hashing: world.hashing.busy(),
        drop_folder: world.drop_folder.seen(),
    }))
}

fn read(tx: &mut Tx) -> Result<Stored, StoreError> {
    let now = tx.now();
    let mut resealing = Vec::new();
    for column in Column::ALL {
        if let Some(walk) = store::reseal::find(tx, column)? {
            let kind = match sealed_with(column) {
                SealedWith::Pepper => crypto::keys::KeyKind::Pepper,
                SealedWith::Vault(purpose) => purpose.key_kind(),
            };
            resealing.push(Resealing { column, kind: kind.word(), walk });
        }
    }
    let mut jobs = Vec::new();
    for job in Job::ALL {
        let last = store::job_run::last(tx, job.word())?;
        jobs.push(JobLine {
            job,
            runs: store::job_run::of_job(tx, job.word(), RUNS_SHOWN)?,
            next: rules::lifetime::next(job.pace(), last, now),
        });
    }
    Ok(Stored {
        signing: store::signing_key::told(tx, now)?,
        resealing,
        jobs,
        turns: store::lease::turns(tx)?,
        letters: [store::outbox::waiting(tx)?, store::outbox::late(tx, now.minus(LETTER_WAITS_MAX))?],
        notices: store::logout_notice::waiting(tx)?,
        untold: store::logout_notice::untold(tx)?,
    })
}

/// Runs a job of the night now, or only says what it would do. Who pressed is remembered beside the run.
///
/// # Errors
/// [`ImportError`].
pub async fn run(
    world: &World,
    operator: &Operator,
    job: Job,
    mode: Mode,
) -> Result<Result<Report, Refused>, ImportError> {
    let (who, blank) = (operator.clone(), Blank::draw(world));
    let asked = world.db.write(move |tx| {
        if let Err(refused) = who.may_do(tx, Verb::RunJob, Tie::None)? {
            return Ok(Err(refused));
        }
        let event = with(blank.event(Kind::JobRan, &who.circumstances(), &[]), "job", job.word());
        store::event::append(tx, &with(with(event, "mode", mode.word()), "by_hand", "yes"))?;
        Ok(Ok(()))
    });
    if let Err(refused) = asked.await? {
        return Ok(Err(refused));
    }
    let world = world.clone();
    let ran = tokio::task::spawn_blocking(move || lifetime::run(&world, job, mode)).await;
    ran.unwrap_or(Err(ImportError::Store(StoreError::Panicked))).map(Ok)
}
