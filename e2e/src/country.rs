//! A running `unilogin demo` with a data directory of its own, and the people in it.
//!
//! The program is the release build that the test command made; its path comes in `UNILOGIN_PROGRAM`, else
//! `target/release/unilogin` is used. Where it is missing the journey fails and says so.

use crate::server::{Launch, Server, free_port_pair};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// One server with its people; stops when dropped. Journeys that change nothing others look at use [`Country::shared`].
pub struct Country {
    server: Option<Server>,
    directory: PathBuf,
    port: u16,
    people: Vec<Value>,
    taken: Mutex<Vec<String>>,
}

impl Country {
    /// Copies the prepared country and starts it.
    pub fn start() -> Country {
        Country::start_after(|_| ())
    }

    /// One country for all journeys of a run that leave it as they found it, or touch only pupils of their own.
    pub fn shared() -> &'static Country {
        static SHARED: OnceLock<Country> = OnceLock::new();
        SHARED.get_or_init(|| {
            let country = Country::start();
            removed_at_the_end(&country.directory);
            country
        })
    }

    /// The same as [`Country::start`], with something done to the data directory before the server starts.
    pub fn start_after(prepare: impl FnOnce(&Path)) -> Country {
        let directory = scratch("country");
        copy(prepared(), &directory);
        std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o700)).expect("its owner's alone");
        prepare(&directory);
        let port = free_port_pair();
        let server = Some(Server::start(&demo(&directory, port)));
        let people = read_people(&directory);
        Country { server, directory, port, people, taken: Mutex::new(Vec::new()) }
    }

    /// Kills the server between two instructions (`kill -9`), as a power cut would, and leaves it lying.
    pub fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
    }

    /// Orders the server to stop with a signal, such as `INT`, and waits for it; its exit code.
    pub fn stop(&mut self, signal: &str) -> Option<i32> {
        let mut server = self.server.take()?;
        server.signal(signal);
        server.ended()
    }

    /// Starts the server again on what is in the directory, at the same addresses.
    pub fn start_again(&mut self) {
        self.start_again_with(|launch| launch);
    }

    /// The same under other circumstances: a variable of the environment, a limit.
    pub fn start_again_with(&mut self, change: impl FnOnce(Launch) -> Launch) {
        self.server = None;
        self.server = Some(Server::start(&change(demo(&self.directory, self.port))));
    }

    /// What the server has said so far.
    pub fn log(&self) -> String {
        self.server.as_ref().map(Server::log).unwrap_or_default()
    }

    /// The server's number, for a look at its memory.
    pub fn process(&self) -> u32 {
        self.server.as_ref().map_or(0, Server::process)
    }

    /// The broker's port; the services have the next one.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs a command of the program beside the server, and gives what it printed; fails where the command does.
    pub fn command(&self, words: &[&str]) -> String {
        let output = Command::new(program())
            .args(words)
            .arg("--data-dir")
            .arg(&self.directory)
            .output()
            .expect("the program that runs the server");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// A pupil of this class of the teacher's school whom nobody knows and no other journey gets.
    pub fn pupil_of(&self, class: &str) -> Person {
        let school = self.row("teacher")["institution"].clone();
        let mut taken = self.taken.lock().expect("nobody panics while holding it");
        let free = |row: &&Value| {
            let only =
                |list: &str, value: &Value| row[list].as_array().is_some_and(|all| all == std::slice::from_ref(value));
            text(row, "class") == class
                && text(row, "key").is_empty()
                && text(row, "alias").is_empty()
                && !text(row, "username").is_empty()
                && only("roles", &Value::from("Elev"))
                && only("institutions", &school)
                && !taken.iter().any(|name| name == text(row, "username"))
        };
        let found = self.people.iter().find(free).unwrap_or_else(|| panic!("no pupil of {class} is left"));
        taken.push(text(found, "username").to_owned());
        Person::of(found)
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
        Person::of(self.row(shows))
    }

    fn row(&self, shows: &str) -> &Value {
        let found = self.people.iter().find(|person| text(person, "key") == shows);
        let known: Vec<&str> =
            self.people.iter().map(|person| text(person, "key")).filter(|key| !key.is_empty()).collect();
        found.unwrap_or_else(|| panic!("nobody shows {shows:?}; there are {known:?}"))
    }

    /// Every row of `people.json`.
    pub fn people(&self) -> &[Value] {
        &self.people
    }
}

impl Drop for Country {
    fn drop(&mut self) {
        self.server = None;
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

impl Person {
    fn of(row: &Value) -> Person {
        Person {
            name: text(row, "name").to_owned(),
            username: text(row, "username").to_owned(),
            password: text(row, "password").to_owned(),
            cpr: text(row, "cpr").to_owned(),
        }
    }
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

/// The demo on a directory, at a port and the next.
fn demo(directory: &Path, port: u16) -> Launch {
    let words = ["demo", "--port", &port.to_string(), "--data-dir"].map(str::to_owned);
    let launch = Launch::new(&program(), directory.with_extension("log"), format!("http://localhost:{port}/readyz"));
    launch.words(&words).words(&[directory.display().to_string()])
}

/// A country made once for the whole run; journeys work on copies.
fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let directory = scratch("prepared");
        drop(Server::start(&demo(&directory, free_port_pair())));
        removed_at_the_end(&directory);
        directory
    })
}

/// Removes a directory when this process is gone: what is static is never dropped.
fn removed_at_the_end(directory: &Path) {
    static KEEPERS: Mutex<Vec<Child>> = Mutex::new(Vec::new());
    let keeper = Command::new("sh")
        .args(["-c", r#"read -r end; sleep 3; rm -rf "$0" "$0.log""#])
        .arg(directory)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    KEEPERS.lock().expect("nobody panics while holding it").push(keeper);
}

/// A directory of this run's own; not made yet.
pub fn scratch(name: &str) -> PathBuf {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    std::env::temp_dir().join(format!("unilogin-e2e-{}-{name}-{number}", std::process::id()))
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
