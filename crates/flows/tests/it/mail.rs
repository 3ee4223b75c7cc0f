//! Letters wait sealed, leave once, and are forgotten.

use crate::town::{Town, on_both};
use flows::mail::{Language, Letter, Post, Values, open};
use flows::send_mail;
use outside::mail::{Login, Mailer, Protection, Server, Written};
use rules::time::Millis;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn queue(town: &Town) -> i64 {
    let values = Values::from([("person".to_owned(), "Mette Holm".to_owned())]);
    let post = Post::draw(&town.world, 1);
    let kind = (Letter::AdministratorAdded, Language::Danish);
    let mail = post.letter(0, kind, "leder@skole.dk", &values).unwrap();
    assert!(post.letter(1, kind, "leder@skole.dk", &values).is_none(), "no number was drawn for a second");
    let id = mail.id;
    town.write(move |tx| store::outbox::put(tx, &mail));
    id
}

#[test]
fn a_letter_waits_sealed_and_opens_for_whoever_has_the_key() {
    on_both(|town| {
        queue(town);
        let due = town.write(|tx| store::outbox::due(tx, 10));
        assert_eq!((due[0].template.as_str(), due[0].language.as_str()), ("administrator_added", "da"));
        assert!(!due[0].sealed.windows(5).any(|some| some == b"Mette"), "the row says no name");
        let opened = open(&town.world.vault, &due[0]).unwrap();
        assert_eq!((opened.to.as_str(), opened.values["person"].as_str()), ("leder@skole.dk", "Mette Holm"));
        let mut moved = due[0].clone();
        moved.id += 1;
        assert!(open(&town.world.vault, &moved).is_err(), "it belongs to its own row");
    });
}

#[test]
fn a_letter_that_did_not_leave_is_tried_again_and_leaves_once() {
    on_both(|town| {
        let id = queue(town);
        let later = town.world.now().plus(Millis::minutes(10));
        let seen = town.write(|tx| store::outbox::due(tx, 10)).remove(0);
        let (first, second) = (seen.clone(), seen);
        assert!(town.write(move |tx| store::outbox::claim(tx, &first, later)));
        assert!(!town.write(move |tx| store::outbox::claim(tx, &second, later)), "another node read the same row");
        assert!(town.write(|tx| store::outbox::due(tx, 10)).is_empty());
        town.clock.advance(Millis::minutes(10));
        assert_eq!(town.write(|tx| store::outbox::due(tx, 10))[0].attempts, 1);
        assert!(town.write(move |tx| store::outbox::sent(tx, id)));
        assert!(!town.write(move |tx| store::outbox::sent(tx, id)), "once");
        assert_eq!(town.write(store::outbox::waiting), 0);
    });
}

#[test]
fn what_has_left_is_forgotten_after_a_month_and_what_waits_is_not() {
    on_both(|town| {
        let (gone, waits) = (queue(town), queue(town));
        town.write(move |tx| store::outbox::sent(tx, gone));
        town.clock.advance(Millis::days(31));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        let left: Vec<i64> = town.write(|tx| store::outbox::newest(tx, 10)).iter().map(|mail| mail.id).collect();
        assert_eq!(left, [waits]);
    });
}

fn written(_: Letter, language: &str, opened: &flows::mail::Opened) -> Written {
    assert_eq!(language, "da");
    Written { subject: "Emne".to_owned(), text: opened.values["person"].clone(), html: String::new() }
}

/// A mail server that answers a word as it is told and everything else well, for as many lines as come.
fn server(word: &'static str, answer: &'static str) -> Mailer {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut say = stream.try_clone().unwrap();
            let greeting = if word == "GREETING" { answer } else { "220 here\r\n" };
            let _ = say.write_all(greeting.as_bytes());
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let said = match line.get(..4).unwrap_or_default() {
                    own if own == word => answer,
                    "EHLO" => "250-here\r\n250 AUTH PLAIN\r\n",
                    "AUTH" => "235 come in\r\n",
                    _ => "250 ok\r\n",
                };
                if say.write_all(said.as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    mailer(port)
}

fn mailer(port: u16) -> Mailer {
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port,
        protection: Protection::None,
        login: Some(Login::new("unilogin", "sommerfugl")),
        from: "Unilogin <unilogin@example.dk>".to_owned(),
    };
    Mailer::new(&server).unwrap()
}

#[test]
fn in_a_demo_a_letter_leaves_for_its_page_and_leaves_once() {
    on_both(|town| {
        queue(town);
        let turn = town.wait(send_mail::turn(&town.world, &Mailer::Kept, written)).unwrap();
        assert_eq!((turn.sent, turn.postponed, turn.given_up), (1, 0, 0));
        let again = town.wait(send_mail::turn(&town.world, &Mailer::Kept, written)).unwrap();
        assert_eq!(again, send_mail::Turn::default());
        let (_, letter, opened) = town.wait(send_mail::newest(&town.world, 10)).unwrap().remove(0);
        assert_eq!((letter, opened.to.as_str()), (Letter::AdministratorAdded, "leder@skole.dk"));
    });
}

#[test]
fn a_letter_nobody_takes_just_now_is_tried_for_three_days_and_then_given_up() {
    on_both(|town| {
        queue(town);
        let busy = server("RCPT", "451 later\r\n");
        let mut tries = 0;
        for _ in 0..200 {
            let turn = town.wait(send_mail::turn(&town.world, &busy, written)).unwrap();
            assert_eq!(turn.no_line, None);
            tries += turn.postponed + turn.given_up;
            if turn.given_up == 1 {
                break;
            }
            town.clock.advance(Millis::hours(3));
        }
        assert_eq!(tries, 10, "nine tries that wait, and the last");
        town.clock.advance(Millis::days(3));
        assert_eq!(town.write(store::outbox::waiting), 0, "it is not tried again");
    });
}

#[test]
fn a_wrong_password_a_closed_server_and_no_server_touch_no_letter() {
    on_both(|town| {
        queue(town);
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let wrong_password = server("AUTH", "535 wrong password\r\n");
        for broken in [wrong_password, server("GREETING", "554 closed\r\n"), mailer(nobody)] {
            let turn = town.wait(send_mail::turn(&town.world, &broken, written)).unwrap();
            assert_eq!((turn.sent, turn.postponed, turn.given_up), (0, 0, 0));
            assert!(turn.no_line.is_some());
            let waits = town.write(|tx| store::outbox::due(tx, 10)).remove(0);
            assert_eq!((waits.attempts, waits.given_up), (0, None));
        }
    });
}

#[test]
fn a_letter_with_an_address_the_server_refuses_is_given_up_and_the_next_one_is_tried() {
    on_both(|town| {
        queue(town);
        queue(town);
        let refusing = server("RCPT", "550 no such box\r\n");
        let turn = town.wait(send_mail::turn(&town.world, &refusing, written)).unwrap();
        assert_eq!((turn.sent, turn.given_up, turn.no_line), (0, 2, None));
    });
}
