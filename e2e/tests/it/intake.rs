//! Brugeradministration's intake: a secretary attaches, confirms and removes people; a held import is understood and
//! released; a changed CPR number is carried through.

use crate::desk::sits;
use crate::steps::Walked;
use e2e::browser::{Browser, WAYS, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// The daycare, where people may be attached by hand.
const MARIEHOENEN: &str = "751903";
/// The school whose import is held.
const FJORDSKOLEN: &str = "751077";
/// The school whose import has refused lines.
const FRISKOLEN: &str = "751205";

/// Comes into Brugeradministration by the door, with the test eID, and lands on this page.
async fn comes_in(browser: &Browser, country: &Country, (who, page): (&Person, &str)) -> WebDriverResult<()> {
    browser.go(&country.url(&format!("/ba/{page}"))).await?;
    browser.press("Log ind med MitID").await?;
    let path = format!("//a[contains(normalize-space(.), \"{}\")]", who.name);
    browser.press_path(&path).await
}

/// Somebody new at the daycare: found by no number, created and attached.
async fn attach(browser: &Browser, (cpr, first): (&str, &str)) -> WebDriverResult<()> {
    browser.fill("#cpr", cpr).await?;
    browser.press_css("main .button-search").await?;
    browser.sees("Ingen bruger har CPR-nummeret").await?;
    browser.check("ba-manuel-ny").await?;
    browser.fill("#first", first).await?;
    browser.fill("#family", "Nyborg").await?;
    browser.press_path("//select[@id='role']/option[@value='pedagogue']").await?;
    browser.press("Opret og tilknyt").await?;
    browser.sees("Personen er tilknyttet et år fra i dag.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_attaches_a_pedagogue_confirms_another_and_removes_a_third() -> Walked {
    let country = Country::start();
    let secretary = country.person("external_administrator");
    for (nth, way) in WAYS.into_iter().enumerate() {
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&secretary, &format!("{MARIEHOENEN}/manuel"))).await?;
        browser.sees("Denne metode frarådes").await?;
        browser.check("ba-manuel").await?;
        let names = [format!("Nanna{nth}x"), format!("Bo{nth}x"), format!("Ida{nth}x")];
        browser.fill("#cpr", "12").await?;
        browser.press_css("main .button-search").await?;
        browser.sees("Skriv alle 10 tal.").await?;
        browser.check("ba-manuel-fejl").await?;
        for (at, name) in names.iter().enumerate() {
            attach(&browser, (&format!("120385{}", 4300 + nth * 10 + at), name)).await?;
        }
        browser.check("ba-manuel-liste").await?;
        let confirm = format!("//button[@aria-label='Bekræft {} Nyborg et år mere']", names[1]);
        browser.press_path(&confirm).await?;
        browser.sees("Tilknytningen gælder et år fra i dag.").await?;
        let remove = format!("//a[@aria-label='Fjern tilknytning af {} Nyborg']", names[2]);
        browser.press_path(&remove).await?;
        browser.sees("Brugernavnet beholdes.").await?;
        browser.check("ba-manuel-fjern").await?;
        browser.press("Fjern tilknytning").await?;
        browser.sees("Tilknytningen er fjernet.").await?;
        let text = browser.text().await?;
        assert!(text.contains(&names[0]) && text.contains(&names[1]) && !text.contains(&names[2]), "{text}");
        assert!(!browser.address().await?.contains("120385"), "no number stands in an address");
        // The one who was attached is found by the number now.
        browser.fill("#cpr", &format!("120385{}", 4300 + nth * 10)).await?;
        browser.press_css("main .button-search").await?;
        browser.sees(&format!("Fundet: {} Nyborg.", names[0])).await?;
        browser.check("ba-manuel-fundet").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_import_is_understood_and_released() -> Walked {
    for way in WAYS {
        let country = Country::start();
        let administrator = country.person("external_administrator");
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&administrator, &format!("{FJORDSKOLEN}/import"))).await?;
        browser.sees("venter på jer").await?;
        browser.check("ba-import").await?;
        browser.press("Se importen").await?;
        browser.sees("Derfor venter den").await?;
        browser.sees("Intet er ændret endnu.").await?;
        browser.check("ba-import-tilbageholdt").await?;
        browser.press("Frigiv import").await?;
        browser.sees("Importen er frigivet og indlæst.").await?;
        browser.check("ba-import-frigivet").await?;
        browser.press_path("//a[starts-with(normalize-space(.), 'Vis importerede')]").await?;
        browser.sees("Kontaktpersoner med *").await?;
        browser.check("ba-importerede").await?;
        browser.close().await?;
    }
    Ok(())
}

