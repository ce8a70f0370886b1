//! Starting and stopping the four imitations.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

use crate::control::{self, Controlled};
use crate::seed::Seed;
use crate::server::Server;
use crate::{Clock, DossierFacile, Keyclic, MyUnisoft, Sinao};

/// The four providers, imitated on loopback, one random port per origin.
///
/// Dropping it stops all servers and closes their connections; [`stop`](Sandbox::stop) lets the
/// answers under way leave first. Several sandboxes run side by side without sharing anything.
#[derive(Debug)]
pub struct Sandbox {
    clock: Clock,
    myunisoft: MyUnisoft,
    dossierfacile: DossierFacile,
    sinao: Sinao,
    keyclic: Keyclic,
    control: Option<SocketAddr>,
    servers: Vec<Server>,
}

/// One address the sandbox listens on, for [`SandboxBuilder::port`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// MyUnisoft's partner API.
    MyUnisoftApi,
    /// MyUnisoft's authentication service.
    MyUnisoftAuth,
    /// DossierFacile's single sign-on, a Keycloak realm.
    DossierFacileSso,
    /// DossierFacile's API.
    DossierFacileApi,
    /// Sinao's API.
    Sinao,
    /// Keyclic's API.
    Keyclic,
}

/// How a [`Sandbox`] is to start; made by [`Sandbox::builder`].
#[derive(Clone, Debug, Default)]
pub struct SandboxBuilder {
    seed: u64,
    ports: HashMap<Origin, u16>,
    control: Option<u16>,
}

impl SandboxBuilder {
    /// The number from which all secrets, ids and codes follow; 0 unless set.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// A fixed port for one origin instead of a random one.
    #[must_use]
    pub fn port(mut self, origin: Origin, port: u16) -> Self {
        self.ports.insert(origin, port);
        self
    }

    /// Listens for what it is told while it runs, too, on this port; 0 lets the system choose. It does not, unless asked:
    /// tests in Rust have the handles.
    ///
    /// What may be told is in `docs/sandbox-control.md`, and at the address itself.
    #[must_use]
    pub fn control(mut self, port: u16) -> Self {
        self.control = Some(port);
        self
    }

    /// Starts the servers on the current tokio runtime, which must have I/O and time enabled.
    ///
    /// # Errors
    ///
    /// The system refused a listening socket: a port asked for is taken, or loopback is missing.
    /// The operator frees the port.
    ///
    /// Dropping the future before it is ready starts nothing that lasts.
    pub async fn start(self) -> io::Result<Sandbox> {
        let clock = Clock::new();
        let seed = Seed::new(self.seed);
        let port = |origin: Origin| self.ports.get(&origin).copied().unwrap_or_default();

        let (api, auth) = (port(Origin::MyUnisoftApi), port(Origin::MyUnisoftAuth));
        let (myunisoft, mut servers) = MyUnisoft::start(&clock, &seed, api, auth).await?;
        let (sso, api) = (
            port(Origin::DossierFacileSso),
            port(Origin::DossierFacileApi),
        );
        let (dossierfacile, more) = DossierFacile::start(&clock, &seed, sso, api).await?;
        servers.extend(more);
        let (sinao, more) = Sinao::start(&clock, &seed, port(Origin::Sinao)).await?;
        servers.push(more);
        let (keyclic, more) = Keyclic::start(&clock, &seed, port(Origin::Keyclic)).await?;
        servers.push(more);
        let mut control = None;
        if let Some(port) = self.control {
            let providers: Vec<(_, Box<dyn Controlled>)> = vec![
                ("dossierfacile", Box::new(dossierfacile.clone())),
                ("keyclic", Box::new(keyclic.clone())),
                ("myunisoft", Box::new(myunisoft.clone())),
                ("sinao", Box::new(sinao.clone())),
            ];
            let (address, server) = control::start(port, clock.clone(), providers).await?;
            control = Some(address);
            servers.push(server);
        }
        Ok(Sandbox {
            clock,
            myunisoft,
            dossierfacile,
            sinao,
            keyclic,
            control,
            servers,
        })
    }
}

impl Sandbox {
    /// Starts the four imitations with seed 0 on random ports.
    ///
    /// # Errors
    ///
    /// As [`SandboxBuilder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A sandbox with another seed or with fixed ports.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The origin of the control API; none unless [`SandboxBuilder::control`] asked for it.
    pub fn control_url(&self) -> Option<String> {
        self.control.map(|address| format!("http://{address}"))
    }

    /// The clock all four imitations share.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The imitation of MyUnisoft.
    pub fn myunisoft(&self) -> &MyUnisoft {
        &self.myunisoft
    }

    /// The imitation of DossierFacile Connect.
    pub fn dossierfacile(&self) -> &DossierFacile {
        &self.dossierfacile
    }

    /// The imitation of Sinao.
    pub fn sinao(&self) -> &Sinao {
        &self.sinao
    }

    /// The imitation of Keyclic.
    pub fn keyclic(&self) -> &Keyclic {
        &self.keyclic
    }

    /// Stops all servers: nothing new is accepted, answers under way have a second to leave.
    ///
    /// Dropping the future stops at once.
    pub async fn stop(self) {
        futures_util::future::join_all(self.servers.into_iter().map(Server::stop)).await;
    }
}
