//! An administrative system pushes its institution's file over HTTP: who may, what is taken, and what a bad file changes.
//! Source: interfaces.md A, security.md rule 10.

use crate::place::{Answer, Browser, Place};
use axum::http::{Request, header};
use rules::institution::InstitutionNumber;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use testkit::database::{Database, both};

const TOKEN: &str = "token-of-the-school";
const NEIGHBOURS_TOKEN: &str = "token-of-the-neighbours";

fn place(database: &Database) -> Place {
    let place = Place::on(database);
    let (schools, _) = ingest::register::read("number,name\n101001,Skolen\n101002,Naboskolen\n".as_bytes());
    place.runtime.block_on(flows::register::load(&place.world, &schools, "test")).unwrap();
    for (token, school) in [(TOKEN, "101001"), (NEIGHBOURS_TOKEN, "101002")] {
        let (hash, at) = (crypto::digest::of_token(token), InstitutionNumber::parse(school).unwrap());
        place.world.db.blocking().write(move |tx| store::import_token::add(tx, &hash, &at, "TEA")).unwrap();
    }
    place
}

/// Two teachers of a school.
fn file(school: &str, sent: &str) -> String {
    let person = |id: &str, cpr: &str, name: &str| {
        format!(
            "<InstitutionPerson><LocalPersonId>{id}</LocalPersonId><Person protected=\"false\" verificationLevel=\"0\">\
             <FirstName>{name}</FirstName><FamilyName>Prøve</FamilyName><CivilRegistrationNumber>{cpr}</CivilRegistrationNumber>\
             </Person><Employee><Role>Lærer</Role></Employee></InstitutionPerson>"
        )
    };
    let people = person("1", "0102801111", "Anna") + &person("2", "0302801112", "Bo");
    format!(
        "<UNILoginImport sourceDateTime=\"{sent}\" source=\"TEA\" schoolYear=\"2026-2027\"><Institution>\
         <InstitutionNumber>{school}</InstitutionNumber>\n{people}\n</Institution></UNILoginImport>"
    )
}

