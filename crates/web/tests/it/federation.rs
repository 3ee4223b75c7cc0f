//! The national eID through a provider that speaks SAML, over HTTP: who comes home, and who does not.
//! Source: security.md rows "eID return" and "SAML, both sides", and rule 7.

use crate::place::{Answer, Browser, CPR, Place, asked, parameter};
use flows::national_id::Ill;
use flows::national_id::federation::{CONSUMER_PATH, METADATA_PATH};
use rules::time::{Instant, Millis};
use saml::binding::{Kind, read_redirect};
use testkit::database::{Database, both};
use testkit::identity_provider::{
    CPR_NUMBER, CVR, LOA, OUR_CERTIFICATE, PROVIDER_CERTIFICATE, PROVIDER_KEY, SIGN_IN, Told, in_form, metadata,
    metadata_with, sealed, signed,
};
use xmlsig::certificate::Certificate;

/// What is changed in what the provider says.
type Bend = fn(Told) -> Told;

/// Somebody on their way: the state they left with, and what the provider would say of them.
struct Away {
    state: String,
    told: Told,
}

fn place(database: &Database) -> Place {
    Place::with_saml(database, &metadata())
}

/// Leaves for the provider.
fn leaves(place: &Place, browser: &mut Browser) -> Away {
    let login = place.get(browser, &asked(&[])).location().to_owned();
    let away = place.get(browser, &format!("{login}/eid"));
    assert!(away.location().starts_with(&format!("{SIGN_IN}?SAMLRequest=")), "{away:?}");
    let (_, query) = away.location().split_once('?').unwrap();
    let certificate = Certificate::from_pem(OUR_CERTIFICATE).unwrap();
    let carried = read_redirect(query, Kind::Request, &[certificate.key()]).unwrap();
    let message = String::from_utf8(carried.message).unwrap();
    let id = message.split(" ID=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let origin = &place.world.settings.origin;
    let told = Told::straight(
        &id,
        &format!("{origin}{CONSUMER_PATH}"),
        &format!("{origin}{METADATA_PATH}"),
        place.world.now().0,
        CPR,
    );
    Away { state: parameter(away.location(), "RelayState"), told }
}

/// The provider's page posts this: from another site, without a cookie of ours. Where the browser is sent.
fn posted(place: &Place, state: &str, message: &str) -> String {
    let answer = place.call(CONSUMER_PATH, &[("SAMLResponse", &in_form(message)), ("RelayState", state)]);
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(answer.headers.get("set-cookie").is_none(), "a cookie set here would replace the browser's own");
    answer.location().to_owned()
}

/// Leaves, is spoken of like this, and comes home.
fn comes_home(place: &Place, browser: &mut Browser, bend: impl Fn(Told) -> Told) -> Answer {
    let away = leaves(place, browser);
    let home = posted(place, &away.state, &bend(away.told).answer());
    let back = place.get(browser, &home);
    place.follow(browser, back)
}

fn is_back_at_service(answer: &Answer) -> bool {
    answer.location().starts_with("https://service.example/cb?code=")
}

#[test]
fn a_teacher_comes_home_through_saml_with_two_factors() {
    both(|database| {
        let place = place(database);
        place.register(oidc::client::Registration {
            required_level: oidc::assurance::Level::TwoFactor,
            ..oidc::client::Registration::default()
        });
        let answer = comes_home(&place, &mut Browser::default(), |told| told);
        assert!(is_back_at_service(&answer), "{answer:?}");
    });
}

#[test]
fn an_answer_of_a_saml_provider_comes_home_in_the_browser_that_left_once_and_in_time() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        let message = away.told.answer();
        let home = posted(&place, &away.state, &message);
        assert_eq!(place.get(&mut Browser::default(), &home).status, 403, "another browser");
        assert!(is_back_at_service(&place.get(&mut browser, &home)), "the right one still does");
        assert_eq!(place.get(&mut browser, &home).status, 403, "once");
        assert_eq!(posted(&place, &away.state, &message), "/eid/return", "the trip is over");
        // Parked for five minutes, away for fifteen.
        let mut browser = Browser::default();
        let late = leaves(&place, &mut browser);
        let home = posted(&place, &late.state, &late.told.answer());
        place.clock.advance(Millis::minutes(5));
        assert_eq!(place.get(&mut browser, &home).status, 403);
        let late = leaves(&place, &mut browser);
        place.clock.advance(Millis::minutes(15));
        assert_eq!(posted(&place, &late.state, &late.told.answer()), "/eid/return");
    });
}

