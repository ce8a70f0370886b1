//! The end of a flight, whatever happened to it: recorded, published, told to everyone who waits.

use std::sync::Arc;

use time::OffsetDateTime;
use tokio::sync::watch;

use super::{
    flight::Arrival,
    shell::Shell,
    state::{Outcome, State},
};
use crate::{
    AuthHeaders, Decision, Delivery, Error, ErrorKind, Exchange, Granted, HeaderSet, Moment,
    PersonTask, RefreshTerm, Refusal, TokenSet,
};

/// Owned by the flight; dropped without a landing (a panic, a runtime that goes down), it reports a failure.
pub(super) struct Landing {
    shell: Arc<Shell>,
    by: Exchange,
    epoch: u64,
    forgotten: u64,
    departed: Option<Moment>,
    report: watch::Sender<Option<Outcome>>,
    landed: bool,
}

impl Landing {
    pub(super) fn new(
        shell: Arc<Shell>,
        state: &State,
        by: Exchange,
        report: watch::Sender<Option<Outcome>>,
    ) -> Self {
        let (epoch, forgotten) = (state.epoch, state.forgotten);
        Self {
            shell,
            by,
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
        let result = arrived.and_then(|arrival| match arrival {
            Some(arrival) => {
                let set = self.shell.parts.provider.headers(&arrival.tokens)?;
                Ok(Some((arrival, set)))
            }
            None => Ok(None),
        });
        self.finish(result);
    }

    fn finish(&mut self, result: Result<Option<(Arrival, HeaderSet)>, Error>) {
        self.landed = true;
        let shell = Arc::clone(&self.shell);
        let mut state = shell.state();
        let now = shell.parts.clock.now();
        state.flight = None;
        let outcome = match result {
            _ if state.forgotten != self.forgotten => Outcome::Superseded,
            Ok(None) => {
                state.restored = true;
                Outcome::Superseded
            }
            Ok(Some((arrival, set))) => self.arrive(&mut state, now, arrival, set),
            Err(error) => self.fail(&mut state, now, error),
        };
        let decision = state.lifecycle.decide(now);
        shell.publish(&state, decision, now);
        drop(state);
        self.report.send_replace(Some(outcome));
    }

    fn arrive(&self, state: &mut State, now: Moment, arrival: Arrival, set: HeaderSet) -> Outcome {
        state.restored = true;
        if arrival.version.is_some() {
            state.version = arrival.version;
        }
        let Arrival {
            tokens,
            sent,
            signed_in_at,
            ..
        } = arrival;
        let usable = settle(&self.shell, state, now, &tokens, set, sent, signed_in_at);
        let facts = self.shell.facts();
        tracing::info!(
            provider = facts.provider,
            scheme = facts.scheme,
            generation = state.lifecycle.generation().0,
            "token granted"
        );
        if state.epoch != self.epoch {
            state.lifecycle.invalidated();
            return Outcome::Superseded;
        }
        match (&state.headers, usable) {
            (Some(headers), true) => Outcome::Granted(headers.clone()),
            // What was restored may be old: the lifecycle says how to go on.
            _ if arrival.version.is_some() => Outcome::Superseded,
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
        let facts = self.shell.facts();
        let uncertain = error.is_delivery_uncertain();
        state
            .lifecycle
            .refused(now, self.by, refusal(&error, self.by));
        let mut error = error.about(self.shell.subject());
        if !state.lifecycle.can_refresh(now) {
            if state.refresh_token.take().is_some()
                && uncertain
                && !state.lifecycle.signs_in()
                && let Some(sent) = self.departed
            {
                error = Error::new(
                    ErrorKind::SignInRequired(PersonTask::SignInAfterLostAnswer(sent.wall)),
                    "the answer to the renewal was lost and it cannot be repeated",
                )
                .about(self.shell.subject())
                .delivered(Delivery::Uncertain);
            }
            state.refresh_expires_at = None;
        }
        tracing::warn!(provider = facts.provider, scheme = facts.scheme, %error, "exchange failed");
        state.problem = Some(error.clone());
        let signs_in = state.lifecycle.decide(now) == Decision::Obtain(Exchange::SignIn);
        if self.by == Exchange::RefreshToken && signs_in {
            // The renewal is over, the connection is not: whoever waits goes on to the sign-in.
            return Outcome::Superseded;
        }
        Outcome::Failed(error)
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if !self.landed {
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

/// Records a grant and makes its headers. Returns whether it can be served.
pub(super) fn settle(
    shell: &Shell,
    state: &mut State,
    now: Moment,
    tokens: &TokenSet,
    set: HeaderSet,
    begun: Moment,
    signed_in_at: Option<OffsetDateTime>,
) -> bool {
    let granted = Granted {
        sent: begun,
        expiry: tokens.expiry().plausible(begun.wall),
        refresh: tokens.refresh_token().map(|_| RefreshTerm {
            expires_at: tokens.refresh_expires_at(),
        }),
        signed_in_at,
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
        ErrorKind::SignInRequired(_) => Refusal::Permanent,
        ErrorKind::Configuration
        | ErrorKind::Forbidden
        | ErrorKind::Suspended
        | ErrorKind::OriginRefused => Refusal::Misconfigured,
        ErrorKind::Internal if !(uncertain && by == Exchange::RefreshToken) => Refusal::Fault,
        _ if uncertain => Refusal::Unknown(error.retry_after()),
        _ => Refusal::Transient(error.retry_after()),
    }
}
