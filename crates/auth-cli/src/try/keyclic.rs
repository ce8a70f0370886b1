//! Keyclic: a login whose token says itself when it ends.

use auth_all::{keyclic::Keyclic, reqwest::Client};

use super::{
    ground::{Ground, Problem},
    way_in::Connection,
};
use crate::probe::Probe;

/// The password is kept: Keyclic renews by nothing else.
pub(super) async fn login(ground: &Ground) -> Result<Connection, Problem> {
    let keyclic = ground.sandbox.keyclic();
    let provider = Keyclic::login(keyclic.login())
        .password(keyclic.password())
        .api_url(keyclic.api_url())
        .allow_loopback_http()
        .build()?;
    let authenticator = ground.authenticator(provider);
    authenticator.headers().await?;
    Ok(Connection {
        client: Client::new(authenticator.clone())?,
        authenticator,
        probe: Probe::Feedbacks,
        answer: "1 feedback".to_owned(),
    })
}
