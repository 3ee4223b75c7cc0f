//! One PostgreSQL for the whole test run: in a directory of its own, on a free port, without fsync.
//!
//! Refuses to run as root, so as root it is started as the system's user `postgres`.

use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server; stops and removes its directory when dropped.
pub(crate) struct Postgres {
    child: Child,
    directory: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a cluster and waits until it answers.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed or does not start.
    pub(crate) fn start() -> Result<Postgres> {
        let programs = programs()?;
        let directory = std::env::temp_dir().join(format!("unilogin-test-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&directory)?;
        if is_root() {
            Command::new("chown").arg("postgres").arg(&directory).status()?;
        }
        let data = directory.join("data");
        let mut make = as_postgres(&programs.join("initdb"));
        make.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        let made = make.stdout(Stdio::null()).status().context("initdb")?;
        if !made.success() {
            bail!("initdb failed");
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut serve = as_postgres(&programs.join("postgres"));
        serve.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"] {
            serve.args(["-c", setting]);
        }
        serve.arg("-c").arg(format!("unix_socket_directories={}", directory.display()));
        let log = std::fs::File::create(directory.join("log"))?;
        let child = serve.stdout(Stdio::null()).stderr(log).spawn()?;
        let server = Postgres { child, directory, port };
        server.wait(&programs)?;
        Ok(server)
    }

    /// Where tests connect.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&self, programs: &Path) -> Result<()> {
        for _ in 0..100 {
            let ready = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        bail!("PostgreSQL did not answer within ten seconds")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The child may be the one that changed user for us; the postmaster's own number stands in its pid file.
        if let Ok(text) = std::fs::read_to_string(self.directory.join("data/postmaster.pid"))
            && let Some(number) = text.lines().next()
        {
            let stopped = Command::new("kill").args(["-QUIT", number]).status();
            drop(stopped);
        }
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// The newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is missing: run `cargo xtask install`")?
        .flatten()
        .map(|e| e.path().join("bin"))
        .collect();
    versions.sort();
    versions.pop().context("PostgreSQL is missing: run `cargo xtask install`")
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0"))
}

fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}
