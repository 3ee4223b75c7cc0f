//! Background jobs: each at its own pace, on one node at a time where two would do the same work.
//!
//! A job that fails is logged and tried again at its next turn. What it does not do: decide what a job does.

use flows::reseal::Pace;
use flows::world::World;
use rules::time::Millis;
use std::time::Duration;
use store::db::Db;
use store::lease::Lease;

/// What is done.
#[derive(Clone, Copy, Debug)]
enum Work {
    /// Events that wait are sealed into the chain.
    Seal,
    /// The end of the chain is signed, once a day.
    SignCheckpoint,
    /// The content of events whose time is up is forgotten.
    ForgetEvents,
    /// Rows nobody may use any more go.
    Sweep,
    /// Names get their place in Danish order where an older version of it left them.
    OrderNames,
    /// Beginnings of names are counted, for the search of people.
    CountNames,
    /// What an exchanged key had sealed is sealed anew.
    Reseal,
    /// What ends by itself ends, at night and by Danish time.
    Lifetime,
}

/// One job.
#[derive(Clone, Copy, Debug)]
struct Job {
    name: &'static str,
    every: Duration,
    work: Work,
}

const JOBS: &[Job] = &[
    Job { name: "seal", every: Duration::from_secs(1), work: Work::Seal },
    Job { name: "sign_checkpoint", every: Duration::from_secs(60), work: Work::SignCheckpoint },
    Job { name: "forget_events", every: Duration::from_secs(3600), work: Work::ForgetEvents },
    Job { name: "sweep", every: Duration::from_secs(60), work: Work::Sweep },
    Job { name: "order_names", every: Duration::from_secs(60), work: Work::OrderNames },
    Job { name: "count_names", every: Duration::from_secs(3600), work: Work::CountNames },
    Job { name: "reseal", every: Duration::from_secs(10), work: Work::Reseal },
    Job { name: "lifetime", every: Duration::from_secs(600), work: Work::Lifetime },
];

/// How often a node compares its clock with the database's.
const DRIFT_EVERY: Duration = Duration::from_secs(10);

/// How often services are told of logins that ended: by every node, for each notice is claimed before it is sent.
const TELL_LOGOUTS_EVERY: Duration = Duration::from_secs(1);

/// Starts every job. They end with the runtime.
pub(crate) fn start(world: &World) {
    let holder = rules::hex::write(&crypto::random::bytes::<8>());
    for job in JOBS {
        let (world, holder) = (world.clone(), holder.clone());
        tokio::spawn(repeat((job.name, job.every), move || once(world.clone(), *job, holder.clone())));
    }
    let telling = world.clone();
    tokio::spawn(repeat(("tell_logouts", TELL_LOGOUTS_EVERY), move || tell_logouts(telling.clone())));
    tokio::spawn(measure_drift(world.db.clone()));
    tokio::spawn(follow_signing_keys(world.clone()));
}

async fn tell_logouts(world: World) -> anyhow::Result<u64> {
    Ok(flows::single_logout::tell_due(&world).await?)
}

/// How long the last seal of a server that stops may take.
const LAST_SEAL_WITHIN: Duration = Duration::from_secs(2);

/// Seals what happened since the last turn: while nothing runs nobody else would, and `verify` would call it late.
pub(crate) async fn seal_the_last(world: &World) {
    match tokio::time::timeout(LAST_SEAL_WITHIN, flows::seal_events::seal(world)).await {
        Ok(Ok(sealed)) => tracing::debug!(sealed, "the last events are sealed"),
        Ok(Err(error)) => tracing::warn!(%error, "the last events wait for the next start to be sealed"),
        Err(_) => tracing::warn!("the last events wait for the next start to be sealed: the database is slow"),
    }
}

/// Gives a job one turn after another; a turn that fails is logged.
pub(crate) async fn repeat<T: Future<Output = anyhow::Result<u64>>>(
    (name, every): (&'static str, Duration),
    turn: impl Fn() -> T,
) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match turn().await {
            Ok(done) => tracing::trace!(job = name, done, "a job had its turn"),
            Err(error) => tracing::warn!(job = name, %error, "a job failed"),
        }
    }
}

/// One turn: nothing is done where another node holds the lease.
async fn once(world: World, job: Job, holder: String) -> anyhow::Result<u64> {
    // A node that dies is replaced after three turns.
    let span = Millis(i64::try_from(job.every.as_millis() * 3).unwrap_or(i64::MAX));
    let until = world.now().plus(span);
    let lease = world.db.write(move |tx| store::lease::take(tx, job.name, &holder, until)).await?;
    Ok(match (lease, job.work) {
        (Lease::Others, _) => 0,
        (Lease::Ours, Work::Seal) => flows::seal_events::seal(&world).await?,
        (Lease::Ours, Work::SignCheckpoint) => flows::seal_events::sign_checkpoint(&world).await?,
        (Lease::Ours, Work::ForgetEvents) => flows::seal_events::forget(&world).await?,
        (Lease::Ours, Work::Sweep) => flows::tidy::sweep(&world).await?,
        (Lease::Ours, Work::OrderNames) => flows::name_order::refresh(&world).await?,
        (Lease::Ours, Work::CountNames) => flows::count_names::refresh(&world).await?,
        (Lease::Ours, Work::Reseal) => flows::reseal::turn(&world, Pace::STANDARD).await?,
        (Lease::Ours, Work::Lifetime) => {
            tokio::task::spawn_blocking(move || flows::lifetime::run_due(&world)).await??
        }
    })
}

async fn measure_drift(db: Db) {
    let mut ticks = tokio::time::interval(DRIFT_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = db.measure_drift().await {
            tracing::warn!(%error, "the database's clock could not be read");
        }
    }
}

/// How often a node looks whether the signing keys have changed.
const KEYS_EVERY: Duration = Duration::from_secs(1);

/// Reads the signing keys again when somebody has exchanged them.
async fn follow_signing_keys(world: World) {
    let mut ticks = tokio::time::interval(KEYS_EVERY);
    let mut known = None;
    loop {
        ticks.tick().await;
        let Ok(number) = world.db.point(|tx| store::version::read(tx, flows::signing_key::VERSION)).await else {
            continue;
        };
        if known.is_some_and(|known| known != number) {
            let held = world.clone();
            let read = tokio::task::spawn_blocking(move || held.signing.reload(&held.db, &held.vault)).await;
            match read {
                Ok(Ok(())) => tracing::info!("the signing keys were exchanged"),
                Ok(Err(error)) => tracing::error!(%error, "the exchanged signing keys cannot be read"),
                Err(_) => tracing::error!("reading the signing keys broke off"),
            }
        }
        known = Some(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_a_name_on_the_operators_page() {
        for job in JOBS {
            assert!(web::stil::operation::turn_key(job.name).is_some(), "{}", job.name);
        }
    }
}
