//! Every address of ours says the same about safety, whatever it answers. The addresses are read from the source, so
//! that a new one is walked without anybody thinking of it. Source: security.md rules 7 and 12.

use crate::place::{Answer, Browser, Place};
use axum::http::{Request, header};
use std::collections::BTreeSet;
use std::path::Path;
use testkit::database::both;
use tower::ServiceExt;

/// One file of the source.
struct Source {
    name: String,
    text: String,
}

fn sources(directory: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        // The demo's services are other people's sites.
        if path.file_name().is_some_and(|name| name == "demo" || name == "demo.rs") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.push(Source { name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// Every address, with `x` for what varies.
fn addresses() -> BTreeSet<String> {
    let mut files = Vec::new();
    for place in ["src", "../flows/src", "../oidc/src"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(place), &mut files);
    }
    let mut found = BTreeSet::new();
    for file in &files {
        for rest in file.text.split(".route(").skip(1) {
            for address in written_out(rest.trim_start(), file, &files) {
                found.insert(with_x(&address));
            }
        }
        for marker in [".get(\"/", ".post(\"/"] {
            let given = file.text.split(marker).skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(given.map(|path| with_x(&format!("/{path}"))));
        }
    }
    found
}

fn with_x(address: &str) -> String {
    let filled: Vec<&str> = address.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
    filled.join("/")
}

/// What the first argument of a route is, where it is a text, a constant, a text with constants in it, or one of the
/// small functions that put it together.
fn written_out(argument: &str, file: &Source, files: &[Source]) -> Vec<String> {
    let quoted = |text: &str| text.split('"').nth(1).unwrap_or_default().to_owned();
    if argument.starts_with('"') {
        return vec![quoted(argument)];
    }
    if argument.starts_with("&format!(\"") {
        return vec![filled(&quoted(argument), files)];
    }
    if argument.starts_with("&at(\"") {
        let template = quoted(file.text.split("let at = ").nth(1).expect("`at` stands in the same file"));
        return vec![filled(&template.replace("{path}", &quoted(argument)), files)];
    }
    let word: String = argument.chars().take_while(|c| c.is_alphanumeric() || "_:&()".contains(*c)).collect();
    if let Some(module) = word.strip_prefix('&').and_then(|word| word.strip_suffix("::path()")) {
        let home = files.iter().find(|file| file.name == module).expect("the module");
        return vec![filled(&quoted(home.text.split("fn path() -> String").nth(1).expect("its `path`")), files)];
    }
    if word.chars().any(char::is_uppercase) {
        let name = word.rsplit("::").next().unwrap_or_default();
        return vec![constant(name, files).unwrap_or_else(|| panic!("the address {word} cannot be written out"))];
    }
    // A variable: its values stand where they are given (`.get("/…", …)`), and are walked from there.
    Vec::new()
}

fn filled(template: &str, files: &[Source]) -> String {
    let mut text = template.to_owned();
    for name in template.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        if let Some(value) = constant(name, files) {
            text = text.replace(&format!("{{{name}}}"), &value);
        }
    }
    text
}

fn constant(name: &str, files: &[Source]) -> Option<String> {
    let marker = format!("const {name}: &str = \"");
    files.iter().find_map(|file| Some(file.text.split(&marker).nth(1)?.split('"').next()?.to_owned()))
}

fn is_safe(address: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {address} ({})", answer.status);
    }
    assert!(answer.header("permissions-policy").contains("camera=("), "{address}");
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{part} of {address}: {policy}");
    }
    assert!(
        !policy.contains("-inline") && !policy.contains("-eval") && !policy.contains('*') && !policy.contains("data:"),
        "{address}: {policy}"
    );
    assert!(!answer.header("cache-control").is_empty(), "{address} says how long it is kept");
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{address}: {cookie}");
    }
}

#[test]
fn every_answer_of_every_address_carries_every_header() {
    both(|database| {
        let place = Place::on(database);
        let addresses = addresses();
        assert!(40 < addresses.len(), "the source was read: {addresses:?}");
        let mut found = 0;
        for address in addresses.iter().map(String::as_str).chain(["/nothing-here", "/static/nothing.css", "/%ff"]) {
            let seen = place.get(&mut Browser::default(), address);
            is_safe(address, &seen);
            let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let told = place.send(&mut Browser::default(), request, "a=b".to_owned());
            is_safe(address, &told);
            found += usize::from(seen.status != 405 || told.status != 405);
        }
        assert_eq!(found, addresses.len() + 3, "each takes one of the two");
    });
}

#[test]
fn with_https_every_answer_says_never_again_without_and_cookies_are_bound_to_the_host() {
    both(|database| {
        let place = Place::on(database);
        let sites = web::site::Sites::on("https://login.example.dk");
        let router = web::router(web::App::new(place.world.clone(), "Unilogin").with_sites(sites));
        for address in addresses() {
            let request = Request::get(&address).body(axum::body::Body::empty()).unwrap();
            let answer = place.runtime.block_on(router.clone().oneshot(request)).unwrap();
            let kept = answer.headers().get(header::STRICT_TRANSPORT_SECURITY).and_then(|value| value.to_str().ok());
            assert_eq!(kept, Some("max-age=63072000; includeSubDomains"), "{address}");
            for cookie in answer.headers().get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{address}: {cookie}");
            }
        }
    });
}

#[test]
fn a_cookie_somebody_changed_is_no_cookie() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        crate::broker::logs_in(&place, &mut browser, &crate::place::asked(&[]));
        assert_eq!(place.get(&mut browser, "/mit/log").status, 200);
        let session = browser.cookie("session").unwrap().to_owned();
        let half = session[..session.len() / 2].to_owned();
        let changed = format!("{}{}", &session[..session.len() - 1], if session.ends_with('A') { 'B' } else { 'A' });
        for value in
            ["", "x", &half, &changed, &format!("{session}A"), &"a".repeat(5_000), "%00", "\"; x=\"", "../../etc"]
        {
            let mut tampered = browser.clone();
            tampered.set_cookie("session", value);
            let answer = place.get(&mut tampered, "/mit/log");
            let is_asked_to_log_in = (300..400).contains(&answer.status) && answer.location().contains("/login");
            assert!(is_asked_to_log_in, "{value:?}: {} {}", answer.status, answer.location());
        }
        for (name, value) in [("browser", "x"), ("language", "xx"), ("remembered", "<script>"), ("elevadgang", "1")] {
            let mut tampered = Browser::default();
            tampered.set_cookie(name, value);
            let answer = place.get(&mut tampered, "/login");
            let page = place.follow(&mut tampered, answer);
            assert_eq!(page.status, 200, "{name}");
            assert!(!page.text.contains("<script>"), "{name}");
        }
    });
}
