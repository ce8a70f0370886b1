//! The life of one connection's tokens as a pure value: no clock, no lock, no task, no secret.
//!
//! Events go in with the moment they happened; [`Lifecycle::decide`] says what follows. The engine is the only caller
//! that also owns a clock and a transport.

mod decision;
mod event;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use decision::{Decision, Exchange};
pub use event::{Granted, RefreshTerm, Refusal};

use crate::{Generation, Jitter, Moment, RefreshPolicy, Replay};

/// The state of one connection's tokens, and the rules by which it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifecycle {
    policy: RefreshPolicy,
    /// Whether a sign-in is possible without a person coming by.
    signs_in: bool,
    jitter: Jitter,
    generation: u64,
    held: Option<Held>,
    /// Exchanges that failed in a row.
    failures: u32,
    /// Fresh tokens that were rejected in a row.
    rejections: u32,
    hold: Hold,
    /// The sign-in itself was refused: not again before the input changes.
    sign_in_refused: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    signed_in_at: Option<OffsetDateTime>,
}

/// What is held since the last grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    granted_at: Moment,
    /// From here a new token is wanted; `None` when none can be had, or none is needed.
    renew_at: Option<Moment>,
    /// From here the token is not served; `None` when it has no known end.
    dead_at: Option<Moment>,
    rejected: bool,
    refresh: Option<RefreshTerm>,
    /// Renewals with this refresh token whose answer was lost.
    lost: u32,
}

/// Why no exchange is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Hold {
    /// Nothing is in the way.
    Free,
    /// Not before this moment.
    Until(Moment),
}

impl Held {
    fn usable(&self, now: Moment) -> bool {
        !self.rejected && self.dead_at.is_none_or(|edge| !now.reached(edge))
    }

    fn wants_renewal(&self, now: Moment) -> bool {
        self.renew_at.is_some_and(|edge| now.reached(edge))
    }

    fn can_refresh(&self, now: Moment) -> bool {
        self.refresh
            .is_some_and(|term| term.expires_at.is_none_or(|end| now.wall < end))
    }
}

impl Lifecycle {
    /// A connection that holds nothing yet. `signs_in` says whether a first token can be obtained without a person.
    pub fn new(policy: RefreshPolicy, signs_in: bool, jitter: Jitter) -> Self {
        Self {
            policy,
            signs_in,
            jitter,
            generation: 0,
            held: None,
            failures: 0,
            rejections: 0,
            hold: Hold::Free,
            sign_in_refused: false,
            signed_in_at: None,
        }
    }

    /// The generation of the last grant; zero before the first.
    pub fn generation(&self) -> Generation {
        Generation(self.generation)
    }

    /// Whether a first token can be obtained without a person.
    pub fn signs_in(&self) -> bool {
        self.signs_in
    }

    /// When the person who owns the connection signed in, wall time.
    pub fn signed_in_at(&self) -> Option<OffsetDateTime> {
        self.signed_in_at
    }

    /// Whether something is held that is served at `now`, or can be renewed.
    pub fn holds(&self, now: Moment) -> bool {
        self.held.as_ref().is_some_and(|held| held.usable(now)) || self.can_refresh(now)
    }

    /// Whether a refresh token is held that the provider has not refused; it may have ended, or its answer be lost.
    pub fn holds_refresh_token(&self) -> bool {
        self.held
            .as_ref()
            .is_some_and(|held| held.refresh.is_some())
    }

    /// From when a new token is wanted; `None` when none can be had, or none is needed.
    pub fn renew_at(&self) -> Option<Moment> {
        self.held.as_ref().and_then(|held| held.renew_at)
    }

    /// From when the token is not served any more; `None` when it has no known end or nothing is held.
    pub fn dead_at(&self) -> Option<Moment> {
        self.held.as_ref().and_then(|held| held.dead_at)
    }

    /// Whether a refresh token is held that may be tried at `now`.
    pub fn can_refresh(&self, now: Moment) -> bool {
        let repeats = self.policy.replay != Replay::Never;
        self.held
            .as_ref()
            .is_some_and(|held| (repeats || held.lost == 0) && held.can_refresh(now))
    }

    /// When a person will be needed at the latest, wall time; `None` when nobody is, or the provider does not say.
    pub fn person_needed_at(&self) -> Option<OffsetDateTime> {
        if self.signs_in {
            return None;
        }
        let held = self.held.as_ref()?;
        let session = self
            .policy
            .session
            .zip(self.signed_in_at)
            .map(|(session, since)| crate::expiry::saturating_add(since, session));
        match held.refresh {
            Some(RefreshTerm {
                expires_at: Some(end),
            }) => Some(session.map_or(end, |s| s.min(end))),
            Some(RefreshTerm { expires_at: None }) => session,
            None => held.dead_at.map(|edge| edge.wall),
        }
    }
}
