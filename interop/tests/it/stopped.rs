//! SIGTERM and Ctrl-C, as a service manager and a person at a keyboard send them: what was begun is answered whole, nothing
//! that happened is lost, and the directory is left so that anybody may go on with it.

use crate::killed::in_order;
use crate::nodes::faketime;
use crate::pupils::{open_window, type_name};
use crate::push::push_body;
use e2e::country::Country;
use interop::browser::Browser;
use interop::cluster::Cluster;
use interop::installation::{Installation, generate};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// From the order to the end of the process, where every client does its part.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// How long a client waits for anything.
const WAITS: Duration = Duration::from_secs(20);
/// How many imports are half sent when the order comes.
const IMPORTS: u32 = 4;
/// How many people begin a login at once, over and over.
const PEOPLE: usize = 4;

/// An answer from its first byte to its last.
struct Whole {
    status: u16,
    body: String,
}

/// Reads one answer; none where the connection ends before the first byte of one.
fn answer(stream: &mut BufReader<TcpStream>) -> Option<Whole> {
    let mut first = String::new();
    if stream.read_line(&mut first).is_err() || first.is_empty() {
        assert_eq!(first, "", "half an answer");
        return None;
    }
    let mut length = 0;
    loop {
        let mut line = String::new();
        assert_ne!(stream.read_line(&mut line).unwrap(), 0, "half a head after {first}");
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap_or_else(|error| panic!("half a body after {first}: {error}"));
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    Some(Whole { status: status.unwrap_or_else(|| panic!("{first}")), body: String::from_utf8(body).unwrap() })
}

fn connect(port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(WAITS))?;
    Ok(stream)
}

/// A school's file of which the server has read the head and got the first half.
struct HalfSent {
    stream: BufReader<TcpStream>,
    rest: String,
}

