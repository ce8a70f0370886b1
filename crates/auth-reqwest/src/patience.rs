//! How long one call waits for its turn, all its attempts together.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use auth_core::{Delivery, Error, ErrorKind, Facts};
use tokio::time::Instant;

use crate::limit::{Limiter, Permit, Turn};

/// The first pause where nobody says how long it is; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);
/// The longest of these pauses.
const LONGEST: Duration = Duration::from_secs(16);
/// No call waits longer altogether: instants can be told that far ahead.
const LIFELONG: Duration = Duration::from_secs(366 * 24 * 3600);
/// By how much a stated pause is exceeded at most, so that not everybody comes back at once.
const SPREAD: Duration = Duration::from_millis(250);

/// What one call has left to wait.
#[derive(Debug)]
pub(crate) struct Patience {
    left: Duration,
    turn: Turn,
    refusals: u32,
}

impl Patience {
    pub(crate) fn new(left: Duration) -> Self {
        Self {
            left: left.min(LIFELONG),
            turn: Turn::take(),
            refusals: 0,
        }
    }

    /// Enters, and says whether it had to wait for it.
    ///
    /// # Errors
    /// `RateLimited` when its turn has not come within what is left; nothing was sent.
    pub(crate) async fn enter(
        &mut self,
        limiter: &Arc<Limiter>,
        facts: &Facts,
    ) -> Result<(Permit, bool), Error> {
        if let Some(permit) = limiter.try_enter(self.turn) {
            return Ok((permit, false));
        }
        tracing::debug!(
            provider = facts.provider,
            scheme = facts.scheme,
            "a call waits for its turn"
        );
        let begun = Instant::now();
        let entered = limiter.enter(self.turn, begun + self.left).await;
        let waited = begun.elapsed();
        self.left = self.left.saturating_sub(waited);
        match entered {
            Ok(permit) => {
                tracing::debug!(
                    provider = facts.provider,
                    scheme = facts.scheme,
                    ?waited,
                    "its turn has come"
                );
                Ok((permit, true))
            }
            Err(next) => {
                let pause =
                    next.map_or(FIRST, |next| next.saturating_duration_since(Instant::now()));
                Err(
                    Error::new(ErrorKind::RateLimited, "too many calls wait for their turn")
                        .retry_in(pause)
                        .delivered(Delivery::NotDelivered),
                )
            }
        }
    }

    /// Waits after a refusal for the number of calls, as long as it says, or else a while that grows; when it says how long,
    /// nobody else enters meanwhile either.
    ///
    /// # Errors
    /// The refusal itself, with its pause, when that is longer than what is left.
    pub(crate) async fn pause(
        &mut self,
        limiter: &Limiter,
        facts: &Facts,
        refusal: Error,
    ) -> Result<(), Error> {
        let stated = refusal.retry_after();
        let pause = stated.map_or_else(|| self.grown(), |stated| stated + SPREAD.mul_f64(chance()));
        self.refusals += 1;
        let now = Instant::now();
        if stated.is_some() {
            limiter.close_until(now + pause);
        }
        if pause > self.left {
            return Err(refusal.retry_in(pause));
        }
        tracing::debug!(
            provider = facts.provider,
            scheme = facts.scheme,
            ?pause,
            "too many calls: a call waits before it is repeated"
        );
        tokio::time::sleep(pause).await;
        self.left -= pause;
        Ok(())
    }

    /// A pause of its own, from three to five quarters of twice the one before.
    fn grown(&self) -> Duration {
        let doubled = FIRST.saturating_mul(1 << self.refusals.min(8));
        doubled.min(LONGEST).mul_f64(0.75 + chance() / 2.0)
    }
}

/// From 0 to 1. The standard library's random state is the one source of chance that needs no dependency.
fn chance() -> f64 {
    let random = RandomState::new().hash_one(0_u8).to_le_bytes();
    f64::from(u16::from_le_bytes([random[0], random[1]])) / f64::from(u16::MAX)
}
