//! What the processes share: a store by versions, leases and fences, and a provider that rotates.

use auth_core::store::{Lease, TransactionId};

use crate::mutant::Mutant;

/// A refresh token: the `turn`th of the family that a sign-in began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub family: u8,
    pub turn: u8,
}

/// A record. It was signed in when its token's family began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kept {
    pub token: Token,
    pub id: TransactionId,
    pub intent: Option<TransactionId>,
    pub dead: bool,
}

pub type Stood = Option<(u64, Kept)>;

/// An abstract store: its lease ends when the model says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    version: u64,
    record: Option<Kept>,
    fence: u64,
    holder: Option<TransactionId>,
}

/// A write, as it travels to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Write {
    pub under: Option<Lease>,
    pub expected: Option<u64>,
    pub kept: Option<Kept>,
    /// The owner dropped every login up to this one: nothing of theirs is lost by it.
    pub dropping: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Done(Option<u64>),
    Conflict(Stood),
    LeaseLost,
}

impl Store {
    pub fn beginning_with(kept: Kept) -> Self {
        Self {
            version: 1,
            record: Some(kept),
            ..Self::default()
        }
    }

    pub fn read(&self) -> Stood {
        self.record.map(|kept| (self.version, kept))
    }

    pub fn holder(&self) -> Option<TransactionId> {
        self.holder
    }

    /// Grants the lease, or not when somebody else holds it.
    pub fn lease(&mut self, by: TransactionId) -> Option<Lease> {
        match self.holder {
            Some(holder) if holder != by => return None,
            Some(_) => {}
            None => self.fence += 1,
        }
        self.holder = Some(by);
        let fence = self.fence;
        Some(Lease { by, fence })
    }

    pub fn release(&mut self, lease: Lease, mutant: Option<Mutant>) {
        let ours = self.holder == Some(lease.by) && self.fence == lease.fence;
        if ours || mutant == Some(Mutant::ReleaseOfAnothersLease) {
            self.holder = None;
        }
    }

    /// The term of the lease is over.
    pub fn expire(&mut self) {
        self.holder = None;
    }

    pub fn write(&mut self, write: Write, mutant: Option<Mutant>) -> Written {
        let version = self.record.map(|_| self.version);
        if let Some(lease) = write.under {
            let stands = self.holder == Some(lease.by) && self.fence == lease.fence;
            // Fence and version overlap: the one is weakened with the other.
            let unfenced = mutant == Some(Mutant::NoFencing);
            if !stands && !unfenced {
                return Written::LeaseLost;
            }
            if version != write.expected && !unfenced {
                return Written::Conflict(self.read());
            }
        } else if version != write.expected {
            return Written::Conflict(self.read());
        }
        self.version += 1;
        self.record = write.kept;
        Written::Done(self.record.map(|_| self.version))
    }
}

/// What the provider knows of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Family {
    turn: u8,
    revoked: bool,
}

/// A provider that gives a new refresh token for each one it takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provider {
    families: Vec<Family>,
    /// Reuse of a spent token ends its family.
    revokes: bool,
}

impl Provider {
    pub fn new(revokes: bool) -> Self {
        Self {
            families: Vec::new(),
            revokes,
        }
    }

    /// The first token of a new sign-in.
    pub fn sign_in(&mut self) -> Token {
        self.families.push(Family {
            turn: 0,
            revoked: false,
        });
        Token {
            family: self.families.len() as u8 - 1,
            turn: 0,
        }
    }

    /// How many sign-ins there were.
    pub fn sign_ins(&self) -> u8 {
        self.families.len() as u8
    }

    /// Receives a token: its successor, or nothing. The second answer says whether it had been received before.
    pub fn spend(&mut self, token: Token) -> (Option<Token>, bool) {
        let revokes = self.revokes;
        let family = &mut self.families[usize::from(token.family)];
        let again = token.turn < family.turn;
        if again {
            family.revoked |= revokes;
        }
        if again || family.revoked {
            return (None, again);
        }
        family.turn += 1;
        let turn = family.turn;
        (Some(Token { turn, ..token }), false)
    }

    pub fn revoke(&mut self, family: u8) {
        self.families[usize::from(family)].revoked = true;
    }

    pub fn revoked(&self, family: u8) -> bool {
        self.families[usize::from(family)].revoked
    }

    /// Whether a token would be taken.
    pub fn live(&self, token: Token) -> bool {
        let family = self.families[usize::from(token.family)];
        !family.revoked && family.turn == token.turn
    }
}
