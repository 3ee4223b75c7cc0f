//! `bench login`: whole password logins a second, beside the raw rate of Argon2id on the same cores in the same run: of the
//! argon2 crate at its best, which the promise is about, and of our own engine, which the logins run on.
//!
//! Rounds of the three alternate and the median counts, so that a busy neighbour slows all; and because the system gives
//! the busier kind of round a larger share of a crowded machine, the processor time of each is told too, which no
//! neighbour gives or takes. What it does not do: measure latency.

use crate::commands::bench::line::Line;
use crate::commands::bench::meter::{self, Rate};
use crate::commands::bench::stage::Stage;
use crate::commands::bench::{Options, errand};
use anyhow::Result;
use crypto::measure::{self, Lanes, Whose};
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// Browsers logging in at once, per lane of the hashing pool: enough that no lane ever waits for one.
const BROWSERS_PER_LANE: usize = 6;
/// Rounds of each kind: an odd number has a middle.
const ROUNDS: u32 = 5;
/// What the house promises: whole logins against bare hashes of the crate.
const RATIO_MIN: f64 = 0.85;

/// What one run measured: the median of each.
struct Told {
    logins: Rate,
    of_crate: Rate,
    of_engine: Rate,
    lanes: usize,
    browsers: usize,
}

impl Told {
    fn ratio(&self) -> f64 {
        self.logins.per_second / self.of_crate.per_second
    }

    /// The same by processor time: what the ratio is when both have the same share of the machine.
    fn cpu_ratio(&self) -> f64 {
        self.of_crate.cpu_micros / self.logins.cpu_micros
    }
}

/// Measures and tells.
pub(crate) fn run(options: Options) -> Result<()> {
    let told = measured(options)?;
    let mut out = std::io::stdout();
    if options.json { json(&mut out, &told, options) } else { table(&mut out, &told) }
}

fn measured(options: Options) -> Result<Told> {
    let stage = Stage::set()?;
    let lanes = stage.server.config.hashing_limits.lanes;
    let span = options.span() / ROUNDS;
    let runtime = stage.server.runtime()?;
    let browsers = lanes * BROWSERS_PER_LANE;
    let mut of_crate = Lanes::warm(Whose::Crate, stage.server.config.hashing_cost, lanes);
    let mut of_engine = Lanes::warm(Whose::Ours, stage.server.config.hashing_cost, lanes);
    let mut rounds: [Vec<Rate>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        rounds[0].push(raw(&mut of_crate, span));
        rounds[1].push(raw(&mut of_engine, span));
        // New connections each time: the server hangs up on those that were silent through the other rounds.
        let seats = runtime.block_on(seats(&stage, browsers))?;
        rounds[2].push(runtime.block_on(round(seats, span))?);
    }
    let [of_crate, of_engine, logins] = rounds.map(|rates| meter::median(&rates));
    Ok(Told { logins, of_crate, of_engine, lanes, browsers })
}

fn raw(lanes: &mut Lanes, span: Duration) -> Rate {
    let spent = meter::cpu();
    let computed = lanes.run(span);
    let cpu_micros = (meter::cpu() - spent).as_secs_f64() * 1e6 / (computed.hashes as f64).max(1.0);
    Rate { per_second: computed.per_second(), cpu_micros }
}

fn json(out: &mut impl Write, told: &Told, options: Options) -> Result<()> {
    let object = json!({
        "bench": "login",
        "logins_per_s": told.logins.per_second,
        "raw_per_s": told.of_crate.per_second,
        "ratio": told.ratio(),
        "engine_per_s": told.of_engine.per_second,
        "login_cpu_ms": told.logins.cpu_micros / 1e3,
        "raw_cpu_ms": told.of_crate.cpu_micros / 1e3,
        "engine_cpu_ms": told.of_engine.cpu_micros / 1e3,
        "cpu_ratio": told.cpu_ratio(),
        "engine": measure::instructions(),
        "lanes": told.lanes,
        "browsers": told.browsers,
        "rounds": ROUNDS,
        "seconds": options.seconds,
    });
    writeln!(out, "{object}")?;
    Ok(())
}

fn table(out: &mut impl Write, told: &Told) -> Result<()> {
    let ours = format!("Argon2id, our engine on {}", measure::instructions());
    writeln!(out, "{:<44} {:>10} {:>12}", "", "a second", "CPU ms each")?;
    for (name, rate) in [
        ("whole logins, load generator included", told.logins),
        ("Argon2id, argon2 crate at its best", told.of_crate),
        (ours.as_str(), told.of_engine),
    ] {
        writeln!(out, "{name:<44} {:>10.1} {:>12.2}", rate.per_second, rate.cpu_micros / 1e3)?;
    }
    let verdict = |ratio: f64| if RATIO_MIN <= ratio { "ok" } else { "below" };
    for (name, ratio) in
        [("logins to the crate's hashes, by rate", told.ratio()), ("the same, by CPU time", told.cpu_ratio())]
    {
        writeln!(out, "{name:<44} {ratio:>10.3} {:>12} ({RATIO_MIN} promised)", verdict(ratio))?;
    }
    writeln!(out, "{} lanes, {} browsers, medians of {ROUNDS} rounds", told.lanes, told.browsers)?;
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
        seats.push(Seat { line: stage.server.line().await?, stage: stage.clone(), next, step: count });
    }
    Ok(seats)
}

async fn round(seats: Vec<Seat>, span: Duration) -> Result<Rate> {
    let (rate, _) = meter::per_second(seats, span, |mut seat, meter| async move {
        while meter.is_running() {
            let account = &seat.stage.accounts[seat.next % seat.stage.accounts.len()];
            errand::log_in(&mut seat.line, &seat.stage.es256, account).await?;
            seat.next += seat.step;
            meter.count();
        }
        Ok(seat)
    })
    .await?;
    Ok(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told {
        let rate = |per_second, cpu_micros| Rate { per_second, cpu_micros };
        let (logins, of_crate, of_engine) = (rate(120.0, 12_000.0), rate(100.0, 18_000.0), rate(220.0, 9_000.0));
        Told { logins, of_crate, of_engine, lanes: 2, browsers: 12 }
    }

    #[test]
    fn both_ratios_are_against_the_crate() {
        assert!((told().ratio() - 1.2).abs() < 1e-9);
        assert!((told().cpu_ratio() - 1.5).abs() < 1e-9);
    }

    #[test]
    fn the_table_says_which_is_the_crate_and_which_our_engine() {
        let mut out = Vec::new();
        table(&mut out, &told()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("argon2 crate at its best                100.0        18.00"), "{text}");
        assert!(text.contains("our engine on"), "{text}");
    }
}
