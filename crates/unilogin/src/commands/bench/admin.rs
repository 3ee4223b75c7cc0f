//! `bench admin`: how long an administrator of a whole country waits for each page of Brugeradministration.
//!
//! A made-up country is loaded by the road every file takes, then eight administrators press at once, page by page. What
//! it does not do: change anything but the log.

use crate::commands::bench::country::{Desk, Land};
use crate::commands::bench::line::Line;
use anyhow::{Result, bail};
use serde_json::json;
use std::io::Write;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What `bench admin` is told.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How long each page is asked for, in seconds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// About how many people live in the country.
    #[arg(long, default_value_t = 1_500_000, value_parser = clap::value_parser!(u64).range(3_000..=1_500_000))]
    people: u64,
    /// An empty PostgreSQL database (`postgres://…`); without it SQLite in a directory of its own.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Keeps the country in this directory (with `--database`, its keys), and takes what a run before left there.
    #[arg(long, value_name = "DIR")]
    keep: Option<std::path::PathBuf>,
}

/// Administrators who press at once.
pub(crate) const ADMINISTRATORS: usize = 8;
/// What each page promises at the 99th percentile.
const PROMISED_MS: f64 = 50.0;
/// All users may be searched 200 times a day; the bench stays below.
const SEARCHES_EACH: usize = 180;

/// A page that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    List,
    Filter,
    Search,
    User,
    Matrix,
    Log,
    Everyone,
    EveryoneParts,
}

impl Page {
    const ALL: [Page; 8] = [
        Page::List,
        Page::Filter,
        Page::Search,
        Page::User,
        Page::Matrix,
        Page::Log,
        Page::Everyone,
        Page::EveryoneParts,
    ];

    fn word(self) -> &'static str {
        match self {
            Page::List => "list",
            Page::Filter => "filter",
            Page::Search => "search",
            Page::User => "user",
            Page::Matrix => "matrix",
            Page::Log => "log",
            Page::Everyone => "everyone",
            Page::EveryoneParts => "everyone_parts",
        }
    }

    /// The address the `nth` time.
    fn path(self, desk: &Desk, nth: usize) -> String {
        let base = format!("/ba/{}", desk.institution);
        let name = &desk.names[nth % desk.names.len()];
        let person = desk.people[nth % desk.people.len()];
        let start = |text: &str| text.chars().take(3).collect::<String>();
        let query = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        match self {
            Page::List => format!("{base}/brugere"),
            Page::Filter => format!("{base}/brugere?aktoer=medarbejder"),
            Page::Search => format!("{base}/brugere?q={}", query(&start(&name.0))),
            Page::User => format!("{base}/brugere/{}", person.0),
            Page::Matrix => format!("{base}/rettigheder"),
            Page::Log => format!("{base}/log"),
            Page::Everyone => format!("{base}/alle-brugere?q={}", query(&start(&name.1))),
            Page::EveryoneParts => {
                format!("{base}/alle-brugere?q={}", query(&format!("{} {}", name.0, start(&name.1))))
            }
        }
    }

    fn times_max(self) -> usize {
        match self {
            Page::Everyone | Page::EveryoneParts => SEARCHES_EACH / 2,
            Page::List | Page::Filter | Page::Search | Page::User | Page::Matrix | Page::Log => usize::MAX,
        }
    }
}

/// What one page took.
struct Measured {
    page: Page,
    times: usize,
    p50_ms: f64,
    p99_ms: f64,
}

/// Measures and tells.
pub(crate) fn run(options: &Options) -> Result<()> {
    let land = Land::settle(options.people, options.database.as_deref(), options.keep.as_deref())?;
    let runtime = land.server.runtime()?;
    let mut all = Vec::new();
    for page in Page::ALL {
        all.push(runtime.block_on(measure(&land, page, Duration::from_secs(options.seconds)))?);
    }
    tell(options, &land, &all)
}

async fn measure(land: &Land, page: Page, span: Duration) -> Result<Measured> {
    let mut running = JoinSet::new();
    for desk in land.desks.iter().cloned() {
        let mut line = land.server.line().await?;
        running.spawn(async move {
            line.sit_down(&desk.cookies);
            // The first look fills caches that a running server has filled long ago.
            ask(&mut line, page, &desk, 0).await?;
            let (started, mut took) = (Instant::now(), Vec::new());
            while started.elapsed() < span && took.len() + 1 < page.times_max() {
                took.push(ask(&mut line, page, &desk, took.len() + 1).await?);
            }
            anyhow::Ok(took)
        });
    }
    let mut took = Vec::new();
    while let Some(ended) = running.join_next().await {
        took.extend(ended??);
    }
    took.sort();
    let at = |part: f64| {
        let place = ((took.len() as f64 * part).ceil() as usize).clamp(1, took.len());
        took[place - 1].as_secs_f64() * 1e3
    };
    Ok(Measured { page, times: took.len(), p50_ms: at(0.50), p99_ms: at(0.99) })
}

async fn ask(line: &mut Line, page: Page, desk: &Desk, nth: usize) -> Result<Duration> {
    let path = page.path(desk, nth);
    let began = Instant::now();
    let answer = line.get(&path).await?;
    let took = began.elapsed();
    // A search may say "write more of the name": that is an answer too.
    if answer.status != 200 && answer.status != 422 {
        bail!("{path} answered {}", answer.status);
    }
    Ok(took)
}

fn tell(options: &Options, land: &Land, all: &[Measured]) -> Result<()> {
    let mut out = std::io::stdout();
    if options.json {
        let pages: Vec<_> = all
            .iter()
            .map(|one| json!({"page": one.page.word(), "p50_ms": one.p50_ms, "p99_ms": one.p99_ms, "times": one.times}))
            .collect();
        let told = json!({
            "bench": "admin", "database": land.database, "people": land.people, "load_s": land.load_seconds,
            "administrators": ADMINISTRATORS, "pages": pages,
        });
        writeln!(out, "{told}")?;
        return Ok(());
    }
    writeln!(out, "{} people on {}, loaded in {:.0} s", land.people, land.database, land.load_seconds)?;
    for one in all {
        let verdict = if one.p99_ms <= PROMISED_MS { "ok" } else { "above" };
        writeln!(
            out,
            "{:16}{:8.1} ms {:8.1} ms   {verdict} ({PROMISED_MS} promised), {} times",
            one.page.word(),
            one.p50_ms,
            one.p99_ms,
            one.times
        )?;
    }
    Ok(())
}
