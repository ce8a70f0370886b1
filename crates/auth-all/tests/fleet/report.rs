//! What a run comes to, as `cargo xtask fleet` reads it.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Default, Serialize)]
pub(crate) struct Report {
    pub(crate) store: &'static str,
    pub(crate) realms: Vec<&'static str>,
    pub(crate) seed: u64,
    pub(crate) seconds: f64,
    /// Renewals that were saved.
    pub(crate) rotations: u64,
    /// Refresh tokens that the providers saw.
    pub(crate) spends: u64,
    /// Those that they saw again.
    pub(crate) reuse: u64,
    /// Those that they refused.
    pub(crate) refused: u64,
    /// Tokens that were issued, never stored, and nobody was told.
    pub(crate) lost_unreported: u64,
    pub(crate) killed: Killed,
    pub(crate) stalls: u64,
    /// What was done to the store, how often.
    pub(crate) troubles: BTreeMap<&'static str, u64>,
    pub(crate) store_failures: u64,
    pub(crate) withdrawn: u64,
    pub(crate) reported: Ends,
    pub(crate) signed_in_again: u64,
    /// New tokens that callers saw in some process, its own renewals included.
    pub(crate) renewed: u64,
    pub(crate) hits: u64,
    /// Calls that waited and were not served: they were told why.
    pub(crate) unserved: u64,
    pub(crate) failed: BTreeMap<String, u64>,
    /// How long callers waited that were served, and not at once, in microseconds.
    pub(crate) waits: Vec<u64>,
}

/// Processes that were killed, and where their connections were.
#[derive(Default, Serialize)]
pub(crate) struct Killed {
    pub(crate) processes: u64,
    pub(crate) processes_in_window: u64,
    pub(crate) before_intent: u64,
    pub(crate) in_window: u64,
    pub(crate) after_save: u64,
}

impl Killed {
    pub(crate) fn add(&mut self, other: &Self) {
        self.before_intent += other.before_intent;
        self.in_window += other.in_window;
        self.after_save += other.after_save;
    }
}

/// Answers that were reported as lost, by what had happened to who waited for them.
#[derive(Default, Serialize)]
pub(crate) struct Ends {
    pub(crate) killed: u64,
    pub(crate) stalled: u64,
    pub(crate) unanswered: u64,
    pub(crate) unsaved: u64,
    pub(crate) without_reason: u64,
    /// Of all of them, those whose request the provider had seen.
    pub(crate) spent: u64,
}
