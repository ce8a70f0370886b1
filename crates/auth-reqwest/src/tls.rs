//! TLS by rustls with the ring provider, given to reqwest ready-made: nothing is installed for the whole process.

use std::sync::{Arc, OnceLock};

use auth_core::{Delivery, Error, ErrorKind};
use rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, client::WantsClientCert, crypto::ring,
    version::TLS12, version::TLS13,
};
use rustls_platform_verifier::Verifier;

static PLATFORM: OnceLock<ClientConfig> = OnceLock::new();

/// Trusts what the machine trusts, as it was when the process first asked: reading it costs tens of milliseconds, and
/// each copy hundreds of kilobytes, which a connection per customer would multiply.
pub(crate) fn platform() -> Result<ClientConfig, Error> {
    if let Some(config) = PLATFORM.get() {
        return Ok(config.clone());
    }
    let verifier = Verifier::new(Arc::new(ring::default_provider())).map_err(|_| {
        Error::new(
            ErrorKind::Configuration,
            "TLS: the machine has no root certificates",
        )
        .advise("install them (package ca-certificates), or give a client of your own")
        .delivered(Delivery::NotDelivered)
    })?;
    let config = configure(|builder| {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
    })?;
    Ok(PLATFORM.get_or_init(|| config).clone())
}

/// Trusts nobody: for the client that speaks plain http to loopback and nothing else.
pub(crate) fn refusing() -> Result<ClientConfig, Error> {
    configure(|builder| builder.with_root_certificates(RootCertStore::empty()))
}

fn configure(
    trust: impl FnOnce(
        ConfigBuilder<ClientConfig, rustls::WantsVerifier>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert>,
) -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|_| Error::new(ErrorKind::Internal, "TLS: the crypto provider does not fit"))?;
    Ok(trust(builder).with_no_client_auth())
}
