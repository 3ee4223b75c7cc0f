//! `bench token`: refreshes with durable rotation, and introspections, a second; for a service on ES256 and one on RS256.
//!
//! What it does not do: measure logins. Each worker gets its tokens before the clock starts.

use crate::commands::bench::Options;
use crate::commands::bench::errand::{self, Tokens};
use crate::commands::bench::line::Line;
use crate::commands::bench::meter::{self, Rate};
use crate::commands::bench::stage::{Service, Stage};
use anyhow::Result;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Services' connections at once: as many refreshes may share one fsync.
const WORKERS: usize = 96;
/// What the house promises on two cores, load generator included, with ES256.
const REFRESHES_MIN: f64 = 3_000.0;
/// As above.
const INTROSPECTIONS_MIN: f64 = 8_000.0;

struct Worker {
    line: Line,
    service: Arc<Service>,
    tokens: Tokens,
}

/// Measures and tells.
pub(crate) fn run(options: Options) -> Result<()> {
    let stage = Stage::set()?;
    let runtime = stage.server.runtime()?;
    let (es256, rs256) = runtime.block_on(async {
        let es256 = both(&stage, &stage.es256, options.span()).await?;
        let rs256 = both(&stage, &stage.rs256, options.span()).await?;
        anyhow::Ok((es256, rs256))
    })?;
    let mut out = std::io::stdout();
    if options.json {
        let told = json!({
            "bench": "token",
            "refreshes_per_s": es256.refreshes.per_second,
            "refresh_cpu_us": es256.refreshes.cpu_micros,
            "introspections_per_s": es256.introspections.per_second,
            "introspection_cpu_us": es256.introspections.cpu_micros,
            "rs256_refreshes_per_s": rs256.refreshes.per_second,
            "rs256_refresh_cpu_us": rs256.refreshes.cpu_micros,
            "rs256_introspections_per_s": rs256.introspections.per_second,
            "rs256_introspection_cpu_us": rs256.introspections.cpu_micros,
            "workers": WORKERS,
            "seconds": options.seconds,
        });
        writeln!(out, "{told}")?;
        return Ok(());
    }
    let verdict = |rate: f64, least: f64| if least <= rate { "ok" } else { "below" };
    writeln!(out, "                 ES256 a second  CPU us each   RS256 a second  CPU us each   promised with ES256")?;
    for (name, of_es256, of_rs256, least) in [
        ("refresh", es256.refreshes, rs256.refreshes, REFRESHES_MIN),
        ("introspection", es256.introspections, rs256.introspections, INTROSPECTIONS_MIN),
    ] {
        let verdict = verdict(of_es256.per_second, least);
        let columns = |rate: Rate| format!("{:>14.0}  {:>11.0}", rate.per_second, rate.cpu_micros);
        writeln!(out, "{name:<16} {}   {}   {least:>8.0} {verdict}", columns(of_es256), columns(of_rs256))?;
    }
    Ok(())
}

struct Rates {
    refreshes: Rate,
    introspections: Rate,
}

async fn both(stage: &Stage, service: &Arc<Service>, span: Duration) -> Result<Rates> {
    let mut workers = Vec::new();
    for place in 0..WORKERS {
        let mut line = stage.server.line().await?;
        let account = &stage.accounts[place % stage.accounts.len()];
        let tokens = errand::begin(&mut line, stage, service, account).await?;
        workers.push(Worker { line, service: service.clone(), tokens });
    }
    let (refreshes, workers) = meter::per_second(workers, span, |mut worker, meter| async move {
        while meter.is_running() {
            worker.tokens = errand::refresh(&mut worker.line, &worker.service, &worker.tokens).await?;
            meter.count();
        }
        Ok(worker)
    })
    .await?;
    let (introspections, _) = meter::per_second(workers, span, |mut worker, meter| async move {
        while meter.is_running() {
            errand::introspect(&mut worker.line, &worker.service, &worker.tokens).await?;
            meter.count();
        }
        Ok(worker)
    })
    .await?;
    Ok(Rates { refreshes, introspections })
}
