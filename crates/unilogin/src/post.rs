//! The post: a job that hands letters to the mail server, on one node at a time.
//!
//! Without a mail server letters wait where they were written, and `doctor` says so. What it does not do: say what a
//! letter says (`web::letters` does).

use crate::config::Config;
use anyhow::{Context, Result};
use flows::settings::Mode;
use flows::world::World;
use outside::mail::Mailer;
use rules::time::Millis;
use std::time::Duration;
use store::lease::Lease;
use web::letters::Writer;

/// The lease's name, and the job's.
const JOB: &str = "send_mail";
/// How often the job looks.
const EVERY: Duration = Duration::from_secs(5);
/// A node that dies with the lease is replaced after this: longer than a turn against a slow server takes.
const LEASE: Millis = Millis::minutes(10);

/// Where letters go; none: they wait.
pub(crate) fn mailer(config: &Config, mode: Mode) -> Result<Option<Mailer>> {
    match (mode, &config.mail) {
        (Mode::Demo, _) => Ok(Some(Mailer::Kept)),
        (Mode::Serve, None) => Ok(None),
        (Mode::Serve, Some(server)) => Ok(Some(Mailer::new(server).context("the mail settings")?)),
    }
}

/// Starts the job. It ends with the runtime.
pub(crate) fn start(config: &Config, world: &World) -> Result<()> {
    let Some(mailer) = mailer(config, world.settings.mode)? else {
        tracing::warn!("no mail server is set: letters wait");
        return Ok(());
    };
    let writer = Writer::new(&config.brand_name, crate::commands::serve::sites(config));
    tokio::spawn(repeat(world.clone(), mailer, writer));
    Ok(())
}

async fn repeat(world: World, mailer: Mailer, writer: Writer) {
    let holder: String = crypto::random::bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = once(&world, &mailer, &writer, &holder).await {
            tracing::warn!(job = JOB, %error, "a job failed");
        }
    }
}

async fn once(world: &World, mailer: &Mailer, writer: &Writer, holder: &str) -> Result<()> {
    let (holder, until) = (holder.to_owned(), world.now().plus(LEASE));
    if world.db.write(move |tx| store::lease::take(tx, JOB, &holder, until)).await? == Lease::Others {
        return Ok(());
    }
    let told = flows::send_mail::turn(world, mailer, |letter, language, opened| writer.write(letter, language, opened))
        .await?;
    if told.given_up != 0 {
        tracing::error!(letters = told.given_up, "letters were given up");
    }
    Ok(())
}
