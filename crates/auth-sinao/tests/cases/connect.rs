//! Connections to the imitation, on its clock.

use std::time::Duration;

use auth_core::{Authenticator, Error, Grant, Jitter, PersonTask, testing::ManualClock};
use auth_reqwest::{Client, HttpTransport};
use auth_sandbox::Sandbox;
use auth_sinao::{Builder, Login, Sinao};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// The imitation, and our own clock beside its clock.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    clock: ManualClock,
}

/// One connection, by its authenticator and by its client.
pub(crate) struct Connection {
    pub(crate) auth: Authenticator,
    pub(crate) client: Client,
}

impl World {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start().await.expect("loopback");
        sandbox.clock().freeze();
        let clock = ManualClock::at(sandbox.clock().now());
        Self { sandbox, clock }
    }

    pub(crate) fn sinao(&self) -> &auth_sandbox::Sinao {
        self.sandbox.sinao()
    }

    /// Turns both clocks.
    pub(crate) fn advance(&self, by: Duration) {
        self.sandbox.clock().advance(by);
        self.clock.advance(by);
    }

    pub(crate) fn login(&self, email: &str) -> Builder<Login> {
        Sinao::login(email)
            .api_url(self.sinao().api_url())
            .allow_loopback_http()
    }

    pub(crate) fn connect(&self, provider: Sinao) -> Connection {
        let auth = Authenticator::builder(provider, transport())
            .clock(self.clock.clone())
            .jitter(Jitter(0))
            .build();
        let client = Client::new(auth.clone()).expect("client");
        Connection { auth, client }
    }

    /// A connection whose password is kept.
    pub(crate) fn kept(&self) -> Connection {
        let login = self.login(self.sinao().email());
        let login = login.password(self.sinao().password());
        self.connect(login.build().expect("settings"))
    }

    /// A connection in which a person has just signed in.
    pub(crate) async fn signed_in(&self) -> Connection {
        let login = self.login(self.sinao().email());
        let connection = self.connect(login.build().expect("settings"));
        let grant = Grant::password(self.sinao().password());
        connection.auth.sign_in(grant).await.expect("signed in");
        connection
    }

    pub(crate) fn keyed(&self) -> Connection {
        let key = Sinao::api_key(self.sinao().api_key())
            .api_url(self.sinao().api_url())
            .allow_loopback_http();
        self.connect(key.build().expect("settings"))
    }

    pub(crate) fn logins(&self) -> usize {
        self.sinao().count("POST", "/v1/login")
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.sinao().count("GET", "/v1/refresh")
    }

    pub(crate) fn calls(&self) -> usize {
        self.sinao().count("GET", "/v1/me")
    }
}

pub(crate) fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .expect("transport")
}

pub(crate) fn assert_task(error: &Error, task: &PersonTask) {
    assert_eq!(error.person_task(), Some(task), "{error:?}");
}
