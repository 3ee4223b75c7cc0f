//! An identity provider for tests that speaks SAML as OIOSAML 3 wants it: it says whatever a test lets it say, signs it
//! and seals it.
//!
//! The keys beside it are known to everybody and prove nothing anywhere else. What it does not do: check what it is asked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use xmlsig::certificate::Certificate;
use xmlsig::key::SigningKey;
use xmlsig::signature::{Place, escaped, sign};

/// The provider's name.
pub const PROVIDER: &str = "https://provider.example/saml";
/// Where it lets people log in.
pub const SIGN_IN: &str = "https://provider.example/sign-in";
/// Its private key.
pub const PROVIDER_KEY: &str = include_str!("../keys/provider.key");
/// Its certificate.
pub const PROVIDER_CERTIFICATE: &str = include_str!("../keys/provider.crt");
/// Our private key in tests.
pub const OUR_KEY: &str = include_str!("../keys/ours.key");
/// Our certificate in tests.
pub const OUR_CERTIFICATE: &str = include_str!("../keys/ours.crt");
/// Somebody else's private key.
pub const STRANGERS_KEY: &str = include_str!("../keys/stranger.key");
/// Somebody else's certificate.
pub const STRANGERS_CERTIFICATE: &str = include_str!("../keys/stranger.crt");
/// A private key on P-256.
pub const CURVE_KEY: &str = include_str!("../keys/curve.key");
/// Its certificate.
pub const CURVE_CERTIFICATE: &str = include_str!("../keys/curve.crt");
/// A certificate whose RSA key has 1024 bits.
pub const SMALL_CERTIFICATE: &str = include_str!("../keys/small.crt");

/// A CPR number's attribute.
pub const CPR_NUMBER: &str = "https://data.gov.dk/model/core/eid/cprNumber";
/// The assurance level's attribute.
pub const LOA: &str = "https://data.gov.dk/concept/core/nsis/loa";
/// A business identity's attribute.
pub const CVR: &str = "https://data.gov.dk/model/core/eid/professional/cvr";
/// The profile's attribute.
pub const SPEC_VERSION: &str = "https://data.gov.dk/model/core/specVersion";

/// The document it describes itself with, `use="signing"` and all.
pub fn metadata() -> String {
    metadata_with(" use=\"signing\"", "", PROVIDER_CERTIFICATE)
}

/// The same with another `use`, other attributes of the root, another certificate.
pub fn metadata_with(purpose: &str, attributes: &str, certificate: &str) -> String {
    let certificate = in_base64(certificate);
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{PROVIDER}\"{attributes}>\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <md:KeyDescriptor{purpose}><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{SIGN_IN}\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>"
    )
}

fn in_base64(certificate: &str) -> String {
    certificate.lines().filter(|line| !line.starts_with("-----")).collect()
}

/// What it says of somebody. Every field can be bent.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who says it.
    pub issuer: String,
    /// Where the response goes.
    pub destination: String,
    /// Which request it answers.
    pub in_response_to: String,
    /// For whom the assertion is.
    pub audience: String,
    /// Where the assertion may be shown.
    pub recipient: String,
    /// Which request the assertion answers.
    pub confirmed_request: String,
    /// Milliseconds since 1970: when it was written, and when somebody logged in.
    pub issued: i64,
    /// When they logged in.
    pub authenticated: i64,
    /// From when it counts.
    pub begins: i64,
    /// Until when it counts.
    pub ends: i64,
    /// The response's id.
    pub response_id: String,
    /// The assertion's id.
    pub assertion_id: String,
    /// The first status code's last word.
    pub status: String,
    /// The second status code's last word.
    pub substatus: Option<String>,
    /// Names and values; a value stands there as it is, markup and all.
    pub attributes: Vec<(String, String)>,
}

impl Told {
    /// A straight answer about somebody with this CPR number, valid for five minutes.
    pub fn straight(request: &str, consumer: &str, audience: &str, now: i64, cpr: &str) -> Told {
        let said = [(SPEC_VERSION, "OIO-SAML-3.0"), (LOA, "Substantial"), (CPR_NUMBER, cpr)];
        Told {
            issuer: PROVIDER.to_owned(),
            destination: consumer.to_owned(),
            in_response_to: request.to_owned(),
            audience: audience.to_owned(),
            recipient: consumer.to_owned(),
            confirmed_request: request.to_owned(),
            issued: now,
            authenticated: now,
            begins: now,
            ends: now + 300_000,
            response_id: format!("_response{now}"),
            assertion_id: format!("_assertion{now}{}", request.trim_start_matches('_')),
            status: "Success".to_owned(),
            substatus: None,
            attributes: said.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        }
    }

