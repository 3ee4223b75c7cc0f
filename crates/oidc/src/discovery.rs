//! The document that tells services where everything is and what is spoken (OpenID Connect Discovery).
//!
//! What it does not do: promise anything the other files do not keep.

use serde_json::{Value, json};

/// The provider's document. `issuer` is the broker's own name; every address lies under it.
pub fn document(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}/protocol/openid-connect/{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("auth"),
        "token_endpoint": at("token"),
        "introspection_endpoint": at("token/introspect"),
        "userinfo_endpoint": at("userinfo"),
        "end_session_endpoint": at("logout"),
        "jwks_uri": at("certs"),
        "revocation_endpoint": at("revoke"),
        "pushed_authorization_request_endpoint": at("ext/par/request"),
        "require_pushed_authorization_requests": false,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "introspection_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "introspection_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "revocation_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": [
            "openid", "profile", "InstitutionIdsClientScope", "UserHasLicenseClientScope",
            "OidcUniloginLoaClientClaim", "OidcAktoerGruppeClientClaim", "OidcSpecVersionClientClaim",
            "OidcBrokerIdClientScope", "OidcUniIdClientClaim", "OidcNsisLoaClientClaim",
            "OidcAssuranceLevelClientClaim", "offline_access"
        ],
        "acr_values_supported": [
            "0", "1", "Low", "Substantial", "En_Faktor", "To_Faktor", "VoksenVerificeret",
            "https://data.gov.dk/concept/core/nsis/loa/Low", "https://data.gov.dk/concept/core/nsis/loa/Substantial",
            "urn:dk:gov:saml:attribute:AssuranceLevel:3"
        ],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "azp", "sid", "session_state",
            "uniid", "aktoer_gruppe", "unilogin_loa", "loa", "nsis_loa", "spec_ver", "has_license",
            "institution_ids", "broker_id", "inst_brugere"
        ],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["da", "en"],
        "authorization_response_iss_parameter_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_lies_under_the_issuer() {
        let document = document("https://b.dk/auth/realms/broker");
        for (name, value) in document.as_object().unwrap() {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let address = value.as_str().unwrap();
                assert!(address.starts_with("https://b.dk/auth/realms/broker/protocol/openid-connect/"), "{name}");
            }
        }
    }
}
