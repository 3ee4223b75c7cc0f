//! The judge `mod_auth_openidc`: Apache lets nobody see a page who has not logged in with us.

use e2e::country::Country;
use interop::apache::{self, Apache, INSIDE, Manner};
use interop::browser::Browser;
use interop::service;

const ID: &str = "https://apache.example/";

fn start(manner: Manner<'_>) -> (Country, Apache) {
    let port = apache::port();
    let callback = format!("http://127.0.0.1:{port}/inside/callback");
    let farewell = format!("http://127.0.0.1:{port}/outside/index.html");
    let country = Country::start_after(|directory| {
        let back = ["--redirect-uri", &callback, "--post-logout-redirect-uri", &farewell];
        service::register(directory, ID, &back);
    });
    let issuer = country.url("/auth/realms/broker");
    let apache = Apache::start(port, &issuer, (ID, service::SECRET), manner);
    (country, apache)
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_shows_its_page_to_a_teacher_who_logged_in_and_to_nobody_after_logout() {
    let (country, apache) = start(Manner { proof: "client_secret_basic", response_mode: "query" });
    let teacher = country.person("teacher");
    let mut browser = Browser::new();
    let page = browser.log_in(&apache.url("/inside/index.html"), &teacher).await.page();
    assert_eq!((page.status, page.text.as_str()), (200, INSIDE), "{}", apache.log());
    assert_eq!(page.header("x-actor"), "Medarbejder");
    assert_eq!(page.header("x-remote-user").split('@').next().unwrap_or_default().len(), 10, "the UniId");
    let out = format!("/inside/callback?logout={}", encoded(&apache.url("/outside/index.html")));
    let page = browser.open(&apache.url(&out)).await.page();
    assert_eq!((page.status, page.text.as_str()), (200, "outside"), "{}", apache.log());
    let page = browser.open(&apache.url("/inside/index.html")).await.page();
    assert!(page.address.path().starts_with("/login/"), "asked to log in again, not at {}", page.address);
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_takes_the_answer_as_a_posted_form_too() {
    let (country, apache) = start(Manner { proof: "client_secret_post", response_mode: "form_post" });
    let teacher = country.person("teacher");
    let mut browser = Browser::new();
    let carry = browser.log_in(&apache.url("/inside/index.html"), &teacher).await.page();
    let form = carry.form("/inside/callback");
    assert!(form.fields.iter().any(|(name, _)| name == "iss"), "{form:?}");
    let page = browser.send(&carry, &form, &[]).await.page();
    assert_eq!((page.status, page.text.as_str()), (200, INSIDE), "{}", apache.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_turns_a_pupil_away_by_the_claim_it_asks_for() {
    let (country, apache) = start(Manner { proof: "client_secret_basic", response_mode: "query" });
    let pupil = country.person("upper_pupil");
    let page = Browser::new().log_in(&apache.url("/inside/index.html"), &pupil).await.page();
    assert_eq!(page.status, 401, "{}", page.text);
    assert!(page.address.as_str().starts_with(&apache.url("/inside")), "{}", page.address);
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
