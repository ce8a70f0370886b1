//! What a transaction asks for, what may come of it, how it ends.

use std::time::Duration;

use super::Seen;
use crate::store::{Intent, Lease, Version};

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Take the lease and read: [`Event::Leased`], [`Event::Held`], [`Event::Unleased`] or [`Event::StoreFailed`].
    Lease,
    /// Wait for a change: [`Event::Woken`], or [`Event::WaitedEnough`] after `limit`.
    Wait {
        /// The version that stands there now.
        known: Option<Version>,
        /// When to look after the lease again.
        limit: Duration,
    },
    /// Read: [`Event::Read`] or [`Event::StoreFailed`].
    Read,
    /// Record the intent: [`Event::Written`], [`Event::Conflict`], [`Event::LeaseLost`] or [`Event::StoreFailed`].
    Intend {
        /// The lease to write under; `None` in a store without leases.
        under: Option<Lease>,
        /// The version to replace.
        expected: Option<Version>,
    },
    /// Send the token request: [`Event::Issued`], [`Event::Refused`], [`Event::NotProcessed`] or [`Event::AnswerLost`].
    Exchange,
    /// Save the tokens and tell those who wait: as for [`Action::Intend`], or [`Event::Forgotten`].
    Save {
        /// The lease to write under; `None` in a store without leases.
        under: Option<Lease>,
        /// The version to replace.
        expected: Option<Version>,
    },
    /// Take the intent back, nothing was spent: [`Event::Written`], [`Event::Conflict`] or [`Event::StoreFailed`].
    Withdraw {
        /// The version to replace.
        expected: Option<Version>,
    },
    /// Mark the refresh token of this version as dead, and no other: as for [`Action::Withdraw`].
    MarkDead {
        /// The version to replace.
        expected: Version,
    },
    /// Give the lease back: [`Event::Released`], whether that worked or not.
    Release(Lease),
    /// It is over.
    Done(Outcome),
}

/// What came of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The lease is granted.
    Leased {
        /// What to name when writing under it.
        lease: Lease,
        /// What stands there.
        seen: Option<Seen>,
    },
    /// Somebody else holds the lease.
    Held {
        /// When to look after it again.
        left: Duration,
        /// What stands there.
        seen: Option<Seen>,
    },
    /// The store has no leases.
    Unleased {
        /// What stands there.
        seen: Option<Seen>,
    },
    /// Something may have changed.
    Woken,
    /// Nothing has changed for as long as was to be waited.
    WaitedEnough,
    /// What stands there.
    Read(Option<Seen>),
    /// Written, under this version.
    Written(Option<Version>),
    /// Not written: this stands there.
    Conflict(Option<Seen>),
    /// Not written: the lease is over.
    LeaseLost,
    /// Not written: the login was dropped here meanwhile, by its owner.
    Forgotten,
    /// The store did not do it, or not in time: it may do it yet.
    StoreFailed,
    /// The provider has issued tokens.
    Issued,
    /// The provider has refused what the exchange stood on.
    Refused,
    /// The exchange failed and certainly spent nothing.
    NotProcessed,
    /// The exchange may have been processed, the answer is lost.
    AnswerLost,
    /// The lease was given back, or could not be.
    Released,
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The tokens were issued and saved.
    Issued,
    /// The tokens were issued and are not saved yet: serve them, and [save again](super::Transaction::save_again).
    Unsaved,
    /// What somebody else has stored is to be taken over.
    Adopt,
    /// Somebody has removed the record: the login was ended by its owner.
    Gone,
    /// Somebody has recorded this intent and is gone: the token may be spent, a person must sign in.
    Orphaned(Intent),
    /// The provider has refused the token that stands there.
    Refused,
    /// The answer was lost; the intent tells everyone.
    AnswerLost,
    /// The exchange failed and nothing was spent.
    Failed,
    /// Nothing was begun, since the store does not answer.
    StoreFailed,
}
