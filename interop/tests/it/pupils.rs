//! A teacher opens a window, a pupil types the name: the pages of the main job, walked without a window on screen.

use e2e::country::{Country, Person};
use interop::browser::{Browser, Page};

/// Types the name on the login's first page.
pub(crate) async fn type_name(browser: &mut Browser, page: &Page, pupil: &Person) -> Page {
    browser.send(page, &page.form("/username"), &[("username", &pupil.username)]).await.page()
}

/// The teacher gives the pupil a new password; the class list afterwards.
pub(crate) async fn open_window(
    browser: &mut Browser,
    country: &Country,
    (teacher, pupil): (&Person, &Person),
) -> Page {
    let start = browser.open(&country.url("/elevadgang")).await.page();
    let end = browser.send(&start, &start.form("/elevadgang/log-paa"), &[("som", "teacher")]).await;
    let mut page = browser.answer(end, teacher).await.page();
    let classes: Vec<String> = links(&page).into_iter().filter(|link| link.contains("klasse=")).collect();
    let mut classes = classes.into_iter();
    loop {
        if let Some(id) = row_of(&page, &pupil.username) {
            let pressed = browser.send(&page, &page.form("/elevadgang/elever"), &[("elev", &id), ("do", "giv")]).await;
            let list = pressed.page();
            assert_eq!(list.status, 200, "{}", list.heading());
            assert!(list.text.contains("data-seconds"), "the window is open: {}", list.heading());
            return list;
        }
        let class = classes.next().unwrap_or_else(|| panic!("no {} in any class", pupil.username));
        page = browser.open(&country.url(&class)).await.page();
    }
}

fn links(page: &Page) -> Vec<String> {
    let links = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

/// The number of the pupil's row.
fn row_of(page: &Page, username: &str) -> Option<String> {
    let row = page.text.split("<tr").find(|row| row.contains(username))?;
    Some(row.split("name=\"elev\" value=\"").nth(1)?.split('"').next()?.to_owned())
}
