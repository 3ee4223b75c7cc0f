//! The application for access: a leader and a technical contact apply, sign, are approved, and log in as administrators.
//! Files that are no pages get a sentence each, and nothing typed is lost.

use crate::steps::{Walked, show_eid};
use e2e::browser::{Browser, WAYS, Way};
use e2e::country::{Country, Person, scratch};
use std::path::PathBuf;
use thirtyfour::prelude::*;

/// The upper secondary school, which has no administrators.
const GYMNASIET: &str = "751415";

/// A file to attach.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = scratch("application").join(name);
    std::fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("a directory for files");
    std::fs::write(&path, bytes).expect("the file is written");
    path
}

const PAGE: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n";

/// Somebody who works at the school, the nth of them.
fn employee(country: &Country, nth: usize) -> Person {
    let text = |person: &serde_json::Value, key: &str| person[key].as_str().unwrap_or_default().to_owned();
    let works = |person: &&serde_json::Value| {
        let staff = ["Lærer", "Leder", "TAP"];
        text(person, "institution") == GYMNASIET
            && text(person, "key").is_empty()
            && text(person, "alias").is_empty()
            && person["roles"]
                .as_array()
                .is_some_and(|roles| roles.iter().any(|role| staff.iter().any(|one| role == one)))
    };
    let found = country.people().iter().filter(works).nth(nth).expect("somebody who works at the school");
    let [name, username, password, cpr] = ["name", "username", "password", "cpr"].map(|key| text(found, key));
    Person { name, username, password, cpr }
}

async fn chooses(browser: &Browser, path: &std::path::Path) -> WebDriverResult<()> {
    browser.give("#pdf", &path.display().to_string()).await?;
    browser.press("Fortsæt til Tjek og send").await
}

