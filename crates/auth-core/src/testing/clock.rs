//! A clock that stands until it is turned.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use crate::{Clock, Moment};

/// A clock that stands until it is turned; clones are one clock.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Moment>>);

impl ManualClock {
    /// A clock that shows `wall`.
    pub fn at(wall: OffsetDateTime) -> Self {
        Self(Arc::new(Mutex::new(Moment {
            wall,
            uptime: Duration::from_secs(1000),
        })))
    }

    /// Turns both clocks forward.
    pub fn advance(&self, by: Duration) {
        let mut moment = self.moment();
        *moment = moment.after(by);
    }

    /// Sets the wall clock alone, forward or back, as an administrator or NTP does.
    pub fn set_wall(&self, wall: OffsetDateTime) {
        self.moment().wall = wall;
    }

    fn moment(&self) -> MutexGuard<'_, Moment> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    /// A clock at 2026-01-01 00:00:00 UTC.
    fn default() -> Self {
        Self::at(OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600))
    }
}

impl Clock for ManualClock {
    fn uptime(&self) -> Duration {
        self.moment().uptime
    }

    fn now(&self) -> Moment {
        *self.moment()
    }
}
