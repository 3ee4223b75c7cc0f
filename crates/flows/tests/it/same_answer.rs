//! Names somebody has and names nobody has: the same answer for the same work, counted and not timed.
//!
//! Source: security.md rule 9, product.md §5. What it counts: hashes and what they cost, transactions and their statements.

use crate::town::{SCHOOL, Town, number, on_both};
use flows::sign_in::{At, Notice, Screen};
use rules::pictures::Picture;

const WRONG: [Picture; 4] = [Picture::Cat, Picture::Car, Picture::Sun, Picture::Apple];

/// What one wrong try came to.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    naming: Vec<&'static str>,
    testing: Vec<&'static str>,
    hashes: u64,
    filled_kib: u64,
    notice: Option<Notice>,
}

/// Names somebody (or nobody) and gives a wrong password.
fn wrong_try(town: &Town, name: &str) -> Work {
    let browser = town.browser();
    let (at, _) = town.begin(&browser, None);
    let trace = town.world.db.trace();
    trace.listen();
    town.types(&at, name);
    let naming = trace.heard();
    let screen = town.scene(&at).screen;
    let before = town.world.hashing.busy();
    trace.listen();
    match screen {
        Screen::Pictures(_) => town.taps(&at, &WRONG),
        _ => town.text(&at, "hundkat"),
    };
    let testing = trace.heard();
    let after = town.world.hashing.busy();
    Work {
        naming,
        testing,
        hashes: after.computed - before.computed,
        filled_kib: after.filled_kib - before.filled_kib,
        notice: notice(town, &at),
    }
}

fn notice(town: &Town, at: &At) -> Option<Notice> {
    town.scene(at).notice
}

/// A name nobody has whose page shows pictures, or text.
fn nobodys(town: &Town, pictures: bool) -> String {
    let shows = |name: &String| {
        let at = town.named(&town.browser(), name);
        matches!(town.scene(&at).screen, Screen::Pictures(_)) == pictures
    };
    (1000..1100).map(|place| format!("nobo{place}")).find(shows).unwrap()
}

#[test]
fn a_wrong_password_is_as_much_work_for_a_name_nobody_has() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        town.teacher("mett2468", class);
        for (known, pictures) in [("alma1234", true), ("mett2468", false)] {
            let unknown = nobodys(town, pictures);
            for tried in 1..=4 {
                let (somebodys, nobodys) = (wrong_try(town, known), wrong_try(town, &unknown));
                assert_eq!(somebodys, nobodys, "{known} and {unknown}, try {tried}");
                assert_eq!((somebodys.hashes, somebodys.filled_kib), (1, 8));
                assert!(somebodys.testing.contains(&"BEGIN write"), "{:?}", somebodys.testing);
            }
            // The fifth brings a wait: for both, and nothing is hashed for either.
            wrong_try(town, known);
            wrong_try(town, &unknown);
            let (somebodys, nobodys) = (wrong_try(town, known), wrong_try(town, &unknown));
            assert_eq!(somebodys, nobodys);
            assert_eq!((somebodys.hashes, somebodys.notice), (0, Some(Notice::StillWaiting)));
        }
    });
}

#[test]
fn a_wrong_password_is_as_much_work_for_a_blocked_pupil() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        town.pupil("osca2345", class);
        town.write(move |tx| store::person::block(tx, alma, Some(&number(SCHOOL)), "Tal med kontoret"));
        assert_eq!(wrong_try(town, "alma1234"), wrong_try(town, "osca2345"));
    });
}