async fn fills_in(browser: &Browser, (contact, leader): (&Person, &Person)) -> WebDriverResult<()> {
    browser.sees("Trin 1 af 5").await?;
    browser.check("ansoeg-institution").await?;
    browser.fill("#name", "Bakkegymnasiet").await?;
    browser.fill("#number", GYMNASIET).await?;
    browser.press("Fortsæt til Teknisk kontaktperson").await?;
    browser.sees("Trin 2 af 5").await?;
    browser.fill("#name", &contact.name).await?;
    browser.fill("#cpr", "010185 12").await?;
    browser.fill("#phone", "12345678").await?;
    browser.fill("#mail", "naja.solbakke.dk").await?;
    browser.press("Fortsæt til Institutionsleder").await?;
    browser.sees("Der er 2 ting, du skal rette").await?;
    browser.check("ansoeg-fejl").await?;
    browser.fill("#cpr", &contact.cpr).await?;
    browser.fill("#mail", "kontakt@gymnasiet.example").await?;
    browser.press("Fortsæt til Institutionsleder").await?;
    browser.sees("Trin 3 af 5").await?;
    browser.fill("#name", &leader.name).await?;
    browser.fill("#cpr", &leader.cpr).await?;
    browser.press("Fortsæt til Underskriftsside").await?;
    browser.sees("Trin 4 af 5").await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_apply_sign_are_approved_and_log_in_as_administrators() -> Walked {
    for way in WAYS {
        let country = Country::start();
        let (contact, leader) = (employee(&country, 0), employee(&country, 1));
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/ansoeg")).await?;
        browser.check("ansoeg-tjek").await?;
        browser.press("Start ansøgningen").await?;
        browser.sees("Vælg, hvem der søger").await?;
        browser.press_path("//label[@for='situation-institution']").await?;
        browser.fill("#registration", "12345678").await?;
        browser.press("Start ansøgningen").await?;
        fills_in(&browser, (&contact, &leader)).await?;
        browser.check("ansoeg-underskrift").await?;
        for (name, bytes, says) in [
            ("billede.pdf", b"\x89PNG\r\n".to_vec(), "Filen er ikke en PDF."),
            ("stor.pdf", [PAGE, &vec![b' '; 5 * 1024 * 1024]].concat(), "Filen må højst være 5 MB."),
            (
                "skript.pdf",
                [b"%PDF-1.7\n1 0 obj\n<< /S /JavaScript >>\nendobj\n", &PAGE[9..]].concat(),
                "PDF-filen indeholder et program.",
            ),
        ] {
            chooses(&browser, &file(name, &bytes)).await?;
            browser.sees(says).await?;
        }
        browser.check("ansoeg-fil-fejl").await?;
        chooses(&browser, &file("underskrevet.pdf", PAGE)).await?;
        browser.sees("Trin 5 af 5").await?;
        browser.sees("underskrevet.pdf").await?;
        let text = browser.text().await?;
        assert!(text.contains(&format!("{}-****", &contact.cpr[..6])) && !text.contains(&contact.cpr), "masked");
        browser.check("ansoeg-send").await?;
        browser.press("Send ansøgning").await?;
        browser.sees("Tak, vi har modtaget ansøgningen").await?;
        browser.check("ansoeg-kvittering").await?;
        browser.close().await?;
        decides(&country, way).await?;
        for person in [&contact, &leader] {
            let browser = Browser::open(way).await?;
            browser.go(&country.url(&format!("/ba/{GYMNASIET}"))).await?;
            browser.press("Log ind med MitID").await?;
            show_eid(&browser, person).await?;
            browser.sees("Det venter på dig").await?;
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_signs_with_the_eid_and_somebody_else_does_not() -> Walked {
    for way in WAYS {
        let country = Country::start();
        let (contact, leader) = (employee(&country, 0), employee(&country, 1));
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/ansoeg")).await?;
        browser.press_path("//label[@for='situation-institution']").await?;
        browser.fill("#registration", "12345678").await?;
        browser.press("Start ansøgningen").await?;
        fills_in(&browser, (&contact, &leader)).await?;
        browser.press("Skriv under med MitID").await?;
        show_eid(&browser, &contact).await?;
        browser.sees("tilhører en anden end den leder").await?;
        browser.check("ansoeg-anden-underskrift").await?;
        browser.press("Skriv under med MitID").await?;
        show_eid(&browser, &leader).await?;
        browser.sees("Lederen skrev under").await?;
        browser.check("ansoeg-underskrevet").await?;
        browser.press("Fortsæt til Tjek og send").await?;
        browser.sees("Trin 5 af 5").await?;
        browser.press("Send ansøgning").await?;
        browser.sees("Tak, vi har modtaget ansøgningen").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_get_unilogin_is_told_what_to_do_and_who_can_may_go_on_later() -> Walked {
    let country = Country::shared();
    for way in WAYS {
        let browser = Browser::open(way).await?;
        for (situation, says) in [
            ("museum", "Museer kan ikke få Unilogin"),
            ("hjemmeundervisning", "Det er den skole, der fører tilsyn med undervisningen"),
            ("privatundervisning", "Bliv godkendt som friskole"),
        ] {
            browser.go(&country.url("/ansoeg")).await?;
            browser.press_path(&format!("//label[@for='situation-{situation}']")).await?;
            browser.fill("#registration", "12345678").await?;
            browser.press("Start ansøgningen").await?;
            browser.sees(says).await?;
            browser.check(&format!("ansoeg-raad-{situation}")).await?;
        }
        browser.press("Tilbage til Kan vi få Unilogin?").await?;
        browser.press_path("//label[@for='situation-udlandet']").await?;
        browser.press("Start ansøgningen").await?;
        browser.sees("Trin 1 af 5").await?;
        browser.fill("#name", "Den danske skole i Bergen").await?;
        browser.fill("#number", "-").await?;
        browser.press("Gem og luk").await?;
        browser.sees("Gem dette link. Med det kan du skrive videre:").await?;
        browser.check("ansoeg-gemt").await?;
        browser.press_path("//main//a[contains(@href, '/ansoeg/s/')]").await?;
        browser.sees("Trin 1 af 5").await?;
        let kept = browser.find("#name").await?.prop("value").await?;
        assert_eq!(kept.as_deref(), Some("Den danske skole i Bergen"));
        browser.press("Fortsæt til Teknisk kontaktperson").await?;
        browser.sees("Kun hvis personen ikke har et dansk CPR-nummer.").await?;
        browser.check("ansoeg-kontakt-udland").await?;
        browser.close().await?;
    }
    Ok(())
}

/// The operator looks, calls, and says yes.
async fn decides(country: &Country, way: Way) -> Walked {
    let operator = country.person("without_class");
    let browser = Browser::open(way).await?;
    browser.go(&country.url("/stil")).await?;
    browser.check("stil-log-paa").await?;
    browser.press("Log ind med MitID").await?;
    show_eid(&browser, &operator).await?;
    browser.sees("Venter på svar fra os").await?;
    browser.check("stil-ansoegninger").await?;
    let link = format!("//tr[contains(., '{GYMNASIET}')]//a");
    browser.press_path(&link).await?;
    browser.sees("Der mangler en bekræftelse").await?;
    browser.check("stil-sag").await?;
    browser.fill("#call", "Talte med kontoret, som kender begge.").await?;
    browser.press("Notér opkald").await?;
    browser.sees("Opkaldet er noteret").await?;
    browser.press("Godkend").await?;
    browser.sees("Ansøgningen er godkendt").await?;
    browser.check("stil-godkendt").await?;
    browser.close().await?;
    Ok(())
}
