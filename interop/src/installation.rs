//! `unilogin serve` as an operator runs it: a configuration file, a data directory, one or several nodes.
//!
//! What it does not do: have people; they come by import.

use e2e::country::{program, scratch};
use e2e::server::{Launch, Server, free_port_pair};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One node, running or not. Its directory goes with it.
pub struct Installation {
    directory: PathBuf,
    keys: PathBuf,
    origin: String,
    port: u16,
}

impl Installation {
    /// A node with these lines in its configuration beside the necessary ones.
    ///
    /// # Panics
    /// Where its files cannot be written.
    pub fn new(lines: &str) -> Installation {
        let port = free_port_pair();
        let directory = scratch("installation");
        let keys = directory.join("unilogin.keys");
        Installation { directory, keys, origin: format!("http://localhost:{port}"), port }.configured(lines)
    }

    /// A node that ends TLS itself, with a certificate it wrote for itself, and has these sites on hosts of their own:
    /// `ba` at `ba.localhost`, which every browser takes for this machine.
    ///
    /// # Panics
    /// Where its files cannot be written.
    pub fn apart(sites: &[&str], lines: &str) -> Installation {
        let port = free_port_pair();
        let directory = scratch("installation");
        std::fs::create_dir_all(&directory).expect("a directory");
        let mut command = Command::new("openssl");
        command.args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(' '));
        command.args("-subj /CN=localhost -addext subjectAltName=DNS:localhost,DNS:*.localhost".split(' '));
        command.args("-keyout tls.key -out tls.pem".split(' ')).current_dir(&directory);
        assert!(command.output().expect("openssl").status.success(), "no certificate");
        let at = |name: &str| directory.join(name).display().to_string();
        let mut lines = format!("{lines}\ntls.certificate = '{}'\ntls.key = '{}'\n", at("tls.pem"), at("tls.key"));
        for site in sites {
            lines.push_str(&format!("sites.{site} = 'https://{site}.localhost:{port}'\n"));
        }
        let keys = directory.join("unilogin.keys");
        Installation { directory, keys, origin: format!("https://localhost:{port}"), port }.configured(&lines)
    }

    /// Another node of the same installation: same keys, same origin, a directory and a port of its own.
    ///
    /// # Panics
    /// Where its files cannot be written.
    pub fn beside(&self, lines: &str) -> Installation {
        let (directory, port) = (scratch("installation"), free_port_pair());
        Installation { directory, keys: self.keys.clone(), origin: self.origin.clone(), port }.configured(lines)
    }

    fn configured(self, lines: &str) -> Installation {
        std::fs::create_dir_all(&self.directory).expect("a directory");
        let text = format!(
            "{lines}\norigin = '{}'\nlisten = '127.0.0.1:{}'\ndata_dir = '{}'\nkeys = '{}'\nlog.filter = 'warn'\nhashing.lanes = 1\n",
            self.origin,
            self.port,
            self.directory.join("data").display(),
            self.keys.display()
        );
        std::fs::write(self.config(), text).expect("its configuration");
        self
    }

    /// Its configuration file.
    pub fn config(&self) -> PathBuf {
        self.directory.join("unilogin.toml")
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// A place of its own for files of the test.
    pub fn place(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Where people reach it: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its own address of a path, whatever the origin says.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How it is started.
    pub fn launch(&self) -> Launch {
        let words = ["serve".to_owned(), "--config".to_owned(), self.config().display().to_string()];
        Launch::new(&program(), self.directory.join("log"), self.url("/readyz")).words(&words)
    }

    /// Starts it and waits until it is ready.
    pub fn start(&self) -> Server {
        Server::start(&self.launch())
    }

    /// Runs a command of the program on it.
    ///
    /// # Panics
    /// Where the program cannot be started.
    pub fn command(&self, words: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.args(words).arg("--config").arg(self.config()).output().expect("the program")
    }

    /// The same with variables of the environment.
    ///
    /// # Panics
    /// Where the program cannot be started.
    pub fn command_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(program());
        command.args(words).arg("--config").arg(self.config()).envs(variables.iter().copied());
        command.output().expect("the program")
    }

    /// Runs a command that must succeed; what it says.
    ///
    /// # Panics
    /// Where it fails; with its words.
    pub fn must(&self, words: &[&str]) -> String {
        let done = self.command(words);
        let (said, complained) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "{words:?}: {said}\n{complained}");
        said.into_owned()
    }

    /// Fails unless the record of events verifies and the program finds nothing wrong with itself.
    ///
    /// # Panics
    /// Where something is wrong.
    pub fn is_in_order(&self) {
        self.must(&["verify"]);
        self.must(&["doctor"]);
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// Made-up institutions' files in a directory: `institutions.csv` and one XML each.
///
/// # Panics
/// Where the program refuses.
pub fn generate(institutions: u32, into: &Path) -> Vec<PathBuf> {
    let mut command = Command::new(program());
    command.args(["generate", "--institutions", &institutions.to_string(), "--seed", "5", "--out"]).arg(into);
    let done = command.output().expect("the program");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let entries = std::fs::read_dir(into).expect("what was generated").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "xml")).collect();
    files.sort();
    files
}
