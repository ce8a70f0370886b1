//! The eight ways in, and a connection by one of them.

use std::time::Duration;

use auth_all::{core::Authenticator, reqwest::Client};
use auth_sandbox::Sandbox;

use super::{
    dossierfacile,
    ground::{Ground, Problem},
    keyclic, myunisoft, sinao,
};
use crate::probe::Probe;

/// A row of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayIn {
    SocieteKey,
    CabinetKey,
    FirmLogin,
    DossierFacileClient,
    DossierFacileUser,
    SinaoLogin,
    SinaoKey,
    KeyclicLogin,
}

/// Signed in, and ready to call.
pub(super) struct Connection {
    pub(super) authenticator: Authenticator,
    pub(super) client: Client,
    /// A call that this credential may make.
    pub(super) probe: Probe,
    /// What the imitation answers to it.
    pub(super) answer: String,
}

impl WayIn {
    pub(super) const ALL: [Self; 8] = [
        Self::SocieteKey,
        Self::CabinetKey,
        Self::FirmLogin,
        Self::DossierFacileClient,
        Self::DossierFacileUser,
        Self::SinaoLogin,
        Self::SinaoKey,
        Self::KeyclicLogin,
    ];

    pub(super) fn provider(self) -> &'static str {
        match self {
            Self::SocieteKey | Self::CabinetKey | Self::FirmLogin => "MyUnisoft",
            Self::DossierFacileClient | Self::DossierFacileUser => "DossierFacile",
            Self::SinaoLogin | Self::SinaoKey => "Sinao",
            Self::KeyclicLogin => "Keyclic",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SocieteKey => "société key",
            Self::CabinetKey => "cabinet key",
            Self::FirmLogin => "firm login",
            Self::DossierFacileClient => "service",
            Self::DossierFacileUser => "user",
            Self::SinaoLogin | Self::KeyclicLogin => "login",
            Self::SinaoKey => "API key",
        }
    }

    /// What the sign-in consists of.
    pub(super) fn signs_in_by(self) -> &'static str {
        match self {
            Self::SocieteKey | Self::CabinetKey => "key + partner secret",
            Self::FirmLogin => "mail + password",
            Self::DossierFacileClient => "client credentials",
            Self::DossierFacileUser => "code with PKCE",
            Self::SinaoLogin => "e-mail + password",
            Self::SinaoKey => "Api-Key header",
            Self::KeyclicLogin => "login + password",
        }
    }

    /// How long the providers' documents let a credential live; `None` for one without end.
    pub(super) fn lifetime(self) -> Option<Duration> {
        const HOUR: u64 = 3600;
        match self {
            Self::SocieteKey | Self::CabinetKey | Self::SinaoKey => None,
            Self::FirmLogin => Some(Duration::from_secs(4 * HOUR)),
            Self::DossierFacileClient | Self::DossierFacileUser => Some(Duration::from_secs(300)),
            Self::SinaoLogin | Self::KeyclicLogin => Some(Duration::from_secs(24 * HOUR)),
        }
    }

    /// How many access tokens the provider has issued so far, by whatever way in.
    pub(super) fn issued(self, sandbox: &Sandbox) -> usize {
        match self {
            Self::SocieteKey | Self::CabinetKey | Self::FirmLogin => sandbox.myunisoft().issued(),
            Self::DossierFacileClient | Self::DossierFacileUser => sandbox.dossierfacile().issued(),
            Self::SinaoLogin | Self::SinaoKey => sandbox.sinao().issued(),
            Self::KeyclicLogin => sandbox.keyclic().issued(),
        }
    }

    /// Signs in.
    pub(super) async fn open(self, ground: &Ground) -> Result<Connection, Problem> {
        match self {
            Self::SocieteKey => myunisoft::societe_key(ground).await,
            Self::CabinetKey => myunisoft::cabinet_key(ground).await,
            Self::FirmLogin => myunisoft::firm_login(ground).await,
            Self::DossierFacileClient => dossierfacile::client(ground).await,
            Self::DossierFacileUser => dossierfacile::user(ground).await,
            Self::SinaoLogin => sinao::login(ground).await,
            Self::SinaoKey => sinao::api_key(ground).await,
            Self::KeyclicLogin => keyclic::login(ground).await,
        }
    }
}
