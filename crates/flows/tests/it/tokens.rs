//! What services get for a code, and everything that takes it away again. Source: security.md "codes and tokens".

use crate::town::{CODE, SCHOOL, Town, finished, on_both};
use flows::client::{self, Registering, Service};
use flows::sign_in::{ActorChoice, Finished};
use flows::single_logout::{self, Leaving};
use flows::single_sign_on::{self, Arrived, Departure};
use flows::tokens;
use oidc::authorize::{Answer, Outcome};
use oidc::client::{DefinedRight, LicenceKey, Registration};
use oidc::parameters::Parameters;
use oidc::token::{Grant, Refused, TokenResponse};
use rules::affiliation::Actor;
use rules::licence::{Licence, Reach};
use rules::time::Millis;
use std::sync::Arc;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CALLBACK: &str = "https://service.example/cb";

pub(crate) fn register(town: &Town, id: &str, registration: Registration) -> Arc<Service> {
    let registering = Registering {
        id: id.to_owned(),
        name: id.to_owned(),
        provider: format!("provider of {id}"),
        registration: Registration {
            redirect_uris: vec![CALLBACK.to_owned()],
            post_logout_redirect_uris: vec!["https://service.example/bye".to_owned()],
            ..registration
        },
        secret_hash: Some(crypto::digest::of_token("secret")),
    };
    client::register(&town.world, &registering, "test").unwrap().unwrap();
    Arc::new(town.wait(client::find(&town.world, id)).unwrap().unwrap())
}

