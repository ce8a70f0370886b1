//! A store in the memory of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{ConnectionId, Record, Replaced, Stored, TokenStore, Version};
use crate::Error;

/// Keeps records in memory, versioned like any other store; clones share them.
///
/// Useful to share tokens between authenticators of one process, and as a model for tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<HashMap<ConnectionId, Slot>>>);

/// Versions go on counting after a removal, so that a late writer who names one does not resurrect what was removed.
#[derive(Debug, Default)]
struct Slot {
    version: u64,
    record: Option<Record>,
}

impl Slot {
    fn stored(&self) -> Option<Stored> {
        let record = self.record.clone()?;
        Some(Stored {
            version: Version(self.version),
            record,
        })
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryStore {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(slots.get(connection).and_then(Slot::stored))
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.entry(connection.clone()).or_default();
        let stored = slot.stored();
        if stored.as_ref().map(|stored| stored.version) != expected {
            return Ok(Replaced::Conflict(stored));
        }
        slot.version += 1;
        slot.record = record.cloned();
        Ok(Replaced::Done(record.map(|_| Version(slot.version))))
    }
}
