//! The services the judges are: registered with the program's own command before the server starts.
//!
//! What it does not do: speak for them; the judges do.

use e2e::country::program;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// The origin of every judge that only says where the browser should go; nobody listens there.
pub const ORIGIN: &str = "https://judge.example";
/// Where those judges want users back.
pub const CALLBACK: &str = "https://judge.example/callback";
/// Where those judges want users after logout.
pub const FAREWELL: &str = "https://judge.example/farewell";
/// Their secret, and Apache's.
pub const SECRET: &str = "a-secret-of-more-than-22-characters";

/// Registers a service with more words on the command line; its secret is [`SECRET`] unless it brings keys.
///
/// # Panics
/// Where the program refuses.
pub fn register(directory: &Path, id: &str, more: &[&str]) {
    let secret = directory.join("judge.secret");
    std::fs::write(&secret, SECRET).expect("a file for the secret");
    let mut command = Command::new(program());
    command.args(["client", "add", id, "--name", "Dommeren", "--provider", id, "--data-dir"]).arg(directory);
    if !more.contains(&"--jwks") {
        command.arg("--secret-file").arg(&secret);
    }
    let done = command.args(more).output().expect("the program");
    assert!(done.status.success(), "{id}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Registers the three services the scripted judges are: a plain one, one on ES256, one that proves itself by a key.
///
/// # Panics
/// Where the program refuses.
pub fn register_three(directory: &Path) {
    let back = ["--redirect-uri", CALLBACK, "--post-logout-redirect-uri", FAREWELL];
    register(directory, "https://plain.example/", &back);
    register(directory, "https://posting.example/", &[&back[..], &["--id-token", "ES256"]].concat());
    let keys = directory.join("judge.jwks");
    let mut public = key();
    if let Some(members) = public.as_object_mut() {
        members.remove("d");
    }
    std::fs::write(&keys, json!({ "keys": [public] }).to_string()).expect("a file for the key");
    let keys = keys.display().to_string();
    register(directory, "https://keyed.example/", &[&back[..], &["--jwks", &keys]].concat());
}

/// What a scripted judge must know.
pub fn settings(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "callback": CALLBACK,
        "farewell": FAREWELL,
        "plain": { "id": "https://plain.example/", "secret": SECRET, "algorithm": "RS256" },
        "posting": { "id": "https://posting.example/", "secret": SECRET, "algorithm": "ES256" },
        "keyed": { "id": "https://keyed.example/", "key": key(), "algorithm": "RS256" },
    })
}

/// The key pair of RFC 7517, appendix A: everybody knows it, so it can prove nothing anywhere else.
fn key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "judge",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    })
}
