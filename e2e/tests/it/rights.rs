//! Administrators appoint each other, meet on the same page, and lose the right.

use crate::steps::Walked;
use e2e::browser::{Browser, Script, WAYS, WAYS_AND_FINGER, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

const SOLBAKKESKOLEN: &str = "751042";

/// Comes into Brugeradministration by the door, with the test eID, and lands on this page of the school.
pub(crate) async fn comes_in(
    browser: &Browser,
    country: &Country,
    (who, page): (&Person, &str),
) -> WebDriverResult<()> {
    browser.go(&country.url(&format!("/ba/{SOLBAKKESKOLEN}{page}"))).await?;
    browser.press("Log ind med MitID").await?;
    let path = format!("//a[contains(normalize-space(.), \"{}\")]", who.name);
    browser.press_path(&path).await
}

/// User name and name of people who work at one institution and nowhere else.
pub(crate) fn staff(country: &Country, is_here: bool) -> Vec<(String, String)> {
    let text = |person: &serde_json::Value, key: &str| person[key].as_str().unwrap_or_default().to_owned();
    country
        .people()
        .iter()
        .filter(|person| person["institutions"].as_array().is_some_and(|all| all.len() == 1))
        .filter(|person| (text(person, "institution") == SOLBAKKESKOLEN) == is_here)
        .filter(|person| person["roles"].as_array().is_some_and(|roles| roles.iter().any(|role| role == "Lærer")))
        .filter(|person| text(person, "key").is_empty() && text(person, "alias").is_empty())
        .map(|person| (text(person, "username"), text(person, "name")))
        .collect()
}

/// Ticks the box of this right for this person.
async fn tick(browser: &Browser, (right, name): (&str, &str)) -> WebDriverResult<()> {
    let path = format!("//label[normalize-space(.)=\"{right} for {name}\"]");
    browser.press_path(&path).await
}

/// *Gem*; without script what would change is shown first.
async fn save(browser: &Browser, says: &str) -> WebDriverResult<()> {
    if browser.way.script == Script::On {
        browser.sees(says).await?;
    }
    browser.press("Gem").await?;
    if browser.way.script == Script::Off {
        browser.sees("Tjek dine ændringer").await?;
        browser.sees(says).await?;
        browser.check("ba-rettigheder-tjek").await?;
        browser.press("Gem").await?;
    }
    browser.sees("Gemt.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_leader_appoints_an_internal_and_an_external_administrator() -> Walked {
    let country = Country::start();
    let leader = country.person("leader");
    let (here, away) = (staff(&country, true), staff(&country, false));
    for (nth, way) in WAYS_AND_FINGER.into_iter().enumerate() {
        let browser = Browser::open(way).await?;
        let (username, name) = &here[nth];
        comes_in(&browser, &country, (&leader, "/rettigheder")).await?;
        browser.sees("Ansatte på institutionen").await?;
        browser.check("ba-rettigheder").await?;
        browser.fill("main #q", username).await?;
        browser.press_css("main .button-search").await?;
        tick(&browser, ("Brugeradm", name)).await?;
        browser.check("ba-rettigheder-aendret").await?;
        save(&browser, &format!("{name} får Brugeradm")).await?;
        browser.sees(&format!("{name} har fået Brugeradm")).await?;
        browser.check("ba-rettigheder-gemt").await?;

        let (username, name) = &away[nth];
        browser.go(&country.url(&format!("/ba/{SOLBAKKESKOLEN}/alle-brugere"))).await?;
        browser.fill("main #q", &username.to_uppercase()).await?;
        browser.press_css("main .button-search").await?;
        browser.sees(name).await?;
        browser.press_css("input[name=husk]").await?;
        browser.check("ba-alle-brugere").await?;
        browser.press("Husk, og gå til Rettighedstildeling").await?;
        browser.sees("Ekstern ·").await?;
        browser.check("ba-huskede").await?;
        tick(&browser, ("Brugeradm", name)).await?;
        save(&browser, &format!("{name} får Brugeradm")).await?;
        browser.go(&country.url(&format!("/ba/{SOLBAKKESKOLEN}/administratorer"))).await?;
        browser.sees(name).await?;
        browser.check("ba-administratorer").await?;
        browser.press(name).await?;
        browser.sees("Fjern Brugeradm").await?;
        browser.check("ba-administrator").await?;
        browser.press(&format!("Fjern Brugeradm fra {name}")).await?;
        browser.sees("Brugeradm er fjernet.").await?;
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_save_the_same_matrix_at_once_and_both_see_it() -> Walked {
    let country = Country::start();
    let (leader, birgitte) = (country.person("leader"), country.person("administrator"));
    let here = staff(&country, true);
    for (nth, way) in WAYS.into_iter().enumerate() {
        let (username, name) = &here[nth];
        let (one, two) = (Browser::open(way).await?, Browser::open(way).await?);
        let page = format!("/rettigheder?q={username}");
        comes_in(&one, &country, (&leader, &page)).await?;
        comes_in(&two, &country, (&birgitte, &page)).await?;
        tick(&one, ("Licenser", name)).await?;
        tick(&two, ("Læseadgang", name)).await?;
        save(&one, &format!("{name} får Licenser")).await?;
        two.press("Gem").await?;
        two.sees(&format!("En anden har ændret {name}, mens du arbejdede")).await?;
        two.sees(&format!("{name} har fået Licenser")).await?;
        two.check("ba-rettigheder-konflikt").await?;
        save(&two, &format!("{name} får Læseadgang")).await?;
        one.go(&country.url(&format!("/ba/{SOLBAKKESKOLEN}{page}"))).await?;
        assert_eq!(one.count("input[data-saved=\"1\"]:checked").await?, 2, "neither change was lost");
        one.close().await?;
        two.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_loses_the_right_in_another_window_is_out_at_the_next_click() -> Walked {
    let country = Country::start();
    let (leader, birgitte) = (country.person("leader"), country.person("administrator"));
    let way = Way::DESK;
    let (one, two) = (Browser::open(way).await?, Browser::open(way).await?);
    comes_in(&one, &country, (&birgitte, "/administratorer")).await?;
    comes_in(&two, &country, (&leader, "/rettigheder")).await?;
    two.sees("Ansatte på institutionen").await?;
    one.press(&leader.name).await?;
    one.press(&format!("Fjern Brugeradm fra {}", leader.name)).await?;
    one.sees("Brugeradm er fjernet.").await?;
    two.press_css(".segments li:nth-child(3) a").await?;
    two.sees("Bed en brugeradministrator på institutionen om at give dig den.").await?;
    two.check("ba-mistet").await?;
    one.close().await?;
    two.close().await?;
    Ok(())
}
