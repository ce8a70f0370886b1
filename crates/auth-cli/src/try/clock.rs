//! The imitations' time, for the authenticators.

use std::time::Duration;

use auth_all::core::{Clock, Moment};
use time::OffsetDateTime;

/// Both clocks of an authenticator, turned together by the sandbox's one.
#[derive(Clone, Debug)]
pub(super) struct SandboxClock {
    wall: auth_sandbox::Clock,
    began: OffsetDateTime,
}

impl SandboxClock {
    /// Uptime counts from now.
    pub(super) fn new(wall: auth_sandbox::Clock) -> Self {
        let began = wall.now();
        Self { wall, began }
    }
}

impl Clock for SandboxClock {
    fn uptime(&self) -> Duration {
        self.now().uptime
    }

    fn now(&self) -> Moment {
        let wall = self.wall.now();
        Moment {
            wall,
            uptime: Duration::try_from(wall - self.began).unwrap_or_default(),
        }
    }
}
