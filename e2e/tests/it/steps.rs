//! What every journey does: type a name, tap pictures, write a password.

use e2e::browser::Browser;
use e2e::country::Person;
use thirtyfour::prelude::*;

/// A journey's outcome.
pub(crate) type Walked = Result<(), Box<dyn std::error::Error>>;

/// Types a user name on the login's first page.
pub(crate) async fn type_name(browser: &Browser, username: &str) -> WebDriverResult<()> {
    browser.fill("#username", username).await?;
    browser.press("Næste").await
}

/// Taps pictures by their names. Without script every tap is a page.
pub(crate) async fn tap(browser: &Browser, names: &[String]) -> WebDriverResult<()> {
    for (place, name) in names.iter().enumerate() {
        browser.press(name).await?;
        browser.find(&format!(".chosen li.full:nth-child({})", place + 1)).await?;
    }
    browser.find("button[name=done]").await?.click().await
}

/// Logs in from the login's first page with whatever form the person has.
pub(crate) async fn log_in(browser: &Browser, person: &Person) -> WebDriverResult<()> {
    type_name(browser, &person.username).await?;
    browser.find("form[data-pictures], #password").await?;
    if browser.count("form[data-pictures]").await? == 0 {
        browser.fill("#password", &person.password).await?;
        browser.find("form .button-large").await?.click().await
    } else {
        let names: Vec<String> =
            person.password.split([' ', ',']).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        tap(browser, &names).await
    }
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
