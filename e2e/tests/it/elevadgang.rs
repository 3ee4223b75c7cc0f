//! Elevadgang beyond the five minutes: sorting and searching, the big screen, cards, a pupil's page, and what an
//! administrator does besides.

use crate::steps::{Walked, administering, at_work, tick};
use e2e::browser::{Browser, WAYS, WAYS_AND_FINGER};
use e2e::country::Country;
use thirtyfour::prelude::*;

/// The user names of the list, from top to bottom.
async fn usernames(browser: &Browser) -> WebDriverResult<Vec<String>> {
    let mut names = Vec::new();
    for cell in browser.all("tbody tr td:nth-child(3)").await? {
        names.push(cell.text().await?);
    }
    Ok(names)
}

/// Chooses a line of a list by its words.
async fn choose(browser: &Browser, list: &str, words: &str) -> WebDriverResult<()> {
    browser.press_path(&format!("//select[@id='{list}']//option[normalize-space(.)='{words}']")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_sorts_the_list_and_says_the_names_on_the_big_screen() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let pupil = country.pupil_of("5.A");
        let screen = Browser::open(way).await?;
        at_work(&screen, country, &teacher).await?;
        screen.press("5.A").await?;
        screen.find(".classes [aria-current]").await?;
        screen.press("Brugernavn").await?;
        screen.find("th[aria-sort=ascending] a[href*='sorter=-brugernavn']").await?;
        let up = usernames(&screen).await?;
        assert!(up.is_sorted(), "{up:?}");
        screen.press("Brugernavn").await?;
        screen.find("th[aria-sort=descending]").await?;
        let down = usernames(&screen).await?;
        assert!(down.iter().rev().eq(up.iter()), "{down:?}");
        screen.press("Status").await?;
        screen.find("th[aria-sort=ascending] a[href*='sorter=-status']").await?;
        tick(&screen, &pupil).await?;
        screen.press("Giv ny adgangskode").await?;
        screen.sees("ny adgangskode nu").await?;
        assert!(usernames(&screen).await?.contains(&pupil.username));
        screen.press("Vis brugernavne på storskærm").await?;
        screen.sees(&pupil.username).await?;
        screen.check("elevadgang-storskaerm").await?;
        screen.press("Luk").await?;
        screen.find(".classes").await?;
        screen.press("Se, hvad du selv har gjort").await?;
        screen.sees("Gav lov til en ny adgangskode").await?;
        screen.check("elevadgang-egen-log").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_finds_any_pupil_and_looks_after_them() -> Walked {
    let country = Country::shared();
    let administrator = country.person("administrator");
    for way in WAYS {
        let pupil = country.pupil_of("9.A");
        let screen = Browser::open(way).await?;
        administering(&screen, country, &administrator).await?;
        screen.check("elevadgang-administrator").await?;
        screen.fill("#q", &pupil.username).await?;
        screen.keys(Key::Enter).await?;
        screen.arrives(&pupil.username).await?;
        screen.press_path(&format!("//tr[contains(., '{}')]//th//a", pupil.username)).await?;
        screen.find("#reason").await?;
        screen.check("elevadgang-elev").await?;
        screen.press("Spær").await?;
        screen.sees("Skriv, hvorfor eleven bliver spærret.").await?;
        screen.check("elevadgang-elev-uden-grund").await?;
        screen.fill("#reason", "Tal med Birgitte på kontoret").await?;
        screen.press("Spær").await?;
        screen.sees("Eleven er spærret.").await?;
        screen.fill("#q", &pupil.username).await?;
        screen.keys(Key::Enter).await?;
        screen.arrives(&pupil.username).await?;
        screen.press_path(&format!("//tr[contains(., '{}')]//th//a", pupil.username)).await?;
        screen.press("Åbn igen").await?;
        screen.sees("Eleven er ikke længere spærret.").await?;
        screen.fill("#q", "ingen hedder sådan").await?;
        screen.keys(Key::Enter).await?;
        screen.sees("Vi fandt ingen, der passer til").await?;
        screen.check("elevadgang-ingen-fundet").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_are_printed_and_made_void_together() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let pupils = [country.pupil_of("2.B"), country.pupil_of("0.B")];
        let screen = Browser::open(way).await?;
        at_work(&screen, country, &teacher).await?;
        for pupil in &pupils {
            tick(&screen, pupil).await?;
        }
        screen.press("Print skolekort").await?;
        screen.find(".school-cards svg").await?;
        assert_eq!(screen.count(".school-cards li").await?, 2);
        screen.check("elevadgang-kort").await?;
        screen.press("Er kortene væk? Gør alle 2 ugyldige").await?;
        screen.sees("Gør 2 kort ugyldige?").await?;
        screen.check("elevadgang-kort-ugyldige").await?;
        screen.press("Gør kortene ugyldige").await?;
        screen.sees("Kortene virker ikke længere. Print nye.").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_lends_a_class_and_ends_it() -> Walked {
    let country = Country::shared();
    let administrator = country.person("administrator");
    let employee = country.person("without_class");
    for way in WAYS {
        let screen = Browser::open(way).await?;
        administering(&screen, country, &administrator).await?;
        screen.go(&country.url("/elevadgang/vikarer")).await?;
        screen.sees("Emma Krogh").await?;
        screen.check("elevadgang-vikarer").await?;
        choose(&screen, "vikar", &employee.name).await?;
        screen.press("Lån klassen ud").await?;
        screen.sees("Vælg en klasse.").await?;
        screen.check("elevadgang-vikarer-fejl").await?;
        let kept = screen.find("#vikar option[selected]").await?.text().await?;
        assert_eq!(kept, employee.name, "what was chosen stays chosen");
        choose(&screen, "klasse", "1.A").await?;
        screen.give("#til", "12122026").await?;
        screen.press("Lån klassen ud").await?;
        screen.sees("Klassen er lånt ud.").await?;
        screen.sees("12. december 2026").await?;
        let end = format!("//tr[contains(., '{}')]//button", employee.name);
        screen.press_path(&end).await?;
        screen.sees("Vikaren kan ikke længere bruge klassen.").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_calls_for_a_change_and_decides_a_classes_form() -> Walked {
    let country = Country::shared();
    let administrator = country.person("administrator");
    for way in WAYS_AND_FINGER {
        let screen = Browser::open(way).await?;
        administering(&screen, country, &administrator).await?;
        screen.go(&country.url("/elevadgang/adgangskoder")).await?;
        screen.check("elevadgang-adgangskoder").await?;
        screen.press("Bed om ny adgangskode").await?;
        screen.sees("Vælg, hvem der skal skifte adgangskode.").await?;
        screen.check("elevadgang-adgangskoder-fejl").await?;
        choose(&screen, "hvem", "7.A").await?;
        screen.press("Bed om ny adgangskode").await?;
        screen.find(".alert[role=status]").await?;
        choose(&screen, "klasse", "3.A").await?;
        screen.press("Ord").await?;
        screen.press("Gem").await?;
        screen.sees("Gemt. Det gælder fra elevernes næste adgangskode.").await?;
        screen.path("//dl//div[dt[.='3.A']]/dd[.='Ord']").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grey_button_is_not_for_everybody() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let screen = Browser::open(way).await?;
        screen.go(&country.url("/elevadgang")).await?;
        screen.press("Log på som brugeradministrator").await?;
        screen.find("#q").await?;
        screen.check("test-eid").await?;
        crate::steps::show_eid(&screen, &teacher).await?;
        screen.sees("Du skal være brugeradministrator").await?;
        screen.check("elevadgang-ikke-administrator").await?;
        screen.close().await?;
    }
    Ok(())
}
