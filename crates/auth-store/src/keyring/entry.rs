//! What stands in the keyring of a connection, and the rules by which it changes.

use std::time::Duration;

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    refusal::{foreign, newer},
    slots::{Slot, Swapped, Taken},
    uptime::{Uptime, millis, wall_millis},
};

const SCHEMA: u32 = 1;

/// A removed record leaves its entry, so that versions and fences go on counting.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    schema: u32,
    connection: String,
    version: u64,
    saved_at: u64,
    fence: u64,
    owner: Option<TransactionId>,
    leased_boot: String,
    leased_at: u64,
    term: u64,
    /// Not in the JSON: the bytes after it.
    #[serde(skip)]
    sealed: Option<Vec<u8>>,
    removed: bool,
}

impl Entry {
    pub(super) fn new(connection: &ConnectionId) -> Self {
        Self {
            schema: SCHEMA,
            connection: connection.as_str().to_owned(),
            version: 0,
            saved_at: 0,
            fence: 0,
            owner: None,
            leased_boot: String::new(),
            leased_at: 0,
            term: 0,
            sealed: None,
            removed: true,
        }
    }

    /// Reads a line of JSON and the sealed bytes after it.
    pub(super) fn read(bytes: &[u8], connection: &ConnectionId) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            schema: u32,
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (head, rest) = bytes.split_at(end.ok_or_else(foreign)?);
        let schema = serde_json::from_slice::<Head>(head).map_err(|_| foreign())?;
        if schema.schema > SCHEMA {
            return Err(newer());
        }
        let mut entry: Self = serde_json::from_slice(head).map_err(|_| foreign())?;
        if entry.connection != connection.as_str() {
            return Err(foreign());
        }
        entry.sealed = (!entry.removed).then(|| rest.iter().skip(1).copied().collect());
        Ok(entry)
    }

    pub(super) fn bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut bytes = serde_json::to_vec(self).map_err(|_| foreign())?;
        bytes.push(b'\n');
        bytes.extend_from_slice(self.sealed.as_deref().unwrap_or_default());
        Ok(Zeroizing::new(bytes))
    }

    pub(super) fn version(&self) -> Option<Version> {
        (!self.removed).then_some(Version(self.version))
    }

    pub(super) fn slot(&self) -> Option<Slot> {
        let age = Duration::from_millis(wall_millis().saturating_sub(self.saved_at));
        Some(Slot {
            version: Version(self.version),
            sealed: self.sealed.clone()?,
            age: Some(age),
        })
    }

    /// Who holds the lease, and for how long yet.
    fn holder(&self) -> Option<(TransactionId, Duration)> {
        let left = Uptime::now().left(&self.leased_boot, self.leased_at, self.term);
        self.owner.zip(left)
    }

    /// How long whoever knows the version `known` has to wait for the holder; `None` when there is nothing to wait for.
    pub(super) fn awaited(&self, known: Option<Version>) -> Option<Duration> {
        let holder = self.holder().filter(|_| self.version() == known);
        holder.map(|(_, left)| left)
    }

    pub(super) fn swap(
        &mut self,
        lease: Option<Lease>,
        expected: Option<Version>,
        sealed: Option<Vec<u8>>,
    ) -> Swapped {
        let holder = self.holder().map(|(owner, _)| owner);
        if lease.is_some_and(|lease| holder != Some(lease.by) || self.fence != lease.fence) {
            return Swapped::LeaseLost;
        }
        if self.version() != expected {
            return Swapped::Conflict(self.slot());
        }
        self.version += 1;
        self.saved_at = wall_millis();
        self.removed = sealed.is_none();
        self.sealed = sealed;
        Swapped::Done(self.version())
    }

    pub(super) fn take(&mut self, by: TransactionId, term: Duration) -> Taken {
        match self.holder() {
            Some((owner, left)) if owner != by => {
                let slot = self.slot();
                return Taken::Held { left, slot };
            }
            Some(_) => {}
            None => self.fence += 1,
        }
        let now = Uptime::now();
        self.owner = Some(by);
        now.boot.clone_into(&mut self.leased_boot);
        self.leased_at = now.millis;
        self.term = millis(term);
        Taken::Granted {
            fence: self.fence,
            slot: self.slot(),
        }
    }

    /// Whether there was something to give back.
    pub(super) fn give_back(&mut self, lease: Lease) -> bool {
        let ours = self.owner == Some(lease.by) && self.fence == lease.fence;
        if ours {
            self.owner = None;
        }
        ours
    }

    /// Whether `old` still stood there.
    pub(super) fn reseal(&mut self, version: Version, old: &[u8], new: &[u8]) -> bool {
        let stands = self.version() == Some(version) && self.sealed.as_deref() == Some(old);
        if stands {
            self.sealed = Some(new.to_vec());
        }
        stands
    }
}
