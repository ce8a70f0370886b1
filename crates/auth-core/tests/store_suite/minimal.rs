//! A store with the least that makes one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use auth_core::{
    ConnectionId, Error, TokenStore,
    store::{Record, Replaced, Stored, Version},
};

/// A version, and the record that has it unless it was removed.
type Slot = (u64, Option<Record>);

#[derive(Clone, Default)]
pub(crate) struct Minimal(Arc<Mutex<HashMap<ConnectionId, Slot>>>);

fn stored(slot: &Slot) -> Option<Stored> {
    let (version, record) = slot;
    let record = record.clone()?;
    Some(Stored::new(Version(*version), record))
}

impl TokenStore for Minimal {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        Ok(self.0.lock().unwrap().get(connection).and_then(stored))
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let mut slots = self.0.lock().unwrap();
        let slot = slots.entry(connection.clone()).or_default();
        let stands = stored(slot);
        if stands.as_ref().map(|stored| stored.version) != expected {
            return Ok(Replaced::Conflict(stands));
        }
        *slot = (slot.0 + 1, record.cloned());
        Ok(Replaced::Done(record.map(|_| Version(slot.0))))
    }
}
