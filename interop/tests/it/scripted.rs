//! The judges that are scripts, each with everything it must find in order: one that stops early fails.

use e2e::country::Country;
use interop::{judge, service};

async fn heard(script: &str) -> Vec<String> {
    let country = Country::start_after(service::register_three);
    judge::hear(script, &country.url("/auth/realms/broker"), &country.person("teacher")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_finds_the_provider_in_order() {
    let found = heard("openid_client.mjs").await;
    let expected = [
        "discovery",
        "code with PKCE, state, nonce and max_age, client_secret_basic, RS256",
        "a code is redeemed once",
        "another nonce is noticed",
        "another verifier is refused",
        "userinfo",
        "introspection",
        "refresh rotates",
        "a replayed refresh token ends its family",
        "revocation",
        "pushed request, form_post, client_secret_post, ES256",
        "private_key_jwt",
        "errors are answers",
        "RP-initiated logout ends the session",
    ];
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib_finds_the_provider_in_order_and_refuses_changed_tokens() {
    let found = heard("authlib_judge.py").await;
    let expected = [
        "discovery and keys",
        "client_secret_basic, RS256: the id token holds, at_hash and nonce included",
        "client_secret_post, ES256: the id token holds, at_hash and nonce included",
        "private_key_jwt, ES256",
        "a changed id token, alg none, another key, audience or nonce, an access token: refused",
        "refresh rotates, a replay ends the family",
        "a wrong secret is refused",
    ];
    assert_eq!(found, expected);
}
