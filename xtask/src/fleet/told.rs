//! What a run tells of itself in one line of JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    pub(super) realms: Vec<String>,
    pub(super) seconds: f64,
    pub(super) rotations: u64,
    pub(super) spends: u64,
    pub(super) reuse: u64,
    pub(super) refused: u64,
    pub(super) lost_unreported: u64,
    pub(super) killed: Killed,
    pub(super) stalls: u64,
    pub(super) troubles: BTreeMap<String, u64>,
    pub(super) store_failures: u64,
    pub(super) reported: Reported,
    pub(super) signed_in_again: u64,
    pub(super) renewed: u64,
    pub(super) hits: u64,
    pub(super) unserved: u64,
    pub(super) waits: Vec<u64>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Killed {
    pub(super) processes: u64,
    pub(super) before_intent: u64,
    pub(super) in_window: u64,
    pub(super) after_save: u64,
}

/// Answers that were reported as lost, by what had happened to who waited for them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Reported {
    pub(super) killed: u64,
    pub(super) stalled: u64,
    pub(super) unanswered: u64,
    pub(super) unsaved: u64,
    pub(super) without_reason: u64,
    pub(super) spent: u64,
}

impl Told {
    /// New tokens that a process had by another one's renewal.
    pub(super) fn adopted(&self) -> u64 {
        self.renewed.saturating_sub(self.rotations)
    }

    /// The wait in milliseconds that `share` of those who waited did not exceed.
    pub(super) fn wait(&self, share: f64) -> f64 {
        let mut waits = self.waits.clone();
        waits.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a position in a list that fits in memory"
        )]
        let at = (waits.len() as f64 * share).ceil() as usize;
        millis(waits.get(at.saturating_sub(1)).copied().unwrap_or_default())
    }

    /// How many waited longer than `above` and at most `upto` milliseconds.
    pub(super) fn waited(&self, above: u64, upto: u64) -> usize {
        let within = |wait: &&u64| **wait > above * 1000 && **wait <= upto.saturating_mul(1000);
        self.waits.iter().filter(within).count()
    }
}

#[expect(clippy::cast_precision_loss, reason = "waits are shorter than years")]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

impl Reported {
    pub(super) fn all(&self) -> u64 {
        self.killed + self.stalled + self.unanswered + self.unsaved + self.without_reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(waits: &[u64]) -> Told {
        Told {
            waits: waits.to_vec(),
            ..Told::default()
        }
    }

    #[test]
    fn a_share_of_the_waits_is_not_exceeded() {
        let hundred: Vec<u64> = (1..=100).rev().map(|n| n * 1000).collect();
        let told = told(&hundred);
        let shares = [0.5, 0.9, 0.99, 1.0].map(|share| told.wait(share).to_string());
        assert_eq!(shares, ["50", "90", "99", "100"]);
    }

    #[test]
    fn nobody_waited() {
        assert!(told(&[]).wait(0.99).abs() < f64::EPSILON);
    }

    #[test]
    fn every_wait_is_in_one_bar() {
        let told = told(&[0, 1, 10_000, 10_001, 50_000]);
        assert_eq!((told.waited(0, 10), told.waited(10, 50)), (2, 2));
    }
}
