//! TLS towards PostgreSQL: the machine's own trust, one cryptography provider.

use crate::error::StoreError;
use tokio_postgres_rustls::MakeRustlsConnect;

/// A connector that trusts what this machine trusts.
pub(crate) fn connector() -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // A certificate this version cannot read is no reason to trust fewer of the others.
        drop(roots.add(certificate));
    }
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Connection(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
