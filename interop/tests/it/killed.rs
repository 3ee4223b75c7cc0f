//! `kill -9` in the middle: of an import, a claim, a code exchange, a migration. Afterwards nothing is half-done, and what
//! somebody was told has happened has happened. A few quick rounds here; `UNILOGIN_KILL_ROUNDS=500` for a long night.

use crate::pupils::{open_window, type_name};
use crate::push::push_body;
use e2e::country::{Country, program};
use e2e::server::Server;
use interop::browser::{Browser, End};
use interop::cluster::Cluster;
use interop::installation::{Installation, generate};
use interop::service;
use std::process::Command;
use std::time::{Duration, Instant};

/// How often each is killed.
#[expect(clippy::disallowed_methods, reason = "how long to test is said by whoever starts the test")]
fn rounds() -> u32 {
    std::env::var("UNILOGIN_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4)
}

/// Spread over the time the whole thing takes, so that each round cuts it at another place.
fn moment(round: u32, whole: Duration) -> Duration {
    whole * (2 * round + 1) / (2 * rounds())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_is_loaded_whole_or_not_at_all() {
    let node = Installation::new("");
    let files = node.place("land");
    let schools = generate(rounds() + 1, &files);
    node.must(&["import", &files.join("institutions.csv").display().to_string()]);
    let mut whole = Duration::from_millis(500);
    for (round, file) in schools.iter().enumerate() {
        let number = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let token = node.must(&["import-token", "add", &number, "TEA"]).trim().to_owned();
        let url = node.url(&format!("/api/import/{number}"));
        let dry = format!("{url}?dry_run=true");
        let server = node.start();
        let all = push_body(&dry, &token, text.clone()).await.unwrap().count("created");
        assert!(0 < all);
        let began = Instant::now();
        let pushing = tokio::spawn({
            let (url, token, text) = (url.clone(), token.clone(), text.clone());
            async move { push_body(&url, &token, text).await }
        });
        let Some(cut) = u32::try_from(round).ok().and_then(|round| round.checked_sub(1)) else {
            // The first is let through, to learn how long it takes.
            assert_eq!(pushing.await.unwrap().unwrap().status, 200);
            whole = began.elapsed();
            continue;
        };
        tokio::time::sleep(moment(cut, whole)).await;
        server.kill();
        let told = pushing.await.unwrap();
        let _server = node.start();
        let left = push_body(&dry, &token, text).await.unwrap().count("created");
        assert!([0, all].contains(&left), "{left} of {all} are missing after round {round}");
        if told.is_ok_and(|told| told.status == 200) {
            assert_eq!(left, 0, "what was told is there");
        }
        node.is_in_order();
    }
}

pub(crate) fn in_order(country: &Country) {
    for word in ["verify", "doctor"] {
        let mut command = Command::new(program());
        let done = command.args([word, "--data-dir"]).arg(country.directory()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{word}: {said}{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_is_killed_still_leads_the_pupil_to_new_pictures_once() {
    let mut country = Country::start();
    let (teacher, pupil) = (country.person("teacher"), country.person("six_year_old"));
    for round in 0..rounds() {
        open_window(&mut Browser::new(), &country, (&teacher, &pupil)).await;
        let mut browser = Browser::new();
        let page = browser.open(&country.url("/login")).await.page();
        let typing = tokio::spawn({
            let (mut browser, page, pupil) = (browser.clone(), page.clone(), pupil.clone());
            async move { browser.try_send(&page, &page.form("/username"), &[("username", &pupil.username)]).await }
        });
        tokio::time::sleep(moment(round, Duration::from_millis(40))).await;
        country.kill();
        drop(typing.await);
        country.start_again();
        let mut page = browser.open(page.address.as_str()).await.page();
        if page.has_form("/username") {
            page = type_name(&mut browser, &page, &pupil).await;
        }
        assert!(page.has_form("/practise"), "round {round}: {}", page.heading());
        let mut another = Browser::new();
        let first = another.open(&country.url("/login")).await.page();
        let other = type_name(&mut another, &first, &pupil).await;
        assert!(!other.has_form("/practise"), "one claim a window");
        in_order(&country);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_exchange_that_is_killed_gives_its_tokens_at_most_once() {
    let mut country = Country::start_after(service::register_three);
    let teacher = country.person("teacher");
    for round in 0..rounds() {
        let code = code(&country, &teacher).await;
        let redeeming = tokio::spawn(redeem(country.url(TOKEN), code.clone()));
        tokio::time::sleep(moment(round, Duration::from_millis(30))).await;
        country.kill();
        let first = redeeming.await.unwrap();
        country.start_again();
        let (status, _) = redeem(country.url(TOKEN), code.clone()).await.expect("the server answers again");
        match first {
            Some((200, tokens)) => {
                assert_eq!(status, 400, "whoever got tokens got the only ones");
                assert!(tokens.contains("refresh_token"));
            }
            Some((other, text)) => panic!("{other}: {text}"),
            None => assert!([200, 400].contains(&status), "{status}"),
        }
        let (third, _) = redeem(country.url(TOKEN), code).await.expect("the server answers");
        assert_eq!(third, 400, "never twice");
        in_order(&country);
    }
}

pub(crate) const TOKEN: &str = "/auth/realms/broker/protocol/openid-connect/token";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge of RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CLIENT: &str = "https://plain.example/";

pub(crate) async fn code(country: &Country, person: &e2e::country::Person) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", CLIENT),
            ("redirect_uri", service::CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let address = country.url(&format!("/auth/realms/broker/protocol/openid-connect/auth?{query}"));
    match Browser::stopping_before(service::ORIGIN).log_in(&address, person).await {
        End::Away(back) => {
            let found = back.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
            found.unwrap_or_else(|| panic!("no code in {back}"))
        }
        other => panic!("{other:?}"),
    }
}

/// Status and text; none where the connection breaks.
pub(crate) async fn redeem(url: String, code: String) -> Option<(u16, String)> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", service::CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", CLIENT),
            ("client_secret", service::SECRET),
        ])
        .finish();
    let client = reqwest::Client::builder().no_proxy().build().ok()?;
    let request = client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.text().await.ok()?))
}

/// The first start of this node, which makes keys and tables, killed after so many milliseconds.
fn start_and_kill(node: &Installation, after: u64) {
    let server = Server::begin(&node.launch());
    std::thread::sleep(Duration::from_millis(after));
    server.kill();
}

#[test]
fn a_migration_that_is_killed_is_finished_by_the_next_start_on_both_databases() {
    let cluster = Cluster::start(&["fsync=off"]);
    for round in 0..rounds() {
        let name = format!("round_{round}");
        cluster.ask(&format!("CREATE DATABASE {name}"));
        let postgres = format!(
            "database = '{}'",
            cluster
                .url("127.0.0.1")
                .replace("/postgres", &format!("/{name}"))
                .replace(&format!("//{name}"), "//postgres")
        );
        for database in ["", postgres.as_str()] {
            let node = Installation::new(database);
            start_and_kill(&node, u64::from(round) * 25 + 5);
            start_and_kill(&node, u64::from(round) * 10 + 40);
            drop(node.start());
            node.is_in_order();
        }
    }
}
