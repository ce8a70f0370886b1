//! Connections to the imitation, on its clock.

use std::time::Duration;

use auth_core::{Authenticator, Clock, Moment};
use auth_keyclic::{Builder, Keyclic, Login};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;
use time::OffsetDateTime;

pub(crate) const LOGIN: &str = "/security/login";
pub(crate) const EXTERNAL: &str = "/auth/token";
pub(crate) const FEEDBACKS: &str = "/feedbacks";

/// The sandbox's clock, for the engine.
struct Shared(auth_sandbox::Clock);

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

pub(crate) fn builder(sandbox: &Sandbox) -> Builder<Login> {
    Keyclic::login(sandbox.keyclic().login())
        .password(sandbox.keyclic().password())
        .api_url(sandbox.keyclic().api_url())
        .allow_loopback_http()
}

/// A connection by the sandbox's clock.
pub(crate) fn timed(sandbox: &Sandbox, provider: Keyclic) -> Authenticator {
    let transport = HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    Authenticator::builder(provider, transport)
        .clock(Shared(sandbox.clock().clone()))
        .build()
}

pub(crate) fn authenticator(sandbox: &Sandbox, builder: Builder<Login>) -> Authenticator {
    timed(sandbox, builder.build().unwrap())
}

pub(crate) fn connect(sandbox: &Sandbox) -> Client {
    Client::new(authenticator(sandbox, builder(sandbox))).unwrap()
}

/// A sandbox whose time stands still until it is turned.
pub(crate) async fn frozen() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    sandbox
}
