//! The operator's desk in a browser: two operators change what holds for the country, one looks after the register, helps a
//! person, tries a job, and appoints another.

use crate::steps::{Walked, show_eid};
use e2e::browser::{Browser, WAYS, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// An operator at the desk, with the national eID.
pub(crate) async fn sits(country: &Country, who: &Person, way: Way) -> Result<Browser, WebDriverError> {
    let browser = Browser::open(way).await?;
    browser.go(&country.url("/stil")).await?;
    browser.press("Log ind med MitID").await?;
    show_eid(&browser, who).await?;
    browser.sees("Venter på svar fra os").await?;
    Ok(browser)
}

async fn goes(country: &Country, browser: &Browser, path: &str, heading: &str) -> WebDriverResult<()> {
    browser.go(&country.url(path)).await?;
    browser.sees(heading).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_operators_decide_for_the_country_and_one_looks_after_register_people_and_jobs() -> Walked {
    for way in WAYS {
        let country = Country::start();
        let (one, two) = (country.person("without_class"), country.person("teacher"));
        country.command(&["operator", "add", &two.username]);
        let browser = sits(&country, &one, way).await?;
        proposes(&country, &browser).await?;
        appoints(&country, &browser, &country.person("leader")).await?;
        keeps_register(&country, &browser).await?;
        helps(&country, &browser, &country.person("six_year_old")).await?;
        goes(&country, &browser, "/stil/drift", "Nattens job").await?;
        browser.check("stil-drift").await?;
        browser.press_path("//section[@aria-labelledby='job-accounts']//button[contains(., 'Prøv')]").await?;
        browser.sees("Intet er ændret.").await?;
        browser.check("stil-drift-proevet").await?;
        browser.close().await?;
        let browser = sits(&country, &two, way).await?;
        approves(&country, &browser).await?;
        browser.close().await?;
    }
    Ok(())
}

async fn proposes(country: &Country, browser: &Browser) -> WebDriverResult<()> {
    goes(country, browser, "/stil/landet", "To sagsbehandlere skal være enige").await?;
    browser.check("stil-landet").await?;
    browser.go(&country.url("/stil/landet/guess_texts_a_day")).await?;
    browser.fill("#value", "5").await?;
    browser.fill("#why", "Angreb i nat").await?;
    browser.press("Send forslag").await?;
    browser.sees("Skriv et tal mellem 10 og 1.000").await?;
    browser.check("stil-landet-fejl").await?;
    browser.fill("#value", "50").await?;
    browser.press("Send forslag").await?;
    browser.sees("Forslaget venter på en anden sagsbehandler").await?;
    browser.check("stil-landet-forslag").await?;
    // Nobody decides alone, whatever they send.
    browser.bends("main form input[value=nej]", "godkend").await?;
    browser.press_path("//form[.//input[@name='forslag']]//button").await?;
    browser.sees("Du har selv foreslået det.").await?;
    browser.check("stil-afvist").await
}

async fn appoints(country: &Country, browser: &Browser, another: &Person) -> WebDriverResult<()> {
    goes(country, browser, "/stil/operatoerer", "Tilføj sagsbehandler").await?;
    browser.check("stil-operatoerer").await?;
    browser.fill("#who", &another.username).await?;
    browser.press_path("//button[contains(., 'Tilføj sagsbehandler')]").await?;
    browser.sees("Sagsbehandleren er tilføjet").await
}

async fn keeps_register(country: &Country, browser: &Browser) -> WebDriverResult<()> {
    goes(country, browser, "/stil/institutioner", "Find en institution").await?;
    browser.check("stil-institutioner").await?;
    browser.fill("#q", "751415").await?;
    browser.press("Søg").await?;
    browser.press_path("//tbody//a").await?;
    browser.sees("Hovedinstitution og afdelinger").await?;
    browser.check("stil-institution").await?;
    browser.press("Ret oplysninger").await?;
    browser.fill("#cvr", "12").await?;
    browser.press("Gem").await?;
    browser.sees("Skriv 8 tal, eller lad feltet være tomt").await?;
    browser.check("stil-institution-fejl").await?;
    browser.fill("#cvr", "12345678").await?;
    browser.press("Gem").await?;
    browser.sees("12345678").await?;
    let list = e2e::country::scratch("desk").join("institutions.csv");
    std::fs::create_dir_all(list.parent().expect("a file lies in a directory")).expect("a directory for files");
    std::fs::write(&list, "number,name,cvr\n900001,Nyskolen,\n900002,Til,12\n").expect("the file is written");
    goes(country, browser, "/stil/institutioner/indlaes", "Indlæs liste").await?;
    browser.give("#list", &list.display().to_string()).await?;
    browser.check("stil-liste").await?;
    browser.press("Se ændringerne").await?;
    browser.sees("Intet bliver indlæst, før alle linjer er i orden.").await?;
    browser.check("stil-liste-fejl").await?;
    std::fs::write(&list, "number,name,cvr\n900001,Nyskolen,\n").expect("the file is written");
    browser.press("Send en rettet liste").await?;
    browser.give("#list", &list.display().to_string()).await?;
    browser.press("Se ændringerne").await?;
    browser.sees("Nyskolen").await?;
    browser.check("stil-liste-tjek").await?;
    browser.press("Indlæs").await?;
    browser.sees("Listen er indlæst").await
}

async fn helps(country: &Country, browser: &Browser, pupil: &Person) -> WebDriverResult<()> {
    goes(country, browser, "/stil/personer", "Find en person for at hjælpe").await?;
    browser.fill("#q", &pupil.cpr).await?;
    browser.press("Søg").await?;
    browser.sees("Skriv en begrundelse").await?;
    browser.check("stil-personer-fejl").await?;
    browser.fill("#why", "Ringede til support").await?;
    browser.press("Søg").await?;
    browser.sees("Det er der sket").await?;
    let text = browser.text().await?;
    assert!(text.contains(&format!("{}-****", &pupil.cpr[..6])) && !text.contains(&pupil.cpr), "masked");
    assert!(!browser.address().await?.contains(&pupil.cpr));
    browser.check("stil-person").await?;
    browser.fill("#reason", "Spørg din lærer").await?;
    browser.press("Spær brugeren").await?;
    browser.sees("Brugeren er spærret og logget af").await?;
    browser.check("stil-person-spaerret").await?;
    browser.press("Ophæv spærringen").await?;
    browser.sees("Spærringen er ophævet").await?;
    goes(country, browser, "/stil/sager", "Her er det, en brugeradministrator ikke må afgøre alene").await?;
    browser.check("stil-sager").await?;
    goes(country, browser, "/stil/sager/saml", "Den ene bruger bliver").await?;
    browser.check("stil-saml").await
}

async fn approves(country: &Country, browser: &Browser) -> WebDriverResult<()> {
    goes(country, browser, "/stil/landet", "Angreb i nat").await?;
    browser.press_path("//form[.//input[@value='godkend']]//button").await?;
    browser.sees("Godkendt. Det gælder nu").await?;
    browser.sees("50").await
}
