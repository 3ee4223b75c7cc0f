//! oidc-provider as the broker of the national eID: our relying party against somebody else's provider, by configuration
//! alone, once as Signaturgruppen's and once as Idura's. Source: product.md §7, interfaces.md B §7.1.

use interop::broker::{Broker, Style, holder};
use interop::browser::{Browser, End, Page};
use interop::installation::{Installation, generate};
use serde_json::{Value, json};

const SUBSTANTIAL: &str = "https://data.gov.dk/concept/core/nsis/Substantial";
const LOW: &str = "https://data.gov.dk/concept/core/nsis/Low";
/// A number nobody of a made-up school has.
const NOBODYS: &str = "0101701118";

/// The text between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

/// Name and CPR number of somebody who works at the school of this file.
fn employee(file: &str) -> (String, String) {
    let person = file.split("<InstitutionPerson").find(|part| part.contains("<Employee")).unwrap();
    let given = between(person, "<FirstName>", "</FirstName>");
    let family = between(person, "<FamilyName>", "</FamilyName>");
    let number = between(person, "<CivilRegistrationNumber>", "</CivilRegistrationNumber>");
    assert!(number.len() == 10 && !given.is_empty() && !family.is_empty(), "{person}");
    (format!("{given} {family}"), number.to_owned())
}

/// What the holders of a broker show, in its way.
fn holders(style: Style, cpr: &str) -> Vec<(String, Value)> {
    let hyphened = format!("{}-{}", &cpr[..6], &cpr[6..]);
    match style {
        Style::Signaturgruppen => {
            let shows = |kind: &str, loa: &str| json!({ "identity_type": kind, "loa": loa, "idp": "mitid" });
            let private = shows("private", SUBSTANTIAL);
            vec![
                holder("ansat", &private, &json!({ "dk.cpr": cpr })),
                holder("lav", &shows("private", LOW), &json!({ "dk.cpr": cpr })),
                holder("ukendt", &private, &json!({ "dk.cpr": NOBODYS })),
                holder("uden", &private, &json!({})),
                holder("erhverv", &shows("professional", SUBSTANTIAL), &json!({ "identity_type": "professional" })),
            ]
        }
        Style::Idura => {
            let all = |cpr: &str| json!({ "cprNumberIdentifier": cpr, "identityscheme": "dkmitid" });
            vec![
                holder("ansat", &all(&hyphened), &all(&hyphened)),
                holder("ukendt", &all(NOBODYS), &all(NOBODYS)),
                holder("uden", &json!({}), &json!({})),
            ]
        }
    }
}

/// A running program whose eID is the broker, and one person of its school.
struct Country {
    node: Installation,
    _server: e2e::server::Server,
    broker: Broker,
    name: String,
}

fn country(style: Style) -> Country {
    let port = Broker::reserve();
    let node = Installation::new(&Broker::lines(style, port));
    let files = node.place("land");
    let school = &generate(1, &files)[0];
    node.must(&["import", &files.join("institutions.csv").display().to_string()]);
    node.must(&["import", &school.display().to_string()]);
    let (name, cpr) = employee(&std::fs::read_to_string(school).unwrap());
    let broker = Broker::start((style, port), &node.url("/eid/return"), holders(style, &cpr));
    let server = node.start();
    Country { node, _server: server, broker, name }
}

impl Country {
    /// A browser that has left for the eID from a login to Mit Unilogin.
    async fn leaves(&self) -> (Browser, Page, End) {
        let mut browser = Browser::new();
        let login = browser.open(&self.node.url("/login?to=/mit")).await.page();
        let away = browser.open(&format!("{}/eid", login.address)).await;
        let End::Page(page) = &away else { panic!("no page of the broker") };
        assert_eq!(page.status, 200, "the broker takes our request: {}", page.text);
        (browser, login, away)
    }

    /// Leaves, shows this holder's eID, and where that leads.
    async fn shows(&self, who: &str) -> Page {
        let (mut browser, _, away) = self.leaves().await;
        self.broker.shows(&mut browser, away, who).await.page()
    }

    async fn is_home_with_the_right_one(&self) {
        let home = self.shows("ansat").await;
        assert_eq!((home.status, home.address.path()), (200, "/mit"), "{}", home.heading());
        let family = self.name.rsplit(' ').next().unwrap();
        assert!(home.text.contains(family), "{} is not on {}", self.name, home.text);
    }

    async fn is_told(&self, who: &str, says: &str) {
        let page = self.shows(who).await;
        assert_eq!(page.status, 403, "{who}: {}", page.heading());
        assert!(page.text.contains(says), "{who}: {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_provider_as_signaturgruppen_logs_people_in_and_says_no_in_plain_words() {
    let country = country(Style::Signaturgruppen);
    country.is_home_with_the_right_one().await;
    country.is_told("erhverv", "erhvervs-ID").await;
    country.is_told("uden", "CPR-nummer").await;
    country.is_told("ukendt", "ingen bruger").await;
    let low = country.shows("lav").await;
    assert_eq!(low.status, 403, "one factor is not enough: {}", low.heading());

    let (mut browser, login, away) = country.leaves().await;
    let back = country.broker.cancels(&mut browser, away).await.page();
    assert_eq!(back.address.path(), login.address.path(), "whoever stops is where they were");
    assert!(back.text.contains("Du stoppede"), "{}", back.text);

    country.broker.bend().await;
    let bent = country.shows("ansat").await;
    assert_eq!(bent.status, 403, "an id token of another departure: {}", bent.heading());
    country.node.is_in_order();
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_provider_as_idura_logs_people_in_with_the_number_in_the_id_token() {
    let country = country(Style::Idura);
    country.is_home_with_the_right_one().await;
    country.is_told("uden", "CPR-nummer").await;
    country.is_told("ukendt", "ingen bruger").await;
    country.broker.bend().await;
    let bent = country.shows("ansat").await;
    assert_eq!(bent.status, 403, "an id token of another departure: {}", bent.heading());
}
