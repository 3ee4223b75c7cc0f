//! What the wire may do to us: heads without end, slow clients, smuggled requests, idle crowds, HTTP/2 floods.
//! Source: security.md "transport". Every test ends with the server answering an honest client.

use e2e::server::{Server, answers};
use interop::installation::Installation;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// An answer has thirty seconds, the reading of a form among them.
const FORM_CUT_OFF_WITHIN: Duration = Duration::from_secs(40);
/// How long a client may take for its head; what is slower is cut off soon after.
const CUT_OFF_WITHIN: Duration = Duration::from_secs(12);
/// Fewer than a process may usually have open.
const IDLE: usize = 700;

fn serve() -> (Installation, Server) {
    let node = Installation::new("");
    let server = node.start();
    (node, server)
}

fn connect(node: &Installation) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", node.port())).unwrap();
    stream.set_read_timeout(Some(CUT_OFF_WITHIN)).unwrap();
    stream
}

/// Sends bytes and reads until the server closes or falls silent.
fn exchange(node: &Installation, bytes: &[u8]) -> String {
    let mut stream = connect(node);
    drop(stream.write_all(bytes));
    let (mut answer, mut piece) = (Vec::new(), [0u8; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn answers_honestly(node: &Installation, server: &Server) {
    assert!(answers(&node.url("/healthz")), "{}", server.log());
}

#[test]
fn a_head_over_the_limit_is_refused() {
    let (node, server) = serve();
    for head in [
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000)),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "a".repeat(70_000)),
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-Many: a\r\n".repeat(10_000)),
    ] {
        let answer = exchange(&node, head.as_bytes());
        let refused = answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 414");
        assert!(refused || answer.is_empty(), "{}", &answer[..answer.len().min(200)]);
    }
    answers_honestly(&node, &server);
}

#[test]
fn a_client_that_sends_its_head_letter_by_letter_is_cut_off() {
    let (node, server) = serve();
    let mut stream = connect(&node);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    let began = Instant::now();
    while began.elapsed() < CUT_OFF_WITHIN {
        std::thread::sleep(Duration::from_millis(500));
        if stream.write_all(b"a").is_err() {
            break;
        }
    }
    assert!(began.elapsed() < CUT_OFF_WITHIN, "still there after {:?}", began.elapsed());
    answers_honestly(&node, &server);
}

#[test]
fn a_client_that_sends_its_form_letter_by_letter_holds_nobody_up() {
    let (node, server) = serve();
    // It says that it comes from a page of ours, so that the form itself is waited for.
    let head = "POST /login/log-out HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\na";
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = connect(&node);
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    answers_honestly(&node, &server);
    assert!(began.elapsed() < Duration::from_secs(5));
    let mut first = slow.swap_remove(0);
    first.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut answer = [0; 64];
    let said = loop {
        assert!(began.elapsed() < FORM_CUT_OFF_WITHIN, "still waited for after {:?}", began.elapsed());
        drop(first.write_all(b"a"));
        match first.read(&mut answer) {
            Ok(count) => break String::from_utf8_lossy(&answer[..count]).into_owned(),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break String::new(),
        }
    };
    assert!(Duration::from_secs(5) < began.elapsed(), "the form was waited for: {said}");
    assert!(!said.starts_with("HTTP/1.1 2") && !said.starts_with("HTTP/1.1 3"), "{said}");
    answers_honestly(&node, &server);
}

