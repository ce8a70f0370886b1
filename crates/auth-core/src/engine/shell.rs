//! Hit, miss and report: what callers touch.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    flight::{self, Arrival, Job},
    landing::{Landing, landed, settle},
    parts::Parts,
    saving,
    state::{Outcome, State, Status, Waiting},
    sync::{self, Cell, Handle, Mistake, Mutex, MutexGuard, mistaken},
};
use crate::{
    AuthHeaders, Decision, Error, ErrorKind, Generation, Grant, Lifecycle, Moment, SignIn, Verdict,
};

/// A hit reads one clock; the other one is looked at this often.
const RECHECK: Duration = Duration::from_secs(30);
/// Where nothing else can help, the store is looked at this often at most.
const LOOK: Duration = Duration::from_secs(5);

/// One connection: the published cell that hits read, and the state behind the lock.
pub(crate) struct Shell {
    cell: Cell<Published>,
    state: Mutex<State>,
    pub(crate) parts: Parts,
}

/// Headers and the uptime until which nobody needs to think about them.
struct Published {
    headers: AuthHeaders,
    good_until: Duration,
}

/// What a look at the state led to.
enum Step {
    Ready(AuthHeaders),
    Failed(Error),
    Wait(Waiting),
}

impl Shell {
    pub(crate) fn new(parts: Parts, lifecycle: Lifecycle) -> Self {
        Self {
            cell: Cell::empty(),
            state: Mutex::new(State::new(lifecycle)),
            parts,
        }
    }

    /// Headers that are at hand: one atomic load and one look at the clock.
    #[inline]
    pub(crate) fn hit(&self) -> Option<AuthHeaders> {
        let cell = self.cell.load();
        let published = cell.as_ref()?;
        (self.parts.clock.uptime() < published.good_until).then(|| published.headers.clone())
    }

    /// Headers that are at hand, after the bookkeeping that a passed edge asks for.
    pub(crate) fn at_hand(self: &Arc<Self>) -> Option<AuthHeaders> {
        self.hit().or_else(|| match self.step() {
            Step::Ready(headers) => Some(headers),
            Step::Failed(_) | Step::Wait(_) => None,
        })
    }

    /// Headers, at the latest after `limit`.
    pub(crate) async fn headers(self: &Arc<Self>, limit: Duration) -> Result<AuthHeaders, Error> {
        match self.step() {
            Step::Ready(headers) => Ok(headers),
            Step::Failed(error) => Err(error),
            Step::Wait(waiting) => self.within(limit, self.follow(waiting)).await,
        }
    }

    async fn obtain(self: &Arc<Self>) -> Result<AuthHeaders, Error> {
        match self.step() {
            Step::Ready(headers) => Ok(headers),
            Step::Failed(error) => Err(error),
            Step::Wait(waiting) => self.follow(waiting).await,
        }
    }

    /// A sign-in with what a person or the configuration brought just now.
    pub(crate) async fn sign_in(self: &Arc<Self>, grant: Grant) -> Result<AuthHeaders, Error> {
        let limit = self.parts.wait_at_most;
        self.within(limit, async {
            loop {
                let (waiting, ours) = self.begin_sign_in(&grant)?;
                let outcome = landed(waiting).await;
                if !ours {
                    continue;
                }
                return match outcome {
                    Outcome::Granted(headers) => Ok(headers),
                    Outcome::Failed(error) => Err(error),
                    Outcome::Superseded => self.obtain().await,
                };
            }
        })
        .await
    }

    /// Takes note of what an API said about a credential.
    pub(crate) fn report(&self, generation: Generation, verdict: &Verdict) {
        let mut state = self.state();
        let now = self.parts.clock.now();
        let problem = match verdict {
            Verdict::Rejected if state.lifecycle.rejected(now, generation) => {
                Error::new(ErrorKind::Unavailable, "the provider rejected the token")
            }
            Verdict::NeedsPerson(task) if state.lifecycle.ended(generation) => {
                state.forget_tokens();
                Error::new(
                    ErrorKind::SignInRequired(task.clone()),
                    "the provider says that the credential is gone",
                )
            }
            _ => return,
        };
        state.problem = Some(problem.about(self.subject()));
        self.cell.store(None);
        drop(state);
        tracing::info!(provider = self.facts().provider, %generation, ?verdict, "credential refused by the API");
    }

