//! A judge that is a script: it says where the browser should go, hears where it ended up, and says what it found.
//!
//! One JSON object a line, both ways (`judges/desk.mjs`, `judges/desk.py`). What it does not do: believe a judge that
//! fell silent; one that ends with an error fails the test with its words.

use crate::browser::{Browser, End};
use crate::service;
use e2e::country::Person;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the test command installed the judges.
pub fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../out/judges")
}

/// A file of the judges' place.
///
/// # Panics
/// Where it is missing.
fn installed(path: &str) -> PathBuf {
    let found = place().join(path);
    assert!(found.exists(), "{path} is missing: run `cargo xtask install`");
    found
}

/// The Node of the judges' own environment.
fn node() -> PathBuf {
    installed("node")
}

/// The Python of the judges' own environment.
fn python() -> PathBuf {
    installed("venv/bin/python")
}

/// The command that runs a judge of `judges/`.
pub(crate) fn command(script: &str) -> Command {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges").join(script);
    if script.ends_with(".py") {
        let mut command = Command::new(python());
        command.arg("-B").arg(source);
        return command;
    }
    // Node looks for packages beside the script, so it runs where they are installed.
    let copies = place().join("scripts");
    std::fs::create_dir_all(&copies).expect("a directory for the scripts");
    for name in [script, "desk.mjs"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges").join(name);
        std::fs::copy(from, copies.join(name)).expect("a copy of the script");
    }
    let mut command = Command::new(node());
    command.arg(copies.join(script));
    command
}

/// Runs a judge to its end, walking for it as this person in one browser; what it found in order.
///
/// # Panics
/// Where the judge ends with an error; with its words.
pub async fn hear(script: &str, issuer: &str, person: &Person) -> Vec<String> {
    let mut child = command(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the judge starts");
    let mut input = child.stdin.take().expect("its input was asked for");
    let output = BufReader::new(child.stdout.take().expect("its output was asked for"));
    let mut browser = Browser::stopping_before(service::ORIGIN);
    let mut found = Vec::new();
    let mut tell = |value: &Value| drop(writeln!(input, "{value}"));
    tell(&service::settings(issuer));
    for line in output.lines().map_while(Result::ok) {
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(address) = said["walk"].as_str() {
            tell(&told(browser.log_in(address, person).await));
        }
        if let Some(sentence) = said["found"].as_str() {
            found.push(sentence.to_owned());
        }
    }
    let ended = child.wait_with_output().expect("the judge ends");
    assert!(ended.status.success(), "{script} after {found:#?}:\n{}", String::from_utf8_lossy(&ended.stderr));
    found
}

/// Where the browser ended up, as the judge hears it.
fn told(end: End) -> Value {
    match end {
        End::Away(address) => json!({ "address": address.as_str() }),
        End::Carry(form) => json!({ "post": { "action": form.action.as_str(), "fields": form.fields } }),
        End::Page(page) => panic!("the walk ended at {} ({}): {}", page.address, page.status, page.heading()),
    }
}
