//! What every journey does: type a name, tap pictures, write a password, come in to Elevadgang, show an eID.

use e2e::browser::{Browser, Way};
use e2e::country::{Country, Person};
use thirtyfour::prelude::*;

/// A journey's outcome.
pub(crate) type Walked = Result<(), Box<dyn std::error::Error>>;

/// Types a user name on the login's first page.
pub(crate) async fn type_name(browser: &Browser, username: &str) -> WebDriverResult<()> {
    browser.fill("#username", username).await?;
    browser.press("Næste").await
}

/// Types a user name, and says that the password is forgotten.
pub(crate) async fn forgot(browser: &Browser, country: &Country, username: &str) -> WebDriverResult<()> {
    browser.go(&country.url("/login")).await?;
    type_name(browser, username).await?;
    browser.press("Få en ny adgangskode").await?;
    browser.press("Glemt adgangskode").await
}

/// Logs in with these words in a window of its own.
pub(crate) async fn gets_in(country: &Country, way: Way, (username, words): (&str, &str)) -> Walked {
    let browser = Browser::open(way).await?;
    browser.go(&country.url("/login")).await?;
    type_name(&browser, username).await?;
    write_password(&browser, words.trim()).await?;
    browser.arrives("/mit").await?;
    Ok(browser.close().await?)
}

/// Taps pictures by their names. Without script every tap is a page.
pub(crate) async fn tap(browser: &Browser, names: &[String]) -> WebDriverResult<()> {
    for (place, name) in names.iter().enumerate() {
        browser.press(name).await?;
        browser.find(&format!(".chosen li.full:nth-child({})", place + 1)).await?;
    }
    browser.press_css("button[name=done]").await
}

/// The names of somebody's pictures, in order.
pub(crate) fn pictures_of(person: &Person) -> Vec<String> {
    person.password.split([' ', ',']).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Logs in from the login's first page with whatever form the person has.
pub(crate) async fn log_in(browser: &Browser, person: &Person) -> WebDriverResult<()> {
    type_name(browser, &person.username).await?;
    browser.find("form[data-pictures], #password").await?;
    if browser.count("form[data-pictures]").await? == 0 {
        write_password(browser, &person.password).await
    } else {
        tap(browser, &pictures_of(person)).await
    }
}

/// Writes a password on the password page and sends it.
pub(crate) async fn write_password(browser: &Browser, password: &str) -> WebDriverResult<()> {
    browser.fill("#password", password).await?;
    browser.press_css("form .button-large").await
}

/// The new pictures on the page, in order.
pub(crate) async fn new_pictures(browser: &Browser) -> WebDriverResult<Vec<String>> {
    let mut names = Vec::new();
    browser.find(".rhyme li").await?;
    for item in browser.all(".rhyme li").await? {
        let text = item.text().await?;
        let name: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        names.push(name.trim().to_owned());
    }
    Ok(names)
}

/// Chooses who to be at the test eID.
pub(crate) async fn show_eid(browser: &Browser, person: &Person) -> WebDriverResult<()> {
    browser.fill("#q", &person.name).await?;
    browser.press("Søg").await?;
    let link = format!("//ul[@class='ways']//a[.//span[starts-with(normalize-space(.), '{}')]]", person.name);
    // The list of everybody names the person too: until the search has come, that link is under the hand.
    browser.press_path(&link).await
}

/// Comes in to Elevadgang by the blue button, where the browser is not in already, and opens all the teacher's pupils.
pub(crate) async fn at_work(browser: &Browser, country: &Country, teacher: &Person) -> WebDriverResult<()> {
    browser.go(&country.url("/elevadgang")).await?;
    browser.find(".classes, button[value=teacher]").await?;
    if browser.count(".classes").await? == 0 {
        browser.press("Log på").await?;
        log_in(browser, teacher).await?;
        browser.find(".classes").await?;
    }
    browser.go(&country.url("/elevadgang/elever?klasse=alle")).await
}

/// Comes in by the grey button, with the test eID.
pub(crate) async fn administering(browser: &Browser, country: &Country, person: &Person) -> WebDriverResult<()> {
    browser.go(&country.url("/elevadgang")).await?;
    browser.press("Log på som brugeradministrator").await?;
    show_eid(browser, person).await?;
    browser.find(".classes").await.map(drop)
}

/// Ticks a pupil of the list.
pub(crate) async fn tick(browser: &Browser, pupil: &Person) -> WebDriverResult<()> {
    let box_of = format!("//tr[contains(., '{}')]//td//input[@name='elev']", pupil.username);
    browser.press_path(&box_of).await
}
