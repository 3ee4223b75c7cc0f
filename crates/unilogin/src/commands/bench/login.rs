//! `bench login`: whole password logins a second, beside the raw rate of Argon2id on the same cores in the same run.
//!
//! Rounds of one and of the other alternate, so that a busy neighbour slows both. What it does not do: measure latency.

use crate::commands::bench::line::Line;
use crate::commands::bench::meter::Rate;
use crate::commands::bench::stage::Stage;
use crate::commands::bench::{Options, errand, meter};
use anyhow::Result;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// Browsers logging in at once, per lane of the hashing pool: enough that no lane ever waits for one.
const BROWSERS_PER_LANE: usize = 6;
/// Rounds of each kind.
const ROUNDS: u32 = 3;
/// What the house promises: a login costs little more than its hash.
const RATIO_MIN: f64 = 0.85;

/// Measures and tells.
pub(crate) fn run(options: Options) -> Result<()> {
    let stage = Stage::set()?;
    let lanes = stage.config.hashing_limits.lanes;
    let span = options.span() / ROUNDS;
    let (mut raw, mut logins, mut cpu_micros) = (0.0, 0.0, 0.0);
    let runtime = stage.runtime()?;
    let mut browsers = runtime.block_on(seats(&stage, lanes * BROWSERS_PER_LANE))?;
    for _ in 0..ROUNDS {
        raw += crypto::measure::hashes_per_second(stage.config.hashing_cost, lanes, span) / f64::from(ROUNDS);
        let (rate, back) = runtime.block_on(round(browsers, span))?;
        logins += rate.per_second / f64::from(ROUNDS);
        cpu_micros += rate.cpu_micros / f64::from(ROUNDS);
        browsers = back;
    }
    let ratio = logins / raw;
    let mut out = std::io::stdout();
    if options.json {
        let told = json!({"bench": "login", "logins_per_s": logins, "raw_per_s": raw, "ratio": ratio, "login_cpu_us": cpu_micros, "lanes": lanes, "browsers": browsers.len(), "seconds": options.seconds});
        writeln!(out, "{told}")?;
    } else {
        writeln!(out, "whole logins        {logins:>8.1} a second, {cpu_micros:.0} us of CPU each")?;
        writeln!(out, "Argon2id alone      {raw:>8.1} a second, {lanes} lanes")?;
        let verdict = if RATIO_MIN <= ratio { "ok" } else { "below" };
        writeln!(out, "ratio               {ratio:>8.3}   {verdict} ({RATIO_MIN} promised)")?;
    }
    Ok(())
}

/// One browser and its place in the row of accounts.
struct Seat {
    line: Line,
    stage: Stage,
    next: usize,
    step: usize,
}

async fn seats(stage: &Stage, count: usize) -> Result<Vec<Seat>> {
    let mut seats = Vec::new();
    for next in 0..count {
        seats.push(Seat { line: stage.line().await?, stage: stage.clone(), next, step: count });
    }
    Ok(seats)
}

async fn round(seats: Vec<Seat>, span: Duration) -> Result<(Rate, Vec<Seat>)> {
    meter::per_second(seats, span, |mut seat, meter| async move {
        while meter.is_running() {
            let account = &seat.stage.accounts[seat.next % seat.stage.accounts.len()];
            errand::log_in(&mut seat.line, &seat.stage.es256, account).await?;
            seat.next += seat.step;
            meter.count();
        }
        Ok(seat)
    })
    .await
}
