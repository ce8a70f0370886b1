//! What the processes of the fleet tell, a line each.

use auth_all::core::{RefreshToken, store::TransactionId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// A refresh token's name in the books: nobody can use it, and the provider can compute it as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Print(String);

impl Print {
    pub(crate) fn of(token: &str) -> Self {
        let digest = Sha256::digest(token);
        let (half, _) = digest.split_at(8);
        Self(
            half.iter()
                .fold(String::new(), |print, byte| format!("{print}{byte:02x}")),
        )
    }

    pub(crate) fn of_token(token: Option<&RefreshToken>) -> Option<Self> {
        token.map(|token| Self::of(token.expose_secret()))
    }
}

/// One thing that a process tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Said {
    #[serde(with = "time::serde::timestamp::nanoseconds")]
    pub(crate) at: OffsetDateTime,
    pub(crate) connection: usize,
    pub(crate) what: What,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum What {
    /// A transaction did something with the store.
    Step(TransactionId, Step),
    /// The record was replaced whoever holds the lease.
    Replaced(TransactionId, Option<Print>),
    /// An operation of the store failed, or took longer than anybody waits for it.
    StoreFailed,
    /// The callers have so many new tokens.
    Renewed(u64),
    /// A caller had to wait, for so many microseconds, and was served or not.
    Waited(u64, bool),
    /// So many callers were served at once.
    Hits(u64),
    /// A caller was told that the answer to a renewal begun then was lost.
    Lost(#[serde(with = "time::serde::timestamp::nanoseconds")] OffsetDateTime),
    /// A caller was told something else that is not to happen to it, or only while a store is down.
    Failed(String),
    /// The last call of this connection was served, and nothing is under way.
    Calm,
}

/// Where a transaction is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Leased,
    /// The intent to spend this token is on its way to the store.
    Intending(Intended),
    Intended(Intended),
    /// The tokens that it brought are on their way to the store.
    Saving(Option<Print>),
    Saved(Option<Print>),
    Released,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Intended {
    #[serde(with = "time::serde::timestamp::nanoseconds")]
    pub(crate) at: OffsetDateTime,
    pub(crate) token: Option<Print>,
}

/// Where it is told.
pub(crate) type Tell = std::sync::Arc<dyn Fn(Said) + Send + Sync>;

pub(crate) fn now(connection: usize, what: What) -> Said {
    Said {
        at: OffsetDateTime::now_utc(),
        connection,
        what,
    }
}
