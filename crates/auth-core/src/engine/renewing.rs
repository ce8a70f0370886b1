//! A transaction, driven over the real store and the real provider.

use std::{sync::Arc, time::Duration};

use tokio::sync::oneshot;

use super::{
    flight::{self, Arrival},
    landing::Landing,
    saving,
    shell::Shell,
    state::Unsaved,
    sync::{Mistake, mistaken, sleep, spawn, timeout},
};
use crate::{
    Delivery, Error, ErrorKind, Exchange, PersonTask, Replay, Transaction,
    store::{Intent, Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
    transaction::{Action, Event, Outcome, Seen, Terms},
};

/// A holder of a lease is looked after this often.
const SLICE: Duration = Duration::from_secs(1);

/// A transaction under way.
struct Drive<'a> {
    shell: &'a Arc<Shell>,
    transaction: Transaction,
    /// How often everything had been forgotten when it began.
    forgotten: u64,
    /// What was read last.
    stored: Option<Stored>,
    /// What is to be saved.
    record: Option<Record>,
    /// What the provider issued.
    arrival: Option<Arrival>,
    failure: Option<Error>,
}

/// Obtains tokens over a shared store: by its own exchange, or by somebody else's.
pub(super) async fn renew(
    shell: &Arc<Shell>,
    by: Exchange,
    landing: &mut Landing,
) -> Result<Arrival, Error> {
    // What an earlier exchange brought comes first.
    let settled = if mistaken(Mistake::SkipsUnsaved) {
        Ok(())
    } else {
        saving::settle(shell).await
    };
    let (id, terms) = {
        let state = shell.state();
        let spends = by == Exchange::RefreshToken;
        let terms = Terms {
            known: state.stored,
            spends,
            repeats: state.insisted || !spends || shell.facts().policy.replay != Replay::Never,
            term: shell.parts.lease_term(),
        };
        (state.unsent.unwrap_or_else(TransactionId::random), terms)
    };
    if let Err(error) = settled {
        if terms.spends && !terms.repeats {
            return Err(error);
        }
        let arrival = flight::exchange(shell, by, landing).await?;
        let record = arrival.record(shell.parts.clock.now());
        let unsaved = Unsaved::new(record, Some(error));
        saving::keep_trying(shell, unsaved, landing.forgotten());
        return Ok(arrival);
    }
    shell.state().insisted = false;
    let transaction = Transaction::new(id, terms);
    let mut drive = Drive::new(shell, transaction, landing.forgotten());
    let outcome = drive.run(Some((by, landing))).await;
    drive.end(outcome, landing.forgotten())
}

/// Goes on with a transaction whose tokens are not saved yet.
pub(super) async fn finish(
    shell: &Arc<Shell>,
    mut rest: Transaction,
    record: Record,
    forgotten: u64,
) -> (Outcome, Error) {
    rest.save_again();
    let mut drive = Drive::new(shell, rest, forgotten);
    drive.record = Some(record);
    let outcome = drive.run(None).await;
    (outcome, drive.failure())
}

impl<'a> Drive<'a> {
    fn new(shell: &'a Arc<Shell>, transaction: Transaction, forgotten: u64) -> Self {
        Self {
            shell,
            transaction,
            forgotten,
            stored: None,
            record: None,
            arrival: None,
            failure: None,
        }
    }

    async fn run(&mut self, mut exchange: Option<(Exchange, &mut Landing)>) -> Outcome {
        loop {
            let event = match self.transaction.next() {
                Action::Lease => self.lease().await,
                Action::Wait { known, limit } => self.wait(known, limit).await,
                Action::Read => match saving::load(self.shell).await {
                    Ok(stored) => Event::Read(self.see(stored)),
                    Err(error) => self.store_failed(error),
                },
                Action::Intend { under, expected } => {
                    let by = self.transaction.id();
                    let at = self.shell.parts.clock.now().wall;
                    self.shell.state().unsent = Some(by);
                    let intent = Some(Intent { by, at });
                    self.rewrite(under, expected, |record| record.intent = intent)
                        .await
                }
                Action::Exchange => match &mut exchange {
                    Some((by, landing)) => self.exchange(*by, landing).await,
                    None => return Outcome::Failed,
                },
                Action::Save { under, expected } => {
                    let late = exchange.is_none();
                    match self.record.clone().filter(|_| self.still_wanted(late)) {
                        Some(record) => self.write(under, expected, record).await,
                        None => Event::Forgotten,
                    }
                }
                Action::Withdraw { expected } => {
                    self.rewrite(None, expected, |record| record.intent = None)
                        .await
                }
                Action::MarkDead { expected } => {
                    let dead = |record: &mut Record| {
                        record.tokens.drop_refresh_token();
                        record.intent = None;
                    };
                    self.rewrite(None, Some(expected), dead).await
                }
                Action::Release(lease) => {
                    self.release(lease).await;
                    Event::Released
                }
                Action::Done(outcome) => {
                    self.note_late_save();
                    return outcome;
                }
            };
            self.transaction.on(event);
        }
    }