#[test]
fn an_assertion_counts_once_on_all_nodes_and_for_one_departure() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let first = leaves(&place, &mut browser);
        assert!(is_back_at_service(&comes_with(&place, &mut browser, &first, &first.told.answer())));
        // The same assertion in a response made to fit another departure.
        let mut browser = Browser::default();
        let second = leaves(&place, &mut browser);
        let inside = sealed(&signed(&first.told.assertion(), PROVIDER_KEY), OUR_CERTIFICATE);
        assert_eq!(comes_with(&place, &mut browser, &second, &second.told.response(&inside)).status, 403);
        // An assertion that another node took in already.
        let third = leaves(&place, &mut browser);
        let once = format!("{} {}", testkit::identity_provider::PROVIDER, third.told.assertion_id);
        let once = rules::hex::write(&crypto::digest::of_token(&once));
        let claim =
            move |tx: &mut store::driver::Tx| store::used_once::claim(tx, "saml_assertion", &once, Instant(i64::MAX));
        assert!(place.world.db.blocking().write(claim).unwrap());
        assert_eq!(comes_with(&place, &mut browser, &third, &third.told.answer()).status, 403);
    });
}

/// The browser comes for this message.
fn comes_with(place: &Place, browser: &mut Browser, away: &Away, message: &str) -> Answer {
    let home = posted(place, &away.state, message);
    place.get(browser, &home)
}

#[test]
fn a_relay_state_that_is_not_ours_leads_nowhere_else() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        let message = away.told.answer();
        for state in [
            "https://evil.example/",
            "//evil.example",
            "x\r\nSet-Cookie: a=b",
            &format!("{}&answer=x", away.state),
            &format!("{}\"><script>", away.state),
            &away.state.chars().rev().collect::<String>(),
            "",
        ] {
            assert_eq!(posted(&place, state, &message), "/eid/return", "{state}");
        }
        let field = in_form(&message);
        let twice =
            [("SAMLResponse", field.as_str()), ("RelayState", &away.state), ("RelayState", "https://evil.example/")];
        assert_eq!(place.call(CONSUMER_PATH, &twice).location(), "/eid/return");
        assert_eq!(place.call(CONSUMER_PATH, &[("RelayState", &away.state)]).location(), "/eid/return");
        let empty = place.get(&mut browser, "/eid/return");
        assert_eq!(empty.status, 403);
        assert!(empty.text.contains("Vi venter ikke et svar"), "{}", empty.text);
        assert!(is_back_at_service(&comes_with(&place, &mut browser, &away, &message)));
    });
}

#[test]
fn what_is_no_sealed_answer_to_this_departure_is_not_even_parked() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        let mut other = away.told.clone();
        other.in_response_to = "_another".to_owned();
        for message in [
            away.told.response(&signed(&away.told.assertion(), PROVIDER_KEY)),
            away.told.answer().replace(" InResponseTo=", " Other="),
            other.answer(),
            format!("<!DOCTYPE a>{}", away.told.answer()),
            "no XML".to_owned(),
        ] {
            assert_eq!(posted(&place, &away.state, &message), "/eid/return", "{message}");
        }
        let large = "x".repeat(300 * 1024);
        let fields = [("SAMLResponse", large.as_str()), ("RelayState", &away.state)];
        assert_eq!(place.call(CONSUMER_PATH, &fields).status, 413);
    });
}

