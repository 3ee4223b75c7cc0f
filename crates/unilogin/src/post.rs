//! The post: a job that hands letters to the mail server. Every node has one; each letter is claimed before it is sent.
//!
//! Without a mail server letters wait where they were written, and `doctor` says so. What it does not do: say what a
//! letter says (`web::letters` does).

use crate::config::Config;
use crate::jobs;
use anyhow::{Context, Result};
use flows::settings::Mode;
use flows::world::World;
use outside::mail::{Mailer, NotSent};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use web::letters::Writer;

/// How often the job looks.
const EVERY: Duration = Duration::from_secs(5);

/// Where letters go; none: they wait.
pub(crate) fn mailer(config: &Config, mode: Mode) -> Result<Option<Mailer>> {
    match (mode, &config.mail) {
        (Mode::Demo, _) => Ok(Some(Mailer::Kept)),
        (Mode::Serve, None) => Ok(None),
        (Mode::Serve, Some(server)) => Ok(Some(Mailer::new(server).context("the mail settings")?)),
    }
}

/// What a turn needs.
struct Post {
    world: World,
    mailer: Mailer,
    writer: Writer,
    /// Why the last turn found no line: said once, not every five seconds.
    no_line: Mutex<Option<NotSent>>,
}

/// Starts the job. It ends with the runtime.
pub(crate) fn start(config: &Config, world: &World) -> Result<()> {
    let Some(mailer) = mailer(config, world.settings.mode)? else {
        tracing::warn!("no mail server is set: letters wait");
        return Ok(());
    };
    let writer = Writer::new(&config.brand_name, crate::commands::serve::sites(config));
    let post = Arc::new(Post { world: world.clone(), mailer, writer, no_line: Mutex::new(None) });
    tokio::spawn(jobs::repeat(("send_mail", EVERY), move || turn(post.clone())));
    Ok(())
}

async fn turn(post: Arc<Post>) -> Result<u64> {
    let write = |letter, language: &str, opened: &_| post.writer.write(letter, language, opened);
    let told = flows::send_mail::turn(&post.world, &post.mailer, write).await?;
    if told.given_up != 0 {
        tracing::error!(letters = told.given_up, "letters were given up");
    }
    let mut before = post.no_line.lock().unwrap_or_else(PoisonError::into_inner);
    match &told.no_line {
        Some(why) if *before != told.no_line => tracing::error!(%why, "letters wait"),
        None if before.is_some() && 0 < told.sent => tracing::info!("letters leave again"),
        Some(_) | None => {}
    }
    if told.no_line.is_some() || 0 < told.sent {
        *before = told.no_line;
    }
    Ok(told.sent)
}
