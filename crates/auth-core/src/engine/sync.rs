//! What the engine shares, spawns and waits by, in one place: the machine's, or under `--cfg shuttle` a model checker's,
//! which decides who goes first and which limit passes.

#[cfg(not(shuttle))]
pub(super) use {
    super::runtime::{exchanges, pause},
    arc_swap::ArcSwapOption as Cell,
    std::sync::{Mutex, MutexGuard},
    tokio::{
        runtime::Handle,
        spawn,
        time::{sleep, timeout},
    },
};

#[cfg(shuttle)]
pub(super) use super::model::{
    Cell, Handle, Mutex, MutexGuard, exchanges, interleave, mistaken, pause, sleep, spawn, timeout,
};

/// A mistake that the models make on purpose, to show that they would notice it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(shuttle), allow(unreachable_pub, reason = "the models name it"))]
pub enum Mistake {
    /// A flight that began before an invalidation publishes its token as good.
    IgnoresInvalidation,
    /// A flight that began before everything was forgotten keeps its token.
    IgnoresForgetting,
    /// What was forgotten while it was written stays in the store.
    StoresForgotten,
    /// A flight leaves the state before its outcome stands there.
    ClearsFlightEarly,
    /// The lock is let go between the decision to exchange and the flight.
    DecidesWithoutLock,
    /// An invalidation clears the cell before it changes the state.
    ClearsCellFirst,
    /// A flight that is cut off says nothing.
    LandsInSilence,
    /// Who waits hears only what is told after he began to listen.
    ListensLate,
    /// A waiter takes what his flight brought, whatever happened since.
    TrustsOldOutcome,
    /// A renewal goes on although its predecessor's tokens are not saved.
    SkipsUnsaved,
    /// Who drains hears only what is told after he has looked.
    DrainsDeaf,
}

/// Where the model checker may let others go first, between steps that it does not see.
#[cfg(not(shuttle))]
pub(super) const fn interleave() {}

/// Whether this mistake is to be made: in production, never.
#[cfg(not(shuttle))]
pub(super) const fn mistaken(_: Mistake) -> bool {
    false
}
