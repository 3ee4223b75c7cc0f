//! Which requests are accepted, which errors the service hears, and which only the user sees.

use super::*;
use proptest::prelude::*;

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn registration() -> Registration {
    Registration {
        redirect_uris: vec!["https://service.dk/cb".to_owned(), "https://service.dk/cb?tenant=1".to_owned()],
        ..Registration::default()
    }
}

/// A good request, with some parameters exchanged; an empty value leaves the parameter out.
fn asked(changes: &[(&str, &str)]) -> Outcome {
    let mut pairs = vec![
        ("client_id", "service"),
        ("redirect_uri", "https://service.dk/cb"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "the-state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        match pairs.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => pair.1 = value,
            None => pairs.push((name, value)),
        }
    }
    check(&Parameters::from_pairs(pairs), &registration())
}

fn accepted(changes: &[(&str, &str)]) -> Request {
    match asked(changes) {
        Outcome::Accepted(request) => *request,
        other => panic!("{other:?}"),
    }
}

fn refused(changes: &[(&str, &str)]) -> ErrorCode {
    match asked(changes) {
        Outcome::Refused(refusal) => refusal.code,
        other => panic!("{changes:?}: {other:?}"),
    }
}

#[test]
fn a_plain_request_is_accepted_without_state_and_nonce() {
    let request = accepted(&[("state", "")]);
    assert_eq!(request.state, None);
    assert_eq!(request.nonce, None);
    assert_eq!(request.level, Level::CardAlone);
    assert_eq!(request.prompt, Prompt::WhereNeeded);
}

#[test]
fn a_request_to_an_unregistered_address_strands_whatever_else_is_wrong() {
    for address in ["", "https://evil.dk/cb", "https://service.dk/cb/", "https://service.dk/cb#x", "//service.dk/cb"] {
        let outcome = asked(&[("redirect_uri", address), ("response_type", "token")]);
        assert_eq!(outcome, Outcome::Stranded(Stranded::UnknownRedirect), "{address}");
    }
    let twice = Parameters::parse(
        b"client_id=service&redirect_uri=https://service.dk/cb&redirect_uri=https://evil.dk&response_type=code",
    );
    assert_eq!(check(&twice.unwrap(), &registration()), Outcome::Stranded(Stranded::UnknownRedirect));
}

#[test]
fn each_wrong_parameter_has_its_error() {
    assert_eq!(refused(&[("response_type", "token")]), ErrorCode::UnsupportedResponseType);
    assert_eq!(refused(&[("response_type", "code id_token")]), ErrorCode::UnsupportedResponseType);
    assert_eq!(refused(&[("response_type", "")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("response_mode", "fragment")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("scope", "profile")]), ErrorCode::InvalidScope);
    assert_eq!(refused(&[("code_challenge", "")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("code_challenge", "short")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("code_challenge_method", "plain")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("code_challenge_method", "")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("max_age", "-1")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("prompt", "none login")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("claims", "{")]), ErrorCode::InvalidRequest);
    assert_eq!(refused(&[("request", "eyJ")]), ErrorCode::RequestNotSupported);
    assert_eq!(refused(&[("request_uri", "https://evil.dk/r")]), ErrorCode::RequestUriNotSupported);
}

#[test]
fn a_parameter_twice_is_an_error_the_service_is_told() {
    let parameters = Parameters::parse(
        b"client_id=service&redirect_uri=https://service.dk/cb&response_type=code&nonce=a&nonce=b&scope=openid",
    );
    let Outcome::Refused(refusal) = check(&parameters.unwrap(), &registration()) else { panic!() };
    assert_eq!(refusal.code, ErrorCode::InvalidRequest);
}

#[test]
fn the_level_is_the_least_that_satisfies_and_never_below_the_registration() {
    assert_eq!(accepted(&[("acr_values", "To_Faktor")]).level, Level::TwoFactor);
    assert_eq!(accepted(&[("acr_values", "urn:unknown To_Faktor Low")]).level, Level::OneFactor);
    assert_eq!(accepted(&[("acr_values", "urn:unknown")]).level, Level::CardAlone);
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["Substantial"]}}}"#;
    let request = accepted(&[("claims", essential)]);
    assert_eq!((request.level, request.acr.as_deref()), (Level::TwoFactor, Some("Substantial")));
    let impossible = r#"{"id_token":{"acr":{"essential":true,"value":"High"}}}"#;
    assert_eq!(refused(&[("claims", impossible)]), ErrorCode::UnmetAuthenticationRequirements);
}

#[test]
fn an_exempt_service_may_leave_the_challenge_out_but_not_weaken_it() {
    let exempt = Registration { pkce: Pkce::Exempt, ..registration() };
    let base = [
        ("client_id", "service"),
        ("redirect_uri", "https://service.dk/cb"),
        ("response_type", "code"),
        ("scope", "openid"),
    ];
    assert!(matches!(check(&Parameters::from_pairs(base), &exempt), Outcome::Accepted(_)));
    let weak = base.into_iter().chain([("code_challenge", CHALLENGE), ("code_challenge_method", "plain")]);
    assert!(matches!(check(&Parameters::from_pairs(weak), &exempt), Outcome::Refused(_)));
}

#[test]
fn the_answer_keeps_the_registered_query_and_names_the_issuer() {
    let request = accepted(&[("redirect_uri", "https://service.dk/cb?tenant=1")]);
    let Answer::Redirect(url) = answer_code(&request.to(), "https://b.dk/realm", "c&d") else { panic!() };
    assert_eq!(url, "https://service.dk/cb?tenant=1&code=c%26d&state=the-state&iss=https%3A%2F%2Fb.dk%2Frealm");
}

#[test]
fn a_form_post_carries_the_same_fields() {
    let request = accepted(&[("response_mode", "form_post")]);
    let Answer::Post { action, fields } = answer_code(&request.to(), "https://b.dk", "c") else { panic!() };
    assert_eq!(action, "https://service.dk/cb");
    assert_eq!(fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["code", "state", "iss"]);
}

#[test]
fn a_parked_request_reads_back_as_it_was() {
    let request = accepted(&[("acr_values", "To_Faktor"), ("prompt", "login"), ("max_age", "60")]);
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
}

proptest! {
    #[test]
    fn whatever_is_asked_no_answer_goes_to_an_unregistered_address(
        names in proptest::collection::vec(
            prop_oneof![
                Just("client_id"), Just("redirect_uri"), Just("response_type"), Just("scope"), Just("prompt"),
                Just("claims"), Just("acr_values"), Just("request_uri"), Just("max_age"), Just("code_challenge")
            ], 0..14),
        values in proptest::collection::vec(
            prop_oneof![
                Just("service".to_owned()), Just("https://service.dk/cb".to_owned()), Just("code".to_owned()),
                Just("openid".to_owned()), Just("https://evil.dk".to_owned()), ".{0,40}"
            ], 14),
    ) {
        let pairs: Vec<(&str, &str)> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
        let registration = registration();
        match check(&Parameters::from_pairs(pairs), &registration) {
            Outcome::Accepted(request) => prop_assert!(registration.knows_redirect(&request.redirect_uri)),
            Outcome::Refused(refusal) => prop_assert!(registration.knows_redirect(&refusal.to.redirect_uri)),
            Outcome::Stranded(_) => {}
        }
    }
}