/// The number the demo's spoilt file carries: the serial's second and third digit the other way round.
fn carried(cpr: &str) -> String {
    let digits: Vec<char> = cpr.chars().filter(char::is_ascii_digit).collect();
    let serial = &digits[6..];
    let second = if serial[1] == serial[2] { '9' } else { serial[1] };
    let birth: String = digits[..6].iter().collect();
    format!("{birth}{}{}{second}{}", serial[0], serial[2], serial[3])
}

/// The number that is not for the administrators went to an operator, who says no.
async fn operator_rejects(country: &Country, way: Way) -> WebDriverResult<()> {
    let desk = sits(country, &country.person("without_class"), way).await?;
    desk.go(&country.url("/stil/sager")).await?;
    desk.check("stil-sager-venter").await?;
    desk.press("Skift af CPR-nummer").await?;
    desk.sees("Skrevet CPR-nummer").await?;
    desk.check("stil-sager-cpr").await?;
    desk.press("Afvis").await?;
    desk.find("#errors").await?;
    desk.check("stil-sager-cpr-fejl").await?;
    desk.fill("#why", "Nummeret tilhører en anden").await?;
    desk.press("Afvis").await?;
    desk.sees("Sagen er lukket").await?;
    desk.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_is_carried_through() -> Walked {
    for way in WAYS {
        let country = Country::start();
        let administrator = country.person("external_administrator");
        let browser = Browser::open(way).await?;
        comes_in(&browser, &country, (&administrator, &format!("{FRISKOLEN}/import"))).await?;
        browser.press_path("//main//a[contains(normalize-space(.), 'advis')]").await?;
        browser.sees("Ikke forventet CPR til localPersonID").await?;
        browser.check("ba-import-advis").await?;
        let link = "//a[contains(@href, '/skift-cpr/')]";
        let name = browser.path(link).await?.text().await?.replace("Skift CPR-nummer", "").trim().to_owned();
        browser.press_path(link).await?;
        let heading = browser.heading().await?;
        assert_eq!(heading, "Skift CPR-nummer");
        browser.check("ba-skift-cpr").await?;
        // The hidden words of the link name the person; with them stands the number the register knows.
        let main = browser.text().await?;
        let known = country.people().iter().find(|person| {
            let text = |key: &str| person[key].as_str().unwrap_or_default().to_owned();
            text("institution") == FRISKOLEN && (text("name") == name || main.contains(&text("name")))
        });
        let known = known.expect("the pupil of the line").clone();
        let old = known["cpr"].as_str().unwrap_or_default().to_owned();
        browser.fill("#cpr", "0101011234").await?;
        browser.press("Analysér").await?;
        browser.sees("Nummeret kræver en sagsbehandler").await?;
        browser.check("ba-skift-cpr-sagsbehandler").await?;
        operator_rejects(&country, way).await?;
        browser.press("Skriv et andet nummer").await?;
        browser.fill("#cpr", &carried(&old)).await?;
        browser.press("Analysér").await?;
        browser.sees("Intet er ændret endnu.").await?;
        browser.check("ba-skift-cpr-analyse").await?;
        browser.press_path("(//main//button[contains(@class, 'button-primary')])[1]").await?;
        browser.sees("CPR-nummeret er skiftet. Næste import går igennem.").await?;
        browser.close().await?;
    }
    Ok(())
}
