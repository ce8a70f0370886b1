//! What happens to a connection, and what it changes.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Exchange, Held, Hold, Lifecycle};
use crate::{Backoff, Expiry, Generation, Moment, Renewal, Replay};

/// A token whose usable life is shorter than this is not obtained again at once.
const SHORTEST_USEFUL_LIFE: Duration = Duration::from_millis(500);
/// A token rejected within this time after its grant counts as rejected while fresh.
const FRESH: Duration = Duration::from_secs(60);

/// A refresh token as far as the lifecycle needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshTerm {
    /// When it ends by the provider's own word, wall time; `None` when it was not said or has no end.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// A token was granted.
#[derive(Clone, Copy, Debug)]
pub struct Granted {
    /// When the request had left: lifetimes count from there.
    pub sent: Moment,
    /// When the token ends.
    pub expiry: Expiry,
    /// The refresh token that is held from now on, the earlier one included where the answer omitted it.
    pub refresh: Option<RefreshTerm>,
    /// When the person signed in; the moment of this grant when `None`.
    pub signed_in_at: Option<OffsetDateTime>,
    /// Whether it was read from a store: an old one says nothing about what the provider hands out now.
    pub restored: bool,
}

/// An exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was certainly not processed: worth trying again, after the pause the provider asked for if it did.
    Transient(Option<Duration>),
    /// It may have been processed, the answer is lost.
    Unknown(Option<Duration>),
    /// The configuration was refused, or the integration is suspended: only people change that, slowly.
    Misconfigured,
    /// The provider refused what the exchange stood on: the refresh token, or the person's credentials.
    Permanent,
    /// The library or a provider crate failed; the next attempt may work.
    Fault,
}

impl Lifecycle {
    /// A token was granted at `now`. Returns whether it can be served at all: one that is dead on arrival cannot.
    pub fn granted(&mut self, now: Moment, granted: Granted) -> bool {
        let lifetime = |end: OffsetDateTime| {
            Duration::try_from(end - granted.sent.wall).unwrap_or(Duration::ZERO)
        };
        let (dead_at, soft_from) = match granted.expiry {
            Expiry::Never => (None, None),
            Expiry::Unknown if self.policy.unknown_is_hard => {
                self.edges(granted.sent, self.policy.unknown_age)
            }
            Expiry::Unknown => (None, Some(granted.sent.after(self.policy.unknown_age))),
            Expiry::At(end) => self.edges(granted.sent, lifetime(end)),
        };
        let held = Held {
            granted_at: now,
            renew_at: None,
            dead_at,
            rejected: false,
            refresh: granted.refresh,
            lost: 0,
        };
        let usable = held.usable(now);
        self.generation = self.generation.saturating_add(1);
        self.held = Some(held);
        self.signed_in_at = granted.signed_in_at.or(Some(now.wall));
        self.hold = Hold::Free;
        self.sign_in_refused = false;
        let left = dead_at.map(|edge| now.until(edge));
        if !granted.restored && left.is_some_and(|left| left < SHORTEST_USEFUL_LIFE) {
            // The provider hands out tokens that are as good as dead: asking faster would not help.
            self.failures = self.failures.saturating_add(1);
            self.hold = Hold::Until(now.after(self.pause()));
        } else {
            self.failures = 0;
        }
        // A refresh token that ends first is used before it does, where nothing else renews.
        let refresh_soft = granted
            .refresh
            .and_then(|term| term.expires_at)
            .filter(|_| !self.signs_in)
            .and_then(|end| self.edges(granted.sent, lifetime(end)).1);
        let soft_from = match (soft_from, refresh_soft) {
            (Some(soft), Some(refresh)) => Some(soft.earlier(refresh)),
            (soft, _) => soft,
        };
        if self.renewable(now)
            && let Some(held) = &mut self.held
        {
            // A token that arrives inside its window is renewed at half of what is left, not at once.
            held.renew_at = match (soft_from, left) {
                (Some(edge), Some(left)) if now.reached(edge) => Some(now.after(left / 2)),
                (edge, _) => edge,
            };
        }
        usable
    }

