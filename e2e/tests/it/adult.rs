//! A service asks that an adult vouches for the pupil: a teacher in Elevadgang, who sees the same two pictures, or a parent
//! at the pupil's screen.

use crate::services::visits;
use crate::steps::{Walked, administering, at_work, show_eid};
use e2e::browser::{Browser, WAYS, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// The pupil comes from the service that asks for an adult.
async fn asks(country: &Country, pupil: &Person, way: Way) -> WebDriverResult<Browser> {
    let tablet = visits(way, country, "trivselsmaalingen", pupil).await?;
    tablet.sees("Tjenesten kræver, at en voksen siger god for dig.").await?;
    tablet.check("login-mere-voksen").await?;
    tablet.press("En voksen siger ja til, at det er mig").await?;
    tablet.sees("Vis de to billeder til din lærer.").await?;
    Ok(tablet)
}

/// The names of the two pictures beside this.
async fn pictures(browser: &Browser, within: &str) -> WebDriverResult<Vec<String>> {
    browser.find(within).await?;
    let mut names = Vec::new();
    for picture in browser.all(within).await? {
        names.push(picture.text().await?.trim().to_owned());
    }
    Ok(names)
}

/// The pupil's page has gone on by itself, to the service.
async fn gets_in(tablet: &Browser) -> Walked {
    tablet.find("#claims").await?;
    tablet.sees("VoksenVerificeret").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_vouches_for_a_pupil_whose_pictures_are_the_same() -> Walked {
    let country = Country::start();
    let (alma, teacher) = (country.person("six_year_old"), country.person("administrator"));
    for way in WAYS {
        let tablet = asks(&country, &alma, way).await?;
        tablet.check("voksen-venter").await?;
        let shown = pictures(&tablet, ".rhyme.pair li").await?;
        let screen = Browser::open(way).await?;
        administering(&screen, &country, &teacher).await?;
        screen.sees("vil ind i Trivselsmålingen og venter på, at du siger ja").await?;
        let seen = pictures(&screen, "#adult .small-picture").await?;
        assert_eq!(shown, seen, "both see the same two");
        screen.check("elevadgang-voksen").await?;
        screen.press("Nej").await?;
        screen.sees("Du sagde nej.").await?;
        tablet.sees("Den voksne sagde nej").await?;
        tablet.check("voksen-nej").await?;
        tablet.press("Spørg igen").await?;
        tablet.sees("Vis de to billeder til din lærer.").await?;
        screen.go(&country.url("/elevadgang/voksen")).await?;
        screen.check("elevadgang-voksen-side").await?;
        screen.press("OK, de er ens").await?;
        screen.sees("Du har sagt god for eleven.").await?;
        gets_in(&tablet).await?;
        screen.close().await?;
        tablet.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_without_the_eid_is_told_to_use_it() -> Walked {
    let country = Country::start();
    let (alma, teacher) = (country.person("six_year_old"), country.person("teacher"));
    let tablet = asks(&country, &alma, WAYS[0]).await?;
    for way in WAYS {
        let screen = Browser::open(way).await?;
        at_work(&screen, &country, &teacher).await?;
        screen.sees("Du skal bruge MitID for at sige god for en elev.").await?;
        screen.check("elevadgang-voksen-uden-eid").await?;
        screen.close().await?;
    }
    tablet.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_vouches_at_the_childs_screen() -> Walked {
    let country = Country::start();
    let (alma, parent, stranger) =
        (country.person("six_year_old"), country.person("parent_of_three"), country.person("without_class"));
    for way in WAYS {
        let tablet = asks(&country, &alma, way).await?;
        tablet.press("Min mor eller far er her og bruger MitID").await?;
        show_eid(&tablet, &stranger).await?;
        tablet.sees("Vi kan ikke se, at du må sige god for den elev").await?;
        tablet.check("voksen-ikke-foraelder").await?;
        tablet.press("Min mor eller far er her og bruger MitID").await?;
        tablet.press("Afbryd").await?;
        tablet.sees("Du stoppede, før du var færdig.").await?;
        tablet.check("voksen-afbrudt").await?;
        tablet.press("Min mor eller far er her og bruger MitID").await?;
        show_eid(&tablet, &parent).await?;
        tablet.sees("Er det Alma, der sidder her?").await?;
        tablet.check("voksen-foraelder").await?;
        tablet.press("Ja, det er Alma").await?;
        gets_in(&tablet).await?;
        tablet.close().await?;
    }
    Ok(())
}