#[test]
fn of_one_departure_one_answer_waits_and_a_later_one_does_not_take_its_place() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        let first = posted(&place, &away.state, &away.told.answer());
        assert!(first.contains("&answer="), "{first}");
        assert_eq!(posted(&place, &away.state, &away.told.answer()), "/eid/return", "the first one waits");
        assert!(is_back_at_service(&place.get(&mut browser, &first)));
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        assert!(posted(&place, &away.state, &away.told.answer()).contains("&answer="));
        place.clock.advance(Millis::minutes(5));
        let late = posted(&place, &away.state, &away.told.answer());
        assert!(late.contains("&answer="), "the first one is over");
    });
}

#[test]
fn a_bent_answer_of_a_saml_provider_says_so_and_logs_nobody_in() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let failed = "kan ikke bruges";
        let bends: [(&str, Bend); 9] = [
            (failed, |told| Told { audience: "https://other.example/".to_owned(), ..told }),
            (failed, |told| Told { recipient: "https://other.example/".to_owned(), ..told }),
            (failed, |told| Told { destination: "https://other.example/".to_owned(), ..told }),
            (failed, |told| Told { issuer: "https://other.example/".to_owned(), ..told }),
            (failed, |told| Told { ends: told.begins - 600_000, ..told }),
            ("for lav sikkerhed", |told| told.saying(LOA, Some("Low"))),
            ("ikke dit CPR-nummer", |told| told.saying(CPR_NUMBER, None)),
            ("erhvervs-ID", |told| told.saying(CPR_NUMBER, None).saying(CVR, Some("12345678"))),
            ("ingen bruger", |told| told.saying(CPR_NUMBER, Some(web::test_eid::NOBODYS_CPR))),
        ];
        for (says, bend) in bends {
            let answer = comes_home(&place, &mut browser, bend);
            assert_eq!((answer.status, answer.location()), (403, ""), "{says}");
            assert!(answer.text.contains(says), "{says}: {}", answer.text);
        }
        let away = leaves(&place, &mut browser);
        let unsigned = away.told.response(&sealed(&away.told.assertion(), OUR_CERTIFICATE));
        assert!(comes_with(&place, &mut browser, &away, &unsigned).text.contains(failed));
        // A business identity that tells the number is as good as a private one.
        assert!(is_back_at_service(&comes_home(&place, &mut browser, |told| told.saying(CVR, Some("12345678")))));
    });
}

#[test]
fn who_stops_at_a_saml_provider_is_where_they_were_and_is_told_so() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        for (substatus, status, says) in [
            ("AuthnFailed", 200, "Du stoppede"),
            ("RequestDenied", 403, "sagde nej"),
            ("NoAuthnContext", 403, "for lav sikkerhed"),
            ("NoPassive", 403, "kan ikke bruges"),
        ] {
            let mut away = leaves(&place, &mut browser);
            away.told.status = "Responder".to_owned();
            away.told.substatus = Some(substatus.to_owned());
            let home = posted(&place, &away.state, &away.told.response(""));
            let back = place.get(&mut browser, &home);
            let answer = place.follow(&mut browser, back);
            assert_eq!(answer.status, status, "{substatus}");
            assert!(answer.text.contains(says), "{substatus}: {}", answer.text);
        }
    });
}

#[test]
fn metadata_that_have_ended_let_nobody_leave_and_nobody_home() {
    both(|database| {
        let end = database.clock.now().plus(Millis::minutes(10));
        let ends = jiff::Timestamp::from_millisecond(end.0).unwrap();
        let ending = metadata_with("", &format!(" validUntil=\"{ends}\""), PROVIDER_CERTIFICATE);
        let place = Place::with_saml(database, &ending);
        let health = || place.runtime.block_on(flows::national_id::health(&place.world)).pop().unwrap().finding;
        assert_eq!(health(), Ok(1), "one key");
        let mut browser = Browser::default();
        let mut away = leaves(&place, &mut browser);
        place.clock.advance(Millis::minutes(10));
        away.told.ends += 600_000;
        assert_eq!(comes_with(&place, &mut browser, &away, &away.told.answer()).status, 403);
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let stays = place.get(&mut browser, &format!("{login}/eid"));
        assert!(stays.text.contains("svarer ikke lige nu"), "{}", stays.text);
        assert!(matches!(health().unwrap_err()[..], [Ill::Ended(_)]));
    });
}

