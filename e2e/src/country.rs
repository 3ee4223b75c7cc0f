//! A running `unilogin demo` with a data directory of its own, and the people in it.
//!
//! The program is the release build that the test command made; its path comes in `UNILOGIN_PROGRAM`, else
//! `target/release/unilogin` is used. Where it is missing the journey fails and says so.

use serde_json::Value;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a server may take until it answers.
const START_SECONDS_MAX: u64 = 60;

/// One server with its people; stops when dropped.
pub struct Country {
    server: Child,
    directory: PathBuf,
    port: u16,
    people: Vec<Value>,
}

impl Country {
    /// Copies the prepared country and starts it.
    pub fn start() -> Country {
        let directory = scratch("country");
        copy(prepared(), &directory);
        let port = free_port_pair();
        let server = serve(&directory, port);
        let people = read_people(&directory);
        Country { server, directory, port, people }
    }

    /// The broker's address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// The demo services' address of a path: another site than the broker.
    pub fn service(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port + 1)
    }

    /// The data directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The person of `people.json` who is there to show this; fails with the list where nobody is.
    pub fn person(&self, shows: &str) -> Person {
        let found = self.people.iter().find(|person| text(person, "key") == shows);
        let known: Vec<&str> =
            self.people.iter().map(|person| text(person, "key")).filter(|key| !key.is_empty()).collect();
        let value = found.unwrap_or_else(|| panic!("nobody shows {shows:?}; there are {known:?}"));
        Person {
            name: text(value, "name").to_owned(),
            username: text(value, "username").to_owned(),
            password: text(value, "password").to_owned(),
            cpr: text(value, "cpr").to_owned(),
        }
    }

    /// Every row of `people.json`.
    pub fn people(&self) -> &[Value] {
        &self.people
    }
}

impl Drop for Country {
    fn drop(&mut self) {
        stop(&mut self.server);
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// Somebody to log in as.
#[derive(Clone, Debug)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// What to type.
    pub username: String,
    /// The password: words, or four picture names with spaces between.
    pub password: String,
    /// CPR number, for the test eID.
    pub cpr: String,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The release program.
pub fn program() -> PathBuf {
    let named = std::env::var_os("UNILOGIN_PROGRAM").map(PathBuf::from);
    let path = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/unilogin"));
    assert!(path.exists(), "{} is missing: run `cargo build --release` or `cargo xtask test`", path.display());
    path
}

/// A country made once for the whole run; journeys work on copies.
fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let directory = scratch("prepared");
        let mut server = serve(&directory, free_port_pair());
        stop(&mut server);
        directory
    })
}

fn scratch(name: &str) -> PathBuf {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    std::env::temp_dir().join(format!("unilogin-e2e-{}-{name}-{number}", std::process::id()))
}

/// Starts the program and waits until it answers. A shell between us and it kills it when this process is gone.
#[expect(clippy::zombie_processes, reason = "the caller waits for it in `stop`; a panic ends the process and the pipe")]
fn serve(directory: &Path, port: u16) -> Child {
    let script = r#""$0" "$@" & child=$!; read -r end; kill -TERM $child; wait $child"#;
    let log = std::fs::File::create(directory.with_extension("log")).expect("a log file beside the directory");
    let errors = log.try_clone().expect("a second handle of the log");
    let server = Command::new("sh")
        .args(["-c", script])
        .arg(program())
        .args(["demo", "--port", &port.to_string(), "--data-dir"])
        .arg(directory)
        .stdin(Stdio::piped())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .expect("a shell");
    let url = format!("http://localhost:{port}/readyz");
    for _ in 0..START_SECONDS_MAX * 10 {
        if answers(&url) {
            return server;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let said = std::fs::read_to_string(directory.with_extension("log")).unwrap_or_default();
    panic!("the demo did not answer within {START_SECONDS_MAX} s; it said:\n{said}");
}

fn stop(server: &mut Child) {
    if let Some(mut input) = server.stdin.take() {
        drop(input.write_all(b"\n"));
    }
    drop(server.wait());
}

fn answers(url: &str) -> bool {
    // A plain GET by hand: one line of HTTP needs no client.
    let Some((host, path)) = url.trim_start_matches("http://").split_once('/') else { return false };
    let Ok(mut stream) = std::net::TcpStream::connect(host) else { return false };
    drop(stream.set_read_timeout(Some(Duration::from_secs(2))));
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut answer = [0u8; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && std::io::Read::read_exact(&mut stream, &mut answer).is_ok()
        && answer.ends_with(b"200")
}

/// A port whose neighbour is free too: the services listen there.
fn free_port_pair() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = first.local_addr().expect("its number").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory for the copy");
    for entry in std::fs::read_dir(from).expect("the prepared country").flatten() {
        let kind = entry.file_type().expect("its kind");
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn read_people(directory: &Path) -> Vec<Value> {
    let written = std::fs::read(directory.join("people.json")).expect("people.json in the data directory");
    let value: Value = serde_json::from_slice(&written).expect("people.json is JSON");
    value.as_array().or_else(|| value["people"].as_array()).cloned().expect("people.json lists people")
}
