//! A provider of the user's own, as the environment describes it; `cargo xtask e2e` sets the variables.

use std::env::var;

/// The issuer; where it is not set, the tests start a realm of their own.
pub(crate) const ISSUER: &str = "E2E_ISSUER";

pub(crate) struct Foreign {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uri: String,
    /// Who signs in through the form filler; `None` when a person does, in a browser.
    pub(crate) login: Option<(String, String)>,
}

impl Foreign {
    pub(crate) fn from_env() -> Option<Self> {
        let issuer = var(ISSUER).ok()?;
        let must = |name: &str| var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        Some(Self {
            issuer,
            client_id: must("E2E_CLIENT_ID"),
            client_secret: must("E2E_CLIENT_SECRET"),
            redirect_uri: must("E2E_REDIRECT_URI"),
            login: var("E2E_USERNAME")
                .ok()
                .map(|user| (user, must("E2E_PASSWORD"))),
        })
    }
}
