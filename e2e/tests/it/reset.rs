//! THE FIVE MINUTES: a teacher ticks a pupil, the pupil types the name, and the teacher sees it.

use crate::steps::{Walked, at_work, log_in, new_pictures, tap, tick, type_name};
use e2e::browser::{Browser, Hand, Script, WAYS, WAYS_AND_FINGER};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// Opens the window of a pupil from the class list: tick, give.
async fn gives(screen: &Browser, country: &Country, pupil: &Person) -> WebDriverResult<()> {
    at_work(screen, country, &country.person("teacher")).await?;
    tick(screen, pupil).await?;
    screen.press("Giv ny adgangskode").await?;
    screen.sees("ny adgangskode nu").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_gives_a_pupil_a_new_password() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS_AND_FINGER {
        let pupil = country.pupil_of("2.B");
        let screen = Browser::open(way).await?;
        screen.go(&country.url("/elevadgang")).await?;
        screen.check("elevadgang-start").await?;
        screen.press("Log på").await?;
        log_in(&screen, &teacher).await?;
        screen.find(".classes").await?;
        screen.press("2.B").await?;
        screen.find(".classes [aria-current]").await?;
        screen.check("elevadgang-elever").await?;

        // Three clicks from the class list: tick, give, done.
        tick(&screen, &pupil).await?;
        screen.press("Giv ny adgangskode").await?;
        screen.sees("ny adgangskode nu").await?;
        screen.check("elevadgang-venter").await?;
        let has_live_focus = way.script == Script::On && way.hand == Hand::Keys;
        if has_live_focus {
            screen.tab_to(&format!("//tr[contains(., '{}')]//button[contains(., 'Annullér')]", pupil.username)).await?;
        }

        let tablet = Browser::open(way).await?;
        tablet.go(&country.url("/login")).await?;
        type_name(&tablet, &pupil.username).await?;
        let pictures = new_pictures(&tablet).await?;
        assert_eq!(pictures.len(), 4);
        tablet.check("nye-billeder").await?;
        if way.script == Script::Off {
            screen.press("Opdatér status").await?;
        }
        screen.path(&line(&pupil, "Har skrevet sit brugernavn")).await?;
        screen.path(&line(&pupil, "på Linux-computer")).await?;
        if has_live_focus {
            let says = screen.focus_says().await?;
            assert!(says.contains("Har skrevet sit brugernavn"), "the focus stays in the row, on no button: {says}");
        }
        screen.check("elevadgang-er-i-gang").await?;
        tablet.press("Jeg kan dem. Prøv nu").await?;
        tablet.check("nye-billeder-prov").await?;
        tap(&tablet, &pictures).await?;
        tablet.arrives("/mit").await?;

        if way.script == Script::Off {
            screen.press("Opdatér status").await?;
        }
        screen.path(&line(&pupil, "Fik ny kode kl.")).await?;
        if has_live_focus {
            let says = screen.focus_says().await?;
            assert!(says.contains("Fik ny kode kl."), "{says}");
        }
        screen.check("elevadgang-fik-ny-kode").await?;

        // The new pictures work.
        let other = Browser::open(way).await?;
        other.go(&country.url("/login")).await?;
        type_name(&other, &pupil.username).await?;
        tap(&other, &pictures).await?;
        other.arrives("/mit").await?;
        for browser in [screen, tablet, other] {
            browser.close().await?;
        }
    }
    Ok(())
}

/// The pupil's line, once it says this.
fn line(pupil: &Person, words: &str) -> String {
    format!("//tr[contains(., '{}')][contains(normalize-space(.), '{words}')]", pupil.username)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_cancelled_and_given_again_by_one_press() -> Walked {
    let country = Country::shared();
    for way in WAYS {
        let pupil = country.pupil_of("5.A");
        let screen = Browser::open(way).await?;
        gives(&screen, country, &pupil).await?;
        let in_line = |words: &str| format!("//tr[contains(., '{}')]//button[contains(., '{words}')]", pupil.username);
        screen.press_path(&in_line("5 minutter mere")).await?;
        screen.path(&line(&pupil, "Venter:")).await?;
        screen.press_path(&in_line("Annullér")).await?;
        screen.sees("Annulleret. Den gamle adgangskode gælder stadig.").await?;
        let tablet = Browser::open(way).await?;
        tablet.go(&country.url("/login")).await?;
        type_name(&tablet, &pupil.username).await?;
        tablet.find("#password").await?;
        for browser in [screen, tablet] {
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_undoes_a_password_and_it_is_dead() -> Walked {
    let country = Country::shared();
    let pupil = country.pupil_of("0.B");
    let way = WAYS[0];
    let screen = Browser::open(way).await?;
    gives(&screen, country, &pupil).await?;
    let tablet = Browser::open(way).await?;
    tablet.go(&country.url("/login")).await?;
    type_name(&tablet, &pupil.username).await?;
    let pictures = new_pictures(&tablet).await?;
    tablet.press("Jeg kan dem. Prøv nu").await?;
    tap(&tablet, &pictures).await?;
    tablet.arrives("/mit").await?;
    screen.path(&line(&pupil, "Fik ny kode kl.")).await?;
    let undo = format!("//tr[contains(., '{}')]//button[@name='fortryd']", pupil.username);
    screen.press_path(&undo).await?;
    screen.sees("Den nye adgangskode virker ikke længere").await?;
    // The session it made is gone, and the pictures are dead.
    tablet.go(&country.url("/mit")).await?;
    assert!(!tablet.text().await?.contains("Log ud alle andre steder"));
    tablet.go(&country.url("/login")).await?;
    type_name(&tablet, &pupil.username).await?;
    tap(&tablet, &pictures).await?;
    tablet.sees("Det var ikke de rigtige billeder").await?;
    for browser in [screen, tablet] {
        browser.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_class_is_told_why() -> Walked {
    let country = Country::shared();
    let employee = country.person("without_class");
    for way in WAYS {
        let screen = Browser::open(way).await?;
        screen.go(&country.url("/elevadgang")).await?;
        screen.press("Log på").await?;
        log_in(&screen, &employee).await?;
        screen.sees("Spørg sekretæren").await?;
        screen.check("elevadgang-ingen-klasse").await?;
        screen.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_ticked_is_a_sentence_not_a_dead_button() -> Walked {
    let country = Country::shared();
    let teacher = country.person("teacher");
    for way in WAYS {
        let screen = Browser::open(way).await?;
        at_work(&screen, country, &teacher).await?;
        screen.press("Giv ny adgangskode").await?;
        screen.sees("Sæt flueben ved mindst én elev.").await?;
        screen.check("elevadgang-intet-valgt").await?;
        screen.close().await?;
    }
    Ok(())
}
