//! Two nodes on one PostgreSQL: clocks a minute apart, a database that goes away and comes back.

use crate::push::push;
use e2e::server::{Launch, Server};
use interop::cluster::Cluster;
use interop::installation::{Installation, generate};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn database(cluster: &Cluster) -> String {
    format!("database = '{}'\ndatabase_threads = 4", cluster.url("127.0.0.1"))
}

/// Debian's libfaketime, wherever this machine's architecture has it.
pub(crate) fn faketime() -> String {
    let libraries = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let found: Vec<PathBuf> =
        libraries.map(|entry| entry.path().join("faketime/libfaketimeMT.so.1")).filter(|path| path.exists()).collect();
    found.first().expect("libfaketime is missing: run `cargo xtask install`").display().to_string()
}

/// The program with a clock that goes before the others'; what measures spans goes on as it does.
fn ahead(launch: Launch, by: &str) -> Launch {
    launch.variable("LD_PRELOAD", &faketime()).variable("FAKETIME", by).variable("FAKETIME_DONT_FAKE_MONOTONIC", "1")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_clock_is_a_minute_ahead_writes_the_databases_time() {
    let cluster = Cluster::start(&["fsync=off"]);
    let one = Installation::new(&database(&cluster));
    let files = one.place("land");
    let schools = generate(2, &files);
    one.must(&["import", &files.join("institutions.csv").display().to_string()]);
    let _here = one.start();
    let other = one.beside(&database(&cluster));
    let _there = Server::start(&ahead(other.launch(), "+60s"));
    for (node, file) in [(&one, &schools[0]), (&other, &schools[1])] {
        let number = file.file_stem().unwrap().to_string_lossy().into_owned();
        let token = one.must(&["import-token", "add", &number, "TEA"]).trim().to_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let pushed = push(&node.url(&format!("/api/import/{number}")), &token, &text).await;
        assert_eq!(pushed.status, 200, "{pushed:?}");
        let sql = "SELECT CAST(extract(epoch FROM now()) * 1000 AS BIGINT) - received FROM import_run ORDER BY received DESC LIMIT 1";
        let old: i64 = cluster.ask(sql).parse().unwrap();
        assert!((-2_000..30_000).contains(&old), "received {old} ms ago by the database's clock");
        let ahead: i64 = cluster
            .ask("SELECT MAX(at) - CAST(extract(epoch FROM now()) * 1000 AS BIGINT) FROM event")
            .parse()
            .unwrap();
        assert!(ahead < 2_000, "no event of the future: {ahead} ms");
    }
    one.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_restarted_under_load_is_found_again_and_nothing_is_lost() {
    let mut cluster = Cluster::start(&[]);
    let node = Installation::new(&database(&cluster));
    let server = node.start();
    let (stop, well, ill) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let longest = std::sync::Mutex::new(Duration::ZERO);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    let status = status_of(node.port(), "/login");
                    let counter = if status == 303 { &well } else { &ill };
                    counter.fetch_add(1, Ordering::Relaxed);
                    let mut longest = longest.lock().unwrap();
                    *longest = (*longest).max(began.elapsed());
                    assert!([303, 500, 503].contains(&status), "{status}: {}", server.log());
                }
            });
        }
        std::thread::sleep(Duration::from_secs(2));
        cluster.stop();
        std::thread::sleep(Duration::from_secs(2));
        cluster.start_again(&[]);
        let again = Instant::now();
        let before = well.load(Ordering::Relaxed);
        while well.load(Ordering::Relaxed) < before + 20 && again.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(before + 20 <= well.load(Ordering::Relaxed), "it does not come back: {}", server.log());
    });
    let (well, ill) = (well.into_inner(), ill.into_inner());
    assert!(0 < well && 0 < ill, "{well} answered, {ill} told to try again");
    assert!(*longest.lock().unwrap() < Duration::from_secs(30), "nobody waits longer than that");
    let logins: u64 = cluster.ask("SELECT count(*) FROM login").parse().unwrap();
    assert!(well <= logins, "{well} logins were begun, {logins} are there");
    node.is_in_order();
}

/// The status of a plain GET; 0 where the connection breaks.
fn status_of(port: u16, path: &str) -> u16 {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return 0 };
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    if stream.write_all(request.as_bytes()).is_err() || stream.read_to_string(&mut answer).is_err() {
        return 0;
    }
    answer.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0)
}
