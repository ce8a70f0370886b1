//! What follows from the state at a moment.

use serde::{Deserialize, Serialize};

use super::{Hold, Lifecycle};
use crate::{Moment, Renewal};

/// How the next token is obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exchange {
    /// By the refresh token that is held.
    RefreshToken,
    /// From the start.
    SignIn,
}

/// What to do at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Serve the token; nothing changes before the given moment, `None` when nothing ever does by itself.
    Serve(Option<Moment>),
    /// Serve the token, and obtain a new one meanwhile.
    Renew(Exchange),
    /// Nothing may be served: obtain a token, everybody waits for it.
    Obtain(Exchange),
    /// Nothing may be served, and no exchange is begun before this moment.
    BackOff(Moment),
    /// Nothing may be served, and only new input helps.
    GiveUp,
}

impl Lifecycle {
    /// What to do at `now`.
    pub fn decide(&self, now: Moment) -> Decision {
        let usable = self.held.as_ref().is_some_and(|held| held.usable(now));
        let wanted = self
            .held
            .as_ref()
            .is_none_or(|held| held.wants_renewal(now))
            || !usable;
        if !wanted {
            return Decision::Serve(self.next_edge());
        }
        // Without overlap the old token is not served once a new one is wanted.
        let serve = usable && self.policy.overlap;
        match (self.exchange(now), self.hold) {
            (Some(_), Hold::Until(moment)) if !now.reached(moment) => {
                if serve {
                    let edge = self.dead_at().map_or(moment, |dead| dead.earlier(moment));
                    Decision::Serve(Some(edge))
                } else {
                    Decision::BackOff(moment)
                }
            }
            (None, _) => {
                if serve {
                    Decision::Serve(self.dead_at())
                } else {
                    Decision::GiveUp
                }
            }
            (Some(exchange), _) if serve => Decision::Renew(exchange),
            (Some(exchange), _) => Decision::Obtain(exchange),
        }
    }

    /// How a new token would be obtained at `now`; `None` when only a person can.
    fn exchange(&self, now: Moment) -> Option<Exchange> {
        match self.policy.renewal {
            Renewal::None => None,
            Renewal::RefreshToken if self.can_refresh(now) => Some(Exchange::RefreshToken),
            Renewal::RefreshToken | Renewal::SignIn => {
                (self.signs_in && !self.sign_in_refused).then_some(Exchange::SignIn)
            }
        }
    }

    fn next_edge(&self) -> Option<Moment> {
        match (self.renew_at(), self.dead_at()) {
            (Some(renew), Some(dead)) => Some(renew.earlier(dead)),
            (renew, dead) => renew.or(dead),
        }
    }
}
