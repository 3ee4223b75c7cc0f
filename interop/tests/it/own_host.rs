//! Brugeradministration, Elevadgang, Mit Unilogin and the application on hosts of their own by TLS, as a country runs
//! them, in a real browser: in by the national eID, from one host to the next without being asked again, out of all of
//! them at once; a leader signs and comes back.
//!
//! What it does not do: bend what goes over the wire (the web's own tests do).

use e2e::browser::{Browser, WAYS, Way};
use e2e::server::Server;
use interop::broker::{Broker, Style, holder};
use interop::installation::{Installation, generate};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Duration;

type Walked = Result<(), Box<dyn std::error::Error>>;

const SITES: [&str; 4] = ["ansoeg", "ba", "elevadgang", "mit"];
/// With script on a desk, without it on a phone; by keyboard.
const LOOKS: [Way; 2] = [WAYS[0], WAYS[3]];
/// Two schools of the made-up country.
const FIRST: &str = "F00001";
const SECOND: &str = "F00002";

/// The installation, its eID, and an administrator of two schools.
struct Country {
    node: Installation,
    _broker: Broker,
    _server: Server,
    broker_origin: String,
    administrator: String,
    cpr: String,
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

fn country() -> Country {
    let port = Broker::reserve();
    let node = Installation::apart(&SITES, &Broker::lines(Style::Signaturgruppen, port));
    let files = node.place("land");
    let schools = generate(2, &files);
    node.must(&["import", &files.display().to_string()]);
    let file = std::fs::read_to_string(&schools[0]).unwrap();
    let person = file.split("<InstitutionPerson").find(|part| part.contains("<Employee")).unwrap();
    let cpr = between(person, "<CivilRegistrationNumber>", "<");
    let [given, family] = ["FirstName", "FamilyName"].map(|name| between(person, &format!("<{name}>"), "<").to_owned());
    let administrator = format!("{given} {family}");
    let shown: Value = serde_json::from_str(&node.must(&["show", "institution", FIRST, "--json"])).unwrap();
    let named = shown["people"].as_array().unwrap().iter().find(|one| one["name"] == json!(administrator));
    let username = named.unwrap()["username"].as_str().unwrap();
    for school in [FIRST, SECOND] {
        node.must(&["admin", "grant", username, school]);
    }
    let claims = json!({ "identity_type": "private", "loa": "https://data.gov.dk/concept/core/nsis/Substantial" });
    let holders = vec![holder("administrator", &claims, &json!({ "dk.cpr": cpr }))];
    let callback = format!("{}/eid/return", node.origin());
    let broker = Broker::start((Style::Signaturgruppen, port), &callback, holders);
    let mut server = Server::begin(&node.launch());
    while TcpStream::connect(("127.0.0.1", node.port())).is_err() {
        assert!(!server.has_ended(), "{}", server.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    let broker_origin = format!("http://127.0.0.1:{port}");
    Country { node, _broker: broker, _server: server, broker_origin, administrator, cpr: cpr.to_owned() }
}

impl Country {
    fn at(&self, site: &str, path: &str) -> String {
        format!("https://{site}.localhost:{}{path}", self.node.port())
    }

    /// Says at the broker of the eID who one is, and agrees; its pages are not ours to judge by keyboard.
    async fn shows_eid(&self, browser: &Browser) -> Walked {
        browser.arrives(&self.broker_origin).await?;
        browser.find("input[name=login]").await?.send_keys("administrator").await?;
        browser.find("input[name=password]").await?.send_keys("anything").await?;
        browser.words("Sign-in").await?.click().await?;
        browser.words("Continue").await?.click().await?;
        Ok(())
    }

    /// Into Brugeradministration by its door, at the page that was asked for.
    async fn comes_in(&self, browser: &Browser) -> Walked {
        let wanted = self.at("ba", &format!("/ba/{FIRST}/brugere"));
        browser.go(&wanted).await?;
        assert!(browser.address().await?.starts_with(&self.at("ba", "/ba")), "{}", browser.address().await?);
        browser.press("Log ind med MitID").await?;
        self.shows_eid(browser).await?;
        browser.arrives(&wanted).await?;
        browser.sees("Viser 1–25 af").await?;
        Ok(())
    }

    /// Everything a browser keeps is of one host, sent back by TLS alone, and hidden from script.
    async fn keeps_cookies_of_one_host(&self, browser: &Browser) -> Walked {
        let cookies = browser.cookies().await?;
        let ours: Vec<&Value> = cookies.iter().filter(|cookie| cookie["domain"] != "127.0.0.1").collect();
        for cookie in &ours {
            assert!(cookie["name"].as_str().unwrap().starts_with("__Host-"), "{cookie}");
            assert!(!cookie["domain"].as_str().unwrap().starts_with('.'), "{cookie}");
            assert_eq!((&cookie["secure"], &cookie["httpOnly"]), (&json!(true), &json!(true)), "{cookie}");
            assert_eq!((&cookie["sameSite"], &cookie["path"]), (&json!("Lax"), &json!("/")), "{cookie}");
        }
        let sessions = ours.iter().filter(|cookie| cookie["name"] == "__Host-session");
        let mut hosts: Vec<&str> = sessions.filter_map(|cookie| cookie["domain"].as_str()).collect();
        hosts.sort_unstable();
        assert_eq!(hosts, ["ba.localhost", "elevadgang.localhost", "localhost", "mit.localhost"]);
        Ok(())
    }
}

async fn walks(country: &Country, browser: &Browser) -> Walked {
    country.comes_in(browser).await?;
    browser.check("egen-vaert-ba").await?;
    browser.press_css("details.institution > summary").await?;
    browser.press_css(".institution li a:not([aria-current])").await?;
    browser.arrives(&country.at("ba", &format!("/ba/{SECOND}"))).await?;
    browser.sees("Det venter på dig").await?;

    browser.go(&country.at("mit", "/mit")).await?;
    browser.press("Log ind i Mit Unilogin").await?;
    browser.sees(&country.administrator).await?;
    assert_eq!(browser.address().await?, country.at("mit", "/mit"), "nobody is asked again");
    browser.go(&country.at("elevadgang", "/elevadgang")).await?;
    browser.press("Log på som brugeradministrator").await?;
    browser.find(".classes").await?;
    assert!(browser.address().await?.starts_with(&country.at("elevadgang", "/elevadgang/")));
    country.keeps_cookies_of_one_host(browser).await?;

    browser.go(&country.at("ba", &format!("/ba/{SECOND}"))).await?;
    browser.press("Log af").await?;
    browser.arrives(&format!("{}/login/logged-out", country.node.origin())).await?;
    browser.sees("Du er logget af").await?;
    for (page, door) in [
        (country.at("ba", &format!("/ba/{SECOND}")), "Log ind med MitID"),
        (country.at("elevadgang", "/elevadgang/elever"), "Log på som brugeradministrator"),
        (country.at("mit", "/mit"), "Log ind i Mit Unilogin"),
    ] {
        browser.go(&page).await?;
        browser.words(door).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_walks_over_all_hosts_after_one_entry_and_leaves_them_all_at_once() -> Walked {
    let country = country();
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        walks(&country, &browser).await?;
        browser.close().await?;
    }
    Ok(())
}

/// Fills in the application of a school nobody knows, with the administrator as its leader.
async fn applies(country: &Country, browser: &Browser) -> Walked {
    browser.go(&country.at("ansoeg", "/ansoeg")).await?;
    browser.press_path("//label[@for='situation-institution']").await?;
    browser.fill("#registration", "12345678").await?;
    browser.press("Start ansøgningen").await?;
    browser.fill("#name", "Nyskolen").await?;
    browser.fill("#number", "-").await?;
    browser.press("Fortsæt til Teknisk kontaktperson").await?;
    for (field, value) in
        [("#name", "Kaj Kontakt"), ("#cpr", "0101801234"), ("#phone", "12345678"), ("#mail", "kaj@nyskolen.example")]
    {
        browser.fill(field, value).await?;
    }
    browser.press("Fortsæt til Institutionsleder").await?;
    browser.fill("#name", &country.administrator).await?;
    browser.fill("#cpr", &country.cpr).await?;
    browser.press("Fortsæt til Underskriftsside").await?;
    browser.sees("Trin 4 af 5").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_signs_on_the_brokers_host_and_comes_back_to_the_applications() -> Walked {
    let country = country();
    for way in LOOKS {
        let browser = Browser::open(way).await?;
        applies(&country, &browser).await?;
        browser.press("Skriv under med MitID").await?;
        browser.sees("Skriv kun under, hvis du er").await?;
        assert!(browser.address().await?.starts_with(country.node.origin()), "{}", browser.address().await?);
        browser.check("ansoeg-underskriv-hos-broker").await?;
        browser.press("Skriv under med MitID").await?;
        country.shows_eid(&browser).await?;
        browser.sees("Lederen skrev under").await?;
        assert!(browser.address().await?.starts_with(&country.at("ansoeg", "/ansoeg/s/")));
        browser.close().await?;
    }
    Ok(())
}
