//! Where tokens are kept beyond the memory of one authenticator.

mod lease;
mod memory;
mod record;

use std::{fmt, future::Future, time::Duration};

use async_trait::async_trait;
use time::OffsetDateTime;

pub use lease::{Lease, Leased, TransactionId};
pub use memory::MemoryStore;
pub use record::{Intent, Record};

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
#[non_exhaustive]
pub struct Stored {
    /// The version to name when it is replaced.
    pub version: Version,
    /// What was kept.
    pub record: Record,
    /// For how long it has stood there by the store's own clock; `None` when the store has none that machines share.
    ///
    /// It makes the clocks of the machines of a fleet irrelevant to each other.
    pub age: Option<Duration>,
}

impl Stored {
    /// A record read under `version` from a store without a clock of its own.
    pub fn new(version: Version, record: Record) -> Self {
        Self {
            version,
            record,
            age: None,
        }
    }

    /// How old its tokens are at `now`: by the store's clock where it has one, else by the wall clocks of their machine and
    /// this one.
    pub fn age_of_tokens(&self, now: OffsetDateTime) -> Duration {
        match self.age {
            Some(stood) => self.record.age.saturating_add(stood),
            None => Duration::try_from(now - self.record.issued_at).unwrap_or_default(),
        }
    }

    /// When its tokens were issued, by the clock that shows `now` here.
    pub fn issued_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        let age = time::Duration::try_from(self.age_of_tokens(now)).unwrap_or(time::Duration::MAX);
        now.checked_sub(age).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// When the person signed in, by the clock that shows `now` here.
    pub fn signed_in_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        let since = self.record.issued_at - self.record.signed_in_at;
        let issued_at = self.issued_at(now);
        issued_at
            .checked_sub(since.max(time::Duration::ZERO))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Adds for how long it has stood there by the store's own clock.
    #[must_use]
    pub fn aged(mut self, age: Duration) -> Self {
        self.age = Some(age);
        self
    }
}

/// The outcome of [`TokenStore::replace`] and [`TokenStore::commit`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[allow(
    clippy::large_enum_variant,
    reason = "it is matched at once and never kept"
)]
pub enum Replaced {
    /// The record stands under this version; `None` after a removal.
    Done(Option<Version>),
    /// Someone else was faster: this is what stands there now.
    Conflict(Option<Stored>),
    /// The lease under which it was to be written is over, and somebody may hold another: nothing was written.
    LeaseLost,
}

/// How long the default [`TokenStore::changed`] waits between two looks.
const POLL: Duration = Duration::from_millis(100);

/// Keeps records by compare-and-swap: nobody overwrites or removes what he has not read.
///
/// `load` and `replace` make a store. One that processes share implements the other four too: leases say who of them
/// renews, and whether the one who began still works on it. All exchanges of a process share one thread: do not block it.
/// Check an implementation of yours with `testing::store`.
///
/// # Cancel safety
/// The engine drops none of these futures before it ends, except that of [`TokenStore::changed`].
///
/// # Errors
/// [`ErrorKind::Store`](crate::ErrorKind::Store) when the store cannot be reached, read or written: the operator acts. What
/// stood there still stands, and what is in memory is served meanwhile. A write that fails may have been done.
pub trait TokenStore: Send + Sync + 'static {
    /// Reads the record of a connection.
    fn load(
        &self,
        connection: &ConnectionId,
    ) -> impl Future<Output = Result<Option<Stored>, Error>> + Send;

    /// Replaces the record that was read as `expected` (`None`: there was none) by `record` (`None`: removes it), whoever
    /// holds a lease. Versions of a connection only grow, over removals too.
    fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> impl Future<Output = Result<Replaced, Error>> + Send;

    /// Takes the lease of a connection for `term` from now, or restarts the term of the one that `by` holds, and reads the
    /// record in the same round trip.
    ///
    /// A lease that is free, released or over is granted, with a fence greater than any before it; `by`'s own, while it
    /// lasts, keeps its fence. Terms are measured by the store's clock: those of the machines may differ by minutes.
    fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> impl Future<Output = Result<Leased, Error>> + Send {
        let _ = (by, term);
        async {
            let stored = self.load(connection).await?;
            Ok(Leased::Unsupported { stored })
        }
    }

    /// As [`TokenStore::replace`], but only while `lease` stands, in one step: [`Replaced::LeaseLost`] otherwise.
    fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> impl Future<Output = Result<Replaced, Error>> + Send {
        let _ = lease;
        self.replace(connection, expected, Some(record))
    }

    /// Gives `lease` back; one that is over stays as it is, and so does the one that somebody else took since.
    fn release(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (connection, lease);
        async { Ok(()) }
    }

    /// Returns once a version other than `known` stands there, or once nobody holds a lease that was given back or is over:
    /// at once if it is so already. It may return earlier for no reason, but misses nothing; a lease that only runs out
    /// need not be noticed, the caller knows when that is.
    ///
    /// # Cancel safety
    /// Dropped as soon as the caller has waited long enough.
    fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        async move {
            loop {
                let stored = self.load(connection).await?;
                if stored.map(|stored| stored.version) != known {
                    return Ok(());
                }
                tokio::time::sleep(POLL).await;
            }
        }
    }
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
    async fn lease_erased(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error>;
    async fn commit_erased(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error>;
    async fn release_erased(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error>;
    async fn changed_erased(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error>;
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

    async fn lease_erased(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        self.lease(connection, by, term).await
    }

    async fn commit_erased(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        self.commit(connection, lease, expected, record).await
    }

    async fn release_erased(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.release(connection, lease).await
    }

    async fn changed_erased(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        self.changed(connection, known).await
    }
}
