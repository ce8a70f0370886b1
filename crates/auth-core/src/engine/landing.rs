//! The end of a flight, whatever happened to it: recorded, published, told to everyone who waits.

use std::sync::Arc;

use tokio::sync::watch;

use super::{
    flight::Arrival,
    shell::Shell,
    state::{Outcome, State, Waiting},
    sync::{Mistake, interleave, mistaken},
};
use crate::{
    AuthHeaders, Decision, Delivery, Error, ErrorKind, Exchange, Granted, HeaderSet, Moment,
    PersonTask, RefreshTerm, Refusal,
};

/// What a flight is for, as far as its end depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To read the store.
    Restore,
    /// To obtain a token as the lifecycle decided.
    Exchange(Exchange),
    /// To sign in with what was brought just now.
    SignIn,
}

/// Owned by the flight; dropped without a landing (a panic, a runtime that goes down), it reports a failure.
pub(super) struct Landing {
    shell: Arc<Shell>,
    purpose: Purpose,
    epoch: u64,
    forgotten: u64,
    departed: Option<Moment>,
    report: watch::Sender<Option<Outcome>>,
    landed: bool,
}

/// A grant, and the headers made of it unless that failed.
type Arrived = (Arrival, Result<HeaderSet, Error>);

impl Landing {
    pub(super) fn new(
        shell: Arc<Shell>,
        state: &State,
        purpose: Purpose,
        report: watch::Sender<Option<Outcome>>,
    ) -> Self {
        let (epoch, forgotten) = (state.epoch, state.forgotten);
        Self {
            shell,
            purpose,
            epoch,
            forgotten,
            departed: None,
            report,
            landed: false,
        }
    }

    /// From now on the request may have been delivered.
    pub(super) fn departed(&mut self, sent: Moment) {
        self.departed = Some(sent);
    }

    /// How often everything had been forgotten when the flight began.
    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(super) fn land(mut self, arrived: Result<Option<Arrival>, Error>) {
        let arrived = arrived.map(|arrival| {
            arrival.map(|arrival| {
                let set = self.shell.parts.provider.headers(&arrival.tokens);
                (arrival, set)
            })
        });
        self.finish(arrived);
    }

    fn finish(&mut self, arrived: Result<Option<Arrived>, Error>) {
        self.landed = true;
        let shell = Arc::clone(&self.shell);
        if mistaken(Mistake::ClearsFlightEarly) {
            shell.state().flight = None;
        }
        let mut state = shell.state();
        state.flight = None;
        let now = shell.parts.clock.now();
        let outcome = match arrived {
            _ if state.forgotten != self.forgotten && !mistaken(Mistake::IgnoresForgetting) => {
                Outcome::Superseded
            }
            Ok(None) => {
                state.restored = true;
                Outcome::Superseded
            }
            Ok(Some(arrived)) => self.arrive(&mut state, now, arrived),
            Err(error) => self.fail(&mut state, now, error.about(shell.subject())),
        };
        let decision = state.lifecycle.decide(now);
        shell.publish(&state, decision, now);
        drop(state);
        let facts = shell.facts();
        let (provider, scheme) = (facts.provider, facts.scheme);
        match &outcome {
            Outcome::Granted(headers) => {
                tracing::info!(provider, scheme, generation = %headers.generation(), "token granted");
            }
            Outcome::Failed(error) => tracing::warn!(provider, scheme, %error, "exchange failed"),
            Outcome::Superseded => tracing::debug!(provider, scheme, "deciding again"),
        }
        interleave();
        self.report.send_replace(Some(outcome));
        shell.tell_drainers();
    }

    fn arrive(&self, state: &mut State, now: Moment, (arrival, set): Arrived) -> Outcome {
        state.restored = true;
        let restored = arrival.restored;
        let (set, unusable) = match set {
            Ok(set) => (set, None),
            Err(error) => (HeaderSet::new(), Some(error)),
        };
        let usable = settle(&self.shell, state, now, &arrival, set);
        if let Some(error) = unusable {
            // The refresh token is taken over all the same: the one before it may be spent.
            state.headers = None;
            state.lifecycle.invalidated(now);
            return self.fail(state, now, error.about(self.shell.subject()));
        }
        if state.epoch != self.epoch && !mistaken(Mistake::IgnoresInvalidation) {
            state.lifecycle.invalidated(now);
            return Outcome::Superseded;
        }
        match (&state.headers, usable) {
            (Some(headers), true) => Outcome::Granted(headers.clone()),
            // What was restored may be old: the lifecycle says how to go on.
            _ if restored => Outcome::Superseded,
            _ => {
                let error = Error::new(
                    ErrorKind::InvalidResponse,
                    "the provider issued a token that has already expired",
                )
                .advise("check this machine's clock")
                .about(self.shell.subject());
                state.problem = Some(error.clone());
                Outcome::Failed(error)
            }
        }
    }

