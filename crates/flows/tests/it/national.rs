//! The operator's settings change what happens, at once and for everybody. Source: product.md §5 ("All these are
//! settings") and §6.6.

use crate::office::two_operators;
use crate::town::{CODE, SCHOOL, Town, WORDS, finished, on_both};
use flows::national::{Decided, decide, settings};
use flows::sessions;
use flows::sign_in::onward::{Proof, arrive};
use flows::sign_in::{At, Notice};
use rules::national_setting::Settings;
use rules::pictures::Picture;
use rules::session::{Assurance, Method};
use rules::time::Millis;

const WRONG: [Picture; 4] = [Picture::Cat, Picture::Car, Picture::Sun, Picture::Apple];

fn set(town: &Town, decisions: &[(&str, &str)]) -> Decided {
    let pairs: Vec<_> = decisions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    decide(&town.world, &pairs, two_operators(town)).unwrap()
}

fn decided(town: &Town, decisions: &[(&str, &str)]) {
    assert_eq!(set(town, decisions), Decided::Yes);
}

fn guesses(town: &Town, at: &At) -> Option<Notice> {
    town.taps(at, &WRONG);
    town.scene(at).notice
}

#[test]
fn fewer_free_tries_and_a_longer_wait_hold_from_the_next_try_on() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        decided(town, &[("guess_free_failures", "1"), ("guess_wait_minutes", "3 3 5 10 15")]);
        let at = town.named(&town.browser(), "alma1234");
        assert_eq!(guesses(town, &at), Some(Notice::WrongPictures));
        assert_eq!(guesses(town, &at), Some(Notice::WrongPictures));
        town.clock.advance(Millis::minutes(2));
        let at = town.named(&town.browser(), "alma1234");
        town.taps(&at, &CODE);
        assert_eq!(town.scene(&at).notice, Some(Notice::StillWaiting), "the right one waits too, for three minutes");
        decided(town, &[("guess_free_failures", "standard"), ("guess_wait_minutes", "standard")]);
        finished(town.taps(&at, &CODE));
    });
}

#[test]
fn the_days_bound_is_the_operators() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett2468", class);
        decided(town, &[("guess_texts_a_day", "10"), ("guess_forgotten_hours", "1")]);
        for tried in 1..=11 {
            let at = town.named(&town.browser(), "mett2468");
            town.text(&at, "Forkert8kode");
            let expected = if tried <= 10 { Notice::WrongText } else { Notice::StillWaiting };
            assert_eq!(town.scene(&at).notice, Some(expected), "try {tried}");
            town.clock.advance(Millis::minutes(61));
        }
        decided(town, &[("guess_texts_a_day", "11")]);
        finished(town.text(&town.named(&town.browser(), "mett2468"), WORDS));
    });
}

#[test]
fn an_address_is_slowed_after_as_many_accounts_as_the_operator_says() {
    on_both(|town| {
        decided(town, &[("address_accounts", "10"), ("address_delay_seconds", "1")]);
        let tries = |name: &str| {
            let at = town.named(&town.browser(), name);
            let begun = std::time::Instant::now();
            match town.scene(&at).screen {
                flows::sign_in::Screen::Pictures(_) => town.taps(&at, &WRONG),
                _ => town.text(&at, "Forkert8kode"),
            };
            begun.elapsed()
        };
        for number in 0..11 {
            tries(&format!("nobo{}", 2000 + number));
        }
        assert!(std::time::Duration::from_secs(1) <= tries("nobo3000"));
        decided(town, &[("address_delay_seconds", "0")]);
        assert!(tries("nobo3001") < std::time::Duration::from_secs(1));
    });
}

#[test]
fn a_shared_device_rests_as_long_as_the_operator_says() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        decided(town, &[("session_shared_idle_minutes", "5")]);
        let cookie = town.logs_in(&town.browser(), "alma1234", &CODE).cookie.unwrap();
        let is_alive = |town: &Town| town.wait(sessions::judge(&town.world, &cookie)).unwrap().is_some();
        town.clock.advance(Millis(5 * 60_000 - 1));
        assert!(is_alive(town));
        town.clock.advance(Millis::minutes(5));
        assert!(!is_alive(town), "the look a moment ago kept it alive for five minutes and no longer");
    });
}

#[test]
fn two_factors_count_as_long_as_the_operator_says() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        let (at, _) = town.begin(&town.browser(), None);
        let shown = Proof { method: Method::Eid, two_factor: Some(town.world.now()) };
        let raised = finished(town.wait(arrive(&town.world, &at, mette, shown)).unwrap()).cookie.unwrap();
        town.clock.advance(Millis::minutes(11));
        let assurance = |town: &Town| town.wait(sessions::judge(&town.world, &raised)).unwrap().unwrap().assurance;
        assert_eq!(assurance(town), Assurance::TwoFactor);
        decided(town, &[("two_factor_minutes", "10")]);
        assert_eq!(assurance(town), Assurance::OneFactor);
    });
}

#[test]
fn one_refused_setting_keeps_the_others_of_the_command_away() {
    on_both(|town| {
        let refused = set(town, &[("guess_texts_a_day", "50"), ("guess_pictures_a_day", "4")]);
        assert!(matches!(refused, Decided::No(Some(name), _) if name == "guess_pictures_a_day"));
        let refused = set(town, &[("session_own_idle_hours", "30")]);
        assert!(matches!(refused, Decided::No(None, why) if why.to_string().contains("session_own_hours")));
        assert_eq!(town.world.db.blocking().read(settings).unwrap(), Settings::default());
    });
}
