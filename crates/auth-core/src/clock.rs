//! The only place where time is read.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One instant on two clocks: a token is dead as soon as *either* says so.
///
/// The wall clock can be set back or forward; the uptime cannot, and counts while the machine sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Wall clock, UTC: what is persisted and compared with a provider's dates.
    #[serde(with = "time::serde::rfc3339")]
    pub wall: OffsetDateTime,
    /// Time since an arbitrary start, never going back, counting through suspend.
    pub uptime: Duration,
}

impl Moment {
    /// The same instant `by` later on both clocks; saturates.
    #[must_use]
    pub fn after(self, by: Duration) -> Self {
        Self {
            wall: crate::expiry::saturating_add(self.wall, by),
            uptime: self.uptime.saturating_add(by),
        }
    }

    /// The moment at which the wall clock will show `wall`, judged from this one; saturates.
    #[must_use]
    pub fn at_wall(self, wall: OffsetDateTime) -> Self {
        let ahead = wall - self.wall;
        let uptime = if ahead.is_negative() {
            self.uptime.saturating_sub(ahead.unsigned_abs())
        } else {
            self.uptime.saturating_add(ahead.unsigned_abs())
        };
        Self { wall, uptime }
    }

    /// Whether `edge` is reached on either clock.
    #[must_use]
    pub fn reached(self, edge: Self) -> bool {
        self.wall >= edge.wall || self.uptime >= edge.uptime
    }

    /// Time left until `edge` on the clock that reaches it first; zero once reached.
    #[must_use]
    pub fn until(self, edge: Self) -> Duration {
        let wall = edge.wall - self.wall;
        let wall = if wall.is_negative() {
            Duration::ZERO
        } else {
            wall.unsigned_abs()
        };
        wall.min(edge.uptime.saturating_sub(self.uptime))
    }

    /// The earlier edge on each clock.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            uptime: self.uptime.min(other.uptime),
        }
    }
}

/// Tells the time. [`SystemClock`] in production; tests turn one by hand.
pub trait Clock: Send + Sync + 'static {
    /// Time since an arbitrary start, never going back, counting through suspend.
    ///
    /// The hot path calls this once per hit.
    fn uptime(&self) -> Duration;

    /// Both clocks.
    fn now(&self) -> Moment;
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[inline]
    fn uptime(&self) -> Duration {
        uptime()
    }

    fn now(&self) -> Moment {
        Moment {
            wall: OffsetDateTime::now_utc(),
            uptime: uptime(),
        }
    }
}

#[cfg(unix)]
#[inline]
fn uptime() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    // Linux stops CLOCK_MONOTONIC while the machine sleeps; Apple's goes on.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const ID: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const ID: ClockId = ClockId::Monotonic;
    let now = clock_gettime(ID);
    Duration::new(
        now.tv_sec.unsigned_abs(),
        u32::try_from(now.tv_nsec).unwrap_or(0),
    )
}

#[cfg(not(unix))]
fn uptime() -> Duration {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
