//! The ways in, as the provider crates describe them, and the variables each reads.

use auth_all::{
    core::{Error, Facts, Provider},
    dossierfacile::DossierFacile,
    keyclic::Keyclic,
    myunisoft::MyUnisoft,
    sinao::Sinao,
};
use clap::ValueEnum;

/// Permits http to loopback, in all the provider crates.
pub(crate) const LOOPBACK_VARIABLE: &str = "AUTH_ALLOW_LOOPBACK_HTTP";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProviderName {
    Myunisoft,
    Dossierfacile,
    Sinao,
    Keyclic,
}

impl ProviderName {
    /// The identifier in [`Facts::provider`].
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Myunisoft => "myunisoft",
            Self::Dossierfacile => "dossierfacile",
            Self::Sinao => "sinao",
            Self::Keyclic => "keyclic",
        }
    }
}

/// One way in, and what `from_env` reads for it.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) provider: ProviderName,
    pub(crate) id: &'static str,
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

/// The first one of each provider is what its documentation puts first.
pub(crate) const SCHEMES: [Scheme; 7] = [
    Scheme {
        provider: ProviderName::Myunisoft,
        id: "key",
        required: &["MYUNISOFT_PARTNER_SECRET", "MYUNISOFT_KEY"],
        optional: &["MYUNISOFT_API_URL"],
    },
    Scheme {
        provider: ProviderName::Myunisoft,
        id: "firm_login",
        required: &["MYUNISOFT_PARTNER_SECRET", "MYUNISOFT_MAIL"],
        optional: &[
            "MYUNISOFT_PASSWORD",
            "MYUNISOFT_FIRM_ID",
            "MYUNISOFT_FIRM_NAME",
            "MYUNISOFT_API_URL",
            "MYUNISOFT_AUTH_URL",
        ],
    },
    Scheme {
        provider: ProviderName::Dossierfacile,
        id: "service",
        required: &["DOSSIERFACILE_CLIENT_ID", "DOSSIERFACILE_CLIENT_SECRET"],
        optional: &[
            "DOSSIERFACILE_ENVIRONMENT",
            "DOSSIERFACILE_ISSUER",
            "DOSSIERFACILE_API_URL",
        ],
    },
    Scheme {
        provider: ProviderName::Dossierfacile,
        id: "user",
        required: &[
            "DOSSIERFACILE_CLIENT_ID",
            "DOSSIERFACILE_CLIENT_SECRET",
            "DOSSIERFACILE_REDIRECT_URI",
        ],
        optional: &[
            "DOSSIERFACILE_ENVIRONMENT",
            "DOSSIERFACILE_ISSUER",
            "DOSSIERFACILE_API_URL",
        ],
    },
    Scheme {
        provider: ProviderName::Sinao,
        id: "api_key",
        required: &["SINAO_API_KEY"],
        optional: &["SINAO_API_URL"],
    },
    Scheme {
        provider: ProviderName::Sinao,
        id: "login",
        required: &["SINAO_EMAIL"],
        optional: &["SINAO_PASSWORD", "SINAO_API_URL"],
    },
    Scheme {
        provider: ProviderName::Keyclic,
        id: "login",
        required: &["KEYCLIC_LOGIN"],
        optional: &["KEYCLIC_PASSWORD", "KEYCLIC_APP", "KEYCLIC_API_URL"],
    },
];

impl Scheme {
    /// What the provider crate states about a connection at its default addresses.
    pub(crate) fn facts(&self) -> Result<Facts, Error> {
        const NONE: &str = "none";
        const ACCOUNT: &str = "account@example.com";
        let facts = match (self.provider, self.id) {
            (ProviderName::Myunisoft, "key") => MyUnisoft::key(NONE, NONE).build()?.facts().clone(),
            (ProviderName::Myunisoft, _) => {
                let login = MyUnisoft::firm_login(NONE, ACCOUNT).build()?;
                login.facts().clone()
            }
            (ProviderName::Dossierfacile, "service") => {
                let service = DossierFacile::service(NONE, NONE).preproduction().build()?;
                service.facts().clone()
            }
            (ProviderName::Dossierfacile, _) => {
                let user = DossierFacile::user(NONE, NONE, "https://example.com/callback");
                user.preproduction().build()?.facts().clone()
            }
            (ProviderName::Sinao, "api_key") => Sinao::api_key(NONE).build()?.facts().clone(),
            (ProviderName::Sinao, _) => Sinao::login(ACCOUNT).build()?.facts().clone(),
            (ProviderName::Keyclic, _) => Keyclic::login(ACCOUNT).build()?.facts().clone(),
        };
        Ok(facts)
    }
}

/// The ways in of one provider.
pub(crate) fn schemes_of(provider: ProviderName) -> impl Iterator<Item = &'static Scheme> {
    SCHEMES
        .iter()
        .filter(move |scheme| scheme.provider == provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_the_scheme_that_its_crate_says() {
        for scheme in &SCHEMES {
            let facts = scheme.facts().unwrap();
            assert_eq!(
                (facts.provider, facts.scheme),
                (scheme.provider.id(), scheme.id)
            );
        }
    }
}