fn request(service: &Service) -> String {
    let challenge = oidc::token::s256(VERIFIER);
    let parameters = Parameters::from_pairs([
        ("client_id", service.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid"),
        ("nonce", "n"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    match oidc::authorize::check(&parameters, &service.registration) {
        Outcome::Accepted(request) => serde_json::to_string(&request).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn leaves(town: &Town, service: &Service, done: &Finished) -> Departure {
    let acting_as = Actor::ALL.into_iter().filter(|actor| done.actor == Some(ActorChoice::of(*actor))).collect();
    let arrived = Arrived { session: done.session, person: done.person, request: request(service), acting_as };
    town.wait(single_sign_on::finish(&town.world, &arrived)).unwrap()
}

pub(crate) fn code(town: &Town, service: &Service, done: &Finished) -> String {
    let Departure::Answer(Answer::Redirect(url)) = leaves(town, service, done) else { panic!("no redirect") };
    let query = url.split_once('?').unwrap().1;
    Parameters::parse(query.as_bytes()).unwrap().get("code").unwrap().to_owned()
}

pub(crate) fn redeems(town: &Town, service: &Arc<Service>, code: &str) -> Result<TokenResponse, Refused> {
    redeems_with(town, service, (code, CALLBACK, Some(VERIFIER)))
}

fn redeems_with(
    town: &Town,
    service: &Arc<Service>,
    (code, redirect_uri, verifier): (&str, &str, Option<&str>),
) -> Result<TokenResponse, Refused> {
    let grant = Grant::Code {
        code: code.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        code_verifier: verifier.map(str::to_owned),
    };
    town.wait(tokens::exchange(&town.world, service.clone(), grant)).unwrap()
}

pub(crate) fn refreshes(town: &Town, service: &Arc<Service>, token: &str) -> Result<TokenResponse, Refused> {
    let grant = Grant::Refresh { refresh_token: token.to_owned() };
    town.wait(tokens::exchange(&town.world, service.clone(), grant)).unwrap()
}

fn counts(town: &Town, service: &Service, token: &str) -> bool {
    town.wait(tokens::introspect(&town.world, service, token)).unwrap().is_some()
}

/// Alma, logged in.
pub(crate) fn alma(town: &Town) -> Finished {
    let class = town.class(SCHOOL, "1.A");
    town.pupil("alma1234", class);
    town.logs_in(&town.browser(), "alma1234", &CODE)
}

fn refused(answer: Result<TokenResponse, Refused>) {
    assert_eq!(answer.err(), Some(Refused::InvalidGrant));
}

#[test]
fn a_code_gives_tokens_that_say_who_logged_in_and_no_name() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let told = town.wait(tokens::introspect(&town.world, &service, &given.access_token)).unwrap().unwrap();
        let told = serde_json::to_value(told).unwrap();
        for (claim, value) in [
            ("aktoer_gruppe", "Elev"),
            ("unilogin_loa", "EnFaktor"),
            ("loa", "2"),
            ("institution_ids", "[101001]"),
            ("has_license", "true"),
            ("aud", "service"),
            ("client_id", "service"),
        ] {
            assert_eq!(told[claim], value, "{claim}");
        }
        let (info, _) = town.wait(tokens::userinfo(&town.world, &given.access_token)).unwrap().unwrap();
        assert_eq!(info.sub, told["sub"].as_str().unwrap());
        assert_eq!(info.inst_brugere[0].instnr, SCHOOL);
        assert_eq!(info.inst_brugere[0].navn, None);
        assert!(info.inst_brugere[0].roller.is_empty());
    });
}

#[test]
fn a_right_a_service_defined_is_told_to_that_service_alone_and_no_longer_once_it_is_taken() {
    on_both(|town| {
        let right =
            DefinedRight { code: "editor".to_owned(), name_da: "Redaktør".to_owned(), name_en: "Editor".to_owned() };
        let defines = register(town, "service", Registration { rights: vec![right], ..Registration::default() });
        let other = register(town, "other", Registration::default());
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        town.right(mette, &flows::rights_matrix::service_word("service", "editor"));
        let at = town.named(&town.browser(), "mett2468");
        let done = crate::town::finished(town.text(&at, crate::town::WORDS));
        let told = |service: &Arc<Service>, token: &str| {
            let told = town.wait(tokens::introspect(&town.world, service, token)).unwrap().unwrap();
            serde_json::to_value(told).unwrap().get("privileges").cloned()
        };
        let given = redeems(town, &defines, &code(town, &defines, &done)).unwrap();
        let wanted = serde_json::json!([{"institution": SCHOOL, "right": "editor"}]);
        assert_eq!(told(&defines, &given.access_token), Some(wanted));
        let elsewhere = redeems(town, &other, &code(town, &other, &done)).unwrap();
        assert_eq!(told(&other, &elsewhere.access_token), None);
        town.write(move |tx| {
            let ending = store::right_grant::Ending {
                person: mette,
                institution: &crate::town::number(SCHOOL),
                right: "service:service:editor",
                by: None,
                why: "test",
            };
            store::right_grant::end(tx, &ending)
        });
        let later = refreshes(town, &defines, &given.refresh_token).unwrap();
        assert_eq!(told(&defines, &later.access_token), None);
    });
}

#[test]
fn names_and_roles_come_with_the_institutions_agreement() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        town.write(|tx| store::data_agreement::approve(tx, 1, "service", &crate::town::number(SCHOOL), "name roles"));
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let (info, _) = town.wait(tokens::userinfo(&town.world, &given.access_token)).unwrap().unwrap();
        assert_eq!(info.inst_brugere[0].navn.as_deref(), Some("alma Testesen"));
        assert_eq!(info.inst_brugere[0].roller, ["Elev"]);
    });
}

#[test]
fn a_code_used_twice_takes_back_what_it_gave() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let code = code(town, &service, &done);
        let given = redeems(town, &service, &code).unwrap();
        assert!(counts(town, &service, &given.access_token));
        refused(redeems(town, &service, &code));
        assert!(!counts(town, &service, &given.access_token));
        refused(refreshes(town, &service, &given.refresh_token));
    });
}

#[test]
fn a_code_in_the_wrong_hands_gives_nothing_and_is_spent() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let other = register(town, "other", Registration::default());
        let done = alma(town);
        let wrong = "x".repeat(43);
        for (redirect_uri, verifier) in
            [(CALLBACK, Some(wrong.as_str())), (CALLBACK, None), ("https://service.example/other", Some(VERIFIER))]
        {
            let code = code(town, &service, &done);
            refused(redeems_with(town, &service, (&code, redirect_uri, verifier)));
            refused(redeems(town, &service, &code));
        }
        let code = code(town, &service, &done);
        refused(redeems(town, &other, &code));
        assert!(redeems(town, &service, &code).is_ok(), "another service cannot spend it");
    });
}

