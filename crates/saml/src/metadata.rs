//! Who the two sides are: the provider's document, which the operator fetched and put into a file, and ours.
//!
//! Source: SAML Metadata; OIOSAML 3 §4. The file is believed because the operator chose it; a signature in it is not
//! looked at. What it does not do: fetch anything.

use crate::{METADATA, POST, PROTOCOL, REDIRECT, ServiceProvider, moment};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use xmlsig::DSIG;
use xmlsig::certificate::Certificate;
use xmlsig::key::PublicKey;
use xmlsig::parse::{Malformed, parse};
use xmlsig::signature::{KEYS_MAX, escaped};
use xmlsig::tree::Element;

/// An identity provider as its metadata describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its name.
    pub entity_id: String,
    /// Where it takes requests by redirect.
    pub sign_in: String,
    /// The certificates of the keys it signs with.
    pub certificates: Vec<Certificate>,
    /// Until when its document counts, in milliseconds since 1970; none: until it is exchanged.
    pub valid_until: Option<i64>,
}

impl IdentityProvider {
    /// The keys it signs with.
    pub fn keys(&self) -> Vec<&PublicKey> {
        self.certificates.iter().map(Certificate::key).collect()
    }

    /// Whether its document still counts.
    pub fn is_valid(&self, now: i64) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }
}

/// Why a file describes no identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProvider {
    /// No XML.
    #[error("it cannot be read")]
    Malformed(#[from] Malformed),
    /// Not one `EntityDescriptor` with one `IDPSSODescriptor` for SAML 2.0.
    #[error("it does not describe one identity provider of SAML 2.0")]
    NotOne,
    /// It takes no requests by redirect over https (or on this machine).
    #[error("it has no address of https for requests by redirect")]
    NoAddress,
    /// No certificate for signatures that we could check, or too many.
    #[error("it has no certificate we could check a signature with")]
    NoCertificate,
    /// `validUntil` is no moment.
    #[error("its validUntil is no moment")]
    NoMoment,
}

/// Reads a provider's metadata.
///
/// # Errors
/// [`NoProvider`].
pub fn read_identity_provider(bytes: &[u8]) -> Result<IdentityProvider, NoProvider> {
    let document = parse(bytes)?;
    let root = document.root();
    let descriptor = root.only(METADATA, "IDPSSODescriptor").ok_or(NoProvider::NotOne)?;
    let speaks = descriptor.attribute("protocolSupportEnumeration").unwrap_or_default();
    let entity_id = root.attribute("entityID").filter(|id| !id.is_empty()).ok_or(NoProvider::NotOne)?;
    if !root.is(METADATA, "EntityDescriptor") || !speaks.split_ascii_whitespace().any(|one| one == PROTOCOL) {
        return Err(NoProvider::NotOne);
    }
    let service =
        descriptor.all(METADATA, "SingleSignOnService").find(|one| one.attribute("Binding") == Some(REDIRECT));
    let sign_in =
        service.and_then(|one| one.attribute("Location")).filter(|at| is_safe(at)).ok_or(NoProvider::NoAddress)?;
    let certificates = certificates(descriptor);
    if certificates.is_empty() || KEYS_MAX < certificates.len() {
        return Err(NoProvider::NoCertificate);
    }
    let untils = [root, descriptor].into_iter().filter_map(|element| element.attribute("validUntil"));
    let untils: Vec<i64> = untils.map(moment::read).collect::<Option<_>>().ok_or(NoProvider::NoMoment)?;
    Ok(IdentityProvider {
        entity_id: entity_id.to_owned(),
        sign_in: sign_in.to_owned(),
        certificates,
        valid_until: untils.into_iter().min(),
    })
}

/// An address the browser may be sent to: https, or this machine.
fn is_safe(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| {
        let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        url.scheme() == "https" || (url.scheme() == "http" && is_here)
    })
}

/// Of the keys for signing, and those without a `use`, which are for both (SAML Metadata §2.4.1.1). A key for
/// encryption signs nothing.
fn certificates(descriptor: &Element) -> Vec<Certificate> {
    let signing =
        descriptor.all(METADATA, "KeyDescriptor").filter(|key| matches!(key.attribute("use"), None | Some("signing")));
    let data = signing.filter_map(|key| key.only(DSIG, "KeyInfo")).flat_map(|info| info.all(DSIG, "X509Data"));
    let texts = data.flat_map(|data| data.all(DSIG, "X509Certificate")).filter_map(Element::text);
    texts.filter_map(|text| Certificate::from_base64(text).ok()).collect()
}

/// What we ask to be told, OIOSAML 3 names.
pub(crate) const SPEC_VERSION: &str = "https://data.gov.dk/model/core/specVersion";
pub(crate) const LOA: &str = "https://data.gov.dk/concept/core/nsis/loa";
pub(crate) const CPR_NUMBER: &str = "https://data.gov.dk/model/core/eid/cprNumber";
pub(crate) const CVR: &str = "https://data.gov.dk/model/core/eid/professional/cvr";

/// Our own document, for the provider's operator.
pub fn write_service_provider(us: &ServiceProvider, certificate: &Certificate) -> String {
    let certificate = STANDARD.encode(certificate.der());
    let key = |purpose: &str, methods: &str| {
        format!(
            "<md:KeyDescriptor use=\"{purpose}\"><ds:KeyInfo xmlns:ds=\"{DSIG}\"><ds:X509Data><ds:X509Certificate>{certificate}\
             </ds:X509Certificate></ds:X509Data></ds:KeyInfo>{methods}</md:KeyDescriptor>"
        )
    };
    let methods: String = xmlsig::encryption::ALGORITHMS
        .iter()
        .map(|algorithm| format!("<md:EncryptionMethod Algorithm=\"{algorithm}\"/>"))
        .collect();
    let wanted: String = [(SPEC_VERSION, true), (LOA, true), (CPR_NUMBER, true), (CVR, false)]
        .iter()
        .map(|(name, is_required)| {
            format!(
                "<md:RequestedAttribute Name=\"{name}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\" \
                 isRequired=\"{is_required}\"/>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<md:EntityDescriptor xmlns:md=\"{METADATA}\" entityID=\"{id}\">\
         <md:SPSSODescriptor AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"{PROTOCOL}\">\
         {signing}{encryption}<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>\
         <md:AssertionConsumerService Binding=\"{POST}\" Location=\"{consumer}\" index=\"0\" isDefault=\"true\"/>\
         <md:AttributeConsumingService index=\"0\" isDefault=\"true\"><md:ServiceName xml:lang=\"da\">{name}</md:ServiceName>\
         {wanted}</md:AttributeConsumingService></md:SPSSODescriptor></md:EntityDescriptor>\n",
        id = escaped(&us.entity_id),
        signing = key("signing", ""),
        encryption = key("encryption", &methods),
        consumer = escaped(&us.consumer),
        name = escaped(&us.name),
    )
}
