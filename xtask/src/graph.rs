//! What stands on what: the crates' arrows, and which foreign crates may be in the shipped program.

use crate::{cargo, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;

/// Our crates, each with those of ours it may stand on (ARCHITECTURE.md). Test helpers stand outside.
const ARROWS: [(&str, &[&str]); 13] = [
    ("rules", &[]),
    ("argon_engine", &[]),
    ("town", &["rules"]),
    ("ingest", &["rules"]),
    ("crypto", &["rules", "argon_engine"]),
    ("oidc", &[]),
    ("xmlsig", &[]),
    ("saml", &["xmlsig"]),
    ("outside", &[]),
    ("store", &["rules"]),
    ("flows", &["rules", "ingest", "crypto", "oidc", "xmlsig", "saml", "store", "outside"]),
    ("web", &["rules", "ingest", "crypto", "oidc", "store", "outside", "flows"]),
    ("unilogin", &["rules", "town", "ingest", "crypto", "oidc", "store", "outside", "flows", "web"]),
];

/// Crates that must not be in what we ship, and why.
const BANNED: [(&str, &str); 6] = [
    ("ring", "one cryptography backend: aws-lc-rs"),
    ("openssl", "one cryptography backend: aws-lc-rs"),
    ("openssl-sys", "one cryptography backend: aws-lc-rs"),
    ("native-tls", "one cryptography backend: aws-lc-rs"),
    ("rsa", "RUSTSEC-2023-0071"),
    ("chrono", "one library of time: jiff"),
];

/// Licences we may ship under MPL-2.0.
const LICENCES: [&str; 14] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "MPL-2.0",
    "Unicode-3.0",
    "CC0-1.0",
    "0BSD",
    "Unlicense",
    "MIT-0",
    "CDLA-Permissive-2.0",
    "BSL-1.0",
];

/// Every breach, one sentence each.
pub(crate) fn breaches() -> Result<Vec<String>> {
    let told = cargo().args(["metadata", "--format-version=1", "--locked"]).current_dir(root()).output()?;
    let metadata: Value = serde_json::from_slice(&told.stdout).context("cargo metadata")?;
    let packages = list(&metadata, "packages");
    let ours: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let mut found = Vec::new();
    for package in packages {
        let name = text(package, "name");
        let Some((_, allowed)) = ARROWS.iter().find(|(ours, _)| *ours == name) else { continue };
        for dependency in list(package, "dependencies") {
            let on = text(dependency, "name");
            let shipped = dependency["kind"].is_null();
            if shipped && ours.contains(on) && !allowed.contains(&on) {
                found.push(format!("crates/{name} must not stand on {on}"));
            }
        }
    }
    found.extend(shipped_breaches()?);
    Ok(found)
}

/// The program's own graph as cargo builds it here: no test helpers, no other platforms.
fn shipped_breaches() -> Result<Vec<String>> {
    let mut tree = cargo();
    tree.args([
        "tree",
        "--locked",
        "--package",
        "unilogin",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ]);
    let told = tree.current_dir(root()).output()?;
    let shipped: BTreeSet<String> = String::from_utf8(told.stdout)?.lines().map(str::to_owned).collect();
    let mut found = Vec::new();
    for line in &shipped {
        let (package, licence) = line.split_once('|').unwrap_or((line, ""));
        let name = package.split(' ').next().unwrap_or_default();
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            found.push(format!("{name} is in the shipped program: {why}"));
        }
        if !name.is_empty() && !permitted(licence.trim_end_matches(" (*)")) {
            found.push(format!("{name} has the licence {licence:?}, which is not on the list"));
        }
    }
    Ok(found)
}

/// Whether every part that must hold of a licence expression is on the list.
fn permitted(expression: &str) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    let known = |part: &str| LICENCES.contains(&part.trim().split(" WITH ").next().unwrap_or_default().trim());
    flat.split(" AND ").all(|choice| choice.split(" OR ").any(known))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::permitted;

    #[test]
    fn a_licence_holds_when_each_part_has_a_known_choice() {
        assert!(permitted("MIT OR Apache-2.0"));
        assert!(permitted("GPL-3.0 OR MIT"));
        assert!(permitted("Apache-2.0 WITH LLVM-exception"));
        assert!(permitted("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!permitted("GPL-3.0"));
        assert!(!permitted(""));
    }
}
