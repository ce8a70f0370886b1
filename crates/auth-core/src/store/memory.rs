//! A store in the memory of this process.

use std::{
    collections::HashMap,
    fmt,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

use super::{
    ConnectionId, Lease, Leased, Record, Replaced, Stored, TokenStore, TransactionId, Version,
};
use crate::{Clock, Error, SystemClock};

/// Keeps records in memory, versioned and leased like any other store; clones share them.
///
/// Useful to share tokens between authenticators of one process, and as a model for tests.
#[derive(Clone)]
pub struct MemoryStore(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    slots: Mutex<HashMap<ConnectionId, Slot>>,
    changed: Notify,
}

/// Versions and fences go on counting after a removal, so that a late writer who names one does not resurrect what was
/// removed.
#[derive(Debug, Default)]
struct Slot {
    version: u64,
    record: Option<Record>,
    fence: u64,
    holder: Option<TransactionId>,
    leased_until: Duration,
}

impl Slot {
    fn stored(&self) -> Option<Stored> {
        let record = self.record.clone()?;
        Some(Stored::new(Version(self.version), record))
    }

    fn version(&self) -> Option<Version> {
        self.record.as_ref().map(|_| Version(self.version))
    }

    fn holder(&self, now: Duration) -> Option<TransactionId> {
        self.holder.filter(|_| now < self.leased_until)
    }

    fn replace(&mut self, expected: Option<Version>, record: Option<&Record>) -> Replaced {
        if self.version() != expected {
            return Replaced::Conflict(self.stored());
        }
        self.version += 1;
        self.record = record.cloned();
        Replaced::Done(self.version())
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::with_clock(SystemClock)
    }

    /// An empty store whose leases end by `clock`.
    pub fn with_clock(clock: impl Clock) -> Self {
        Self(Arc::new(Shared {
            clock: Arc::new(clock),
            slots: Mutex::default(),
            changed: Notify::new(),
        }))
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<ConnectionId, Slot>> {
        self.0.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn written(&self, replaced: Replaced) -> Replaced {
        if matches!(replaced, Replaced::Done(_)) {
            self.0.changed.notify_waiters();
        }
        replaced
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

impl TokenStore for MemoryStore {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        Ok(self.slots().get(connection).and_then(Slot::stored))
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let mut slots = self.slots();
        let slot = slots.entry(connection.clone()).or_default();
        Ok(self.written(slot.replace(expected, record)))
    }

    async fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        let now = self.0.clock.uptime();
        let mut slots = self.slots();
        let slot = slots.entry(connection.clone()).or_default();
        match slot.holder(now) {
            Some(holder) if holder != by => {
                return Ok(Leased::Held {
                    left: slot.leased_until.saturating_sub(now),
                    stored: slot.stored(),
                });
            }
            Some(_) => {}
            None => slot.fence += 1,
        }
        slot.holder = Some(by);
        slot.leased_until = now.saturating_add(term);
        Ok(Leased::Granted {
            lease: Lease {
                by,
                fence: slot.fence,
            },
            stored: slot.stored(),
        })
    }

    async fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        let now = self.0.clock.uptime();
        let mut slots = self.slots();
        let slot = slots.entry(connection.clone()).or_default();
        if slot.holder(now) != Some(lease.by) || slot.fence != lease.fence {
            return Ok(Replaced::LeaseLost);
        }
        Ok(self.written(slot.replace(expected, Some(record))))
    }

    async fn release(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let now = self.0.clock.uptime();
        let mut slots = self.slots();
        let slot = slots.entry(connection.clone()).or_default();
        if slot.holder(now) == Some(lease.by) && slot.fence == lease.fence {
            slot.holder = None;
            self.0.changed.notify_waiters();
        }
        Ok(())
    }

    async fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        loop {
            let mut notified = pin!(self.0.changed.notified());
            // From here on nothing is missed: the look at the slot comes after the registration.
            notified.as_mut().enable();
            let now = self.0.clock.uptime();
            let waits = self
                .slots()
                .get(connection)
                .is_some_and(|slot| slot.version() == known && slot.holder(now).is_some());
            if !waits {
                return Ok(());
            }
            notified.await;
        }
    }
}
