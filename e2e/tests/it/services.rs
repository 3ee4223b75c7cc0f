//! From a service to the login and home again: plain, with two factors, with and without a licence; single sign-on on a
//! shared device; who to be; who is kept out.

use crate::steps::{Walked, log_in, show_eid, type_name, write_password};
use e2e::browser::{Browser, Script, WAYS, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// Leaves a service for the login.
async fn leaves(browser: &Browser, country: &Country, service: &str) -> WebDriverResult<()> {
    browser.go(&country.service(&format!("/{service}"))).await?;
    browser.press("Log ind med Unilogin").await
}

/// Comes to a service by way of the login.
pub(crate) async fn visits(way: Way, country: &Country, service: &str, person: &Person) -> WebDriverResult<Browser> {
    let browser = Browser::open(way).await?;
    leaves(&browser, country, service).await?;
    log_in(&browser, person).await?;
    Ok(browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pupil_comes_to_a_service_with_its_claims_and_logs_out_of_both() -> Walked {
    let country = Country::shared();
    let oscar = country.person("middle_pupil");
    for way in WAYS {
        let browser = Browser::open(way).await?;
        browser.go(&country.service("/")).await?;
        browser.check("tjenester").await?;
        browser.go(&country.service("/matematikhuset")).await?;
        browser.check("tjeneste").await?;
        browser.press("Log ind med Unilogin").await?;
        browser.sees("Du er på vej til").await?;
        browser.check("login-til-tjeneste").await?;
        type_name(&browser, &oscar.username).await?;
        browser.find("#password").await?;
        browser.check("login-ord").await?;
        write_password(&browser, &oscar.password).await?;
        browser.find("#claims").await?;
        browser.check("tjeneste-oplysninger").await?;
        browser.press("Log af").await?;
        browser.words("Log ind med Unilogin").await?;
        browser.go(&country.url("/mit")).await?;
        assert!(!browser.text().await?.contains(&oscar.username), "the login itself is over too");
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_asks_for_two_factors_gets_them() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let browser = visits(way, country, "karakterbogen", &teacher).await?;
        browser.sees("Her skal du vise lidt mere, hvem du er").await?;
        browser.check("login-mere").await?;
        browser.press("Brug MitID").await?;
        show_eid(&browser, &teacher).await?;
        if way.script == Script::Off {
            // The answer is posted to this service; without script somebody must press.
            browser.sees("Du bliver sendt videre til tjenesten.").await?;
            browser.check("login-videre").await?;
            browser.press("Fortsæt").await?;
        }
        browser.find("#claims").await?;
        browser.sees("ToFaktor").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_opens_and_no_licence_is_said_plainly() -> Walked {
    let country = Country::shared();
    let (with, without) = (country.person("middle_pupil"), country.person("student"));
    for way in WAYS {
        let browser = visits(way, country, "laeseklubben", &with).await?;
        browser.find("#claims").await?;
        browser.close().await?;
        let browser = visits(way, country, "laeseklubben", &without).await?;
        browser.sees("Du har ikke licens").await?;
        browser.check("ingen-licens").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_shared_device_a_second_service_asks_whether_it_is_still_you() -> Walked {
    let country = Country::shared();
    let alma = country.person("six_year_old");
    for way in WAYS {
        let browser = visits(way, country, "matematikhuset", &alma).await?;
        browser.find("#claims").await?;
        leaves(&browser, country, "laeseklubben").await?;
        browser.sees("Du er Alma").await?;
        browser.check("login-fortsaet").await?;
        browser.press("Fortsæt").await?;
        browser.find("#claims").await?;
        leaves(&browser, country, "trivselsmaalingen").await?;
        browser.press("Det er ikke mig").await?;
        browser.find("#username").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_who_is_a_father_chooses_which_to_be() -> Walked {
    let country = Country::start();
    let thomas = country.person("teacher_and_parent");
    for (number, way) in WAYS.into_iter().enumerate() {
        let browser = visits(way, &country, "matematikhuset", &thomas).await?;
        // The choice is remembered: only the first browser is asked.
        if number == 0 {
            browser.sees("Hvem er du her?").await?;
            browser.check("login-hvem").await?;
            browser.press("Forælder eller kontaktperson").await?;
        }
        browser.find("#claims").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_or_belongs_nowhere_is_told_plainly() -> Walked {
    let country = Country::shared();
    let cases = [
        ("blocked_pupil", "Din adgang er spærret", "login-spaerret"),
        ("lapsed", "Du er ikke tilknyttet en skole lige nu", "login-ikke-tilknyttet"),
    ];
    for way in WAYS {
        for (who, says, name) in cases {
            let browser = visits(way, country, "matematikhuset", &country.person(who)).await?;
            browser.sees(says).await?;
            browser.check(name).await?;
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_asks_in_error_is_said_and_whoever_is_logged_in_is_asked_before_logging_out() -> Walked {
    let country = Country::shared();
    let pupil = country.person("middle_pupil");
    let broker = |what: &str| country.url(&format!("/auth/realms/broker/protocol/openid-connect/{what}"));
    for way in WAYS {
        let browser = visits(way, country, "matematikhuset", &pupil).await?;
        browser.find("#claims").await?;
        browser.go(&broker("auth?client_id=https://ukendt.example/&response_type=code")).await?;
        browser.sees("Vi kender ikke tjenesten, eller den er lukket.").await?;
        browser.check("tjeneste-ukendt").await?;
        browser.press("Gå til Mit Unilogin").await?;
        browser.sees(&pupil.username).await?;
        browser.go(&broker("logout")).await?;
        browser.sees("Vil du logge af?").await?;
        browser.check("log-af-spoerger").await?;
        browser.press("Nej, bliv logget ind").await?;
        browser.sees(&pupil.username).await?;
        browser.go(&broker("logout")).await?;
        browser.press_css("main button").await?;
        browser.sees("Du er logget af").await?;
        browser.check("logget-af-overalt").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_are_a_wait_with_a_countdown() -> Walked {
    let country = Country::shared();
    // One account a way: a wait of one minute may be over before the last way comes.
    let accounts = ["read_access", "father_without_custody", "external_administrator", "substitute"];
    for (way, who) in WAYS.into_iter().zip(accounts) {
        let person = country.person(who);
        let browser = Browser::open(way).await?;
        browser.go(&country.url("/login")).await?;
        type_name(&browser, &person.username).await?;
        for _ in 0..5 {
            browser.find("#password").await?;
            write_password(&browser, "ForkertKode99").await?;
            browser.find("#errors, [data-waiting]").await?;
        }
        browser.sees("Vent 1 minut, og prøv igen. Eller spørg din lærer.").await?;
        browser.check("login-vent").await?;
        browser.close().await?;
    }
    Ok(())
}
