//! The house rules that a compiler does not check: arrows, where SQL may stand, what each file must begin with.
//!
//! Each rule is one function from the tracked files to sentences; no sentence, no breach.

use crate::{graph, root};
use anyhow::{Result, bail};
use std::process::Command;

/// A file this long holds more than one idea.
const FILE_LINES_MAX: usize = 600;

/// A tracked file that is text.
pub(crate) struct File {
    /// From the root of the checkout.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

/// Checks every rule and prints every breach.
///
/// # Errors
/// Where there is at least one breach.
#[expect(clippy::print_stdout, reason = "a command speaks to the person who ran it")]
pub(crate) fn run() -> Result<()> {
    let files = tracked()?;
    let mut found = graph::breaches()?;
    for rule in [
        beginnings,
        lengths,
        marks,
        unsafety,
        sql,
        databases,
        pure_rules,
        pages_crates,
        clocks,
        danish,
        glossary,
        places,
        crate::assurance::breaches,
    ] {
        found.extend(rule(&files));
    }
    if !found.is_empty() {
        for sentence in &found {
            println!("tidy: {sentence}");
        }
        bail!("{} house rules broken", found.len());
    }
    println!("tidy: {} files in order", files.len());
    Ok(())
}

fn tracked() -> Result<Vec<File>> {
    let listed = Command::new("git").args(["ls-files", "-co", "--exclude-standard"]).current_dir(root()).output()?;
    let mut files = Vec::new();
    for path in String::from_utf8(listed.stdout)?.lines() {
        // Pictures and fonts are not text; a file deleted but still tracked is not there.
        if let Ok(text) = std::fs::read_to_string(root().join(path)) {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

/// The Rust files among them.
pub(crate) fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.path.ends_with(".rs"))
}

/// The part of a source file before its tests.
pub(crate) fn before_tests(file: &File) -> &str {
    file.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
}

/// Whether a whole file is tests.
pub(crate) fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.starts_with("testkit/")
        || path.starts_with("e2e/")
        || path.starts_with("interop/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
}

fn beginnings(files: &[File]) -> Vec<String> {
    rust(files)
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| format!("{}: begins without `//!`", file.path))
        .collect()
}

fn lengths(files: &[File]) -> Vec<String> {
    let long = |file: &&File| FILE_LINES_MAX < file.text.lines().count();
    rust(files).filter(long).map(|file| format!("{}: over {FILE_LINES_MAX} lines", file.path)).collect()
}

fn marks(files: &[File]) -> Vec<String> {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("#[ign", "ore"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let mut found = Vec::new();
    for file in rust(files) {
        for word in words.iter().filter(|word| file.text.contains(**word)) {
            found.push(format!("{}: unfinished mark {word}", file.path));
        }
    }
    found
}

/// Only the hashing engine may say `unsafe`, and each crate that may not says so itself.
fn unsafety(files: &[File]) -> Vec<String> {
    const ENGINE: &str = "crates/argon_engine/";
    let word = concat!("uns", "afe");
    let says = |line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
    };
    let speaks = rust(files).filter(|file| !file.path.starts_with(ENGINE) && file.text.lines().any(says));
    let mut found: Vec<String> = speaks.map(|file| format!("{}: says {word}", file.path)).collect();
    let manifests = files.iter().filter(|file| file.path.ends_with("/Cargo.toml") && !file.path.starts_with("fuzz/"));
    for manifest in manifests.filter(|file| !file.path.starts_with(ENGINE)) {
        if !manifest.text.contains("[lints]\nworkspace = true") {
            found.push(format!("{}: does not take the workspace's lints", manifest.path));
        }
    }
    found
}

/// SQL stands in the store alone.
fn sql(files: &[File]) -> Vec<String> {
    let words = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let mut found = Vec::new();
    for file in rust(files).filter(|file| {
        file.path.starts_with("crates/") && !file.path.starts_with("crates/store/") && !is_test(&file.path)
    }) {
        for line in before_tests(file).lines().filter(|line| !line.trim_start().starts_with("//")) {
            if words.iter().any(|word| line.contains(&format!("\"{word}"))) {
                found.push(format!("{}: SQL outside the store: {}", file.path, line.trim()));
            }
        }
    }
    found
}

/// Only the driver knows that there are two databases.
fn databases(files: &[File]) -> Vec<String> {
    rust(files)
        .filter(|file| {
            file.path.starts_with("crates/")
                && !file.path.starts_with("crates/store/src/driver")
                && !is_test(&file.path)
        })
        .filter(|file| before_tests(file).contains("rusqlite::") || before_tests(file).contains("postgres::"))
        .map(|file| format!("{}: knows a database driver", file.path))
        .collect()
}

fn pure_rules(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in rust(files).filter(|file| file.path.starts_with("crates/rules/src")) {
        for word in ["async fn", "::now()", "std::fs", "std::net", "std::env"] {
            if before_tests(file).contains(word) {
                found.push(format!("{}: the law knows no {word}", file.path));
            }
        }
    }
    found
}

/// Only the web crate knows axum and askama.
fn pages_crates(files: &[File]) -> Vec<String> {
    rust(files)
        .filter(|file| {
            file.path.starts_with("crates/")
                && !file.path.starts_with("crates/web/")
                && !file.path.starts_with("crates/unilogin/")
        })
        .filter(|file| file.text.contains("axum::") || file.text.contains("askama::"))
        .map(|file| format!("{}: knows axum or askama", file.path))
        .collect()
}

/// No real clock and no environment outside the program.
fn clocks(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in rust(files).filter(|file| {
        file.path.starts_with("crates/") && !file.path.starts_with("crates/unilogin/") && !is_test(&file.path)
    }) {
        for word in ["SystemTime::now", "Timestamp::now", "Zoned::now", "std::env::var"] {
            if before_tests(file).contains(word) {
                found.push(format!("{}: {word} belongs to crates/unilogin", file.path));
            }
        }
    }
    found
}

/// What people read stands in the locales, not in handlers.
fn danish(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| {
        file.path.starts_with("crates/web/src/") && (file.path.ends_with(".rs") || file.path.ends_with(".html"))
    }) {
        if is_test(&file.path) {
            continue;
        }
        for line in before_tests(file).lines() {
            let code = line.split("//").next().unwrap_or_default();
            let spoken = !code.trim_start().starts_with("{#") && code.contains(['æ', 'ø', 'å', 'Æ', 'Ø', 'Å']);
            if spoken {
                found.push(format!("{}: Danish outside the locales: {}", file.path, line.trim()));
            }
        }
    }
    found
}

/// Every row of the glossary names a file that exists.
fn glossary(files: &[File]) -> Vec<String> {
    let Some(glossary) = files.iter().find(|file| file.path == "GLOSSARY.md") else {
        return vec!["GLOSSARY.md is missing".into()];
    };
    let mut found = Vec::new();
    for word in glossary.text.split('`').skip(1).step_by(2).filter(|word| word.starts_with("crates/")) {
        let place = word.split("::").next().unwrap_or(word);
        if !root().join(place).exists() {
            found.push(format!("GLOSSARY.md names {place}, which is not there"));
        }
    }
    found
}

/// No path of one machine in what we commit.
fn places(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.path.ends_with(".lock")) {
        for place in [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("../sha", "red")] {
            if file.text.contains(place) {
                found.push(format!("{}: a path of one machine: {place}", file.path));
            }
        }
    }
    found
}