    /// Whether the tokens are to be saved: not what was forgotten, nor, when that is late, what newer ones have replaced.
    fn still_wanted(&self, late: bool) -> bool {
        let state = self.shell.state();
        state.forgotten == self.forgotten && (!late || state.awaits_saving(self.transaction.id()))
    }

    /// What was saved without our hearing of it is known to stand there now.
    fn note_late_save(&self) {
        let ours = |stored: &&Stored| stored.record.id == self.transaction.id();
        if let Some(stored) = self.stored.as_ref().filter(ours) {
            let mut state = self.shell.state();
            if state.forgotten == self.forgotten {
                state.note(&stored.record, Some(stored.version));
            }
        }
    }

    async fn lease(&mut self) -> Event {
        let Some(place) = self.shell.parts.store.clone() else {
            return Event::StoreFailed;
        };
        match saving::lease(self.shell, place, self.transaction.id()).await {
            Ok(Leased::Granted { lease, stored }) => {
                let seen = self.see(stored);
                Event::Leased { lease, seen }
            }
            Ok(Leased::Held { left, stored }) => {
                let seen = self.see(stored);
                let left = left.min(SLICE);
                Event::Held { left, seen }
            }
            Ok(Leased::Unsupported { stored }) => {
                let seen = self.see(stored);
                Event::Unleased { seen }
            }
            Err(error) => self.store_failed(error),
        }
    }

