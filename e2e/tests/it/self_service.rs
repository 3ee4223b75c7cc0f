//! Self-service with the national eID: a parent finds the children's user names and gives one of them a new password on the
//! child's own screen; an employee who forgot the password makes a new one.

use crate::steps::{Walked, forgot, gets_in, new_pictures, show_eid, tap, type_name};
use e2e::browser::{Browser, WAYS};
use e2e::country::Country;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_finds_a_childs_name_and_gives_it_a_new_password() -> Walked {
    let country = Country::start();
    let (parent, alma, oscar) =
        (country.person("parent_of_three"), country.person("six_year_old"), country.person("middle_pupil"));
    for way in WAYS {
        let tablet = Browser::open(way).await?;
        tablet.go(&country.url("/login")).await?;
        tablet.press("Jeg kender ikke mit brugernavn").await?;
        tablet.press("Spørg din mor eller far").await?;
        tablet.sees("De logger ind med MitID og kan så se dit brugernavn.").await?;
        tablet.check("hjaelp-foraelder").await?;
        tablet.press("Brug MitID").await?;
        show_eid(&tablet, &parent).await?;
        tablet.sees("Her er brugernavnene").await?;
        for name in [&parent.username, &alma.username, &oscar.username] {
            tablet.sees(name).await?;
        }
        assert_eq!(tablet.count("main section.box").await?, 4, "a parent of three, and themselves");
        tablet.check("hjaelp-brugernavnene").await?;
        tablet.press("Giv Alma en ny adgangskode").await?;
        tablet.sees("Giv skærmen til Alma nu").await?;
        assert_eq!(tablet.count(".rhyme").await?, 0, "nothing is shown before the child has the screen");
        tablet.check("hjaelp-giv-skaermen").await?;
        tablet.press("Alma har skærmen nu").await?;
        let pictures = new_pictures(&tablet).await?;
        assert_eq!(pictures.len(), 4);
        tablet.check("hjaelp-nye-billeder").await?;
        tablet.press("Jeg kan dem. Prøv nu").await?;
        tap(&tablet, &pictures).await?;
        tablet.arrives("/mit").await?;
        tablet.sees(&alma.username).await?;
        tablet.close().await?;

        let tablet = Browser::open(way).await?;
        tablet.go(&country.url("/login")).await?;
        type_name(&tablet, &alma.username).await?;
        tap(&tablet, &pictures).await?;
        tablet.sees("En forælder gav dig en ny adgangskode").await?;
        tablet.check("login-fik-ny-af-foraelder").await?;
        tablet.press("Fortsæt").await?;
        tablet.arrives("/mit").await?;
        tablet.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employee_who_forgot_the_password_makes_a_new_one_with_the_eid() -> Walked {
    let country = Country::start();
    let teacher = country.person("teacher");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        forgot(&browser, &country, &teacher.username).await?;
        browser.press("Brug MitID").await?;
        show_eid(&browser, &teacher).await?;
        let words = browser.find(".proposal b").await?.text().await?;
        browser.check("ny-adgangskode-eid").await?;
        browser.press_css("form .button-large").await?;
        browser.arrives("/mit").await?;
        browser.close().await?;
        gets_in(&country, way, (&teacher.username, &words)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_who_writes_gets_words_of_its_own_choice() -> Walked {
    let country = Country::start();
    let (parent, oscar) = (country.person("parent_of_three"), country.person("middle_pupil"));
    // Nobody may take a password they have had.
    let words = ["lampebroskov", "kanelgrotte", "havregynge", "pelikansti"];
    for (way, own) in WAYS.into_iter().zip(words) {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        for words in ["Jeg kender ikke mit brugernavn", "Spørg din mor eller far", "Brug MitID"] {
            browser.press(words).await?;
        }
        show_eid(&browser, &parent).await?;
        for words in ["Giv Oscar en ny adgangskode", "Oscar har skærmen nu"] {
            browser.press(words).await?;
        }
        browser.find(".proposal b").await?;
        browser.fill("#own", own).await?;
        browser.keys(Key::Enter).await?;
        browser.arrives("/mit").await?;
        browser.sees(&oscar.username).await?;
        browser.close().await?;
    }
    Ok(())
}
