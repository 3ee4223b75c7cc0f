//! An employee without national eID: one administrator asks, another approves, the first writes the code down, and at the
//! login it opens a new password.

use crate::rights::comes_in;
use crate::steps::{Walked, forgot, gets_in};
use e2e::browser::{Browser, WAYS};
use e2e::country::Country;

const LIST: &str = "/ba/751042/engangskoder";

#[tokio::test(flavor = "multi_thread")]
async fn an_adult_without_eid_gets_a_new_password_by_two_administrators_and_a_note() -> Walked {
    let country = Country::start();
    let (asks, approves) = (country.person("administrator"), country.person("external_administrator"));
    for (nth, way) in WAYS.into_iter().enumerate() {
        let (username, name) = &crate::rights::staff(&country, true)[nth];
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&asks, &format!("/brugere?q={username}"))).await?;
        browser.press(name).await?;
        browser.press("Engangskode").await?;
        browser.press("Bed om engangskode").await?;
        browser.sees("Skriv, hvorfor personen har brug for en engangskode.").await?;
        browser.check("ba-engangskode-fejl").await?;
        browser.fill("#reason", "Har ikke MitID").await?;
        browser.press_path("//label[@for='seen-passport']").await?;
        browser.press("Bed om engangskode").await?;
        browser.sees("Nu skal en anden sige ja").await?;
        browser.check("ba-engangskoder").await?;

        let second = Browser::open(way).await?;
        comes_in(&second, &country, (&approves, "")).await?;
        second.sees("1 engangskode venter").await?;
        second.press("1 engangskode venter på, at nogen siger ja").await?;
        second.press(&format!("Sig ja til {name}")).await?;
        second.sees("Du har sagt ja").await?;
        second.check("ba-engangskoder-ja").await?;
        second.close().await?;

        browser.go(&country.url(LIST)).await?;
        browser.press(&format!("Vis koden til {name}")).await?;
        browser.sees("Skriv koden ned nu").await?;
        browser.check("ba-engangskode").await?;
        let code = browser.find("main strong[dir=ltr]").await?.text().await?;
        browser.close().await?;

        let browser = Browser::open(way).await?;
        forgot(&browser, &country, username).await?;
        browser.check("login-glemt").await?;
        browser.press("Har du fået en engangskode?").await?;
        browser.sees("Brug din engangskode").await?;
        let filled = browser.find("#username").await?.prop("value").await?;
        assert_eq!(filled.as_deref(), Some(username.as_str()), "the name that was typed stands there");
        browser.fill("#code", "2222 3333 4444 5555").await?;
        browser.press("Næste").await?;
        browser.sees("er ikke rigtig, eller koden er for gammel").await?;
        browser.check("login-engangskode-fejl").await?;
        browser.fill("#code", &code.to_uppercase().replace('-', " ")).await?;
        browser.press("Næste").await?;
        let words = browser.find(".proposal b").await?.text().await?;
        browser.check("login-engangskode-ny").await?;
        browser.press_css("form .button-large").await?;
        browser.arrives("/mit").await?;
        browser.close().await?;
        gets_in(&country, way, (username, &words)).await?;
    }
    Ok(())
}
