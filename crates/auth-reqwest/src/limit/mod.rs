//! Calls wait for their turn, so that no provider has to refuse them for their number.
//!
//! One limiter stands for one credential in this process. A place in the window is taken before a call leaves, and counted
//! until a whole window after its answer: the server saw the call at some moment between, so whichever way it counts its
//! windows, none has more calls than are allowed. A token bucket that refills meanwhile would let through twice as many.
//!
//! Who waits keeps a place in line and a timer of its own. Nothing runs in the background, so that a runtime that goes away
//! takes nothing with it but the calls that wait on it.

mod permit;
mod registry;
mod room;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use auth_core::RateLimit;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

pub(crate) use permit::Permit;
pub(crate) use registry::limiter;
use room::{Chance, Room};

/// The calls of one credential: those under way, those counted, those that wait.
#[derive(Debug)]
pub(crate) struct Limiter(Mutex<State>);

#[derive(Debug)]
struct State {
    room: Room,
    /// Who waits, the oldest turn first.
    line: VecDeque<(Turn, Arc<Notify>)>,
}

/// A call's place in line, which it keeps when it comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn(u64);

impl Turn {
    /// Behind all that were taken before.
    pub(crate) fn take() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Limiter {
    fn new(limit: &RateLimit) -> Self {
        Self(Mutex::new(State {
            room: Room::new(limit),
            line: VecDeque::new(),
        }))
    }

    /// Enters if nobody has to wait for it.
    pub(crate) fn try_enter(self: &Arc<Self>, turn: Turn) -> Option<Permit> {
        let mut state = self.state();
        let ahead = state.ahead(turn);
        match state.room.chance(ahead, Instant::now()) {
            Chance::Now => Some(self.admit(&mut state)),
            Chance::At(_) | Chance::Later => None,
        }
    }

    /// Waits for its turn; an error names the moment from which on it may have come, if that is known, when it has not come by
    /// `deadline`.
    ///
    /// Dropped, it leaves the line and takes nothing with it.
    pub(crate) async fn enter(
        self: &Arc<Self>,
        turn: Turn,
        deadline: Instant,
    ) -> Result<Permit, Option<Instant>> {
        let place = Place::take(self, turn);
        loop {
            let now = Instant::now();
            let next = {
                let mut state = self.state();
                let ahead = state.ahead(turn);
                match state.room.chance(ahead, now) {
                    Chance::Now => {
                        state.leave(turn);
                        return Ok(self.admit(&mut state));
                    }
                    Chance::At(instant) => Some(instant),
                    Chance::Later => None,
                }
            };
            if now >= deadline || next.is_some_and(|next| next > deadline) {
                return Err(next);
            }
            // Both ends lead to another look.
            let _ = timeout_at(next.unwrap_or(deadline), place.called.notified()).await;
        }
    }

    /// Nobody enters before `instant`.
    pub(crate) fn close_until(&self, instant: Instant) {
        self.state().room.close_until(instant);
    }

    fn admit(self: &Arc<Self>, state: &mut State) -> Permit {
        state.room.enter();
        Permit::new(Arc::clone(self))
    }

    /// Changes the room and calls those who may enter now.
    fn change(&self, change: impl FnOnce(&mut Room, Instant)) {
        let mut state = self.state();
        change(&mut state.room, Instant::now());
        state.call();
    }

    /// Whether it would stand no different if it were made anew.
    fn is_idle(&self) -> bool {
        let mut state = self.state();
        state.line.is_empty() && state.room.is_empty(Instant::now())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How many are before `turn` in line.
    fn ahead(&self, turn: Turn) -> usize {
        self.line.partition_point(|(other, _)| *other < turn)
    }

    fn leave(&mut self, turn: Turn) {
        let ahead = self.ahead(turn);
        if self
            .line
            .get(ahead)
            .is_some_and(|(other, _)| *other == turn)
        {
            self.line.remove(ahead);
        }
    }

    /// Wakes all who can be let in at once; those behind them cannot.
    fn call(&self) {
        for (_, called) in self.line.iter().take(self.room.size()) {
            called.notify_one();
        }
    }
}

/// A place in line, given up when it is dropped.
struct Place<'a> {
    limiter: &'a Limiter,
    turn: Turn,
    called: Arc<Notify>,
}

impl<'a> Place<'a> {
    fn take(limiter: &'a Limiter, turn: Turn) -> Self {
        let called = Arc::new(Notify::new());
        let mut state = limiter.state();
        let ahead = state.ahead(turn);
        state.line.insert(ahead, (turn, Arc::clone(&called)));
        Self {
            limiter,
            turn,
            called,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.leave(self.turn);
        state.call();
    }
}

#[cfg(test)]
mod tests;