/// A request hidden in another's body: a second answer on the connection means that it was seen.
#[test]
fn a_request_smuggled_behind_another_is_never_answered() {
    let (node, server) = serve();
    let hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n";
    let after =
        |headers: &str, body: &str| format!("POST /login/log-out HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}{hidden}");
    for (name, request) in [
        ("CL and TE", after(&format!("Content-Length: 5\r\n{chunked}"), "0\r\n\r\n")),
        ("TE and CL", after(&format!("{chunked}Content-Length: 5\r\n"), "0\r\n\r\n")),
        ("two lengths", after("Content-Length: 1\r\nContent-Length: 40\r\n", "a")),
        ("a list of lengths", after("Content-Length: 1, 40\r\n", "a")),
        ("a length with a sign", after("Content-Length: +1\r\n", "a")),
        ("a length in hex", after("Content-Length: 0x1\r\n", "a")),
        ("a space before the colon", after("Content-Length : 0\r\n", "")),
        ("a folded line", after("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
        ("an unknown coding", after("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        ("chunked not last", after("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
        ("a chunk size with a sign", after(chunked, "+0\r\n\r\n")),
        ("a bare CR", after("X: a\rContent-Length: 0\r\n", "")),
        ("a NUL", after("X: a\0b\r\nContent-Length: 0\r\n", "")),
    ] {
        let answer = exchange(&node, request.as_bytes());
        assert!(!answer.contains("\r\n\r\nok\n"), "{name}: {answer}");
    }
    let honest = format!(
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n{}",
        hidden.replace("Host: x", "Host: x\r\nConnection: close")
    );
    assert_eq!(
        exchange(&node, honest.as_bytes()).matches("\r\n\r\nok\n").count(),
        2,
        "two honest requests get two answers"
    );
    answers_honestly(&node, &server);
}

#[test]
fn a_crowd_of_idle_connections_leaves_room_for_others_and_is_sent_home() {
    let (node, server) = serve();
    let mut crowd: Vec<TcpStream> = (0..IDLE).map(|_| connect(&node)).collect();
    // The last has been served once and is silent since.
    let mut served = connect(&node);
    served.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let began = Instant::now();
    answers_honestly(&node, &server);
    assert!(began.elapsed() < Duration::from_secs(2), "an honest client waited {:?}", began.elapsed());
    for mut one in [crowd.pop().unwrap(), crowd.remove(0), served] {
        let mut said = Vec::new();
        let ended = one.read_to_end(&mut said);
        let is_reset = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionReset;
        assert!(ended.as_ref().is_ok() || ended.as_ref().is_err_and(is_reset), "{ended:?}");
    }
    assert!(began.elapsed() < CUT_OFF_WITHIN);
    answers_honestly(&node, &server);
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// `GET /` by the static table of HPACK.
fn head() -> Vec<u8> {
    let mut block = vec![0x82, 0x86, 0x84, 0x41, 9];
    block.extend_from_slice(b"localhost");
    block
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// Sends frames until the server has had enough; whether it had.
fn floods(node: &Installation, frames: impl Iterator<Item = Vec<u8>>) -> bool {
    let mut stream = connect(node);
    stream.write_all(PREFACE).unwrap();
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).unwrap();
    for bytes in frames {
        if stream.write_all(&bytes).is_err() {
            return true;
        }
    }
    // All of it went out: the server closes when it has read it.
    let began = Instant::now();
    let mut piece = [0u8; 4096];
    while began.elapsed() < CUT_OFF_WITHIN {
        match stream.read(&mut piece) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
    false
}

#[test]
fn http_2_resets_end_the_connection_and_nothing_else() {
    let (node, server) = serve();
    let resets = (0..5_000u32).map(|number| {
        let stream = number * 2 + 1;
        let mut bytes = frame(HEADERS, END_STREAM | END_HEADERS, stream, &head());
        bytes.extend(frame(RST_STREAM, 0, stream, &8u32.to_be_bytes()));
        bytes
    });
    assert!(floods(&node, resets));
    answers_honestly(&node, &server);
}

#[test]
fn http_2_heads_without_end_end_the_connection() {
    let (node, server) = serve();
    let more = std::iter::once(frame(HEADERS, END_STREAM, 1, &head()));
    // A literal header of 4 KiB in each continuation, never the last.
    let mut block = vec![0x00, 1, b'x', 0x7f, 0x81, 0x1f];
    block.extend(std::iter::repeat_n(b'a', 4096));
    let endless = (0..5_000).map(move |_| frame(CONTINUATION, 0, 1, &block));
    assert!(floods(&node, more.chain(endless)));
    answers_honestly(&node, &server);
}

#[test]
fn http_2_pings_and_settings_without_end_harm_nobody() {
    let (node, server) = serve();
    let began = Instant::now();
    for kind in [PING, SETTINGS] {
        let payload: &[u8] = if kind == PING { &[0; 8] } else { &[] };
        let mut stream = connect(&node);
        stream.write_all(PREFACE).unwrap();
        stream.write_all(&frame(SETTINGS, 0, 0, &[])).unwrap();
        for _ in 0..20_000 {
            if stream.write_all(&frame(kind, 0, 0, payload)).is_err() {
                break;
            }
        }
        answers_honestly(&node, &server);
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn http_2_is_served() {
    let (node, _server) = serve();
    let mut stream = connect(&node);
    stream.write_all(PREFACE).unwrap();
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).unwrap();
    stream.write_all(&frame(HEADERS, END_STREAM | END_HEADERS, 1, &head())).unwrap();
    let mut said = Vec::new();
    let mut piece = [0u8; 4096];
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        said.extend_from_slice(&piece[..read]);
        if frames(&said).any(|(kind, stream)| stream == 1 && [DATA, HEADERS].contains(&kind)) {
            return;
        }
    }
    panic!("no answer on stream 1");
}

/// Kind and stream of every whole frame.
fn frames(bytes: &[u8]) -> impl Iterator<Item = (u8, u32)> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let head = rest.get(..9)?;
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let found = (head[3], u32::from_be_bytes([head[5] & 0x7f, head[6], head[7], head[8]]));
        rest = rest.get(9 + length..)?;
        Some(found)
    })
}