    fn fail(&self, state: &mut State, now: Moment, error: Error) -> Outcome {
        let Purpose::Exchange(by) = self.purpose else {
            // A sign-in that failed, or a store that cannot be read, takes nothing from what is held.
            if !state.lifecycle.holds(now) {
                state.problem = Some(error.clone());
            }
            return Outcome::Failed(error);
        };
        state.lifecycle.refused(now, by, refusal(&error, by));
        let error = self.lost(state, now, by, &error).unwrap_or(error);
        if !state.lifecycle.holds_refresh_token() {
            state.refresh_token = None;
            state.refresh_expires_at = None;
        }
        state.problem = Some(error.clone());
        let signs_in = state.lifecycle.decide(now) == Decision::Obtain(Exchange::SignIn);
        if by == Exchange::RefreshToken && signs_in {
            // The renewal is over, the connection is not: whoever waits goes on to the sign-in.
            return Outcome::Superseded;
        }
        Outcome::Failed(error)
    }

    /// The error for a renewal whose answer was lost and that may not be repeated, where only a person can go on.
    fn lost(&self, state: &State, now: Moment, by: Exchange, error: &Error) -> Option<Error> {
        let lifecycle = &state.lifecycle;
        let lost = by == Exchange::RefreshToken
            && error.is_delivery_uncertain()
            && lifecycle.holds_refresh_token()
            && !lifecycle.can_refresh(now)
            && !lifecycle.signs_in();
        let sent = self.departed.filter(|_| lost)?;
        let error = Error::new(
            ErrorKind::SignInRequired(PersonTask::SignInAfterLostAnswer(sent.wall)),
            "the answer to the renewal was lost and it cannot be repeated",
        );
        Some(
            error
                .about(self.shell.subject())
                .delivered(Delivery::Uncertain),
        )
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if !self.landed && !mistaken(Mistake::LandsInSilence) {
            let delivery = if self.departed.is_some() {
                Delivery::Uncertain
            } else {
                Delivery::NotDelivered
            };
            let error = Error::new(
                ErrorKind::Internal,
                "the exchange was cut off by a panic or a shutdown",
            );
            self.finish(Err(error.delivered(delivery)));
        }
    }
}

/// The outcome of a flight. Every flight reports one, even when it panics or its runtime goes down.
pub(super) async fn landed(mut waiting: Waiting) -> Outcome {
    interleave();
    if mistaken(Mistake::ListensLate) {
        waiting.mark_unchanged();
        if waiting.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
    let outcome = match waiting.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone(),
        Err(_) => None,
    };
    outcome.unwrap_or_else(|| {
        Outcome::Failed(Error::new(
            ErrorKind::Internal,
            "the exchange ended without a word",
        ))
    })
}

/// Records a grant and makes its headers. Returns whether it can be served.
pub(super) fn settle(
    shell: &Shell,
    state: &mut State,
    now: Moment,
    arrival: &Arrival,
    set: HeaderSet,
) -> bool {
    let tokens = &arrival.tokens;
    let granted = Granted {
        sent: arrival.sent,
        expiry: tokens.expiry().plausible(arrival.sent.wall),
        refresh: tokens.refresh_token().map(|_| RefreshTerm {
            expires_at: tokens.refresh_expires_at(),
        }),
        signed_in_at: arrival.signed_in_at,
        restored: arrival.restored,
    };
    let usable = state.lifecycle.granted(now, granted);
    state.remember(tokens);
    state.headers = Some(AuthHeaders::new(
        set,
        &shell.facts().origins,
        state.lifecycle.generation(),
        granted.expiry.instant(),
    ));
    state.problem = None;
    usable
}

/// What an error means for the lifecycle.
fn refusal(error: &Error, by: Exchange) -> Refusal {
    let uncertain = error.is_delivery_uncertain();
    match error.kind() {
        // What is held is good until its end, only its renewal is over.
        ErrorKind::SignInRequired(PersonTask::SignInAfterLostAnswer(_)) => {
            Refusal::Unknown(error.retry_after())
        }
        ErrorKind::SignInRequired(_) => Refusal::Permanent,
        _ if uncertain && by == Exchange::RefreshToken => Refusal::Unknown(error.retry_after()),
        ErrorKind::Configuration
        | ErrorKind::Forbidden
        | ErrorKind::Suspended
        | ErrorKind::OriginRefused => Refusal::Misconfigured,
        ErrorKind::Internal => Refusal::Fault,
        _ if uncertain => Refusal::Unknown(error.retry_after()),
        _ => Refusal::Transient(error.retry_after()),
    }
}
