//! How a credential is renewed: facts of a provider, and edges that scale with the lifetime.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a new access token is obtained once one was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Renewal {
    /// Not at all: the credential is static, a person replaces it.
    None,
    /// By the grant that obtained the first one.
    SignIn,
    /// By the refresh token; by the first grant when there is none left.
    RefreshToken,
}

/// Whether a renewal whose answer was lost may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Replay {
    /// Always: asking again does no harm (client credentials, log-in).
    Safe,
    /// Once more soon, then with long pauses: a token that was spent meanwhile is refused, and that does no other harm.
    Sparingly,
    /// Never: a second use of a rotated token ends the session.
    Never,
}

/// Pauses after failures: each twice as long as the one before, jittered, up to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// The first pause.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Backoff {
    /// Pauses after a refused configuration or a suspended integration, which only people change.
    pub(crate) const SLOW: Self = Self {
        first: Duration::from_secs(30),
        longest: Duration::from_secs(900),
    };

    /// The pause after the `failures`-th failure in a row (1 for the first), shortened by up to half by `jitter`.
    pub fn pause(&self, failures: u32, jitter: Jitter) -> Duration {
        let doubled = self.first.saturating_mul(
            1_u32
                .checked_shl(failures.saturating_sub(1))
                .unwrap_or(u32::MAX),
        );
        let pause = doubled.min(self.longest);
        pause.saturating_sub(jitter.share_of(pause / 2, failures))
    }
}

/// A share that stays the same for an instance, so that its edges do not wander while a fleet spreads out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jitter(pub u16);

impl Jitter {
    /// This instance's share of `span`; `salt` gives another one that is as stable.
    pub fn share_of(self, span: Duration, salt: u32) -> Duration {
        let mixed =
            (u32::from(self.0) + 1).wrapping_mul(0x9E37_79B9) ^ salt.wrapping_mul(0x85EB_CA6B);
        let share = (mixed.wrapping_mul(0xC2B2_AE35) >> 16) & 0xFFFF;
        let nanos = span.as_nanos() / 65_536 * u128::from(share);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)).min(span)
    }
}

/// How a scheme's credentials are renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RefreshPolicy {
    /// How a new access token is obtained.
    pub renewal: Renewal,
    /// Whether the old token may be used while a new one is fetched; Sinao's may not.
    pub overlap: bool,
    /// Whether a renewal by refresh token may be sent again after a lost answer.
    pub replay: Replay,
    /// The longest time between the last service of a token and its end; a tenth of a short lifetime.
    pub longest_skew: Duration,
    /// The longest soft window before the hard edge; a fifth of a short lifetime.
    pub longest_window: Duration,
    /// The age at which a token of unknown lifetime is renewed in the background.
    pub unknown_age: Duration,
    /// Whether a token of unknown lifetime is no longer served beyond [`RefreshPolicy::unknown_age`].
    pub unknown_is_hard: bool,
    /// How long after the sign-in renewals go on, `None` when no end is known.
    pub session: Option<Duration>,
    /// Pauses after transient failures.
    pub backoff: Backoff,
}

impl RefreshPolicy {
    /// A policy with overlap, safe replay, at most 10 s of skew and one hour of soft window.
    pub const fn new(renewal: Renewal) -> Self {
        Self {
            renewal,
            overlap: true,
            replay: Replay::Safe,
            longest_skew: Duration::from_secs(10),
            longest_window: Duration::from_secs(3600),
            unknown_age: Duration::from_secs(3600),
            unknown_is_hard: false,
            session: None,
            backoff: Backoff {
                first: Duration::from_secs(1),
                longest: Duration::from_secs(60),
            },
        }
    }

    /// Sets whether the old token may be used while a new one is fetched.
    #[must_use]
    pub const fn with_overlap(mut self, overlap: bool) -> Self {
        self.overlap = overlap;
        self
    }

    /// Sets whether a renewal whose answer was lost may be sent again.
    #[must_use]
    pub const fn with_replay(mut self, replay: Replay) -> Self {
        self.replay = replay;
        self
    }

    /// Sets how long after the sign-in renewals go on.
    #[must_use]
    pub const fn with_session(mut self, session: Duration) -> Self {
        self.session = Some(session);
        self
    }

    /// Sets the age at which a token of unknown lifetime is renewed, and whether it is refused from then on.
    #[must_use]
    pub const fn with_unknown_age(mut self, age: Duration, hard: bool) -> Self {
        self.unknown_age = age;
        self.unknown_is_hard = hard;
        self
    }

    /// The time before the end of a token of `lifetime` from which it is not served any more.
    pub fn skew(&self, lifetime: Duration) -> Duration {
        self.longest_skew.min(lifetime / 10)
    }

    /// The time before the hard edge in which a token of `lifetime` is renewed, this instance's jitter included.
    pub fn window(&self, lifetime: Duration, jitter: Jitter) -> Duration {
        let window = self.longest_window.min(lifetime / 5);
        window + jitter.share_of(window / 2, 0)
    }
}
