//! TLS by the system's own trust.

use std::sync::Arc;

use auth_core::{Error, ErrorKind};
use rustls::{ClientConfig, crypto::ring::default_provider};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Checks the server's certificate and name; there is no way around it.
pub(super) fn connector() -> Result<MakeRustlsConnect, Error> {
    let provider = Arc::new(default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|_| {
            Error::new(ErrorKind::Configuration, "no authority is trusted for TLS").advise(
                "install the system's certificates, or correct SSL_CERT_FILE and SSL_CERT_DIR",
            )
        })?
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