#[test]
fn a_code_is_too_old_after_a_minute() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let code = code(town, &service, &done);
        town.clock.advance(Millis::seconds(60));
        refused(redeems(town, &service, &code));
    });
}

#[test]
fn of_two_that_redeem_one_code_in_the_same_moment_at_most_one_gets_tokens() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        for _ in 0..20 {
            let code = code(town, &service, &done);
            let won = std::thread::scope(|scope| {
                let tries: Vec<_> = (0..4).map(|_| scope.spawn(|| redeems(town, &service, &code).is_ok())).collect();
                tries.into_iter().filter_map(|one| one.join().ok()).filter(|won| *won).count()
            });
            assert_eq!(won, 1);
        }
    });
}

#[test]
fn a_refresh_token_counts_once_and_its_replay_ends_the_family() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let first = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let second = refreshes(town, &service, &first.refresh_token).unwrap();
        assert_ne!(first.refresh_token, second.refresh_token);
        assert!(counts(town, &service, &second.refresh_token));
        refused(refreshes(town, &service, &first.refresh_token));
        refused(refreshes(town, &service, &second.refresh_token));
        assert!(!counts(town, &service, &second.access_token));
    });
}

#[test]
fn a_refresh_token_is_for_its_service_alone_and_half_an_hour() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let other = register(town, "other", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        refused(refreshes(town, &other, &given.refresh_token));
        assert!(!counts(town, &other, &given.access_token), "another service learns nothing");
        town.clock.advance(Millis::minutes(30));
        refused(refreshes(town, &service, &given.refresh_token));
    });
}

#[test]
fn an_access_token_is_over_after_five_minutes() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        town.clock.advance(Millis::seconds(299));
        assert!(counts(town, &service, &given.access_token));
        town.clock.advance(Millis::seconds(1));
        assert!(!counts(town, &service, &given.access_token));
    });
}

#[test]
fn a_blocked_pupil_gets_no_new_tokens() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let person = done.person;
        town.write(move |tx| store::person::block(tx, person, None, "test"));
        assert!(!counts(town, &service, &given.access_token));
        refused(refreshes(town, &service, &given.refresh_token));
    });
}

#[test]
fn a_pupil_who_left_the_school_gets_no_new_tokens() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let late = code(town, &service, &done);
        let person = done.person;
        town.write(move |tx| {
            for one in store::affiliation::active_of_person(tx, person)? {
                store::affiliation::end(tx, one.id)?;
            }
            Ok(())
        });
        refused(redeems(town, &service, &late));
        refused(refreshes(town, &service, &given.refresh_token));
        assert!(!counts(town, &service, &given.access_token), "the refused refresh ended the family");
    });
}

#[test]
fn a_session_that_ended_takes_its_tokens_along() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let session = done.session;
        town.write(move |tx| store::sso_session::end(tx, session, "test"));
        assert!(!counts(town, &service, &given.access_token));
        refused(refreshes(town, &service, &given.refresh_token));
    });
}

#[test]
fn a_service_that_was_closed_is_nobody() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        assert!(client::disable(&town.world, "service", "test").unwrap());
        assert!(town.wait(client::find(&town.world, "service")).unwrap().is_none());
        assert!(town.wait(tokens::userinfo(&town.world, &given.access_token)).unwrap().is_none());
        assert!(matches!(leaves(town, &service, &done), Departure::Stranded(_)));
    });
}

#[test]
fn a_token_given_back_takes_its_family_along() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let other = register(town, "other", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        town.wait(tokens::revoke(&town.world, &other, &given.refresh_token)).unwrap();
        assert!(counts(town, &service, &given.access_token), "another's tokens are not one's to give back");
        town.wait(tokens::revoke(&town.world, &service, &given.refresh_token)).unwrap();
        assert!(!counts(town, &service, &given.access_token));
    });
}

#[test]
fn two_providers_know_the_same_pupil_by_two_names() {
    on_both(|town| {
        let (one, two) =
            (register(town, "one", Registration::default()), register(town, "two", Registration::default()));
        let done = alma(town);
        let sub = |service: &Arc<Service>| {
            let given = redeems(town, service, &code(town, service, &done)).unwrap();
            town.wait(tokens::userinfo(&town.world, &given.access_token)).unwrap().unwrap().0.sub
        };
        assert_eq!(sub(&one), sub(&one));
        assert_ne!(sub(&one), sub(&two));
    });
}

