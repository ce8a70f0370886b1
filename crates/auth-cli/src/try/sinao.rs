//! Sinao: a person's login, renewed by its own token, and an application's key.

use auth_all::{core::Grant, reqwest::Client, sinao::Sinao};

use super::{
    ground::{Ground, Problem},
    way_in::Connection,
};
use crate::probe::Probe;

/// The password is used once and not kept: what follows stands on the token alone.
pub(super) async fn login(ground: &Ground) -> Result<Connection, Problem> {
    let sinao = ground.sandbox.sinao();
    let provider = Sinao::login(sinao.email())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator
        .sign_in(Grant::password(sinao.password()))
        .await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Me,
        answer: sinao.email().to_owned(),
    })
}

/// The key goes in a header of its own.
pub(super) async fn api_key(ground: &Ground) -> Result<Connection, Problem> {
    let sinao = ground.sandbox.sinao();
    let provider = Sinao::api_key(sinao.api_key())
        .api_url(sinao.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Me,
        answer: sinao.email().to_owned(),
    })
}
