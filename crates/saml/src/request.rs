//! What we ask: that somebody shows their eID now, at least *Betydelig* (NSIS Substantial).
//!
//! Source: OIOSAML 3 §5. What it does not do: draw the id.

use crate::metadata::IdentityProvider;
use crate::{ASSERTION, POST, PROTOCOL, ServiceProvider, moment};
use xmlsig::signature::escaped;

/// The request with this id, made now (milliseconds since 1970). An id begins with a letter or `_`.
pub fn write(us: &ServiceProvider, provider: &IdentityProvider, id: &str, now: i64) -> String {
    // The eID must be shown anew each time: whoever sat there before may still be logged in at the provider.
    format!(
        "<samlp:AuthnRequest xmlns:samlp=\"{PROTOCOL}\" ID=\"{}\" Version=\"2.0\" IssueInstant=\"{}\" Destination=\"{}\" \
         ForceAuthn=\"true\" IsPassive=\"false\" ProtocolBinding=\"{POST}\" AssertionConsumerServiceURL=\"{}\">\
         <saml:Issuer xmlns:saml=\"{ASSERTION}\">{}</saml:Issuer>\
         <samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\" AllowCreate=\"true\"/>\
         <samlp:RequestedAuthnContext Comparison=\"minimum\"><saml:AuthnContextClassRef xmlns:saml=\"{ASSERTION}\">\
         https://data.gov.dk/concept/core/nsis/loa/Substantial</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>\
         </samlp:AuthnRequest>",
        escaped(id),
        moment::write(now),
        escaped(&provider.sign_in),
        escaped(&us.consumer),
        escaped(&us.entity_id),
    )
}
