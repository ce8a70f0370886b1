//! A connection to the sandbox, on the sandbox's clock.

use std::time::Duration;

use auth_core::{Authenticator, Clock, Grant, Moment, PersonTask};
use auth_dossierfacile::{AuthorizationRequest, Builder, DossierFacile};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;

pub(crate) const TOKEN: &str = "/auth/realms/dossier-facile/protocol/openid-connect/token";
pub(crate) const CERTIFICATES: &str = "/auth/realms/dossier-facile/protocol/openid-connect/certs";
pub(crate) const DISCOVERY: &str = "/auth/realms/dossier-facile/.well-known/openid-configuration";
pub(crate) const LOGOUT: &str = "/dfc/tenant/logout";
pub(crate) const PROFILE: &str = "/dfc/tenant/profile";
pub(crate) const SETTINGS: &str = "/dfc/api/v1/settings";

/// A person's connection to the sandbox, on the sandbox's clock.
pub(crate) struct Connection {
    pub(crate) sandbox: Sandbox,
    pub(crate) provider: DossierFacile,
    pub(crate) authenticator: Authenticator,
    pub(crate) client: Client,
}

/// The sandbox's clock as the engine reads it.
pub(crate) struct SandboxClock(auth_sandbox::Clock);

impl SandboxClock {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self(sandbox.clock().clone())
    }
}

impl Clock for SandboxClock {
    fn uptime(&self) -> Duration {
        (self.0.now() - time::OffsetDateTime::UNIX_EPOCH).unsigned_abs()
    }

    fn now(&self) -> Moment {
        Moment {
            wall: self.0.now(),
            uptime: self.uptime(),
        }
    }
}

pub(crate) fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

pub(crate) fn user(sandbox: &Sandbox) -> Builder {
    let provider = sandbox.dossierfacile();
    DossierFacile::user(
        provider.client_id(),
        provider.client_secret(),
        provider.redirect_uri(),
    )
    .issuer(provider.issuer())
    .api_url(provider.api_url())
    .allow_loopback_http()
}

pub(crate) fn service(sandbox: &Sandbox) -> Builder {
    let provider = sandbox.dossierfacile();
    DossierFacile::service(provider.client_id(), provider.client_secret())
        .issuer(provider.issuer())
        .api_url(provider.api_url())
        .allow_loopback_http()
}

impl Connection {
    pub(crate) async fn new(configure: impl FnOnce(&Sandbox) -> Builder) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.clock().freeze();
        let provider = configure(&sandbox).build().unwrap();
        let authenticator = Authenticator::builder(provider.clone(), transport())
            .clock(SandboxClock(sandbox.clock().clone()))
            .build();
        let client = Client::new(authenticator.clone()).unwrap();
        Self {
            sandbox,
            provider,
            authenticator,
            client,
        }
    }

    pub(crate) async fn signed_in() -> Self {
        let connection = Self::new(user).await;
        let grant = connection.grant().await;
        connection.authenticator.sign_in(grant).await.unwrap();
        connection
    }

    /// What a person's browser brings back.
    pub(crate) async fn grant(&self) -> Grant {
        let AuthorizationRequest { url, pending, .. } = self.provider.authorize().build().unwrap();
        let callback = self.imitation().answer_consent(&url).await.unwrap();
        pending.finish(&callback).unwrap()
    }

    pub(crate) fn imitation(&self) -> &auth_sandbox::DossierFacile {
        self.sandbox.dossierfacile()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.sandbox.clock().advance(Duration::from_secs(seconds));
    }

    pub(crate) fn exchanges(&self) -> usize {
        self.imitation().count("POST", TOKEN)
    }

    pub(crate) async fn task(&self) -> PersonTask {
        let error = self.authenticator.headers().await.unwrap_err();
        error.person_task().unwrap().clone()
    }
}
