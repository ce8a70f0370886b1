//! A handle of the store under test, whose failures are told as what was seen.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::Fault;
use crate::{
    ConnectionId, Error,
    store::{ErasedStore, Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
};

/// Between two looks at something that is to happen.
const PAUSE: Duration = Duration::from_millis(5);

/// Longer than any check lasts.
pub(super) const LONG: Duration = Duration::from_secs(3600);

/// Soon over.
pub(super) const SHORT: Duration = Duration::from_millis(50);

#[derive(Clone)]
pub(super) struct Handle {
    store: Arc<dyn ErasedStore>,
    patience: Duration,
}

impl Handle {
    pub(super) fn new(store: Arc<dyn ErasedStore>, patience: Duration) -> Self {
        Self { store, patience }
    }

    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Waits for what has to happen.
    async fn patiently<T>(
        &self,
        what: &str,
        happens: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Fault> {
        match tokio::time::timeout(self.patience, happens).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(Fault(format!("`{what}` failed: {error}"))),
            Err(_) => Err(Fault(format!("`{what}` took over {:?}", self.patience))),
        }
    }

    /// Reads, failures included: for records that cannot be read.
    pub(super) async fn try_load(&self, at: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.store.load_erased(at).await
    }

    pub(super) async fn load(&self, at: &ConnectionId) -> Result<Option<Stored>, Fault> {
        self.patiently("load", self.store.load_erased(at)).await
    }

    /// Reads what must be there.
    pub(super) async fn stored(&self, at: &ConnectionId) -> Result<Stored, Fault> {
        let stored = self.load(at).await?;
        stored.ok_or_else(|| Fault("a record that was written is not there".to_owned()))
    }

    pub(super) async fn version(&self, at: &ConnectionId) -> Result<Option<Version>, Fault> {
        Ok(self.load(at).await?.map(|stored| stored.version))
    }

    pub(super) async fn replace(
        &self,
        at: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Fault> {
        let replaces = self.store.replace_erased(at, expected, record);
        self.patiently("replace", replaces).await
    }

    /// Writes where nothing stands against it.
    pub(super) async fn put(
        &self,
        at: &ConnectionId,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Version, Fault> {
        match self.replace(at, expected, Some(record)).await? {
            Replaced::Done(Some(version)) => Ok(version),
            other => Err(unexpected("a write of what was read last", &other)),
        }
    }

    /// Removes what nobody else has touched.
    pub(super) async fn remove(&self, at: &ConnectionId, expected: Version) -> Result<(), Fault> {
        match self.replace(at, Some(expected), None).await? {
            Replaced::Done(None) => Ok(()),
            other => Err(unexpected("a removal of what was read last", &other)),
        }
    }

    pub(super) async fn lease(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Fault> {
        self.patiently("lease", self.store.lease_erased(at, by, term))
            .await
    }

    /// The lease, if it is granted at once.
    pub(super) async fn try_take(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Option<Lease>, Fault> {
        match self.lease(at, by, term).await? {
            Leased::Granted { lease, .. } if lease.by == by => Ok(Some(lease)),
            Leased::Granted { .. } => Err(Fault("a lease was granted in another's name".into())),
            Leased::Held { .. } => Ok(None),
            Leased::Unsupported { .. } => Err(Fault("it says that it has no leases".to_owned())),
        }
    }

    /// The lease, which must be granted at once.
    pub(super) async fn take(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Lease, Fault> {
        let lease = self.try_take(at, by, term).await?;
        lease.ok_or_else(|| Fault("a free lease was not granted".to_owned()))
    }

    /// The lease, as soon as the one that stands is over.
    pub(super) async fn take_in_time(
        &self,
        at: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Lease, Fault> {
        let start = Instant::now();
        loop {
            if let Some(lease) = self.try_take(at, by, term).await? {
                return Ok(lease);
            }
            if start.elapsed() > self.patience {
                let seen = "a lease whose term was over was not granted to another";
                return Err(Fault(seen.to_owned()));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether somebody holds the lease; if not, nobody does afterwards.
    pub(super) async fn is_held(&self, at: &ConnectionId) -> Result<bool, Fault> {
        match self.try_take(at, TransactionId::random(), LONG).await? {
            Some(lease) => {
                self.release(at, &lease).await?;
                Ok(false)
            }
            None => Ok(true),
        }
    }

    pub(super) async fn commit(
        &self,
        at: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Fault> {
        let commits = self.store.commit_erased(at, lease, expected, record);
        self.patiently("commit", commits).await
    }

    pub(super) async fn release(&self, at: &ConnectionId, lease: &Lease) -> Result<(), Fault> {
        self.patiently("release", self.store.release_erased(at, lease))
            .await
    }

    pub(super) async fn changed(
        &self,
        at: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Fault> {
        self.patiently("changed", self.store.changed_erased(at, known))
            .await
    }

    /// Waits as the engine does: until another version than `known` stands there.
    pub(super) async fn follow(
        &self,
        at: &ConnectionId,
        known: Option<Version>,
    ) -> Result<Option<Stored>, Fault> {
        let start = Instant::now();
        loop {
            self.changed(at, known).await?;
            let stored = self.load(at).await?;
            if stored.as_ref().map(|stored| stored.version) != known {
                return Ok(stored);
            }
            if start.elapsed() > self.patience {
                return Err(Fault("a waiter never saw what was written".to_owned()));
            }
            tokio::task::yield_now().await;
        }
    }
}

pub(super) fn unexpected(what: &str, came: &Replaced) -> Fault {
    Fault(format!("{what} came to {}", told(came)))
}

/// What a write came to, without its record.
pub(super) fn told(replaced: &Replaced) -> String {
    match replaced {
        Replaced::Done(Some(Version(version))) => format!("version {version}"),
        Replaced::Done(None) => "a removal".to_owned(),
        Replaced::Conflict(Some(stored)) => format!("a conflict with {:?}", stored.version),
        Replaced::Conflict(None) => "a conflict with nothing".to_owned(),
        Replaced::LeaseLost => "a lost lease".to_owned(),
    }
}