impl HalfSent {
    fn begin(node: &Installation, file: &School) -> HalfSent {
        let mut stream = connect(node.port()).unwrap();
        let (first, rest) = file.text.split_at(file.text.floor_char_boundary(file.text.len() / 2));
        let head = format!(
            "POST /api/import/{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/xml\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            file.number,
            file.token,
            file.text.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut stream = BufReader::new(stream);
        let goes_on = answer(&mut stream).expect("the server asks for the file");
        assert_eq!(goes_on.status, 100, "{}", goes_on.body);
        stream.get_mut().write_all(first.as_bytes()).unwrap();
        HalfSent { stream, rest: rest.to_owned() }
    }

    fn finish(mut self) -> Whole {
        self.stream.get_mut().write_all(self.rest.as_bytes()).unwrap();
        answer(&mut self.stream).expect("what was begun is answered")
    }
}

/// Begins logins on one connection after another until the server takes no more; each that is answered is counted.
fn begin_logins(port: u16, answered: &AtomicU64, words: &str) {
    while let Ok(stream) = connect(port) {
        let mut stream = BufReader::new(stream);
        while write!(stream.get_mut(), "GET /login HTTP/1.1\r\nHost: localhost\r\n{words}\r\n").is_ok() {
            let Some(whole) = answer(&mut stream) else { break };
            assert_eq!(whole.status, 303, "{}", whole.body);
            answered.fetch_add(1, Ordering::Relaxed);
            if !words.is_empty() {
                break;
            }
        }
    }
}

struct School {
    number: String,
    token: String,
    text: String,
}

fn schools(node: &Installation) -> Vec<School> {
    let files = node.place("land");
    let generated = generate(IMPORTS, &files);
    node.must(&["import", &files.join("institutions.csv").display().to_string()]);
    let school = |file: &PathBuf| {
        let number = file.file_stem().unwrap().to_string_lossy().into_owned();
        let token = node.must(&["import-token", "add", &number, "TEA"]).trim().to_owned();
        School { number, token, text: std::fs::read_to_string(file).unwrap() }
    };
    generated.iter().map(school).collect()
}

/// Until the order has been heard: nobody is let in any more.
fn until_nobody_is_let_in(port: u16) {
    let began = Instant::now();
    while connect(port).is_ok() {
        assert!(began.elapsed() < ENDS_WITHIN, "the order was not heard");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Stops this node under load; how many logins it had said were begun.
async fn is_stopped_in_order(node: &Installation) -> u64 {
    let schools = schools(node);
    let mut server = node.start();
    let socket = node.data().join("control.sock");
    assert!(socket.exists());
    let half_sent: Vec<HalfSent> = schools.iter().map(|school| HalfSent::begin(node, school)).collect();
    let answered = AtomicU64::new(0);
    let mut created = 0;
    std::thread::scope(|scope| {
        for person in 0..PEOPLE {
            let words = if person % 2 == 0 { "" } else { "Connection: close\r\n" };
            let answered = &answered;
            scope.spawn(move || begin_logins(node.port(), answered, words));
        }
        while answered.load(Ordering::Relaxed) < 40 {
            std::thread::sleep(Duration::from_millis(5));
        }
        let ordered = Instant::now();
        server.signal("TERM");
        until_nobody_is_let_in(node.port());
        for half in half_sent {
            let whole = half.finish();
            assert_eq!(whole.status, 200, "{}", whole.body);
            let told: serde_json::Value = serde_json::from_str(&whole.body).unwrap();
            assert_eq!(told["outcome"], "accepted", "{told}");
            created += told["created"].as_u64().unwrap();
        }
        assert_eq!(server.ended(), Some(0), "{}", server.log());
        assert!(ordered.elapsed() < ENDS_WITHIN, "{:?}", ordered.elapsed());
    });
    assert!(0 < created);
    assert!(!socket.exists(), "its socket went with it");
    let said = verified_much_later(node);
    let events: u64 = said.split(' ').nth(3).and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{said}"));
    assert!(created <= events, "{created} people were created, {said}");
    let _server = node.start();
    for School { number, token, text } in schools {
        let dry = node.url(&format!("/api/import/{number}?dry_run=true"));
        let left = push_body(&dry, &token, text).await.unwrap().count("created");
        assert_eq!(left, 0, "what was told is there");
    }
    node.is_in_order();
    answered.into_inner()
}

/// What `verify` says of a node that has stood still for an hour: no event waits for a seal that nobody makes.
fn verified_much_later(node: &Installation) -> String {
    let later = [("LD_PRELOAD", faketime()), ("FAKETIME", "+1h".to_owned())];
    let later = later.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = node.command_with(&["verify"], &later);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_told_to_stop_answers_whole_what_it_has_and_loses_nothing() {
    is_stopped_in_order(&Installation::new("")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_postgresql_told_to_stop_answers_whole_what_it_has_and_loses_nothing() {
    let cluster = Cluster::start(&["fsync=off"]);
    let node = Installation::new(&format!("database = '{}'\ndatabase_threads = 4", cluster.url("127.0.0.1")));
    let answered = is_stopped_in_order(&node).await;
    let logins: u64 = cluster.ask("SELECT count(*) FROM login").parse().unwrap();
    assert!(answered <= logins, "{answered} logins were begun, {logins} are there");
}

#[test]
fn what_a_command_did_without_a_server_is_sealed_when_it_ends() {
    let node = Installation::new("");
    let files = node.place("files");
    interop::installation::generate(3, &files);
    let told = node.must(&["import", &files.display().to_string(), "--json"]);
    assert!(told.contains("\"accepted\""), "{told}");
    let said = verified_much_later(&node);
    assert!(!said.starts_with("0 seals"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_stopped_at_the_keyboard_goes_on_where_it_was() {
    let mut country = Country::start();
    let (teacher, pupil) = (country.person("teacher"), country.person("six_year_old"));
    open_window(&mut Browser::new(), &country, (&teacher, &pupil)).await;
    let ordered = Instant::now();
    assert_eq!(country.stop("INT"), Some(0));
    assert!(ordered.elapsed() < ENDS_WITHIN, "{:?}", ordered.elapsed());
    assert!(!country.directory().join("control.sock").exists(), "its socket went with it");
    in_order(&country);
    country.start_again();
    let mut browser = Browser::new();
    let first = browser.open(&country.url("/login")).await.page();
    let page = type_name(&mut browser, &first, &pupil).await;
    assert!(page.has_form("/practise"), "the window the teacher opened is open: {}", page.heading());
}
