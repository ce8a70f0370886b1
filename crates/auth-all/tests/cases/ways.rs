//! One way in at each of the four providers that has a token request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use auth_all::{
    core::{Authenticator, AuthenticatorBuilder, Clock, Error, Moment},
    dossierfacile::{DossierFacile, Settings},
    keyclic::{Feedbacks, Keyclic},
    myunisoft::{KeyInfo, MyUnisoft},
    reqwest::{Client, HttpTransport},
    sinao::{Me, Sinao},
};
use auth_sandbox::{Fault, FaultKind, Sandbox, Seen, When};
use time::OffsetDateTime;

/// The path of DossierFacile's token endpoint.
pub(crate) const REALM: &str = "/auth/realms/dossier-facile/protocol/openid-connect/token";

/// More than any answer takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// A scheme that obtains tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    MyUnisoft,
    DossierFacile,
    Sinao,
    Keyclic,
}

impl Way {
    pub(crate) const ALL: [Self; 4] = [
        Self::MyUnisoft,
        Self::DossierFacile,
        Self::Sinao,
        Self::Keyclic,
    ];

    /// Where tokens come from.
    pub(crate) fn token_path(self) -> &'static str {
        match self {
            Self::MyUnisoft => "/api/authenticate/firm",
            Self::DossierFacile => REALM,
            Self::Sinao => "/v1/login",
            Self::Keyclic => "/security/login",
        }
    }

    /// A call that a token opens.
    pub(crate) fn api_path(self) -> &'static str {
        match self {
            Self::MyUnisoft => "/api/v1/key/info",
            Self::DossierFacile => "/dfc/api/v1/settings",
            Self::Sinao => "/v1/me",
            Self::Keyclic => "/feedbacks",
        }
    }

    fn queue(self, sandbox: &Sandbox, fault: Fault) {
        match self {
            Self::MyUnisoft => sandbox.myunisoft().fault(fault),
            Self::DossierFacile => sandbox.dossierfacile().fault(fault),
            Self::Sinao => sandbox.sinao().fault(fault),
            Self::Keyclic => sandbox.keyclic().fault(fault),
        }
    }

    /// Spoils the next answers to token requests.
    pub(crate) fn spoil_token(self, sandbox: &Sandbox, kind: FaultKind, when: When, times: usize) {
        let fault = Fault::new(kind).on("POST", self.token_path());
        self.queue(sandbox, fault.when(when).times(times));
    }

    /// Spoils the next answer of the API.
    pub(crate) fn spoil_call(self, sandbox: &Sandbox, kind: FaultKind) {
        self.queue(sandbox, Fault::new(kind).on("GET", self.api_path()));
    }

    /// All that arrived.
    pub(crate) fn requests(self, sandbox: &Sandbox) -> Vec<Seen> {
        match self {
            Self::MyUnisoft => sandbox.myunisoft().requests(),
            Self::DossierFacile => sandbox.dossierfacile().requests(),
            Self::Sinao => sandbox.sinao().requests(),
            Self::Keyclic => sandbox.keyclic().requests(),
        }
    }

    /// How many token requests arrived.
    pub(crate) fn exchanges(self, sandbox: &Sandbox) -> usize {
        let token = |seen: &&Seen| seen.method == "POST" && seen.path == self.token_path();
        self.requests(sandbox).iter().filter(token).count()
    }

    /// How many calls the API refused.
    pub(crate) fn refused(self, sandbox: &Sandbox) -> usize {
        let refused = |seen: &&Seen| {
            let status = seen.status.unwrap_or_default();
            seen.path == self.api_path() && status >= 400
        };
        self.requests(sandbox).iter().filter(refused).count()
    }

    /// Our connection, on the sandbox's time.
    pub(crate) fn careful(self, sandbox: &Sandbox) -> Careful {
        self.careful_at(sandbox, &Turned::new(sandbox))
    }

    pub(crate) fn careful_at(self, sandbox: &Sandbox, clock: &Turned) -> Careful {
        let builder = self.builder(sandbox, PATIENCE);
        self.careful_of(builder.clock(clock.clone()).build())
    }

    pub(crate) fn careful_of(self, auth: Authenticator) -> Careful {
        let client = Client::new(auth.clone()).unwrap();
        Careful {
            way: self,
            auth,
            client,
        }
    }

    /// Password or secret kept: the connection signs in by itself.
    pub(crate) fn builder(self, sandbox: &Sandbox, patience: Duration) -> AuthenticatorBuilder {
        match self {
            Self::MyUnisoft => {
                let it = sandbox.myunisoft();
                let login = MyUnisoft::firm_login(it.partner_secret(), it.mail())
                    .password(it.password())
                    .api_url(it.api_url())
                    .auth_url(it.auth_url())
                    .allow_loopback_http();
                Authenticator::builder(login.build().unwrap(), transport(patience))
            }
            Self::DossierFacile => {
                let it = sandbox.dossierfacile();
                let service = DossierFacile::service(it.client_id(), it.client_secret())
                    .issuer(it.issuer())
                    .api_url(it.api_url())
                    .allow_loopback_http();
                Authenticator::builder(service.build().unwrap(), transport(patience))
            }
            Self::Sinao => {
                let it = sandbox.sinao();
                let login = Sinao::login(it.email())
                    .password(it.password())
                    .api_url(it.api_url())
                    .allow_loopback_http();
                Authenticator::builder(login.build().unwrap(), transport(patience))
            }
            Self::Keyclic => {
                let it = sandbox.keyclic();
                let login = Keyclic::login(it.login())
                    .password(it.password())
                    .api_url(it.api_url())
                    .allow_loopback_http();
                Authenticator::builder(login.build().unwrap(), transport(patience))
            }
        }
    }
}

/// A connection of ours.
#[derive(Clone)]
pub(crate) struct Careful {
    way: Way,
    pub(crate) auth: Authenticator,
    client: Client,
}

impl Careful {
    /// A typed call.
    pub(crate) async fn call(&self) -> Result<(), Error> {
        let client = &self.client;
        match self.way {
            Way::MyUnisoft => client.call(&KeyInfo).await.map(drop),
            Way::DossierFacile => client.call(&Settings).await.map(drop),
            Way::Sinao => client.call(&Me).await.map(drop),
            Way::Keyclic => client.call(&Feedbacks).await.map(drop),
        }
    }
}

/// A transport that waits so long for an answer, in all.
fn transport(patience: Duration) -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .connect_timeout(patience / 3)
        .read_timeout(patience / 2)
        .timeout(patience)
        .build()
        .unwrap()
}

/// The sandbox's time, on a machine whose wall clock can be set back.
#[derive(Clone)]
pub(crate) struct Turned {
    clock: auth_sandbox::Clock,
    back: Arc<AtomicI64>,
}

impl Turned {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self {
            clock: sandbox.clock().clone(),
            back: Arc::default(),
        }
    }

    /// Sets the wall clock back by so many seconds.
    pub(crate) fn set_back(&self, seconds: i64) {
        self.back.store(seconds, Ordering::SeqCst);
    }

    /// What the wall clock shows.
    pub(crate) fn wall(&self) -> OffsetDateTime {
        self.clock.now() - time::Duration::seconds(self.back.load(Ordering::SeqCst))
    }
}

impl Clock for Turned {
    fn uptime(&self) -> Duration {
        let since = self.clock.now() - OffsetDateTime::UNIX_EPOCH;
        Duration::try_from(since).unwrap()
    }

    fn now(&self) -> Moment {
        Moment {
            wall: self.wall(),
            uptime: self.uptime(),
        }
    }
}
