//! Brugeradministration's own house: settings with a slip, a licence that is given and taken back, an agreement that is
//! looked at and ended, and what runs out by itself.

use crate::rights::comes_in;
use crate::steps::Walked;
use e2e::browser::{Browser, WAYS};
use e2e::country::Country;

const SOLBAKKESKOLEN: &str = "751042";

async fn go(browser: &Browser, country: &Country, page: &str) -> Walked {
    Ok(browser.go(&country.url(&format!("/ba/{SOLBAKKESKOLEN}{page}"))).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_corrects_a_slip_among_the_settings_and_saves_them() -> Walked {
    let country = Country::start();
    let administrator = country.person("administrator");
    for (nth, way) in WAYS.into_iter().enumerate() {
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&administrator, "/institution")).await?;
        browser.sees("Når elever får ny adgangskode").await?;
        browser.check("ba-institution").await?;
        let people = (31 + nth).to_string();
        browser.fill("#import_hold_people", &people).await?;
        browser.fill("#networks", "skolens net").await?;
        browser.press("Gem").await?;
        browser.sees("»skolens net« er ikke en netadresse").await?;
        browser.check("ba-institution-fejl").await?;
        browser.fill("#networks", "192.0.2.0/24").await?;
        browser.press("Gem").await?;
        browser.sees("Gemt.").await?;
        let kept = browser.find("#import_hold_people").await?.prop("value").await?;
        assert_eq!(kept, Some(people), "what was typed beside the slip is saved too");
        browser.press("Kræv, at alle skifter adgangskode").await?;
        browser.sees("næste gang de logger ind").await?;
        browser.check("ba-institution-skift").await?;
        go(&browser, &country, "/institution").await?;
        browser.press("Se, hvad der udløber og slettes af sig selv").await?;
        browser.sees("Det skete hos jer").await?;
        browser.check("ba-levetid").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_gives_a_licence_and_ends_it_and_looks_at_what_an_agreement_shows() -> Walked {
    let country = Country::start();
    let administrator = country.person("administrator");
    for (nth, way) in WAYS.into_iter().enumerate() {
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&administrator, "/tjenester")).await?;
        browser.sees("I giver adgang nu").await?;
        browser.press("Giv adgang").await?;
        browser.sees("Vælg, hvem der skal have adgang.").await?;
        browser.check("ba-tjenester-fejl").await?;
        browser.press_path("//select[@id='client']/option[contains(., 'Læseklubben')]").await?;
        browser.press_path("//select[@id='reach']/option[normalize-space(.)='Alle elever']").await?;
        browser.press("Giv adgang").await?;
        browser.sees("Adgangen er givet.").await?;
        browser.check("ba-tjenester").await?;
        browser.press_path("//tr[contains(., 'Alle elever')]//button").await?;
        browser.sees("Adgangen er slut.").await?;

        go(&browser, &country, "/dataaftaler").await?;
        browser.sees("Historik").await?;
        browser.check("ba-dataaftaler").await?;
        // What runs already, not what is asked for.
        browser.press_path("//h2[contains(., 'Historik')]/following::table[1]//a").await?;
        browser.sees("Det ser tjenesten").await?;
        browser.check("ba-dataaftale").await?;
        if nth + 1 == WAYS.len() {
            browser.press("Afslut aftale").await?;
            browser.sees("Aftalen er slut.").await?;
        }
        browser.close().await?;
    }
    Ok(())
}