    /// What is held, and what flights now under way will bring, is not to be served.
    pub(crate) fn invalidate(&self) {
        if mistaken(Mistake::ClearsCellFirst) {
            self.cell.store(None);
        }
        let mut state = self.state();
        state.epoch += 1;
        state.lifecycle.invalidated(self.parts.clock.now());
        if !mistaken(Mistake::ClearsCellFirst) {
            self.cell.store(None);
        }
    }

    /// Everything is dropped, in memory at once and in the store as soon as it answers.
    pub(crate) fn forget(self: &Arc<Self>) {
        let mut state = self.state();
        state.epoch += 1;
        state.forgotten += 1;
        state.forget_tokens();
        state.lifecycle.forgotten();
        state.problem = None;
        state.restored = true;
        let at = self.parts.clock.now().wall;
        state.forgotten_at = Some(at);
        state.unsaved = None;
        state.stored = None;
        let known = state.version.take();
        self.cell.store(None);
        let runtime = self.parts.store.as_ref().and(self.runtime().ok());
        if runtime.is_some() {
            state.removals += 1;
        }
        drop(state);
        match runtime {
            Some(runtime) => drop(runtime.spawn(saving::remove(Arc::clone(self), known, at))),
            None => self.tell_drainers(),
        }
    }

    /// What was remembered of failures is void.
    pub(crate) fn retry(&self) {
        let mut state = self.state();
        state.lifecycle.input_changed();
        state.problem = None;
        state.look_at = None;
        state.insisted = true;
        if matches!(self.facts().sign_in, SignIn::Static(_)) {
            state.restored = false;
        }
        self.cell.store(None);
    }