#[test]
fn a_certificate_of_ours_that_ends_is_told_a_month_before() {
    both(|database| {
        let place = place(database);
        let ends = Certificate::from_pem(OUR_CERTIFICATE).unwrap().ends();
        let flows::settings::EidBroker::Saml(provider) = place.world.settings.eid.clone().unwrap() else {
            panic!("the provider of this place")
        };
        let month = Millis::days(30);
        assert!(!tells(&provider, Instant(ends).minus(month), |ill| matches!(ill, Ill::CertificateEnds(_))));
        let late = Instant(ends).minus(month).plus(Millis::seconds(1));
        assert!(tells(&provider, late, |ill| matches!(ill, Ill::CertificateEnds(_))));
    });
}

/// Whether this is among what is wrong then.
fn tells(provider: &flows::national_id::federation::SamlProvider, now: Instant, is_it: fn(&Ill) -> bool) -> bool {
    provider.examine(now).err().unwrap_or_default().iter().any(is_it)
}

#[test]
fn a_certificate_of_the_provider_that_ends_is_told_a_month_before_beside_ours() {
    both(|database| {
        let place = place(database);
        let flows::settings::EidBroker::Saml(provider) = place.world.settings.eid.clone().unwrap() else {
            panic!("the provider of this place")
        };
        let [theirs, ours] =
            [PROVIDER_CERTIFICATE, OUR_CERTIFICATE].map(|pem| Instant(Certificate::from_pem(pem).unwrap().ends()));
        let is_theirs = |ill: &Ill| matches!(ill, Ill::ProviderCertificateEnds(_));
        assert!(!tells(&provider, theirs.minus(Millis::days(30)), is_theirs));
        assert!(tells(&provider, theirs.minus(Millis::days(30)).plus(Millis::seconds(1)), is_theirs));
        let ended = theirs.max(ours).plus(Millis::days(1));
        let all = [Ill::ProviderCertificateEnds(theirs.day_in_denmark()), Ill::CertificateEnds(ours.day_in_denmark())];
        assert_eq!(provider.examine(ended), Err(all.to_vec()), "one does not hide the other");
    });
}

#[test]
fn a_saml_provider_that_was_switched_off_meanwhile_lets_nobody_home() {
    both(|database| {
        let place = place(database);
        let mut browser = Browser::default();
        let away = leaves(&place, &mut browser);
        let home = posted(&place, &away.state, &away.told.answer());
        assert_eq!(place.without_eid().get(&mut browser, &home).status, 403);
    });
}

#[test]
fn our_metadata_are_where_our_name_says() {
    both(|database| {
        let place = place(database);
        let answer = place.get(&mut Browser::default(), METADATA_PATH);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/samlmetadata+xml"));
        let name = format!("entityID=\"{}{METADATA_PATH}\"", place.world.settings.origin);
        assert!(answer.text.contains(&name), "{}", answer.text);
        assert_eq!(place.without_eid().get(&mut Browser::default(), METADATA_PATH).status, 404);
    });
}

#[test]
fn a_button_may_end_at_the_eid_and_nowhere_else() {
    both(|database| {
        let place = place(database);
        let page = place.get(&mut Browser::default(), "/ansoeg");
        let policy = page.header("content-security-policy").to_owned();
        assert!(policy.contains("form-action 'self' https://provider.example;"), "{policy}");
        let page = place.without_eid().get(&mut Browser::default(), "/ansoeg");
        assert!(page.header("content-security-policy").contains("form-action 'self';"));
    });
}
