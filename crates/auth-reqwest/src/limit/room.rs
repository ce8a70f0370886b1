//! How much room there is, as a value.

use std::{collections::BTreeMap, time::Duration};

use auth_core::{RateLimit, RateLimitTold};
use tokio::time::Instant;

/// An abandoned call may still be on its way when nobody waits for it any more.
const ON_ITS_WAY: Duration = Duration::from_secs(1);

/// No window is longer; instants can be told that far ahead.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// When a call may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chance {
    Now,
    /// At this instant, unless something changes before.
    At(Instant),
    /// After something has changed.
    Later,
}

/// The calls that a server may have counted, and how many it takes.
#[derive(Debug)]
pub(super) struct Room {
    calls: usize,
    window: Duration,
    at_once: usize,
    under_way: usize,
    /// Entered, and not answered yet: the server may count them at any moment.
    unanswered: usize,
    /// How many are counted until when.
    counted: BTreeMap<Instant, usize>,
    closed_until: Option<Instant>,
}

impl Room {
    pub(super) fn new(limit: &RateLimit) -> Self {
        Self {
            calls: size(limit.calls),
            window: limit.window.min(LONGEST),
            at_once: limit.in_flight.map_or(usize::MAX, size),
            under_way: 0,
            unanswered: 0,
            counted: BTreeMap::new(),
            closed_until: None,
        }
    }

    /// How many can be under way at once at best.
    pub(super) fn size(&self) -> usize {
        self.calls.min(self.at_once)
    }

    /// When a call may enter that has `ahead` others before it in line: each of them keeps its room.
    pub(super) fn chance(&mut self, ahead: usize, now: Instant) -> Chance {
        self.forget(now);
        if let Some(opens) = self.closed_until {
            return Chance::At(opens);
        }
        if ahead >= self.at_once.saturating_sub(self.under_way) {
            return Chance::Later;
        }
        let needed = (self.used() + ahead + 1).saturating_sub(self.calls);
        if needed == 0 {
            return Chance::Now;
        }
        let mut free = 0_usize;
        let enough = self.counted.iter().find(|(_, calls)| {
            free = free.saturating_add(**calls);
            free >= needed
        });
        enough.map_or(Chance::Later, |(until, _)| Chance::At(*until))
    }

    pub(super) fn enter(&mut self) {
        self.under_way += 1;
        self.unanswered += 1;
    }

    /// A call has its answer: the server has counted it before `now`.
    pub(super) fn answered(&mut self, now: Instant) {
        self.unanswered -= 1;
        self.count(1, now + self.window);
    }

    /// A call was given up without an answer, and may have left.
    pub(super) fn abandoned(&mut self, now: Instant) {
        self.unanswered -= 1;
        self.count(1, now + self.window + ON_ITS_WAY);
    }

    /// A call that entered has certainly not left.
    pub(super) fn stayed(&mut self) {
        self.unanswered -= 1;
    }

    /// A call is no longer under way.
    pub(super) fn ended(&mut self) {
        self.under_way -= 1;
    }

    /// Believes what an answer that came just now tells: how many calls there are at all, and that fewer are left than were
    /// counted here. Others may use the credential too, and some calls count as several.
    pub(super) fn learn(&mut self, told: &RateLimitTold, now: Instant) {
        self.forget(now);
        if let Some(total) = told.total {
            self.calls = size(total);
        }
        let Some(remaining) = told.remaining else {
            return;
        };
        let left = self.calls.saturating_sub(self.used());
        let fewer = left.saturating_sub(remaining as usize);
        if fewer > 0 {
            self.count(fewer, now + told.reset_in.unwrap_or(self.window));
        }
        if let (0, Some(reset_in)) = (remaining, told.reset_in) {
            self.close_until(now + reset_in);
        }
    }

    /// Nobody enters before `instant`.
    pub(super) fn close_until(&mut self, instant: Instant) {
        self.closed_until = self.closed_until.max(Some(instant));
    }

    pub(super) fn is_empty(&mut self, now: Instant) -> bool {
        self.forget(now);
        self.under_way == 0 && self.used() == 0 && self.closed_until.is_none()
    }

    fn count(&mut self, calls: usize, until: Instant) {
        *self.counted.entry(until).or_default() += calls;
    }

    fn used(&self) -> usize {
        self.unanswered + self.counted.values().sum::<usize>()
    }

    fn forget(&mut self, now: Instant) {
        while let Some(first) = self.counted.first_entry()
            && *first.key() <= now
        {
            first.remove();
        }
        self.closed_until = self.closed_until.filter(|instant| *instant > now);
    }
}

/// A limit of none would be no limit but a wall.
fn size(calls: u32) -> usize {
    usize::try_from(calls).unwrap_or(usize::MAX).max(1)
}
