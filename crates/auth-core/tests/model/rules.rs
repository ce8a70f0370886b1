//! What may happen, how often, and what is promised.

use crate::{
    mutant::Mutant,
    world::{Token, Write},
};

/// How many times each thing may still happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    pub renewals: u8,
    pub sign_ins: u8,
    pub crashes: u8,
    /// A lease ends although its holder is alive.
    pub stalls: u8,
    /// A store operation fails, is done unheard, or is done late.
    pub store_faults: u8,
    /// A request or an answer is lost, or the provider does not process it.
    pub wire_faults: u8,
    pub revocations: u8,
    pub forgets: u8,
}

/// What is promised, and was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Breach {
    SpentTwice = 1,
    LiveTokenLost = 2,
    FalseAlarm = 4,
    WithoutAWord = 8,
}

/// What was seen on the way, to show that the model gets there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sight {
    Adopted = 1,
    Orphaned = 2,
    SavedLate = 4,
    TakenUpAgain = 8,
    MarkedDead = 16,
    Withdrawn = 32,
}

/// How a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    Well,
    /// It is not done, and that is known.
    Fails,
    /// It is not done, and that is not known.
    Lost,
    /// It is done, and nobody hears of it.
    Unheard,
    /// It is done later, or never.
    Late,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Step(usize, usize, How),
    Renew(usize),
    Look(usize),
    SignIn(usize),
    Settle(usize),
    Beat(usize, usize),
    Forget(usize),
    Crash(usize),
    /// It crashes while its request is under way.
    CrashSending(usize),
    Expire,
    /// Something that was under way arrives.
    Arrive(usize),
    Revoke(u8),
}

/// What is under way although nobody waits for it any more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Adrift {
    Write {
        process: usize,
        life: u8,
        forgotten: u8,
        write: Write,
    },
    Request(Token),
}

/// The rules of one configuration.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Whether a lost answer may be followed by another exchange.
    pub repeats: bool,
    /// Whether an exchange spends a refresh token.
    pub spends: bool,
    pub processes: usize,
    pub budget: Budget,
    pub mutant: Option<Mutant>,
}