#[test]
fn without_the_licence_the_user_is_sent_to_the_services_own_page() {
    on_both(|town| {
        let bound = Registration {
            licence: Some(LicenceKey { provider_number: "1".to_owned(), service_code: "books".to_owned() }),
            missing_licence_url: Some("https://service.example/buy".to_owned()),
            ..Registration::default()
        };
        let service = register(town, "books", bound);
        let done = alma(town);
        let buy = Departure::MissingLicence("https://service.example/buy".to_owned());
        assert_eq!(leaves(town, &service, &done), buy);
        let licence = Licence {
            institution: crate::town::number(SCHOOL),
            reach: Reach::Actor(Actor::Pupil),
            from: None,
            to: None,
        };
        town.write(move |tx| store::licence::give(tx, 7, "books", &licence, None));
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let told = town.wait(tokens::introspect(&town.world, &service, &given.access_token)).unwrap().unwrap();
        assert_eq!(told.claims.user.has_license, "true");
        assert_eq!(told.claims.user.institution_ids, "[101001]");
    });
}

#[test]
fn a_service_logs_the_user_out_with_an_id_token_from_its_own_server() {
    on_both(|town| {
        let service = register(town, "service", Registration::default());
        let done = alma(town);
        let given = redeems(town, &service, &code(town, &service, &done)).unwrap();
        let logout = Parameters::from_pairs([
            ("id_token_hint", given.id_token.as_str()),
            ("post_logout_redirect_uri", "https://service.example/bye"),
        ]);
        town.clock.advance(Millis::minutes(10));
        let leaving = town.wait(single_logout::by_service(&town.world, &oidc::logout::parse(&logout))).unwrap();
        let Leaving::Over { back_to, .. } = leaving else { panic!("{leaving:?}") };
        assert_eq!(back_to.as_deref(), Some("https://service.example/bye"));
        refused(refreshes(town, &service, &given.refresh_token));
    });
}

#[test]
fn without_an_id_token_the_user_is_asked_before_logging_out() {
    on_both(|town| {
        register(town, "service", Registration::default());
        let logout = Parameters::from_pairs([("client_id", "service")]);
        let leaving = town.wait(single_logout::by_service(&town.world, &oidc::logout::parse(&logout))).unwrap();
        assert!(matches!(leaving, Leaving::Ask { .. }));
    });
}

/// A service sends somebody, name, password, back with a code, tokens: what that asks of the database is most of what a login
/// costs beside its hash. Whoever raises a bound here pays for it eight o'clock in the morning.
#[test]
fn a_login_keeps_to_its_budget_at_the_database() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett2468", class);
        let service = register(town, "service", Registration::default());
        let trace = town.world.db.trace();
        trace.listen();
        let (at, _) = town.begin(&town.browser(), None);
        town.scene(&at);
        town.types(&at, "mett2468");
        town.scene(&at);
        let done = finished(town.text(&at, crate::town::WORDS));
        let code = code(town, &service, &done);
        redeems(town, &service, &code).unwrap();
        let heard = trace.heard();
        let count = |kind: &str| heard.iter().filter(|name| **name == kind).count();
        let statements = heard.iter().filter(|name| !name.starts_with("BEGIN")).count();
        assert_eq!((count("BEGIN write"), count("BEGIN read"), count("BEGIN point")), (5, 3, 3), "{heard:#?}");
        assert_eq!(count("store::institution_setting::NATIONAL"), 3, "once a transaction at most: {heard:#?}");
        assert!(statements <= 48, "{statements}: {heard:#?}");
    });
}

#[test]
fn no_service_calls_itself_one_of_our_own_sites() {
    on_both(|town| {
        let registering = Registering {
            id: "unilogin-mit".to_owned(),
            name: "Mit Unilogin".to_owned(),
            provider: "somebody".to_owned(),
            registration: Registration { redirect_uris: vec![CALLBACK.to_owned()], ..Registration::default() },
            secret_hash: Some(crypto::digest::of_token("secret")),
        };
        let refused = client::register(&town.world, &registering, "test").unwrap();
        assert_eq!(refused, Err(client::NotRegistered::Reserved));
    });
}
