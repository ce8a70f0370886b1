//! Where tokens are kept beyond the memory of one authenticator.

mod memory;
mod record;

use std::{fmt, future::Future};

use async_trait::async_trait;

pub use memory::MemoryStore;
pub use record::Record;

use crate::Error;

/// Names a connection in a store: chosen by the user, unique per provider, account and environment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(String);

impl ConnectionId {
    /// A name such as `sinao/customer-42`; it must hold no secret, since it may show in logs.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::error::clean(&self.0, 80))
    }
}

/// A record's version, given by the store; a later record of a connection has a greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64);

/// A record as it was read.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The version to name when it is replaced.
    pub version: Version,
    /// What was kept.
    pub record: Record,
}

/// The outcome of [`TokenStore::replace`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Replaced {
    /// The record stands under this version; `None` after a removal.
    Done(Option<Version>),
    /// Someone else was faster: this is what stands there now.
    Conflict(Option<Stored>),
}

/// Keeps records by compare-and-swap: nobody overwrites or removes what he has not read.
///
/// Later methods (leases among them) will come with a default, so implementations stay valid. Exchanges of all connections
/// share one thread: do not block it.
pub trait TokenStore: Send + Sync + 'static {
    /// Reads the record of a connection.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) when the store cannot be read: the operator acts, what is in memory is served meanwhile.
    fn load(
        &self,
        connection: &ConnectionId,
    ) -> impl Future<Output = Result<Option<Stored>, Error>> + Send;

    /// Replaces the record that was read as `expected` (`None`: there was none) by `record` (`None`: removes it).
    ///
    /// # Errors
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) when the store cannot be written; what stood there still stands.
    ///
    /// # Cancel safety
    /// The engine never drops this future before it ends.
    fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> impl Future<Output = Result<Replaced, Error>> + Send;
}

#[async_trait]
pub(crate) trait ErasedStore: Send + Sync {
    async fn load_erased(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error>;
    async fn replace_erased(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error>;
}

#[async_trait]
impl<S: TokenStore> ErasedStore for S {
    async fn load_erased(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.load(connection).await
    }

    async fn replace_erased(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.replace(connection, expected, record).await
    }
}
