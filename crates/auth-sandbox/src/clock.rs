//! The time the imitations live by.

use std::sync::{Arc, Mutex};
use std::time::Duration as StdDuration;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::lock;

/// What a `Date` header can say, less the longest lifetime at the far end.
const EARLIEST: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
const LATEST: OffsetDateTime = datetime!(9000-01-01 0:00 UTC);

/// The clock that all four imitations read; cloning gives another hand on the same clock.
///
/// It never leaves the years 1970 to 8999, however far it is turned.
///
/// It follows the machine's clock, moved by whatever [`advance`](Clock::advance) and
/// [`set`](Clock::set) asked for, until [`freeze`](Clock::freeze) stops it. Lifetimes of tokens and
/// codes, rate-limit windows and the `Date` header follow it; the pauses of a
/// [`FaultKind::Delay`](crate::FaultKind::Delay) are real time.
#[derive(Clone, Debug)]
pub struct Clock {
    hand: Arc<Mutex<Hand>>,
    skew: Arc<Mutex<Duration>>,
}

#[derive(Clone, Copy, Debug)]
enum Hand {
    Running { ahead: Duration },
    Frozen { at: OffsetDateTime },
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            hand: Arc::new(Mutex::new(Hand::Running {
                ahead: Duration::ZERO,
            })),
            skew: Arc::default(),
        }
    }

    /// The same hand read through a skew of its own: a server whose clock is wrong.
    pub(crate) fn skewed(&self) -> Self {
        Self {
            hand: Arc::clone(&self.hand),
            skew: Arc::default(),
        }
    }

    pub(crate) fn set_skew(&self, skew: Duration) {
        *lock(&self.skew) = skew;
    }

    /// What the imitations take for the present instant, in UTC.
    pub fn now(&self) -> OffsetDateTime {
        let at = match *lock(&self.hand) {
            Hand::Running { ahead } => OffsetDateTime::now_utc().saturating_add(ahead),
            Hand::Frozen { at } => at,
        };
        at.saturating_add(*lock(&self.skew)).clamp(EARLIEST, LATEST)
    }

    /// Moves the clock forward by `by`, running or frozen.
    pub fn advance(&self, by: StdDuration) {
        let by = Duration::try_from(by).unwrap_or(Duration::MAX);
        let mut hand = lock(&self.hand);
        *hand = match *hand {
            Hand::Running { ahead } => Hand::Running {
                ahead: ahead.saturating_add(by),
            },
            Hand::Frozen { at } => Hand::Frozen {
                at: at.saturating_add(by),
            },
        };
    }

    /// Sets the clock to `to`, backwards too; a running clock goes on from there.
    pub fn set(&self, to: OffsetDateTime) {
        let mut hand = lock(&self.hand);
        *hand = match *hand {
            Hand::Running { .. } => Hand::Running {
                ahead: to - OffsetDateTime::now_utc(),
            },
            Hand::Frozen { .. } => Hand::Frozen { at: to },
        };
    }

    /// The machine's clock again, as at the start.
    pub(crate) fn follow(&self) {
        *lock(&self.hand) = Hand::Running {
            ahead: Duration::ZERO,
        };
    }

    /// Stops the clock where it stands; from then on only [`advance`](Clock::advance) and
    /// [`set`](Clock::set) move it.
    pub fn freeze(&self) {
        let mut hand = lock(&self.hand);
        if let Hand::Running { ahead } = *hand {
            *hand = Hand::Frozen {
                at: OffsetDateTime::now_utc().saturating_add(ahead),
            };
        }
    }
}
