//! Every page that needs nobody logged in, in both languages, and the pages that say what went wrong.

use crate::steps::{Walked, type_name};
use e2e::browser::{Browser, WAYS};
use e2e::country::Country;

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_footer_and_of_trouble_stand_in_both_languages() -> Walked {
    let country = Country::shared();
    let pages = [
        ("/vejledning", "vejledning", "Vejledning", "Guides"),
        ("/status", "driftsstatus", "Driftsstatus", "Status"),
        ("/privatliv", "privatliv", "Privatliv", "Privacy"),
        ("/was", "tilgaengelighed", "Tilgængelighedserklæring", "Accessibility statement"),
        ("/findes-ikke", "findes-ikke", "Vi kan ikke finde siden", "We cannot find the page"),
    ];
    for way in WAYS {
        let browser = Browser::open(way).await?;
        for (path, name, danish, english) in pages {
            browser.go(&country.url(&format!("{path}?lang=da"))).await?;
            assert_eq!(browser.heading().await?, danish);
            browser.check(name).await?;
            browser.go(&country.url(&format!("{path}?lang=en"))).await?;
            assert_eq!(browser.heading().await?, english);
        }
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ways_to_help_lead_on_and_back() -> Walked {
    let country = Country::shared();
    let oscar = country.person("middle_pupil");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        browser.press("Næste").await?;
        browser.sees("Skriv dit brugernavn.").await?;
        browser.check("login-uden-navn").await?;
        browser.press("Jeg kender ikke mit brugernavn").await?;
        browser.sees("Du kan få dit brugernavn på tre måder.").await?;
        browser.check("hjaelp-brugernavn").await?;
        browser.press("Spørg din lærer").await?;
        browser.sees("Så har du 5 minutter").await?;
        browser.check("hjaelp-laerer").await?;
        browser.go(&country.url("/login")).await?;
        browser.press("Brug mit skolekort").await?;
        browser.sees("Åbn kameraet på din tablet eller telefon.").await?;
        browser.check("hjaelp-skolekort").await?;
        browser.go(&country.url("/login")).await?;
        type_name(&browser, &oscar.username).await?;
        browser.press("Få en ny adgangskode").await?;
        browser.check("hjaelp-ny-adgangskode").await?;
        browser.press("Glemt adgangskode").await?;
        browser.sees("Du kan få en ny adgangskode på flere måder.").await?;
        browser.check("hjaelp-glemt").await?;
        browser.press("En voksen hjælper mig").await?;
        browser.check("hjaelp-voksen").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_nobody_has_says_so() -> Walked {
    let country = Country::shared();
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/k/0123456789012345678901234567890123456789012")).await?;
        browser.sees("Kortet er spærret. Spørg din lærer.").await?;
        assert!(!browser.address().await?.contains("0123456789"), "the token stays in no address");
        browser.check("skolekort-spaerret").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_of_every_site_speaks_english() -> Walked {
    let country = Country::shared();
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/elevadgang?lang=en")).await?;
        browser.sees("Here you give pupils a new password.").await?;
        browser.check("elevadgang-start-english").await?;
        browser.go(&country.url("/login?lang=en")).await?;
        browser.fill("#username", "alma1234").await?;
        browser.press_css("form .button-large").await?;
        browser.find("form[data-pictures]").await?;
        browser.check("login-billeder-english").await?;
        browser.close().await?;
    }
    Ok(())
}
