//! Connections to the imitation, on its clock.

use std::time::Duration;

use auth_core::{AccessToken, Authenticator, Clock, Error, Moment};
use auth_myunisoft::{LoginBuilder, MyUnisoft};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;
use time::OffsetDateTime;

pub(crate) const LOGIN: &str = "/api/authenticate/firm";

/// The sandbox's clock, for the engine.
pub(crate) struct Shared(auth_sandbox::Clock);

impl Clock for Shared {
    fn uptime(&self) -> Duration {
        (self.0.now() - OffsetDateTime::UNIX_EPOCH).unsigned_abs()
    }

    fn now(&self) -> Moment {
        Moment {
            wall: self.0.now(),
            uptime: self.uptime(),
        }
    }
}

pub(crate) fn authenticator(sandbox: &Sandbox, provider: MyUnisoft) -> Authenticator {
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    Authenticator::builder(provider, transport)
        .clock(Shared(sandbox.clock().clone()))
        .build()
}

pub(crate) fn connect(sandbox: &Sandbox, provider: MyUnisoft) -> Client {
    Client::new(authenticator(sandbox, provider)).unwrap()
}

pub(crate) fn key(sandbox: &Sandbox, key: &str) -> MyUnisoft {
    MyUnisoft::key(sandbox.myunisoft().partner_secret(), AccessToken::new(key))
        .api_url(sandbox.myunisoft().api_url())
        .allow_loopback_http()
        .build()
        .unwrap()
}

pub(crate) fn login(sandbox: &Sandbox, mail: &str) -> LoginBuilder {
    MyUnisoft::firm_login(sandbox.myunisoft().partner_secret(), mail)
        .api_url(sandbox.myunisoft().api_url())
        .auth_url(sandbox.myunisoft().auth_url())
        .password(sandbox.myunisoft().password())
        .allow_loopback_http()
}

pub(crate) fn societe(sandbox: &Sandbox) -> Client {
    connect(sandbox, key(sandbox, sandbox.myunisoft().societe_key()))
}

pub(crate) async fn get(client: &Client, path: &str) -> Result<u16, Error> {
    Ok(client.get(path).send().await?.status().as_u16())
}

pub(crate) fn user_login(sandbox: &Sandbox, mail: &str) -> LoginBuilder {
    MyUnisoft::user_login(sandbox.myunisoft().partner_secret(), mail)
        .api_url(sandbox.myunisoft().api_url())
        .auth_url(sandbox.myunisoft().auth_url())
        .password(sandbox.myunisoft().password())
        .allow_loopback_http()
}
