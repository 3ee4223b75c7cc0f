//! Logging in.

use crate::steps::{Walked, log_in, type_name};
use e2e::browser::{Browser, WAYS};
use e2e::country::Country;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_six_year_old_logs_in_with_four_pictures() -> Walked {
    let country = Country::shared();
    let alma = country.person("six_year_old");
    for (script, width) in WAYS {
        let browser = Browser::open(script, width).await?;
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
    let known = country.person("upper_pupil");
    for (script, width) in WAYS {
        let browser = Browser::open(script, width).await?;
        browser.go(&country.url("/login")).await?;
        type_name(&browser, &known.username).await?;
        browser.fill("#password", "ForkertKode99").await?;
        browser.find("form .button-large").await?.click().await?;
        browser.find("#errors").await?;
        let said = browser.find("#errors").await?.text().await?;
        browser.check("login-forkert").await?;
        assert!(said.contains("Brugernavn eller adgangskode er ikke rigtig"), "{said}");
        // Pictures or text are chosen for a name nobody has; some of twenty get text.
        for number in 0..20 {
            browser.go(&country.url("/login")).await?;
            type_name(&browser, &format!("qqqq{number:04}")).await?;
            browser.find("form[data-pictures], #password").await?;
            if browser.count("#password").await? == 1 {
                break;
            }
        }
        browser.fill("#password", "ForkertKode99").await?;
        browser.find("form .button-large").await?.click().await?;
        assert_eq!(browser.find("#errors").await?.text().await?, said);
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adult_logs_in_by_keyboard_alone() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for (script, width) in WAYS {
        let browser = Browser::open(script, width).await?;
        browser.go(&country.url("/login")).await?;
        browser.tab_to("username").await?;
        browser.keys(teacher.username.as_str()).await?;
        browser.keys(Key::Enter).await?;
        browser.find("#password").await?;
        browser.tab_to("password").await?;
        browser.keys(teacher.password.as_str()).await?;
        browser.keys(Key::Enter).await?;
        browser.sees(&teacher.username).await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_login_speaks_english_too() -> Walked {
    let country = Country::shared();
    let browser = Browser::open(WAYS[0].0, WAYS[0].1).await?;
    browser.go(&country.url("/login?lang=en")).await?;
    assert_eq!(browser.heading().await?, "Type your username");
    browser.check("login-english").await?;
    browser.close().await?;
    Ok(())
}
