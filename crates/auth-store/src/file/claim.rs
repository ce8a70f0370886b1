//! Who renews a connection, as it stands beside its record.

use std::time::Duration;

use auth_core::store::{Lease, TransactionId};
use serde::{Deserialize, Serialize};

use crate::uptime::{self, Uptime};

/// The lease of a connection and the greatest fence that was ever granted.
///
/// It need not outlast the machine: when that stops, no holder is left, and the record has the fence that it was last
/// written under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claim {
    pub(super) fence: u64,
    held: Option<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    by: TransactionId,
    boot: String,
    since_ms: u64,
    term_ms: u64,
}

impl Claim {
    /// Reads a file's content; one that cannot be read is what is left of a machine that stopped.
    pub(super) fn read(content: &[u8]) -> Self {
        serde_json::from_slice(content).unwrap_or_default()
    }

    pub(super) fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Who holds it at `now`, and for how long still: never longer than was granted.
    pub(super) fn holder(&self, now: Uptime) -> Option<(TransactionId, Duration)> {
        let held = self.held.as_ref()?;
        let left = now.left(&held.boot, held.since_ms, held.term_ms)?;
        Some((held.by, left))
    }

    /// Whether `lease` stands at `now`.
    pub(super) fn stands(&self, lease: &Lease, now: Uptime) -> bool {
        self.fence == lease.fence && self.holder(now).is_some_and(|(by, _)| by == lease.by)
    }

    /// Grants it to `by` for `term`, or restarts the term of the one he holds. Nobody else may hold it.
    pub(super) fn grant(&mut self, by: TransactionId, term: Duration, now: Uptime) {
        if self.holder(now).is_none() {
            self.fence = self.fence.saturating_add(1);
        }
        self.held = Some(Held {
            by,
            boot: now.boot.to_owned(),
            since_ms: now.millis,
            term_ms: uptime::millis(term),
        });
    }

    pub(super) fn give_back(&mut self) {
        self.held = None;
    }
}
