//! The machine's clock jumps an hour while the program runs, forward and back: nothing is done by halves, nothing is lost,
//! nothing is had twice.

use crate::killed::{TOKEN, code, in_order, redeem};
use crate::nodes::faketime;
use crate::pupils::{open_window, type_name};
use e2e::browser::{Browser as Window, Way};
use e2e::country::{Country, Person};
use interop::browser::{Browser, Page};
use interop::service;
use std::path::PathBuf;

/// The demo country with a clock that a file sets: each look at the time reads it.
struct Clock {
    file: PathBuf,
}

impl Clock {
    fn of(country: &mut Country) -> Clock {
        let clock = Clock { file: country.directory().join("clock") };
        clock.is_ahead_by("+0");
        let file = clock.file.display().to_string();
        country.start_again_with(|launch| {
            launch
                .variable("LD_PRELOAD", &faketime())
                .variable("FAKETIME_TIMESTAMP_FILE", &file)
                .variable("FAKETIME_NO_CACHE", "1")
                .variable("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        });
        clock
    }

    fn is_ahead_by(&self, span: &str) {
        std::fs::write(&self.file, span).unwrap();
    }
}

/// What somebody sees who types the pupil's name in a browser of its own.
async fn typed_elsewhere(country: &Country, pupil: &Person) -> Page {
    let mut browser = Browser::new();
    let first = browser.open(&country.url("/login")).await.page();
    type_name(&mut browser, &first, pupil).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_shut_an_hour_later_and_one_that_was_claimed_is_not_open_again_an_hour_earlier() {
    let mut country = Country::start();
    let clock = Clock::of(&mut country);
    let (teacher, pupil) = (country.person("teacher"), country.person("six_year_old"));
    open_window(&mut Browser::new(), &country, (&teacher, &pupil)).await;
    clock.is_ahead_by("+1h");
    let late = typed_elsewhere(&country, &pupil).await;
    assert!(!late.has_form("/practise"), "the window is shut: {}", late.heading());
    assert!(late.has_form("/pictures"), "the old pictures are asked for: {}", late.heading());

    open_window(&mut Browser::new(), &country, (&teacher, &pupil)).await;
    let mut browser = Browser::new();
    let first = browser.open(&country.url("/login")).await.page();
    let claimed = type_name(&mut browser, &first, &pupil).await;
    assert!(claimed.has_form("/practise"), "{}", claimed.heading());
    clock.is_ahead_by("+0");
    let again = browser.open(claimed.address.as_str()).await.page();
    assert!(again.has_form("/practise"), "whoever claimed goes on: {}", again.heading());
    let other = typed_elsewhere(&country, &pupil).await;
    assert!(!other.has_form("/practise"), "one claim a window: {}", other.heading());
    in_order(&country);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_redeemed_once_whichever_way_the_clock_jumps() {
    let mut country = Country::start_after(service::register_three);
    let clock = Clock::of(&mut country);
    let teacher = country.person("teacher");
    let old = code(&country, &teacher).await;
    let fresh = code(&country, &teacher).await;
    let (status, _) = redeem(country.url(TOKEN), fresh.clone()).await.unwrap();
    assert_eq!(status, 200);
    clock.is_ahead_by("+1h");
    let (status, _) = redeem(country.url(TOKEN), old).await.unwrap();
    assert_eq!(status, 400, "an hour later it is too old");
    let later = code(&country, &teacher).await;
    let (status, _) = redeem(country.url(TOKEN), later.clone()).await.unwrap();
    assert_eq!(status, 200, "people log in at the new time");
    clock.is_ahead_by("+0");
    for used in [fresh, later] {
        let (status, _) = redeem(country.url(TOKEN), used).await.unwrap();
        assert_eq!(status, 400, "never twice");
    }
    let (status, _) = redeem(country.url(TOKEN), code(&country, &teacher).await).await.unwrap();
    assert_eq!(status, 200, "and at the old one");
    in_order(&country);
}

/// What the dialog asks whoever has done nothing for a while.
async fn asked(screen: &Window) -> String {
    screen.lets_pass(26 * 60).await.unwrap();
    let heading = screen.find("dialog.stay[open] h2").await.unwrap().text().await.unwrap();
    assert!(heading.starts_with("Du bliver logget af kl. "), "{heading}");
    heading
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stays_is_told_the_new_time_when_they_are_asked_again() {
    let mut country = Country::start();
    let clock = Clock::of(&mut country);
    let teacher = country.person("teacher");
    let screen = Window::open(Way::DESK).await.unwrap();
    crate::weight::at_work(&screen, &country, &teacher).await;
    let first = asked(&screen).await;
    clock.is_ahead_by("+7m");
    screen.press("Bliv").await.unwrap();
    screen.find("dialog.stay:not([open])").await.unwrap();
    // What the server answers comes after the dialog has closed: it is put in when the old time is gone.
    screen.path(&format!("//dialog//h2[@id='stay-heading'][. != '{first}']")).await.unwrap();
    assert_ne!(asked(&screen).await, first);
    screen.close().await.unwrap();
}
