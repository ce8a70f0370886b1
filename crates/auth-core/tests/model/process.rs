//! One process: what the engine keeps of a connection, and what it works on.

use std::time::Duration;

use auth_core::{
    Transaction,
    store::{Intent, TransactionId, Version},
    transaction::{Seen, Terms},
};
use time::OffsetDateTime;

use crate::world::{Kept, Stood, Token};

/// What the engine's state holds, as far as renewals depend on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Process {
    /// Which life this is; every crash ends one.
    pub life: u8,
    /// Whether anything ever happened to it: processes that nothing happened to are alike.
    pub touched: bool,
    /// How many names it has given.
    pub named: u8,
    pub token: Option<Token>,
    /// The transaction that brought what stands in the store, and under which version, as far as is known.
    pub stored: Option<TransactionId>,
    pub version: Option<u64>,
    pub unsent: Option<TransactionId>,
    pub unsaved: Option<Unsaved>,
    pub forgotten: u8,
    /// Logins up to this one were dropped.
    pub dropped: Option<u8>,
    /// The token may be spent: it is not sent again.
    pub lost: bool,
    /// Callers were told that a person must sign in.
    pub asks: bool,
    /// The flight, what saves in the background, what removes.
    pub works: [Option<Work>; 3],
}

pub const FLIGHT: usize = 0;
pub const SAVING: usize = 1;
pub const REMOVING: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unsaved {
    pub kept: Kept,
    /// The rest of the renewal; `None` for a sign-in.
    pub rest: Option<Transaction>,
}

/// What a process works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// A transaction.
    Drive(Box<Drive>),
    /// A sign-in that is saved.
    SignIn {
        kept: Kept,
        expected: Option<u64>,
        forgotten: u8,
        then: Then,
    },
    /// An exchange that may be repeated, made although what came before it is not saved yet.
    Direct { forgotten: u8 },
    /// A record that is removed, since its login was dropped.
    Remove { expected: Option<u64>, dropping: u8 },
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Then {
    /// The flight lands with what it brought.
    Land,
    /// The flight goes on to a renewal, now that what was not saved is settled.
    Renew,
    /// Nothing.
    Settled,
}

/// A transaction under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Drive {
    pub transaction: Transaction,
    pub forgotten: u8,
    pub stood: Stood,
    pub kept: Option<Kept>,
    pub refused: bool,
    pub then: Then,
}

impl Process {
    /// One that has read the store.
    pub fn holding((version, kept): (u64, Kept)) -> Self {
        Self {
            token: Some(kept.token),
            stored: Some(kept.id),
            version: Some(version),
            ..Self::default()
        }
    }

    /// The next one in its place, with an empty memory.
    pub fn restarted(&self) -> Self {
        Self {
            life: self.life + 1,
            touched: true,
            named: self.named,
            ..Self::default()
        }
    }

    pub fn idle(&self) -> bool {
        self.works.iter().all(Option::is_none)
    }

    pub fn drops(&self, kept: &Kept) -> bool {
        self.dropped.is_some_and(|last| kept.token.family <= last)
    }

    pub fn note(&mut self, kept: Option<Kept>, version: Option<u64>) {
        self.version = version;
        self.stored = kept.map(|kept| kept.id);
    }

    /// What a record says to it.
    pub fn see(&self, stood: Stood) -> Option<Seen> {
        stood.map(|(version, kept)| Seen {
            version: Version(version),
            id: kept.id,
            intent: kept.intent.map(|by| Intent {
                by,
                at: OffsetDateTime::UNIX_EPOCH,
            }),
            spendable: !kept.dead,
            dropped: self.drops(&kept),
        })
    }

    /// A renewal, under the name of the one whose request never left if there is one.
    pub fn renewal(&mut self, name: TransactionId, spends: bool, repeats: bool) -> Drive {
        let terms = Terms {
            known: self.stored,
            spends,
            repeats,
            term: Duration::from_secs(36),
        };
        let id = self.unsent.unwrap_or(name);
        Drive {
            transaction: Transaction::new(id, terms),
            forgotten: self.forgotten,
            stood: None,
            kept: None,
            refused: false,
            then: Then::Land,
        }
    }

    /// What saves what is not saved yet.
    pub fn settling(&self, then: Then) -> Option<Work> {
        let Unsaved { kept, rest } = self.unsaved.clone()?;
        let forgotten = self.forgotten;
        Some(match rest {
            Some(mut transaction) => {
                transaction.save_again();
                Work::Drive(Box::new(Drive {
                    transaction,
                    forgotten,
                    stood: None,
                    kept: Some(kept),
                    refused: false,
                    then,
                }))
            }
            None => Work::SignIn {
                kept,
                expected: self.version,
                forgotten,
                then,
            },
        })
    }

    /// The transactions that only this process can explain.
    pub fn transactions(&self) -> Vec<TransactionId> {
        let driven = self.works.iter().flatten().filter_map(|work| match work {
            Work::Drive(drive) => Some(drive.transaction.id()),
            _ => None,
        });
        let rest = self
            .unsaved
            .iter()
            .filter_map(|unsaved| unsaved.rest.as_ref());
        driven
            .chain(rest.map(Transaction::id))
            .chain(self.unsent)
            .collect()
    }
}