    /// The same, and this attribute with another value; none: without it.
    pub fn saying(mut self, name: &str, value: Option<&str>) -> Told {
        self.attributes.retain(|(held, _)| held != name);
        self.attributes.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    /// The assertion, not signed.
    pub fn assertion(&self) -> String {
        let attributes: String = self
            .attributes
            .iter()
            .map(|(name, value)| {
                format!(
                    "<saml:Attribute Name=\"{name}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\">\
                     <saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
                )
            })
            .collect();
        format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{}\" Version=\"2.0\" IssueInstant=\"{}\">\
             <saml:Issuer>{}</saml:Issuer><saml:Subject>\
             <saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">https://data.gov.dk/model/core/eid/person/uuid/37ea8c5e-a4b6-4d24-a1cb-0b4d2e3a8d5c</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData InResponseTo=\"{}\" NotOnOrAfter=\"{}\" Recipient=\"{}\"/></saml:SubjectConfirmation>\
             </saml:Subject><saml:Conditions NotBefore=\"{}\" NotOnOrAfter=\"{}\"><saml:AudienceRestriction><saml:Audience>{}</saml:Audience>\
             </saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"one\"><saml:AuthnContext>\
             <saml:AuthnContextClassRef>https://data.gov.dk/concept/core/nsis/loa/Substantial</saml:AuthnContextClassRef>\
             </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>",
            escaped(&self.assertion_id),
            moment(self.issued),
            escaped(&self.issuer),
            escaped(&self.confirmed_request),
            moment(self.ends),
            escaped(&self.recipient),
            moment(self.begins),
            moment(self.ends),
            escaped(&self.audience),
            moment(self.authenticated),
        )
    }

    /// A response around this, not signed.
    pub fn response(&self, inside: &str) -> String {
        let code = |word: &str| format!("urn:oasis:names:tc:SAML:2.0:status:{word}");
        let substatus = self.substatus.as_ref().map(|word| format!("<samlp:StatusCode Value=\"{}\"/>", code(word)));
        format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{}\" Version=\"2.0\" IssueInstant=\"{}\" \
             Destination=\"{}\" InResponseTo=\"{}\"><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:Issuer>\
             <samlp:Status><samlp:StatusCode Value=\"{}\">{}</samlp:StatusCode></samlp:Status>{inside}</samlp:Response>",
            escaped(&self.response_id),
            moment(self.issued),
            escaped(&self.destination),
            escaped(&self.in_response_to),
            escaped(&self.issuer),
            code(&self.status),
            substatus.unwrap_or_default(),
        )
    }

    /// The whole answer as it should be: the assertion signed, sealed for us, in a response.
    pub fn answer(&self) -> String {
        self.response(&sealed(&signed(&self.assertion(), PROVIDER_KEY), OUR_CERTIFICATE))
    }
}

/// A message or assertion, signed with this key.
///
/// # Panics
/// Where it is no XML, or the key is none.
pub fn signed(message: &str, key: &str) -> String {
    let key = SigningKey::from_pem(key).expect("a key of ours");
    let bytes = sign(message.as_bytes(), &key, Place::AfterIssuer).expect("a message that can be read");
    String::from_utf8(bytes).expect("canonical XML is UTF-8")
}

/// An assertion, sealed for the owner of this certificate.
///
/// # Panics
/// Where the certificate is none.
pub fn sealed(assertion: &str, certificate: &str) -> String {
    let certificate = Certificate::from_pem(certificate).expect("a certificate of ours");
    let sealed = xmlsig::encryption::seal(assertion.as_bytes(), certificate.key()).expect("an RSA key");
    format!(
        "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{sealed}</saml:EncryptedAssertion>"
    )
}

/// How it travels in a form.
pub fn in_form(message: &str) -> String {
    STANDARD.encode(message)
}

fn moment(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).expect("a moment of our age").to_string()
}
