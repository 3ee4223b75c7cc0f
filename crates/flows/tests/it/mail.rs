//! Letters wait sealed, leave once, and are forgotten.

use crate::town::{Town, on_both};
use flows::mail::{Language, Letter, Post, Values, open};
use flows::send_mail;
use outside::mail::{Mailer, Protection, Server, Written};
use rules::time::Millis;

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
        town.write(move |tx| store::outbox::postpone(tx, id, later));
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

fn server(port: u16) -> Mailer {
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port,
        protection: Protection::None,
        login: None,
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
fn without_a_server_at_the_other_end_a_letter_is_tried_for_three_days_and_then_given_up() {
    on_both(|town| {
        queue(town);
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut tries = 0;
        for _ in 0..200 {
            let turn = town.wait(send_mail::turn(&town.world, &server(nobody), written)).unwrap();
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