    /// An exchange begun with `by` failed at `now`.
    pub fn refused(&mut self, now: Moment, by: Exchange, refusal: Refusal) {
        self.failures = self.failures.saturating_add(1);
        match refusal {
            Refusal::Transient(asked) => {
                let until = now.after(self.pause().max(asked.unwrap_or_default()));
                self.hold = Hold::Until(until);
                self.push_window(now, until);
            }
            Refusal::Unknown(asked) => {
                self.hold = Hold::Until(now.after(self.pause().max(asked.unwrap_or_default())));
                if by == Exchange::RefreshToken {
                    self.answer_lost(now);
                }
            }
            Refusal::Misconfigured => {
                let until = now.after(Backoff::SLOW.pause(self.failures, self.jitter));
                self.hold = Hold::Until(until);
                self.push_window(now, until);
            }
            Refusal::Permanent if by == Exchange::RefreshToken => self.grant_ended(),
            Refusal::Permanent => self.sign_in_refused = true,
            Refusal::Fault => {
                let pause = if self.failures > 1 {
                    self.pause()
                } else {
                    Duration::ZERO
                };
                self.hold = Hold::Until(now.after(pause));
            }
        }
    }

    /// An API rejected the token of `generation`. Returns whether that changed anything: late words on an old one do not.
    pub fn rejected(&mut self, now: Moment, generation: Generation) -> bool {
        let Some(held) = self.current(generation) else {
            return false;
        };
        if held.rejected {
            return false;
        }
        held.rejected = true;
        let fresh = held.granted_at.after(FRESH);
        self.rejections = if now.reached(fresh) {
            1
        } else {
            self.rejections.saturating_add(1)
        };
        // A rejection of a fresh token right after another one would repeat with each call.
        let held_off = matches!(self.hold, Hold::Until(moment) if !now.reached(moment));
        if self.rejections > 1 && !held_off {
            let pause = self.policy.backoff.pause(self.rejections - 1, self.jitter);
            self.hold = Hold::Until(now.after(pause));
        }
        true
    }

    /// The provider said of the token of `generation` that its grant is gone. Returns whether that changed anything.
    pub fn ended(&mut self, generation: Generation) -> bool {
        let current = self.current(generation).is_some();
        if current {
            self.grant_ended();
            self.sign_in_refused = true;
        }
        current
    }

    /// What is held at `now` is not to be served any more, whatever its generation; the refresh token stays.
    pub fn invalidated(&mut self, now: Moment) {
        let generation = self.generation();
        self.rejected(now, generation);
    }

    /// Everything that was held is gone, by the owner's will.
    pub fn forgotten(&mut self) {
        self.held = None;
        self.signed_in_at = None;
        self.input_changed();
    }

    /// New credentials, or a person who says "try again": what was remembered of failures is void.
    pub fn input_changed(&mut self) {
        self.hold = Hold::Free;
        self.sign_in_refused = false;
        self.failures = 0;
        self.rejections = 0;
        if let Some(held) = &mut self.held {
            held.lost = 0;
        }
    }

    fn edges(&self, sent: Moment, lifetime: Duration) -> (Option<Moment>, Option<Moment>) {
        let life = lifetime.saturating_sub(self.policy.skew(lifetime));
        let soft = life.saturating_sub(self.policy.window(lifetime, self.jitter));
        (Some(sent.after(life)), Some(sent.after(soft)))
    }

    fn pause(&self) -> Duration {
        self.policy.backoff.pause(self.failures, self.jitter)
    }

    fn renewable(&self, now: Moment) -> bool {
        match self.policy.renewal {
            Renewal::None => false,
            Renewal::SignIn => self.signs_in,
            Renewal::RefreshToken => self.signs_in || self.can_refresh(now),
        }
    }

    fn current(&mut self, generation: Generation) -> Option<&mut Held> {
        if generation.0 == self.generation {
            self.held.as_mut()
        } else {
            None
        }
    }

    /// Without overlap, a failure that certainly changed nothing lets the old token be served until the next attempt.
    fn push_window(&mut self, now: Moment, until: Moment) {
        if let Some(held) = &mut self.held
            && !self.policy.overlap
            && held.lost == 0
            && held.usable(now)
            && held.renew_at.is_some_and(|edge| until.reached(edge))
        {
            held.renew_at = Some(until);
        }
    }

    /// A lost answer counts against the refresh token; where no renewal is left and a sign-in is possible, that comes next.
    fn answer_lost(&mut self, now: Moment) {
        let Some(held) = &mut self.held else { return };
        held.lost = held.lost.saturating_add(1);
        if self.policy.replay == Replay::Sparingly && held.lost > 1 {
            let slow = now.after(Backoff::SLOW.pause(held.lost - 1, self.jitter));
            self.hold = Hold::Until(slow);
        }
        if self.signs_in && !self.can_refresh(now) {
            self.hold = Hold::Free;
        }
    }

    /// The grant is over: neither its token nor its refresh token is good.
    fn grant_ended(&mut self) {
        if let Some(held) = &mut self.held {
            held.rejected = true;
            held.refresh = None;
        }
        self.hold = Hold::Free;
    }
}