fn push_as(place: &Place, path: &str, (token, kind): (&str, &str), body: &str) -> Answer {
    let mut request = Request::post(path);
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if !kind.is_empty() {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    place.send(&mut Browser::default(), request, body.to_owned())
}

fn push(place: &Place, body: &str) -> Answer {
    push_as(place, "/api/import/101001", (TOKEN, "application/xml"), body)
}

fn report(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// Nothing has been loaded so far: the same file still finds two new people.
fn nothing_was_loaded(place: &Place) {
    let path = "/api/import/101001?dry_run=true";
    let told = report(&push_as(place, path, (TOKEN, ""), &file("101001", "2026-11-24T05:00:00")));
    assert_eq!(told["created"], 2, "{told}");
}

/// Bytes as they are, on a connection of their own.
fn connect(place: &Place, bytes: &[u8]) -> TcpStream {
    let host = place.world.settings.origin.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(bytes).unwrap();
    stream
}

/// What comes back until the server closes.
fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A server that closes early resets: what was said before that counts.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

fn raw(place: &Place, bytes: &[u8]) -> String {
    answer(connect(place, bytes))
}

/// The same by a sender who hangs up in the middle.
fn broken_off(place: &Place, bytes: &[u8]) -> String {
    let stream = connect(place, bytes);
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    answer(stream)
}

fn head(school: &str, token: &str, more: &str) -> String {
    format!(
        "POST /api/import/{school} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{more}\r\n\r\n"
    )
}

#[test]
fn a_system_pushes_its_file_and_hears_what_became_of_it() {
    both(|database| {
        let place = place(database);
        nothing_was_loaded(&place);
        let answer = push(&place, &file("101001", "2026-11-24T04:00:00"));
        let told = report(&answer);
        assert_eq!((answer.status, &told["outcome"], &told["created"]), (200, &"accepted".into(), &2.into()), "{told}");
        let again = report(&push(&place, &file("101001", "2026-11-24T04:30:00")));
        assert_eq!((&again["created"], &again["changed"]), (&0.into(), &0.into()));
        let older = push(&place, &file("101001", "2026-11-24T04:00:00"));
        assert_eq!((older.status, &report(&older)["notices"][0]["code"]), (422, &"FORAELDET".into()));
    });
}

#[test]
fn nobody_pushes_without_a_token_in_force_for_this_very_institution() {
    both(|database| {
        let place = place(database);
        let body = file("101001", "2026-11-24T04:00:00");
        let mut heard = Vec::new();
        for (path, token) in [
            ("/api/import/101001", ""),
            ("/api/import/101001", "wrong"),
            ("/api/import/101001", NEIGHBOURS_TOKEN),
            ("/api/import/999999", TOKEN),
            ("/api/import/not-a-number", TOKEN),
        ] {
            let answer = push_as(&place, path, (token, "application/xml"), &body);
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{path} {token}");
            heard.push(answer.text);
        }
        heard.dedup();
        assert_eq!(heard.len(), 1, "nobody learns whether a number exists: {heard:?}");
        let at = InstitutionNumber::parse("101001").unwrap();
        place.world.db.blocking().write(move |tx| store::import_token::end(tx, &at, "TEA")).unwrap();
        assert_eq!(push(&place, &body).status, 401, "an ended token");
    });
}

#[test]
fn a_file_about_another_institution_is_refused_whatever_the_address_says() {
    both(|database| {
        let place = place(database);
        let answer = push(&place, &file("101002", "2026-11-24T04:00:00"));
        assert_eq!((answer.status, &report(&answer)["outcome"]), (422, &"refused".into()));
        let body = file("101002", "2026-11-24T04:00:00");
        let own = push_as(&place, "/api/import/101002", (NEIGHBOURS_TOKEN, ""), &body);
        assert_eq!(report(&own)["created"], 2, "nothing of it had been loaded");
    });
}

#[test]
fn what_is_not_xml_by_its_own_word_is_not_read() {
    both(|database| {
        let place = place(database);
        for kind in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let answer = push_as(&place, "/api/import/101001", (TOKEN, kind), &file("101001", "2026-11-24T04:00:00"));
            assert_eq!((answer.status, &report(&answer)["error"]), (415, &"content_type".into()), "{kind}");
        }
        for kind in ["", "text/xml; charset=utf-8", "application/soap+xml", "application/octet-stream"] {
            let path = "/api/import/101001?dry_run=true";
            let answer = push_as(&place, path, (TOKEN, kind), &file("101001", "2026-11-24T04:00:00"));
            assert_eq!(answer.status, 200, "{kind}");
        }
        let answer = push_as(&place, "/api/import/101001?operation=wipe", (TOKEN, ""), "");
        assert_eq!((answer.status, &report(&answer)["error"]), (400, &"operation".into()));
    });
}

#[test]
fn a_truncated_file_changes_nothing_and_says_where_it_ends() {
    both(|database| {
        let place = place(database);
        let whole = file("101001", "2026-11-24T04:00:00");
        for cut in [whole.len() - 1, whole.len() / 2, 60, 0] {
            let end = whole.floor_char_boundary(cut);
            let answer = push(&place, &whole[..end]);
            let told = report(&answer);
            assert_eq!((answer.status, &told["outcome"]), (422, &"refused".into()), "cut at {end}");
            assert!(told["notices"][0]["text"].as_str().unwrap().contains("linje"), "{told}");
        }
        nothing_was_loaded(&place);
    });
}

#[test]
fn a_sender_that_breaks_off_changes_nothing() {
    both(|database| {
        let place = place(database);
        let body = file("101001", "2026-11-24T04:00:00");
        let length = format!("Content-Length: {}", body.len() + 10);
        let answer = broken_off(&place, (head("101001", TOKEN, &length) + &body).as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
        let chunk = format!("{:x}\r\n{body}\r\n", body.len());
        let unended = broken_off(&place, (head("101001", TOKEN, "Transfer-Encoding: chunked") + &chunk).as_bytes());
        assert!(unended.is_empty() || unended.starts_with("HTTP/1.1 400"), "{unended}");
        nothing_was_loaded(&place);
    });
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_comes() {
    both(|database| {
        let place = place(database);
        let length = format!("Content-Length: {}", 5_u64 << 30);
        let answer = raw(&place, head("101001", TOKEN, &length).as_bytes());
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too_large"), "{answer}");
    });
}

#[test]
fn systems_that_push_at_the_same_time_all_get_an_answer_and_the_newest_file_counts() {
    both(|database| {
        let place = place(database);
        let answers: Vec<(String, String)> = std::thread::scope(|scope| {
            let pushes = (0..6).map(|number| {
                let (school, token) = [("101001", TOKEN), ("101002", NEIGHBOURS_TOKEN)][number % 2];
                let (place, sent) = (&place, format!("2026-11-24T0{number}:00:00"));
                scope.spawn(move || {
                    let body = file(school, &sent);
                    let length = format!("Content-Length: {}", body.len());
                    (school.to_owned(), raw(place, (head(school, token, &length) + &body).as_bytes()))
                })
            });
            pushes.collect::<Vec<_>>().into_iter().map(|push| push.join().unwrap()).collect()
        });
        for school in ["101001", "101002"] {
            let told: Vec<&String> = answers.iter().filter(|(of, _)| of == school).map(|(_, answer)| answer).collect();
            let created = told.iter().filter(|answer| answer.contains("\"created\":2")).count();
            assert_eq!(created, 1, "the two people are created once: {told:#?}");
            let clear = |answer: &&&String| answer.contains("accepted") || answer.contains("FORAELDET");
            assert_eq!(told.iter().filter(clear).count(), 3, "{told:#?}");
        }
    });
}