    pub(crate) fn status(&self) -> Status {
        let facts = self.facts();
        let state = self.state();
        let about = state.about.as_deref();
        Status {
            provider: facts.provider,
            scheme: facts.scheme,
            generation: state.headers.as_ref().map(AuthHeaders::generation),
            expires_at: state.headers.as_ref().and_then(AuthHeaders::expires_at),
            person_needed_at: state.lifecycle.person_needed_at(),
            renewing: state.flight.is_some(),
            scope: about.and_then(|about| about.scope.clone()),
            attributes: about
                .map(|about| about.attributes.clone())
                .unwrap_or_default(),
            problem: state.problem.clone(),
            unsaved: state
                .unsaved
                .as_ref()
                .and_then(|unsaved| unsaved.problem.clone()),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn runtime(&self) -> Result<Handle, Error> {
        sync::exchanges(self.parts.runtime.as_ref())
    }

    pub(super) fn facts(&self) -> &crate::Facts {
        self.parts.provider.facts()
    }

    /// How errors name the connection.
    pub(super) fn subject(&self) -> String {
        let facts = self.facts();
        format!("{} {}", facts.provider, facts.scheme)
    }

    /// Publishes what `decision` allows, for hits to find. The caller holds the lock.
    pub(super) fn publish(&self, state: &State, decision: Decision, now: Moment) {
        let edge = match decision {
            Decision::Serve(edge) => edge,
            Decision::Renew(_) => state.lifecycle.dead_at(),
            _ => {
                self.cell.store(None);
                return;
            }
        };
        let left = edge.map_or(RECHECK, |edge| now.until(edge).min(RECHECK));
        let good_until = now.uptime.saturating_add(left);
        self.cell.store(state.headers.clone().map(|headers| {
            Arc::new(Published {
                headers,
                good_until,
            })
        }));
    }

    fn step(self: &Arc<Self>) -> Step {
        let mut state = self.state();
        let now = self.parts.clock.now();
        if !state.restored {
            self.begin(&mut state, now);
        }
        let decision = state.lifecycle.decide(now);
        let looks = !state.restored || decision == Decision::GiveUp;
        if looks && self.parts.store.is_some() && state.flight.is_none() {
            if state.look_at.is_none_or(|at| now.uptime >= at) {
                state.look_at = Some(now.uptime.saturating_add(LOOK));
                return self
                    .depart(state, Job::Restore)
                    .map_or_else(Step::Failed, Step::Wait);
            }
            return Step::Failed(state.given_up().about(self.subject()));
        }
        if let (Decision::BackOff(_) | Decision::GiveUp | Decision::Obtain(_), Some(waiting)) =
            (decision, &state.flight)
        {
            return Step::Wait(waiting.clone());
        }
        match decision {
            Decision::Serve(_) | Decision::Renew(_) => {
                self.publish(&state, decision, now);
                let Some(headers) = state.headers.clone() else {
                    return Step::Failed(Error::new(
                        ErrorKind::Internal,
                        "a token without headers",
                    ));
                };
                if let (Decision::Renew(exchange), None) = (decision, &state.flight)
                    && let Err(error) = self.depart(state, Job::Exchange(exchange))
                {
                    tracing::warn!(%error, "no renewal in the background");
                }
                Step::Ready(headers)
            }
            Decision::Obtain(exchange) => self
                .depart(state, Job::Exchange(exchange))
                .map_or_else(Step::Failed, Step::Wait),
            Decision::BackOff(until) => Step::Failed(state.backing_off(now, until)),
            Decision::GiveUp => Step::Failed(state.given_up().about(self.subject())),
        }
    }

    /// The flight of a sign-in, or the one that is under way and has to land first.
    fn begin_sign_in(self: &Arc<Self>, grant: &Grant) -> Result<(Waiting, bool), Error> {
        let state = self.state();
        if let Some(waiting) = state.flight.clone() {
            return Ok((waiting, false));
        }
        let waiting = self.depart(state, Job::SignIn(grant.clone()))?;
        Ok((waiting, true))
    }

    /// Starts a flight and gives its waiting list. The lock is released before the task is spawned.
    fn depart<'a>(
        self: &'a Arc<Self>,
        mut state: MutexGuard<'a, State>,
        job: Job,
    ) -> Result<Waiting, Error> {
        let runtime = self.runtime()?;
        if mistaken(Mistake::DecidesWithoutLock) {
            drop(state);
            state = self.state();
        }
        let (report, waiting) = watch::channel(None);
        let landing = Landing::new(Arc::clone(self), &state, job.purpose(), report);
        state.flight = Some(waiting.clone());
        drop(state);
        runtime.spawn(flight::fly(Arc::clone(self), job, landing));
        Ok(waiting)
    }

    /// Settles what stands before the first decision; with a store, that is for a flight to read.
    fn begin(&self, state: &mut State, now: Moment) {
        if let SignIn::Static(tokens) = &self.facts().sign_in {
            let arrival = Arrival {
                tokens: (**tokens).clone(),
                sent: now,
                signed_in_at: None,
                restored: false,
            };
            match self.parts.provider.headers(tokens) {
                Ok(set) => {
                    settle(self, state, now, &arrival, set);
                }
                Err(error) => state.problem = Some(error.about(self.subject())),
            }
        } else if self.parts.store.is_some() {
            return;
        }
        state.restored = true;
    }

    /// Waits for a flight, and for the next one where its outcome does not answer.
    async fn follow(self: &Arc<Self>, mut waiting: Waiting) -> Result<AuthHeaders, Error> {
        loop {
            match landed(waiting).await {
                Outcome::Granted(headers)
                    if self.still_good(&headers) || mistaken(Mistake::TrustsOldOutcome) =>
                {
                    return Ok(headers);
                }
                Outcome::Failed(error) => return Err(error),
                Outcome::Granted(_) | Outcome::Superseded => {}
            }
            waiting = match self.step() {
                Step::Ready(headers) => return Ok(headers),
                Step::Failed(error) => return Err(error),
                Step::Wait(waiting) => waiting,
            };
        }
    }

    /// Whether headers that a flight brought are still what hits get: a waiter may be polled late.
    fn still_good(&self, headers: &AuthHeaders) -> bool {
        self.hit()
            .is_some_and(|current| current.generation() == headers.generation())
    }

    async fn within<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        // The timer is the exchanges' own: callers may run on any executor.
        let timed = {
            let runtime = self.runtime()?;
            let _context = runtime.enter();
            sync::timeout(limit, work)
        };
        timed.await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::DeadlineExceeded,
                "no answer within the caller's time",
            )
            .about(self.subject()))
        })
    }
}
