//! A connection from environment variables.

use auth_core::{
    ClientSecret, Error,
    config::{LOOPBACK_HTTP, env, loopback_http, optional_env},
};

use crate::{
    Builder, DossierFacile,
    generated::{self, variable},
};

impl DossierFacile {
    /// The connection that the environment describes; see [`Builder::from_env`].
    ///
    /// # Errors
    /// As [`Builder::from_env`] and [`Builder::build`].
    pub fn from_env() -> Result<Self, Error> {
        Builder::from_env()?.build()
    }
}

impl Builder {
    /// What the environment describes: the user scheme with `DOSSIERFACILE_REDIRECT_URI`, the service scheme without.
    /// The crate page lists the variables.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the variable that is missing, empty or
    /// unknown: the operator corrects it.
    pub fn from_env() -> Result<Self, Error> {
        let client_id = env(variable::CLIENT_ID)?;
        let client_secret = ClientSecret::from_env(variable::CLIENT_SECRET)?;
        let builder = match optional_env(variable::REDIRECT_URI)? {
            Some(redirect_uri) => DossierFacile::user(client_id, client_secret, redirect_uri),
            None => DossierFacile::service(client_id, client_secret),
        };
        at_addresses(builder)
    }
}

fn at_addresses(mut builder: Builder) -> Result<Builder, Error> {
    match optional_env(variable::ENVIRONMENT)?.as_deref() {
        None => {}
        Some(name) if name == generated::PREPRODUCTION => builder = builder.preproduction(),
        Some(_) => {
            return Err(Error::configuration(
                variable::ENVIRONMENT,
                "only `preproduction` is known: for another one set issuer and API URL",
            ));
        }
    }
    if let Some(issuer) = optional_env(variable::ISSUER)? {
        builder = builder.issuer(issuer);
    }
    if let Some(api_url) = optional_env(variable::API_URL)? {
        builder = builder.api_url(api_url);
    }
    if loopback_http(optional_env(LOOPBACK_HTTP)?.as_deref())? {
        builder = builder.allow_loopback_http();
    }
    Ok(builder)
}
