//! Which crate stands behind which provider: the one place that names them. All else comes from the data.

use auth_all::{
    core::{Authenticator, Error, Provider},
    dossierfacile::{self, DossierFacile},
    keyclic::Keyclic,
    myunisoft::MyUnisoft,
    reqwest::{Client, HttpTransport},
    sinao::Sinao,
};

use crate::{
    check::Failure,
    probe::Probe,
    store::{Store, connection},
};

/// The crate behind a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crate {
    MyUnisoft,
    DossierFacile,
    Sinao,
    Keyclic,
}

/// The identifiers in the data, and the crates behind them.
pub(crate) const CRATES: [(&str, Crate); 4] = [
    ("myunisoft", Crate::MyUnisoft),
    ("dossierfacile", Crate::DossierFacile),
    ("sinao", Crate::Sinao),
    ("keyclic", Crate::Keyclic),
];

impl Crate {
    /// The crate behind `provider`, if this command uses it.
    pub(crate) fn behind(provider: &str) -> Option<Self> {
        let mut crates = CRATES.iter();
        crates.find(|(id, _)| *id == provider).map(|(_, it)| *it)
    }

    /// A client for what the environment describes, its tokens in `store`.
    pub(crate) fn client(self, store: &Store) -> Result<Client, Error> {
        fn connect(provider: impl Provider, store: &Store) -> Result<Client, Error> {
            let facts = provider.facts();
            let connection = connection(facts);
            let transport = HttpTransport::builder()
                .allow_loopback_http(facts.origins.allows_loopback_http())
                .build()?;
            let builder = Authenticator::builder(provider, transport);
            Client::new(store.keep(builder, connection).build())
        }
        match self {
            Self::MyUnisoft => connect(MyUnisoft::from_env()?, store),
            Self::DossierFacile => connect(DossierFacile::from_env()?, store),
            Self::Sinao => connect(Sinao::from_env()?, store),
            Self::Keyclic => connect(Keyclic::from_env()?, store),
        }
    }

    /// Whether the server is the one it is said to be, where it can be asked without a credential.
    pub(crate) async fn discover(self, client: &Client) -> Result<(), Failure> {
        if self != Self::DossierFacile {
            return Ok(());
        }
        let authenticator = client.authenticator();
        let facts = authenticator.provider().facts();
        let transport = HttpTransport::builder()
            .allow_loopback_http(facts.origins.allows_loopback_http())
            .build()
            .map_err(Failure::Configuration)?;
        let builder = dossierfacile::Builder::from_env().map_err(Failure::Configuration)?;
        dossierfacile::discover(builder, &transport)
            .await
            .map(drop)
            .map_err(Failure::Refused)
    }

    /// A call that changes nothing. A person's access to DossierFacile has none, and no sign-in here either.
    pub(crate) fn harmless(self, scheme: &str) -> Probe {
        match self {
            Self::MyUnisoft if scheme == "firm_login" => Probe::Societies,
            Self::MyUnisoft => Probe::Routes,
            Self::DossierFacile => Probe::Settings,
            Self::Sinao => Probe::Me,
            Self::Keyclic => Probe::Feedbacks,
        }
    }
}

#[cfg(test)]
mod tests {
    use auth_all::core::Facts;

    use super::*;
    use crate::{description::provider, generated::PROVIDERS};

    /// What the crate states about a connection at its default addresses.
    fn facts(behind: Crate, scheme: &str) -> Facts {
        fn of(provider: Result<impl Provider, Error>) -> Facts {
            provider.unwrap().facts().clone()
        }
        const NONE: &str = "none";
        const ACCOUNT: &str = "account@example.com";
        match (behind, scheme) {
            (Crate::MyUnisoft, "key") => of(MyUnisoft::key(NONE, NONE).build()),
            (Crate::MyUnisoft, "user_login") => of(MyUnisoft::user_login(NONE, ACCOUNT).build()),
            (Crate::MyUnisoft, _) => of(MyUnisoft::firm_login(NONE, ACCOUNT).build()),
            (Crate::DossierFacile, "service") => {
                of(DossierFacile::service(NONE, NONE).preproduction().build())
            }
            (Crate::DossierFacile, _) => {
                let user = DossierFacile::user(NONE, NONE, "https://example.com/callback");
                of(user.preproduction().build())
            }
            (Crate::Sinao, "api_key") => of(Sinao::api_key(NONE).build()),
            (Crate::Sinao, _) => of(Sinao::login(ACCOUNT).build()),
            (Crate::Keyclic, "external") => of(Keyclic::external().build()),
            (Crate::Keyclic, _) => of(Keyclic::login(ACCOUNT).build()),
        }
    }

    #[test]
    fn the_data_say_what_the_crates_say() {
        for (id, behind) in CRATES {
            for scheme in provider(id).unwrap().schemes {
                let facts = facts(behind, scheme.id);
                assert_eq!((facts.provider, facts.scheme), (id, scheme.id));
                if let Some(api) = scheme.api {
                    let said = facts.api.to_string();
                    assert_eq!(said.trim_end_matches('/'), api, "{id} {}", scheme.id);
                }
            }
        }
        let schemes: usize = PROVIDERS
            .iter()
            .filter(|provider| Crate::behind(provider.id).is_some())
            .map(|provider| provider.schemes.len())
            .sum();
        assert_eq!(schemes, 9);
    }
}
