//! Which road leads to the national eID, out of the settings: a broker, or an identity provider that speaks SAML.
//!
//! What it does not do: read the files they name (`house` does), or ask anybody.

use super::values::Values;
use anyhow::{Context, Result, bail};
use flows::settings::OpenIdBroker;
use std::path::PathBuf;

/// How the national eID is reached.
#[derive(Clone, Debug)]
pub(crate) enum Eid {
    OpenId(OpenIdBroker),
    Saml(SamlFiles),
}

/// What an identity provider that speaks SAML is set up from.
#[derive(Clone, Debug)]
pub(crate) struct SamlFiles {
    pub(crate) metadata: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) old_keys: Vec<PathBuf>,
    pub(crate) entity_id: String,
}

/// The road the settings name; none where they name none.
pub(super) fn read(values: &Values) -> Result<Option<Eid>> {
    match (values.maybe_text("eid.issuer"), values.maybe_text("eid.saml_metadata")) {
        (None, None) => Ok(None),
        (Some(issuer), None) => open_id(values, issuer).map(|broker| Some(Eid::OpenId(broker))),
        (None, Some(metadata)) => saml(values, metadata).map(|files| Some(Eid::Saml(files))),
        (Some(_), Some(_)) => {
            bail!("settings `eid.issuer` and `eid.saml_metadata` are two roads to the eID: choose one")
        }
    }
}

fn saml(values: &Values, metadata: &str) -> Result<SamlFiles> {
    let (Some(key), Some(certificate)) = (values.maybe_text("eid.saml_key"), values.maybe_text("eid.saml_certificate"))
    else {
        bail!("settings `eid.saml_metadata`, `eid.saml_key` and `eid.saml_certificate` belong together");
    };
    Ok(SamlFiles {
        metadata: metadata.into(),
        key: key.into(),
        certificate: certificate.into(),
        old_keys: values.list("eid.saml_old_keys").into_iter().map(PathBuf::from).collect(),
        entity_id: values.text("eid.saml_entity_id").to_owned(),
    })
}

fn open_id(values: &Values, issuer: &str) -> Result<OpenIdBroker> {
    let mut more = Vec::new();
    for (setting, name) in
        [("eid.acr_values", "acr_values"), ("eid.idp_values", "idp_values"), ("eid.idp_params", "idp_params")]
    {
        if let Some(value) = values.maybe_text(setting) {
            more.push((name.to_owned(), value.to_owned()));
        }
    }
    if let Some(text) = values.maybe_text("eid.idp_params") {
        let read = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
        read.context("setting `eid.idp_params` must be a JSON object")?;
    }
    Ok(OpenIdBroker {
        issuer: issuer.trim_end_matches('/').to_owned(),
        client_id: values.text("eid.client_id").to_owned(),
        client_secret: values.text("eid.client_secret").into(),
        scope: values.text("eid.scope").to_owned(),
        more,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KEYS;

    fn eid_of(file: &str) -> Result<Option<Eid>> {
        read(&Values::merge(KEYS, file, |_| None)?)
    }

    #[test]
    fn an_eid_broker_is_asked_as_it_wants_and_its_parameters_are_json() {
        let file = "eid.issuer = 'https://pp.netseidbroker.dk/op/'\neid.idp_values = 'mitid'\n\
                    eid.idp_params = '{\"mitid\":{\"loa_value\":\"substantial\"}}'";
        let Some(Eid::OpenId(broker)) = eid_of(file).unwrap() else { panic!("a broker") };
        assert_eq!(broker.issuer, "https://pp.netseidbroker.dk/op");
        let names: Vec<&str> = broker.more.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["idp_values", "idp_params"]);
        assert!(eid_of("eid.issuer = 'https://x.dk'\neid.idp_params = 'mitid'").is_err());
    }

    #[test]
    fn a_saml_provider_needs_all_its_files_and_is_the_only_road() {
        let files = "eid.saml_metadata = 'm.xml'\neid.saml_key = 'k.pem'\neid.saml_certificate = 'c.pem'\n";
        assert!(matches!(eid_of(files).unwrap(), Some(Eid::Saml(_))));
        assert!(eid_of("eid.saml_metadata = 'm.xml'\neid.saml_key = 'k.pem'").is_err());
        assert!(eid_of(&format!("{files}eid.issuer = 'https://x.dk'")).is_err());
    }
}
