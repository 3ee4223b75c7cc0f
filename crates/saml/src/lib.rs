//! SAML 2.0 as a service provider of the national eID speaks it: OIOSAML 3 towards NemLog-in.
//!
//! Bytes and a time in, decisions and bytes out. Signatures and sealing are `xmlsig`'s; whatever is read of a signed
//! message is read from what was signed. Source: product.md §7, interfaces.md B §7; OIOSAML Web SSO Profile 3.0.
//! What it does not do: remember which request was made or which assertion was used, or know whose CPR number it reads.

pub mod binding;
pub mod metadata;
mod moment;
pub mod request;
pub mod response;

/// The namespace of assertions.
pub(crate) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of messages.
pub(crate) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The namespace of metadata.
pub(crate) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// Messages in the query of a redirect.
pub(crate) const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
/// Messages in a form.
pub(crate) const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// How far two clocks may differ, in milliseconds.
pub const SKEW: i64 = 3 * 60 * 1000;

/// Who we are to an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProvider {
    /// Our name.
    pub entity_id: String,
    /// Where responses are posted to.
    pub consumer: String,
    /// What people know us as.
    pub name: String,
}
