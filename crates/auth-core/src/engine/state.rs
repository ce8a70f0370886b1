//! What the lock protects.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use time::OffsetDateTime;
use tokio::sync::{Notify, watch};

use crate::{
    AuthHeaders, Error, ErrorKind, Generation, Lifecycle, Moment, PersonTask, RefreshToken,
    TokenSet, Transaction,
    store::{Record, TransactionId, Version},
};

/// The attribute under which a grant's choice is kept, and stored, for the sign-ins that follow.
pub(super) const CHOICE: &str = "choice";

/// How a flight ended, for everyone who waits for it.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Granted(AuthHeaders),
    Failed(Error),
    /// What it brought does not answer the question: decide again.
    Superseded,
}

pub(super) type Waiting = watch::Receiver<Option<Outcome>>;

/// Everything of a connection that changes. The access token itself stands only in the headers.
pub(super) struct State {
    pub(super) lifecycle: Lifecycle,
    pub(super) headers: Option<AuthHeaders>,
    pub(super) refresh_token: Option<RefreshToken>,
    pub(super) refresh_expires_at: Option<OffsetDateTime>,
    pub(super) about: Option<Box<About>>,
    pub(super) flight: Option<Waiting>,
    /// Counts invalidations: a flight that began before one does not publish its token as good.
    pub(super) epoch: u64,
    /// Counts the times that everything was forgotten: a flight that began before one keeps nothing.
    pub(super) forgotten: u64,
    /// When that was last: the record of a login from before is not taken over.
    pub(super) forgotten_at: Option<OffsetDateTime>,
    pub(super) problem: Option<Error>,
    /// Whether the store was read since the start.
    pub(super) restored: bool,
    /// The store is not looked at before this uptime.
    pub(super) look_at: Option<Duration>,
    /// The version that is known to stand in the store.
    pub(super) version: Option<Version>,
    /// The transaction that brought its tokens.
    pub(super) stored: Option<TransactionId>,
    /// A renewal whose intent was recorded, or may have been, and whose request has not left: it is taken up again.
    pub(super) unsent: Option<TransactionId>,
    /// A person wants a renewal repeated although its answer was lost.
    pub(super) insisted: bool,
    /// What is not in the store yet.
    pub(super) unsaved: Option<Box<Unsaved>>,
    /// How many removals have not reached the store yet.
    pub(super) removals: u32,
    /// How many wait until nothing is left to do.
    pub(super) drainers: u16,
    /// Told of drainers, and of the end of what they wait for; from the first of them on.
    pub(super) told: Option<Arc<Notify>>,
}

/// Tokens that are served and not saved yet.
#[derive(Clone)]
pub(super) struct Unsaved {
    pub(super) record: Record,
    /// The version that was known to stand there when these tokens came: over another one they are saved only after a look.
    pub(super) over: Option<Version>,
    /// The rest of the renewal that brought them; `None` for what goes before any renewal, such as a sign-in.
    pub(super) rest: Option<Transaction>,
    pub(super) problem: Option<Error>,
}

impl Unsaved {
    /// What goes before any renewal.
    pub(super) fn new(record: Record, problem: Option<Error>) -> Self {
        Self {
            record,
            over: None,
            rest: None,
            problem,
        }
    }
}

/// What a grant told besides tokens; boxed since most tell nothing.
pub(super) struct About {
    pub(super) scope: Option<String>,
    pub(super) attributes: BTreeMap<String, String>,
}

impl State {
    pub(super) fn new(lifecycle: Lifecycle) -> Self {
        Self {
            lifecycle,
            headers: None,
            refresh_token: None,
            refresh_expires_at: None,
            about: None,
            flight: None,
            epoch: 0,
            forgotten: 0,
            forgotten_at: None,
            problem: None,
            restored: false,
            look_at: None,
            version: None,
            stored: None,
            unsent: None,
            insisted: false,
            unsaved: None,
            removals: 0,
            drainers: 0,
            told: None,
        }
    }

    /// Takes over what is needed of `tokens` beside the headers.
    pub(super) fn remember(&mut self, tokens: &TokenSet) {
        self.refresh_token = tokens.refresh_token().cloned();
        self.refresh_expires_at = tokens.refresh_expires_at();
        self.about = (tokens.scope().is_some() || !tokens.attributes().is_empty()).then(|| {
            Box::new(About {
                scope: tokens.scope().map(Into::into),
                attributes: tokens.attributes().clone(),
            })
        });
    }

    /// What the last sign-in with a password chose.
    pub(super) fn chosen(&self) -> Option<String> {
        self.about.as_ref()?.attributes.get(CHOICE).cloned()
    }

    /// Whether a login that began with a sign-in at `signed_in_at` was there when everything was forgotten: what is left of it
    /// is about to be removed, whoever renews it meanwhile.
    pub(super) fn dropped(&self, signed_in_at: OffsetDateTime) -> bool {
        self.forgotten_at.is_some_and(|at| signed_in_at <= at)
    }

    /// Takes note of what stands in the store.
    pub(super) fn note(&mut self, record: &Record, version: Option<Version>) {
        self.version = version;
        self.stored = Some(record.id);
    }

    /// Whether what `id` brought still waits to be saved: nothing newer has come, nothing was forgotten.
    pub(super) fn awaits_saving(&self, id: TransactionId) -> bool {
        self.unsaved
            .as_ref()
            .is_some_and(|unsaved| unsaved.record.id == id)
    }

    /// Drops every token.
    pub(super) fn forget_tokens(&mut self) {
        self.headers = None;
        self.refresh_token = None;
        self.refresh_expires_at = None;
        self.about = None;
    }

    /// Why nothing can be served and only new input helps.
    pub(super) fn given_up(&self) -> Error {
        match &self.problem {
            Some(problem) if problem.actor() != crate::Actor::Wait => problem.clone(),
            _ => {
                let what = if self.lifecycle.signed_in_at().is_some() {
                    "the sign-in has ended and cannot be renewed"
                } else {
                    "nobody has signed in yet"
                };
                Error::new(ErrorKind::SignInRequired(PersonTask::SignIn), what)
            }
        }
    }

    /// Why nothing can be served before `until`.
    pub(super) fn backing_off(&self, now: Moment, until: Moment) -> Error {
        let problem = self.problem.clone().unwrap_or_else(|| {
            Error::new(
                ErrorKind::Unavailable,
                "the provider keeps rejecting fresh tokens",
            )
        });
        problem.retry_in(now.until(until))
    }
}

/// How a connection stands, for health pages and warnings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// Identifier of the provider.
    pub provider: &'static str,
    /// Identifier of the scheme.
    pub scheme: &'static str,
    /// The credential that is held, `None` when none is.
    pub generation: Option<Generation>,
    /// When the provider's own word ends it, wall time.
    pub expires_at: Option<OffsetDateTime>,
    /// When a person will be needed at the latest, wall time; `None` when nobody is, or it is not known.
    pub person_needed_at: Option<OffsetDateTime>,
    /// Whether an exchange is under way.
    pub renewing: bool,
    /// The granted scope, space-separated.
    pub scope: Option<String>,
    /// What the grant told about the connection, such as the firm's identifier.
    pub attributes: BTreeMap<String, String>,
    /// The last failure since the last success.
    pub problem: Option<Error>,
    /// Why the newest tokens are served without being in the store yet; `None` when they are, or there is no store.
    pub unsaved: Option<Error>,
}
