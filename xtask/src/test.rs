//! Everything that can be asked of the code, in one run: what `.ci/run` and a newcomer both call.

use crate::postgres::Postgres;
use crate::{cargo, install, must, tidy};
use anyhow::Result;
use std::time::Instant;

/// Runs all steps in order; the first that fails ends the run.
///
/// # Errors
/// The step that failed, by its command.
#[expect(clippy::print_stdout, reason = "a command speaks to the person who ran it")]
pub(crate) fn run() -> Result<()> {
    type Step = fn() -> Result<()>;
    let steps: [(&str, Step); 6] = [
        ("install what is missing", install::run),
        ("style", style),
        ("house rules", tidy::run),
        ("release build", release),
        ("clippy", clippy),
        ("tests", tests),
    ];
    let mut took = Vec::new();
    for (name, step) in steps {
        let began = Instant::now();
        step()?;
        took.push((name, began.elapsed().as_secs()));
    }
    println!("\nseconds a step:");
    for (name, seconds) in took {
        println!("  {seconds:>5}  {name}");
    }
    Ok(())
}

fn style() -> Result<()> {
    must(cargo().args(["fmt", "--all", "--check"]))
}

fn release() -> Result<()> {
    must(cargo().args(["build", "--release", "--locked", "--package", "unilogin"]))
}

fn clippy() -> Result<()> {
    must(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "--deny", "warnings"]))
}

/// All tests of the workspace, the browser's and the outside judges' among them; they find the release program and
/// the PostgreSQL of this run through the environment.
fn tests() -> Result<()> {
    let postgres = Postgres::start()?;
    must(
        cargo()
            .args(["test", "--workspace", "--locked", "--no-fail-fast"])
            .env("UNILOGIN_TEST_POSTGRES", postgres.url())
            .env("UNILOGIN_PROGRAM", crate::root().join(target()).join("release/unilogin")),
    )
}

/// Where cargo puts what it builds.
fn target() -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), Into::into)
}
