//! What the views of one client share, and what a switch replaces as a whole.

use std::time::Duration;

use auth_core::{Error, Facts, HeaderMap, Method, SharedAuthenticator};

use crate::{target::ApiBase, timeouts::Timeouts, wire::Wire};

/// One authenticator, and how its provider is called: a call has everything from one connection.
pub(crate) struct Connection {
    pub(crate) auth: SharedAuthenticator,
    pub(crate) wire: Wire,
    pub(crate) base: ApiBase,
    pub(crate) limits: Limits,
}

/// What a client bounds, whichever connection it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) timeouts: Timeouts,
    /// The longest answer of a typed call, in bytes.
    pub(crate) answer: usize,
    /// The longest time that a call waits for its turn.
    pub(crate) patience: Duration,
}

impl Connection {
    pub(crate) fn facts(&self) -> &Facts {
        self.auth.provider().facts()
    }

    /// What an error is about. Paths may hold names of persons and stay out.
    pub(crate) fn subject(&self, method: &Method) -> String {
        let facts = self.facts();
        format!("{} {}: {method} call", facts.provider, facts.scheme)
    }

    /// The connection that takes this one's place, with its first credential at hand.
    pub(crate) async fn switched(&self, auth: SharedAuthenticator) -> Result<Self, Error> {
        let facts = auth.provider().facts();
        let base = ApiBase::new(&facts.api)?;
        let loopback_http = facts.origins.allows_loopback_http();
        let wire = self.wire.again(self.limits.timeouts, loopback_http)?;
        let headers = auth.headers().await?;
        headers.apply(&auth.provider().facts().api, &mut HeaderMap::new())?;
        Ok(Self {
            auth,
            wire,
            base,
            limits: self.limits,
        })
    }
}
