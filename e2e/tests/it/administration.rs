//! Brugeradministration: a read-only officer looks around and can change nothing; an administrator finds somebody, sees
//! what is known and why, and reads the log.

use crate::rights::comes_in;
use crate::steps::{Walked, show_eid};
use e2e::browser::{Browser, WAYS, Width};
use e2e::country::Country;
use thirtyfour::prelude::*;

/// Opens the panel of filters where it is folded away.
async fn unfold_filters(browser: &Browser) -> Walked {
    if browser.way.width == Width::Narrow {
        browser.press_css("details.filter > summary").await?;
    }
    Ok(())
}

/// User name and name of a pupil of the school who is there to show nothing else.
fn pupil(country: &Country) -> (String, String) {
    let text = |person: &serde_json::Value, key: &str| person[key].as_str().unwrap_or_default().to_owned();
    let found = country.people().iter().find(|person| {
        text(person, "institution") == "751042"
            && text(person, "key").is_empty()
            && text(person, "alias").is_empty()
            && person["roles"].as_array().is_some_and(|roles| roles.iter().any(|role| role == "Elev"))
    });
    let found = found.expect("a pupil of the school");
    (text(found, "username"), text(found, "name"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_officer_looks_around_and_can_change_nothing() -> Walked {
    let country = Country::start();
    let reader = country.person("read_access");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&reader, "")).await?;
        browser.sees("Det venter på dig").await?;
        browser.check("ba-overblik").await?;
        for (page, says, picture) in [
            ("/brugere", "Viser 1–25 af", "ba-brugere-laeser"),
            ("/grupper", "Klasse", "ba-grupper"),
            ("/log", "Ingen kan ændre i loggen", "ba-log-laeser"),
        ] {
            browser.go(&country.url(&format!("/ba/751042{page}"))).await?;
            browser.sees(says).await?;
            browser.check(picture).await?;
            assert_eq!(browser.count("main form[method=post]").await?, 0, "{page}");
        }
        browser.go(&country.url("/ba/751042/spaer-adgangskoder")).await?;
        browser.sees("Du mangler rettigheden Brugeradm").await?;
        browser.check("ba-afvist").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_finds_a_pupil_and_sees_why_and_since_when() -> Walked {
    let country = Country::start();
    let administrator = country.person("administrator");
    let (username, name) = pupil(&country);
    for way in WAYS {
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&administrator, "/brugere")).await?;
        browser.sees("Viser 1–25 af").await?;
        browser.check("ba-brugere").await?;
        unfold_filters(&browser).await?;
        browser.fill("main #q", &username).await?;
        browser.keys(Key::Enter).await?;
        browser.sees("Viser 1 bruger").await?;
        browser.sees("Ryd filtre").await?;
        browser.check("ba-brugere-fundet").await?;
        browser.press(&name).await?;
        browser.sees("Seneste hændelser").await?;
        browser.sees("Giv nyt brugernavn").await?;
        browser.check("ba-bruger").await?;
        // Pressed too early, the form says what is missing.
        browser.press("Giv nyt brugernavn").await?;
        browser.sees("Vælg, hvorfor brugeren skal have nyt brugernavn.").await?;
        browser.check("ba-bruger-fejl").await?;
        browser.press("Se hele loggen om personen").await?;
        browser.sees("Kun om").await?;
        browser.check("ba-log").await?;
        browser.go(&country.url("/ba/751042/spaer-adgangskoder")).await?;
        browser.press("Næste").await?;
        browser.sees("Vælg, hvem der skal have spærret adgangskoden.").await?;
        browser.check("ba-spaer-fejl").await?;
        browser.press_path("//select[@id='hvem']/option[normalize-space(.)='2.B']").await?;
        browser.press("Næste").await?;
        browser.sees("Er du sikker?").await?;
        browser.check("ba-spaer-sikker").await?;
        browser.press("Nej, gå tilbage").await?;
        browser.sees("Hvem skal have spærret adgangskoden?").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_come_in_is_told_why() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/ba/751042")).await?;
        browser.press("Log ind med MitID").await?;
        browser.press("Afbryd").await?;
        browser.sees("Du stoppede, før du var færdig. Der er ikke sket noget.").await?;
        browser.check("eid-afbrudt").await?;
        browser.press("MitID (forældre og ansatte)").await?;
        show_eid(&browser, &teacher).await?;
        browser.sees("Du mangler rettigheden Læseadgang").await?;
        browser.check("ba-ikke-administrator").await?;
        browser.go(&country.url("/stil")).await?;
        browser.press("Log ind med MitID").await?;
        browser.sees("Du er ikke sagsbehandler.").await?;
        browser.check("stil-ikke-sagsbehandler").await?;
        browser.close().await?;
    }
    Ok(())
}
