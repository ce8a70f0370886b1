//! What a transaction knows at its start, and what it sees of a record.

use std::time::Duration;

use crate::store::{Intent, TransactionId, Version};

/// What a transaction knows at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// The transaction that brought what this process holds; `None` when it holds nothing.
    pub known: Option<TransactionId>,
    /// Whether the exchange spends a refresh token: then it is not begun without a recorded intent.
    pub spends: bool,
    /// Whether it may be sent again after a lost answer, by the provider's description or because a person insists.
    pub repeats: bool,
    /// How long an intent is waited for in a store without leases.
    pub term: Duration,
}

/// What a record says, without its secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seen {
    /// The version under which it stands.
    pub version: Version,
    /// The transaction that brought its tokens.
    pub id: TransactionId,
    /// Who is about to renew them, or was.
    pub intent: Option<Intent>,
    /// Whether it has a refresh token that was not refused.
    pub spendable: bool,
    /// Whether this process has dropped it, and waits for its removal: it counts as nothing but is replaced by version.
    pub dropped: bool,
}