    async fn wait(&mut self, known: Option<Version>, limit: Duration) -> Event {
        let Some((store, connection)) = self.shell.parts.store.clone() else {
            return Event::WaitedEnough;
        };
        match timeout(limit, store.changed_erased(&connection, known)).await {
            Ok(Ok(())) => Event::Woken,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the store does not tell what changes");
                sleep(limit.min(SLICE)).await;
                Event::Woken
            }
            Err(_) => Event::WaitedEnough,
        }
    }

    /// Makes the exchange, and renews the lease as long as it lasts.
    async fn exchange(&mut self, by: Exchange, landing: &mut Landing) -> Event {
        let beat = self.transaction.lease().map(|lease| {
            let (stop, stopped) = oneshot::channel::<()>();
            let shell = Arc::clone(self.shell);
            let beating = spawn(beat(shell, lease, stopped));
            (stop, beating)
        });
        let result = flight::exchange(self.shell, by, landing).await;
        if let Some((stop, beating)) = beat {
            drop(stop);
            // One that comes after the release would take the lease again.
            drop(timeout(2 * self.shell.parts.store_limit, beating).await);
        }
        match result {
            Ok(arrival) => {
                let record = arrival.record(self.shell.parts.clock.now());
                self.record = Some(record.brought_by(self.transaction.id()));
                self.arrival = Some(arrival);
                Event::Issued
            }
            Err(error) => {
                let event = match error.kind() {
                    ErrorKind::SignInRequired(_) => Event::Refused,
                    _ if error.is_delivery_uncertain() => Event::AnswerLost,
                    _ => {
                        self.shell.state().unsent = Some(self.transaction.id());
                        Event::NotProcessed
                    }
                };
                self.failure = Some(error);
                event
            }
        }
    }

    /// Writes what was read last, changed.
    async fn rewrite(
        &mut self,
        under: Option<Lease>,
        expected: Option<Version>,
        change: impl FnOnce(&mut Record),
    ) -> Event {
        let Some(stored) = &self.stored else {
            return Event::Conflict(None);
        };
        let mut record = stored.record.clone();
        record.age = stored.age_of_tokens(self.shell.parts.clock.now().wall);
        change(&mut record);
        self.write(under, expected, record).await
    }

    async fn write(
        &mut self,
        under: Option<Lease>,
        expected: Option<Version>,
        record: Record,
    ) -> Event {
        match saving::write(self.shell, under, expected, record, self.forgotten).await {
            Ok(Replaced::Done(version)) => Event::Written(version),
            Ok(Replaced::Conflict(stored)) => Event::Conflict(self.see(stored)),
            Ok(Replaced::LeaseLost) => Event::LeaseLost,
            Err(error) => self.store_failed(error),
        }
    }

    async fn release(&self, lease: Lease) {
        let Some((store, connection)) = self.shell.parts.store.clone() else {
            return;
        };
        let released = saving::patiently(self.shell, async move {
            store.release_erased(&connection, &lease).await
        });
        if let Err(error) = released.await {
            tracing::warn!(%error, "a lease was not released, it runs out");
        }
    }

    /// Notes what was read, and tells what it says.
    fn see(&mut self, stored: Option<Stored>) -> Option<Seen> {
        let now = self.shell.parts.clock.now().wall;
        let seen = stored.as_ref().map(|stored| {
            let record = &stored.record;
            let state = self.shell.state();
            Seen {
                version: stored.version,
                id: record.id,
                intent: record.intent,
                spendable: record.tokens.refresh_token().is_some(),
                dropped: state.dropped(stored.signed_in_at(now)),
            }
        });
        self.stored = stored;
        seen
    }

    fn store_failed(&mut self, error: Error) -> Event {
        tracing::warn!(%error, "the store failed");
        self.failure = Some(error);
        Event::StoreFailed
    }

    fn failure(&mut self) -> Error {
        self.failure.take().unwrap_or_else(|| {
            Error::new(
                ErrorKind::Internal,
                "the renewal ended without a word about why",
            )
        })
    }

    /// What the flight brings home.
    fn end(&mut self, outcome: Outcome, forgotten: u64) -> Result<Arrival, Error> {
        match outcome {
            Outcome::Issued => self.arrival.take().ok_or_else(|| self.failure()),
            Outcome::Unsaved => {
                let arrival = self.arrival.take().ok_or_else(|| self.failure())?;
                if let Some(record) = self.record.take() {
                    let unsaved = Unsaved {
                        record,
                        over: None,
                        rest: Some(self.transaction.clone()),
                        problem: self.failure.take(),
                    };
                    saving::keep_trying(self.shell, unsaved, forgotten);
                }
                Ok(arrival)
            }
            Outcome::Adopt => match self.stored.take() {
                Some(stored) => {
                    flight::adopt(self.shell, stored, forgotten).ok_or_else(|| self.failure())
                }
                None => Err(self.failure()),
            },
            Outcome::Gone => {
                let mut state = self.shell.state();
                (state.version, state.stored) = (None, None);
                Err(person_needed(
                    PersonTask::SignIn,
                    "the connection was removed from the store",
                ))
            }
            Outcome::Orphaned(Intent { at, .. }) => Err(person_needed(
                PersonTask::SignInAfterLostAnswer(at),
                "the answer to the renewal was lost and it cannot be repeated",
            )
            .delivered(Delivery::Uncertain)),
            Outcome::Refused if self.failure.is_none() => Err(person_needed(
                PersonTask::SignIn,
                "another process was told that the sign-in has ended",
            )),
            Outcome::Refused | Outcome::AnswerLost | Outcome::Failed | Outcome::StoreFailed => {
                Err(self.failure())
            }
        }
    }
}

fn person_needed(task: PersonTask, what: &str) -> Error {
    Error::new(ErrorKind::SignInRequired(task), what).delivered(Delivery::NotDelivered)
}

/// Renews a lease until told to stop, or until somebody else has it.
async fn beat(shell: Arc<Shell>, lease: Lease, mut stopped: oneshot::Receiver<()>) {
    let Some(place) = shell.parts.store.clone() else {
        return;
    };
    let pause = shell.parts.lease_term() / 3;
    while timeout(pause, &mut stopped).await.is_err() {
        match saving::beat(&shell, place.clone(), lease.by).await {
            Ok(Leased::Granted { lease: now, .. }) if now.fence == lease.fence => {}
            Ok(_) => {
                tracing::warn!("a lease was lost while its exchange goes on");
                return;
            }
            Err(error) => tracing::warn!(%error, "a lease was not renewed, trying again"),
        }
    }
}
