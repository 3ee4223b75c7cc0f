//! The project's own chores: `cargo xtask test` runs every test there is, `cargo xtask tidy` checks the house rules.
//!
//! `test` installs from Debian what it needs and is missing, builds the release program once, and lets the outside
//! tests use it. A missing part fails the run; nothing is skipped. It never runs long fuzzing or benchmarks.
#![expect(clippy::print_stdout, reason = "a command speaks to the person who ran it")]

mod assurance;
mod graph;
mod install;
mod judges;
mod pictures;
mod postgres;
mod test;
mod tidy;

use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["test"] => test::run(),
        ["tidy"] => tidy::run(),
        ["install"] => install::run(),
        ["pictures"] => pictures::run(),
        _ => {
            println!(
                "cargo xtask test     everything: style, house rules, all tests, browser journeys, outside judges"
            );
            println!("cargo xtask tidy     the house rules alone");
            println!("cargo xtask install  what the tests need: Debian packages, outside judges");
            println!("cargo xtask pictures the README's pictures, out of what the journeys last saw");
            bail!("no such chore: {}", asked.join(" "))
        }
    }
}

/// The root of the checkout.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}

/// Runs a command to its end; a failure names it.
fn must(command: &mut Command) -> Result<()> {
    println!("\n$ {}", shown(command));
    let status = command.current_dir(root()).status()?;
    if !status.success() {
        bail!("failed: {}", shown(command));
    }
    Ok(())
}

fn shown(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
    words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The cargo that runs this chore.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
