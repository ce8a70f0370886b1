//! DossierFacile: the partner's own token, and one on behalf of a person.

use auth_all::{dossierfacile::DossierFacile, reqwest::Client};

use super::{
    ground::{Ground, Problem},
    way_in::Connection,
};
use crate::probe::Probe;

/// Client credentials: nobody is needed.
pub(super) async fn client(ground: &Ground) -> Result<Connection, Problem> {
    let dossierfacile = ground.sandbox.dossierfacile();
    let provider = DossierFacile::service(dossierfacile.client_id(), dossierfacile.client_secret())
        .issuer(dossierfacile.issuer())
        .api_url(dossierfacile.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Settings,
        answer: dossierfacile.client_id().to_owned(),
    })
}

/// Authorization code with PKCE; the program plays the person at the login and consent pages.
pub(super) async fn user(ground: &Ground) -> Result<Connection, Problem> {
    let dossierfacile = ground.sandbox.dossierfacile();
    let provider = DossierFacile::user(
        dossierfacile.client_id(),
        dossierfacile.client_secret(),
        dossierfacile.redirect_uri(),
    )
    .issuer(dossierfacile.issuer())
    .api_url(dossierfacile.api_url())
    .allow_loopback_http()
    .build()?;
    let authorization = provider
        .authorize()
        .login_hint(dossierfacile.email())
        .build()?;
    let callback = dossierfacile.answer_consent(&authorization.url).await?;
    let grant = authorization.pending.finish(&callback)?;
    let authenticator = ground.authenticator(provider);
    authenticator.sign_in(grant).await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Profile,
        answer: format!("tenant {}", dossierfacile.connected_tenant_id()),
    })
}
