//! A PostgreSQL of one test's own, that it may stop, start and give certificates.
//!
//! What it does not do: serve other tests; those share the one of the test command.

use e2e::country::scratch;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A cluster; stops and goes when dropped.
pub struct Cluster {
    directory: PathBuf,
    port: u16,
    shell: Option<Child>,
}

impl Cluster {
    /// A running cluster with more settings (`name=value`).
    ///
    /// # Panics
    /// Where PostgreSQL is missing or does not start.
    pub fn start(settings: &[&str]) -> Cluster {
        let directory = scratch("postgres");
        std::fs::create_dir_all(&directory).expect("a directory");
        run(
            &directory,
            &format!(
                r#"$as "{}/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync"#,
                programs().display()
            ),
        );
        let port = e2e::server::free_port_pair();
        let mut cluster = Cluster { directory, port, shell: None };
        cluster.start_again(settings);
        cluster
    }

    /// Its directory, where a certificate may lie.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Gives a file of the directory to the server's user, who alone may read it.
    ///
    /// # Panics
    /// Where that fails.
    pub fn own(&self, name: &str) {
        run(
            &self.directory,
            &format!(r#"if [ -n "$as" ]; then chown postgres "$1/{name}"; fi; chmod 600 "$1/{name}""#),
        );
    }

    /// Where it is reached, with this host's name.
    pub fn url(&self, host: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres", self.port)
    }

    /// Stops it at once, as a crash would: nobody is waited for.
    pub fn stop(&mut self) {
        if let Some(mut shell) = self.shell.take() {
            if let Some(mut input) = shell.stdin.take() {
                drop(input.write_all(b"\n"));
            }
            drop(shell.wait());
        }
    }

    /// Starts it on what it had.
    ///
    /// # Panics
    /// Where it does not answer within 20 seconds.
    pub fn start_again(&mut self, settings: &[&str]) {
        let options: String = settings.iter().map(|setting| format!(" -c {setting}")).collect();
        let script = format!(
            r#"{AS}
            $as "{}/postgres" -D "$1/data" -p {} -h 127.0.0.1 -c full_page_writes=off -c unix_socket_directories="$1"{options} >"$1/log" 2>&1 &
            read -r end
            kill -QUIT $(head -n 1 "$1/data/postmaster.pid"); wait"#,
            programs().display(),
            self.port
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh"]).arg(&self.directory).stdin(Stdio::piped());
        self.shell = Some(command.spawn().expect("a shell"));
        for _ in 0..200 {
            if self.asked("SELECT 1").is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "PostgreSQL does not answer: {}",
            std::fs::read_to_string(self.directory.join("log")).unwrap_or_default()
        );
    }

    /// What a query says, rows by lines and columns by `|`.
    ///
    /// # Panics
    /// Where it fails.
    pub fn ask(&self, sql: &str) -> String {
        self.asked(sql).unwrap_or_else(|| panic!("no answer to {sql}"))
    }

    fn asked(&self, sql: &str) -> Option<String> {
        let mut command = Command::new(programs().join("psql"));
        command.args(["-X", "-A", "-t", "-q", "-c", sql]).arg(self.url("127.0.0.1"));
        let done = command.stderr(Stdio::null()).output().expect("psql");
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// PostgreSQL refuses to run as root: `$as` is how it is called then.
const AS: &str = r#"as=""; if [ "$(id -u)" = 0 ]; then chown postgres "$1"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; fi"#;

/// Runs a script with the directory as `$1`.
fn run(directory: &Path, script: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{AS}\n{script}"), "sh"]).arg(directory);
    let done = command.output().expect("a shell");
    assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
}

fn programs() -> PathBuf {
    let listed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = listed.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.pop().expect("PostgreSQL is missing: run `cargo xtask install`")
}
