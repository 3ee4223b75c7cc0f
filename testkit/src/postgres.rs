//! A PostgreSQL for tests: the one the test command started (`UNILOGIN_TEST_POSTGRES`), else one of this process's own
//! in a temporary directory, without fsync. Each test gets a database copied from one template.

use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// The address of a fresh database. `prepare` brings a database up to this version; it is called once a process, on the
/// template.
///
/// # Panics
/// Where PostgreSQL is not installed, or does not answer.
pub fn fresh(prepare: impl FnOnce(&str)) -> String {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    // Copying a template wants nobody connected to it, so copies are made one at a time.
    static COPYING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = COPYING.lock().unwrap_or_else(PoisonError::into_inner);
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        command(&format!("CREATE DATABASE {name}"));
        prepare(&address(&name));
        command(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
        name
    });
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    // A backend that was told to end may take a moment to be gone.
    for _ in 0..100 {
        if try_command(&format!("CREATE DATABASE {name} TEMPLATE {template}")).is_ok() {
            return address(&name);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    command(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
    address(&name)
}

/// Ends every connection to a database, as a restart of the server would.
pub fn end_connections(url: &str) {
    let name = url.rsplit('/').next().unwrap_or_default();
    command(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
}

fn address(name: &str) -> String {
    let server = server();
    let (base, _) = server.rsplit_once('/').unwrap_or((server, ""));
    format!("{base}/{name}")
}

fn command(sql: &str) {
    try_command(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn try_command(sql: &str) -> Result<(), postgres::Error> {
    // Tests may run on a runtime's thread, where this client would panic: it gets a thread of its own.
    std::thread::scope(|scope| {
        let done = scope.spawn(|| Client::connect(server(), NoTls)?.batch_execute(sql)).join();
        done.unwrap_or(Ok(()))
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test command tells tests through the environment where its server is"
)]
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<Child>)> = OnceLock::new();
    let (url, _own) = SERVER.get_or_init(|| match std::env::var("UNILOGIN_TEST_POSTGRES") {
        Ok(url) => (url, None),
        Err(_) => {
            let (url, child) = start();
            (url, Some(child))
        }
    });
    url
}

#[expect(clippy::zombie_processes, reason = "the shell ends by itself when the pipe closes with this process")]
/// Starts a server whose shell ends it when this process, and with it the pipe, is gone.
fn start() -> (String, Child) {
    let programs = programs();
    let directory = std::env::temp_dir().join(format!("unilogin-testkit-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory for PostgreSQL");
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let script = r#"
        if [ "$(id -u)" = 0 ]; then chown postgres "$1"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; fi
        $as "$0/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null || exit 1
        $as "$0/postgres" -D "$1/data" -p "$2" -h 127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
            -c max_connections=300 -c unix_socket_directories="$1" >/dev/null 2>&1 &
        read -r end
        kill -QUIT $(head -n 1 "$1/data/postmaster.pid"); wait; rm -rf "$1""#;
    let child = Command::new("sh")
        .args(["-c", script])
        .arg(&programs)
        .arg(&directory)
        .arg(port.to_string())
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    for _ in 0..200 {
        let answers = std::thread::scope(|scope| scope.spawn(|| Client::connect(&url, NoTls).is_ok()).join());
        if answers.unwrap_or(false) {
            return (url, child);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("PostgreSQL did not answer within twenty seconds");
}

fn programs() -> PathBuf {
    let listed = std::fs::read_dir(Path::new("/usr/lib/postgresql"));
    let mut versions: Vec<PathBuf> =
        listed.into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.pop().expect("PostgreSQL is missing: run `cargo xtask install`")
}
