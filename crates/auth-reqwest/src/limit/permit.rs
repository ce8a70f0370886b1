//! One call's room.

use std::sync::Arc;

use auth_core::RateLimitTold;

use super::Limiter;

/// The right to make one call; it counts as under way until this is dropped.
#[derive(Debug)]
#[must_use = "dropped, it gives its room back"]
pub(crate) struct Permit {
    limiter: Arc<Limiter>,
    stage: Stage,
}

/// How far the call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Entered,
    Left,
    Answered,
}

impl Permit {
    pub(super) fn new(limiter: Arc<Limiter>) -> Self {
        Self {
            limiter,
            stage: Stage::Entered,
        }
    }

    /// The call leaves now.
    pub(crate) fn leaves(&mut self) {
        self.stage = Stage::Left;
    }

    /// The call has certainly not left after all.
    pub(crate) fn stayed(&mut self) {
        self.stage = Stage::Entered;
    }

    /// The answer has come, and tells where the window stands.
    pub(crate) fn answered(&mut self, told: &RateLimitTold) {
        if self.stage != Stage::Answered {
            self.stage = Stage::Answered;
            self.limiter.change(|room, now| {
                room.answered(now);
                room.learn(told, now);
            });
        }
    }

    pub(crate) fn limiter(&self) -> &Arc<Limiter> {
        &self.limiter
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limiter.change(|room, now| {
            match self.stage {
                Stage::Entered => room.stayed(),
                Stage::Left => room.abandoned(now),
                Stage::Answered => {}
            }
            room.ended();
        });
    }
}
