//! Logging in.

use crate::steps::{Walked, log_in, type_name};
use e2e::browser::{Browser, WAYS, WAYS_AND_FINGER};
use e2e::country::Country;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_six_year_old_logs_in_with_four_pictures() -> Walked {
    let country = Country::shared();
    let alma = country.person("six_year_old");
    for way in WAYS_AND_FINGER {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        browser.check("login-brugernavn").await?;
        type_name(&browser, &alma.username).await?;
        browser.find("form[data-pictures]").await?;
        browser.check("login-billeder").await?;
        browser.go(&country.url("/login")).await?;
        log_in(&browser, &alma).await?;
        browser.arrives("/mit").await?;
        browser.check("mit").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_says_the_same_for_a_name_nobody_has() -> Walked {
    let country = Country::shared();
    // Each way has names of its own: five wrong passwords for one are a wait.
    for (nth, way) in WAYS.into_iter().enumerate() {
        let known = country.pupil_of("9.A");
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        type_name(&browser, &known.username).await?;
        browser.fill("#password", "ForkertKode99").await?;
        browser.press_css("form .button-large").await?;
        browser.find("#errors").await?;
        let said = browser.find("#errors").await?.text().await?;
        browser.check("login-forkert").await?;
        assert!(said.contains("Brugernavn eller adgangskode er ikke rigtig"), "{said}");
        // Pictures or text are chosen for a name nobody has; some of twenty get text.
        for number in 0..20 {
            browser.go(&country.url("/login")).await?;
            type_name(&browser, &format!("qqqq{nth}{number:03}")).await?;
            browser.find("form[data-pictures], #password").await?;
            if browser.count("#password").await? == 1 {
                break;
            }
        }
        browser.fill("#password", "ForkertKode99").await?;
        browser.press_css("form .button-large").await?;
        assert_eq!(browser.find("#errors").await?.text().await?, said);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_in_the_field_goes_on() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        browser.fill("#username", &teacher.username).await?;
        browser.keys(Key::Enter).await?;
        browser.fill("#password", &teacher.password).await?;
        browser.keys(Key::Enter).await?;
        browser.sees(&teacher.username).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_login_speaks_english_too() -> Walked {
    let country = Country::shared();
    let browser = Browser::open(WAYS[0]).await?;
    browser.go(&country.url("/login?lang=en")).await?;
    assert_eq!(browser.heading().await?, "Type your username");
    browser.check("login-english").await?;
    browser.close().await?;
    Ok(())
}
