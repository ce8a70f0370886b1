//! Who renews a connection's tokens, when several processes could.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    str::FromStr,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::Stored;
use crate::{Error, ErrorKind};

/// Names one transaction on a connection: the holder of a lease, the author of an intent, the bringer of tokens.
///
/// Shown, stored and parsed as 32 hexadecimal digits. It is no secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransactionId([u8; 16]);

impl TransactionId {
    /// A name that nobody has used.
    pub fn random() -> Self {
        // The standard library's random state is the one source of chance that needs no dependency.
        let half = || u128::from(RandomState::new().hash_one(0_u8));
        Self::from_number(half() << 64 | half())
    }

    /// The name with this number, for tests and models.
    pub const fn from_number(number: u128) -> Self {
        // As bytes: each connection holds several, and a number is aligned to 16.
        Self(number.to_be_bytes())
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<TransactionId> for String {
    fn from(id: TransactionId) -> Self {
        id.to_string()
    }
}

impl FromStr for TransactionId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u128::from_str_radix(text, 16) {
            Ok(number) if digits => Ok(Self::from_number(number)),
            _ => Err(Error::new(ErrorKind::Store, "not a transaction's name")),
        }
    }
}

impl TryFrom<String> for TransactionId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

/// The right to renew a connection's tokens, for as long as it was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// Who holds it.
    pub by: TransactionId,
    /// Greater than that of every lease of the connection before it: a holder that was stalled is told apart by it.
    pub fence: u64,
}

/// The outcome of [`TokenStore::lease`](super::TokenStore::lease), with the record as it stood at that moment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Leased {
    /// It is granted, or goes on.
    Granted {
        /// What to name when writing under it.
        lease: Lease,
        /// The record.
        stored: Option<Stored>,
    },
    /// Somebody else works on the connection.
    Held {
        /// When the lease ends unless its holder renews it, by the store's clock.
        left: Duration,
        /// The record.
        stored: Option<Stored>,
    },
    /// This store has no leases: one process at a time, or compare-and-swap alone.
    Unsupported {
        /// The record.
        stored: Option<Stored>,
    },
}
