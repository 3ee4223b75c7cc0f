//! THE FIVE MINUTES: a teacher ticks a pupil, the pupil types the name, and the teacher sees it.

use crate::steps::{Walked, log_in, new_pictures, tap, type_name};
use e2e::browser::{Browser, Script, WAYS};
use e2e::country::Country;

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_gives_a_pupil_a_new_password() -> Walked {
    for (script, width) in WAYS {
        let country = Country::start();
        let teacher = country.person("teacher");
        let pupil = country.person("classmate");
        let screen = Browser::open(script, width).await?;
        screen.go(&country.url("/elevadgang")).await?;
        screen.check("elevadgang-start").await?;
        screen.press("Log på").await?;
        log_in(&screen, &teacher).await?;
        screen.find(".classes").await?;
        screen.go(&country.url("/elevadgang/elever?klasse=alle")).await?;
        screen.check("elevadgang-elever").await?;

        // Three clicks from the class list: tick, give, done.
        let tick = format!("//tr[contains(., '{}')]//td//input[@name='elev']", pupil.username);
        screen.path(&tick).await?.click().await?;
        screen.press("Giv ny adgangskode").await?;
        screen.sees("kan få en ny adgangskode nu").await?;
        screen.check("elevadgang-venter").await?;

        let tablet = Browser::open(script, width).await?;
        tablet.go(&country.url("/login")).await?;
        type_name(&tablet, &pupil.username).await?;
        let pictures = new_pictures(&tablet).await?;
        assert_eq!(pictures.len(), 4);
        tablet.check("nye-billeder").await?;
        tablet.press("Jeg kan dem. Prøv nu").await?;
        tap(&tablet, &pictures).await?;
        tablet.sees(&pupil.username).await?;

        if script == Script::Off {
            screen.press("Opdatér status").await?;
        }
        screen.sees("Fik ny kode kl.").await?;
        screen.check("elevadgang-fik-ny-kode").await?;

        // The new pictures work, the old do not.
        let other = Browser::open(script, width).await?;
        other.go(&country.url("/login")).await?;
        log_in(&other, &pupil).await?;
        other.sees("Det var ikke de rigtige billeder").await?;
        tap(&other, &pictures).await?;
        other.sees(&pupil.username).await?;
        for browser in [screen, tablet, other] {
            browser.close().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_undoes_a_password_and_it_is_dead() -> Walked {
    let country = Country::start();
    let teacher = country.person("teacher");
    let pupil = country.person("classmate");
    let (script, width) = WAYS[0];
    let screen = Browser::open(script, width).await?;
    screen.go(&country.url("/elevadgang")).await?;
    screen.press("Log på").await?;
    log_in(&screen, &teacher).await?;
    screen.find(".classes").await?;
    screen.go(&country.url("/elevadgang/elever?klasse=alle")).await?;
    screen.path(&format!("//tr[contains(., '{}')]//td//input[@name='elev']", pupil.username)).await?.click().await?;
    screen.press("Giv ny adgangskode").await?;
    let tablet = Browser::open(script, width).await?;
    tablet.go(&country.url("/login")).await?;
    type_name(&tablet, &pupil.username).await?;
    let pictures = new_pictures(&tablet).await?;
    tablet.press("Jeg kan dem. Prøv nu").await?;
    tap(&tablet, &pictures).await?;
    tablet.sees(&pupil.username).await?;
    screen.sees("Fik ny kode kl.").await?;
    screen.find("button[name=fortryd]").await?.click().await?;
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
    let country = Country::start();
    let employee = country.person("without_class");
    for (script, width) in WAYS {
        let screen = Browser::open(script, width).await?;
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
    let country = Country::start();
    let teacher = country.person("teacher");
    for (script, width) in WAYS {
        let screen = Browser::open(script, width).await?;
        screen.go(&country.url("/elevadgang")).await?;
        screen.press("Log på").await?;
        log_in(&screen, &teacher).await?;
        screen.find(".classes").await?;
        screen.press("Giv ny adgangskode").await?;
        screen.sees("Sæt flueben ved mindst én elev.").await?;
        screen.check("elevadgang-intet-valgt").await?;
        screen.close().await?;
    }
    Ok(())
}
