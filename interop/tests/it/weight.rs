//! What a page costs on a school's network, asked of a real Chromium: bytes on the wire, requests, and nothing from
//! anybody else's origin. Source: ux.md §6.

use crate::pupils::open_window;
use e2e::browser::{Browser, Way};
use e2e::country::{Country, Person};
use interop::browser::Browser as Walker;

/// Requests a page may take, the icon of the tab included, which Chromium does not list.
const REQUESTS_MAX: usize = 8;
const CSS_BYTES_MAX: u64 = 10_000;
const SCRIPT_BYTES_MAX: u64 = 4_000;
/// The icon of the tab.
const ICON_BYTES: u64 = 250;

/// The page that is shown, within this many bytes in all and of its own.
async fn stays_within(browser: &Browser, (name, country): (&str, &Country), (all_max, own_max): (u64, u64)) {
    let loaded = browser.loaded().await.unwrap();
    let all: u64 = loaded.iter().map(|(_, bytes)| bytes).sum::<u64>() + ICON_BYTES;
    let own = loaded.first().map_or(0, |(_, bytes)| *bytes);
    assert!(all <= all_max && 10_000 < all, "{name}: {all} of at most {all_max}: {loaded:#?}");
    assert!(own <= own_max && 0 < own, "{name}: {own} of at most {own_max} of its own");
    assert!(loaded.len() < REQUESTS_MAX, "{name}: {loaded:#?}");
    for (address, bytes) in &loaded {
        assert!(address.starts_with(&country.url("/")), "{name}: {address} is somebody else's");
        let most = match address.rsplit('.').next() {
            Some("css") => CSS_BYTES_MAX,
            Some("js") => SCRIPT_BYTES_MAX,
            Some(_) | None => all_max,
        };
        assert!(*bytes <= most, "{name}: {address} is {bytes}, at most {most}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_main_job_stays_within_its_budget() {
    let country = Country::start();
    let (teacher, pupil) = (country.person("teacher"), country.person("six_year_old"));
    let browser = Browser::open(Way::DESK).await.unwrap();
    browser.go(&country.url("/login")).await.unwrap();
    stays_within(&browser, ("user name", &country), (60_000, 5_000)).await;
    browser.fill("#username", &pupil.username).await.unwrap();
    browser.press("Næste").await.unwrap();
    browser.find("form[data-pictures]").await.unwrap();
    stays_within(&browser, ("pictures", &country), (65_000, 10_000)).await;
    open_window(&mut Walker::new(), &country, (&teacher, &pupil)).await;
    browser.go(&country.url("/login")).await.unwrap();
    browser.fill("#username", &pupil.username).await.unwrap();
    browser.press("Næste").await.unwrap();
    browser.find(".rhyme li").await.unwrap();
    stays_within(&browser, ("new pictures", &country), (60_000, 5_000)).await;
    browser.close().await.unwrap();

    let screen = Browser::open(Way::DESK).await.unwrap();
    at_work(&screen, &country, &teacher).await;
    stays_within(&screen, ("Elevadgang", &country), (65_000, 8_000)).await;
    screen.go(&country.url("/mit")).await.unwrap();
    stays_within(&screen, ("Mit Unilogin", &country), (60_000, 5_000)).await;
    screen.close().await.unwrap();
}

/// Comes in to Elevadgang as a teacher.
pub(crate) async fn at_work(screen: &Browser, country: &Country, teacher: &Person) {
    screen.go(&country.url("/elevadgang")).await.unwrap();
    screen.press("Log på").await.unwrap();
    screen.fill("#username", &teacher.username).await.unwrap();
    screen.press("Næste").await.unwrap();
    screen.fill("#password", &teacher.password).await.unwrap();
    screen.find("form .button-large").await.unwrap().click().await.unwrap();
    screen.find(".classes").await.unwrap();
}
