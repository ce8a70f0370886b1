//! What a client is made of.

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use auth_core::{Error, HeaderMap, SharedAuthenticator};

use crate::{
    Client,
    connection::{Connection, Limits},
    target::ApiBase,
    timeouts::Timeouts,
    wire::{Pool, Wire},
};

/// Limits of a [`Client`], and what it sends over.
#[must_use]
pub struct ClientBuilder {
    auth: SharedAuthenticator,
    client: Option<reqwest::Client>,
    limits: Limits,
}

impl ClientBuilder {
    pub(crate) fn new(auth: SharedAuthenticator) -> Self {
        Self {
            auth,
            client: None,
            limits: Limits {
                timeouts: Timeouts {
                    connect: Duration::from_secs(5),
                    read: Duration::from_secs(30),
                    total: Duration::from_secs(60),
                },
                answer: 16 << 20,
                patience: Duration::from_secs(60),
            },
        }
    }

    /// Sends over a client of yours, which must neither follow redirects nor keep cookies.
    ///
    /// Its proxies, TLS, connect and read timeouts are used. Whether an answer is decompressed is its choice too.
    pub fn client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// The longest time for name resolution, TCP and TLS; 5 s by default. A client of yours keeps its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeouts.connect = timeout;
        self
    }

    /// The longest silence while an answer is awaited or read; 30 s by default. A client of yours keeps its own.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeouts.read = timeout;
        self
    }

    /// The longest time for one call and its answer; 60 s by default. A repeated call has it once more, and what it waits
    /// for its turn does not count.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeouts.total = timeout;
        self
    }

    /// The longest answer that [`Client::call`] reads, in bytes; 16 MiB by default.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.limits.answer = bytes;
        self
    }

    /// The longest time that one call waits for its turn, where the provider limits their number, all its attempts together;
    /// 60 s by default. Zero waits for nothing.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.limits.patience = patience;
        self
    }

    /// The client. Loopback http is allowed where the provider's own origins allow it.
    ///
    /// # Errors
    /// [`Configuration`](auth_core::ErrorKind::Configuration) as [`HttpTransportBuilder::build`](crate::HttpTransportBuilder::build),
    /// [`OriginRefused`](auth_core::ErrorKind::OriginRefused) when the provider's API base is no absolute URL: the
    /// developer or operator corrects it.
    pub fn build(self) -> Result<Client, Error> {
        let facts = self.auth.provider().facts();
        let loopback_http = facts.origins.allows_loopback_http();
        let base = ApiBase::new(&facts.api)?;
        let timeouts = self.limits.timeouts;
        let wire = match self.client {
            Some(client) => Wire::given(client, timeouts, Pool::Kept, loopback_http)?,
            None => Wire::new(timeouts.check()?, Pool::Kept, loopback_http)?,
        };
        let connection = Connection {
            auth: self.auth,
            wire,
            base,
            limits: self.limits,
        };
        Ok(Client {
            current: Arc::new(ArcSwap::from_pointee(connection)),
            headers: HeaderMap::new(),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("authenticator", &self.auth)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
