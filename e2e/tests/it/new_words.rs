//! A new password in words: the proposals, a choice of one's own with every reason why not, a change somebody called
//! for; and windows that ask for a picture or the teacher's word first.

use crate::steps::{Walked, administering, at_work, log_in, tick, type_name, write_password};
use e2e::browser::{Browser, Script, WAYS, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// The teacher gives a pupil five minutes, and the pupil types the name.
async fn meet(country: &Country, (screen, tablet): (&Browser, &Browser), pupil: &Person) -> WebDriverResult<()> {
    at_work(screen, country, &country.person("teacher")).await?;
    tick(screen, pupil).await?;
    screen.press("Giv ny adgangskode").await?;
    screen.sees("ny adgangskode nu").await?;
    tablet.go(&country.url("/login")).await?;
    type_name(tablet, &pupil.username).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_chooses_words_and_must_change_them_when_the_school_says_so() -> Walked {
    let country = Country::shared();
    for way in WAYS {
        let pupil = country.pupil_of("5.A");
        let (screen, tablet) = (Browser::open(way).await?, Browser::open(way).await?);
        meet(country, (&screen, &tablet), &pupil).await?;
        let first = tablet.find(".proposal b").await?.text().await?;
        tablet.check("ny-adgangskode").await?;
        tablet.press("Giv mig et andet forslag").await?;
        tablet.path(&format!("//div[@class='proposal']//b[.!='{first}']")).await?;
        let given = pupil.name.split(' ').next().unwrap_or_default().to_lowercase();
        let refused = [
            ("kort", "Koden er for kort. Skriv mindst 8 tegn."),
            (&format!("{given}{given}{given}"), "Koden indeholder dit navn. Vælg en anden."),
            (&pupil.username, "Koden indeholder dit brugernavn. Vælg en anden."),
            ("sommerferie", "Koden indeholder en årstid. Vælg en anden."),
            ("password123", "Mange andre bruger den kode. Vælg en anden."),
        ];
        for (own, says) in refused {
            tablet.fill("#own", own).await?;
            tablet.press_css("form .button-large").await?;
            tablet.sees(says).await?;
            assert_eq!(tablet.find("#own").await?.prop("value").await?.as_deref(), Some(own), "it stays typed");
        }
        tablet.check("ny-adgangskode-fejl").await?;
        tablet.fill("#own", "lampebroskov").await?;
        tablet.press_css("form .button-large").await?;
        tablet.arrives("/mit").await?;
        tablet.close().await?;
        screen.close().await?;
        must_change(country, &pupil, way).await?;
    }
    Ok(())
}

async fn must_change(country: &Country, pupil: &Person, way: Way) -> WebDriverResult<()> {
    let office = Browser::open(way).await?;
    administering(&office, country, &country.person("administrator")).await?;
    office.fill("#q", &pupil.username).await?;
    office.keys(Key::Enter).await?;
    office.arrives(&pupil.username).await?;
    tick(&office, pupil).await?;
    office.press("Bed om ny adgangskode").await?;
    office.sees("De skal skifte adgangskode, næste gang de logger ind.").await?;
    office.close().await?;
    let tablet = Browser::open(way).await?;
    tablet.go(&country.url("/login")).await?;
    type_name(&tablet, &pupil.username).await?;
    write_password(&tablet, "lampebroskov").await?;
    tablet.sees("Nu skal du skifte adgangskode").await?;
    tablet.check("skift-nu").await?;
    tablet.press("Skift nu").await?;
    tablet.find(".proposal b").await?;
    tablet.press_css("form .button-large").await?;
    tablet.arrives("/mit").await?;
    tablet.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_picture_opens_and_one_wrong_picture_shuts() -> Walked {
    let country = Country::start();
    let school = country.people()[0]["institution"].as_str().unwrap_or_default().to_owned();
    country.command(&["institution", "set", &school, "confirmation=picture"]);
    for way in WAYS {
        let pupil = country.pupil_of("2.B");
        let (screen, tablet) = (Browser::open(way).await?, Browser::open(way).await?);
        meet(&country, (&screen, &tablet), &pupil).await?;
        tablet.sees("Du har kun ét forsøg.").await?;
        tablet.check("bekraeft-billede").await?;
        let in_line = format!("//tr[contains(., '{}')]//span[@class='small-picture']", pupil.username);
        let read_out = screen.path(&in_line).await?.text().await?;
        tablet.press(read_out.trim()).await?;
        tablet.find(".rhyme li").await?;
        let other = country.pupil_of("2.B");
        meet(&country, (&screen, &tablet), &other).await?;
        let in_line = format!("//tr[contains(., '{}')]//span[@class='small-picture']", other.username);
        let right = screen.path(&in_line).await?.text().await?;
        let wrong = if right.trim() == "kat" { "bil" } else { "kat" };
        tablet.press(wrong).await?;
        tablet.sees("Det var ikke det rigtige billede.").await?;
        tablet.check("bekraeft-forkert").await?;
        for browser in [screen, tablet] {
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_teacher_says_that_both_see_the_same_pictures() -> Walked {
    let country = Country::start();
    let school = country.people()[0]["institution"].as_str().unwrap_or_default().to_owned();
    country.command(&["institution", "set", &school, "confirmation=teacher"]);
    for way in WAYS {
        let pupil = country.pupil_of("2.B");
        let (screen, tablet) = (Browser::open(way).await?, Browser::open(way).await?);
        meet(&country, (&screen, &tablet), &pupil).await?;
        tablet.sees("Vis de to billeder til din lærer").await?;
        tablet.check("bekraeft-laerer").await?;
        if way.script == Script::Off {
            screen.press("Opdatér status").await?;
        }
        let ok = format!("//tr[contains(., '{}')]//button[@name='ok']", pupil.username);
        screen.path(&ok).await?;
        screen.check("elevadgang-bekraeft").await?;
        screen.press_path(&ok).await?;
        // The pupil's page goes on by itself, with and without script.
        tablet.find(".rhyme li").await?;
        for browser in [screen, tablet] {
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_are_still_there_after_logging_in_again() -> Walked {
    // Ending a teacher's other sessions would end those of other journeys: this one has a country of its own.
    let country = Country::start();
    let teacher = country.person("teacher");
    for way in WAYS {
        let pupil = country.pupil_of("0.B");
        let screen = Browser::open(way).await?;
        at_work(&screen, &country, &teacher).await?;
        tick(&screen, &pupil).await?;
        let elsewhere = Browser::open(way).await?;
        elsewhere.go(&country.url("/login")).await?;
        log_in(&elsewhere, &teacher).await?;
        elsewhere.arrives("/mit").await?;
        elsewhere.press("Log af alle andre steder").await?;
        elsewhere.close().await?;
        screen.press("Giv ny adgangskode").await?;
        screen.press("Log på").await?;
        log_in(&screen, &teacher).await?;
        screen.find(".classes").await?;
        let ticked = format!("//tr[contains(., '{}')]//input[@name='elev'][@checked]", pupil.username);
        screen.path(&ticked).await?;
        screen.check("elevadgang-flueben-igen").await?;
        screen.close().await?;
    }
    Ok(())
}
