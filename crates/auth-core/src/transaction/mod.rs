//! One renewal over a store that several processes share, as a pure value: no clock, no store, no token, no secret.
//!
//! [`Transaction::next`] says what to do, [`Transaction::on`] takes what came of it. The engine drives it over a real store
//! and a real provider; a model checker drives it through every order of crashes, stalls and losses. What it promises, and
//! when a login can be lost all the same, is in `docs/renewal.md`.
//!
//! ```text
//! lease ──▶ judge what stands there ──▶ intend ──▶ exchange ──▶ save ──▶ release ──▶ done
//!  ▲  │       ▲                           │            ├─ refused: read again ──▶ mark dead
//!  │  held    └───────── conflict ────────┘            └─ not processed: withdraw the intent
//!  └─ wait
//! ```

mod action;
mod terms;

use std::time::Duration;

pub use action::{Action, Event, Outcome};
pub use terms::{Seen, Terms};

use crate::store::{Lease, TransactionId, Version};

/// One renewal, from the lease to its release.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Transaction {
    id: TransactionId,
    terms: Terms,
    phase: Phase,
    lease: Option<Lease>,
    /// The store did not answer: the exchange goes on without it.
    alone: bool,
    intent: Recorded,
    /// Which version the intent was to replace when the store failed: it may stand there, or appear yet.
    doubted: Option<Version>,
    /// The provider has issued tokens that are to be saved.
    in_hand: bool,
    /// Whose intent was waited for in vain, in a store without leases.
    waited_for: Option<TransactionId>,
}

/// Whether the record bears our intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Recorded {
    No,
    Yes,
    /// Nothing was spent, but it may stand there: a write failed, or its withdrawal.
    Perhaps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    Leasing,
    Waiting {
        known: Option<Version>,
        limit: Duration,
        /// The author of the intent, in a store without leases.
        author: Option<TransactionId>,
    },
    Reading,
    Intending(Option<Version>),
    Exchanging(Option<Version>),
    Rereading,
    Marking(Version),
    Withdrawing(Option<Version>),
    Saving(Option<Version>),
    Releasing(Lease, Outcome),
    Done(Outcome),
}

impl Transaction {
    /// A renewal that nothing was done for yet.
    ///
    /// One whose request certainly never left is taken up again under its name: its lease is its own, and an intent that it
    /// left frightens nobody.
    pub fn new(id: TransactionId, terms: Terms) -> Self {
        Self {
            id,
            terms,
            phase: Phase::Leasing,
            lease: None,
            alone: false,
            intent: Recorded::No,
            doubted: None,
            in_hand: false,
            waited_for: None,
        }
    }

    /// The rest of a renewal that ended as [`Outcome::Unsaved`]: its tokens are to be saved, without another exchange.
    pub fn save_again(&mut self) {
        self.phase = Phase::Leasing;
        self.lease = None;
        self.alone = false;
    }

    /// Its name, which the intent, the lease and the tokens bear.
    pub fn id(&self) -> TransactionId {
        self.id
    }

    /// The lease that is held, as far as is known: to be renewed while the exchange lasts.
    pub fn lease(&self) -> Option<Lease> {
        self.lease
    }

    /// What to do next.
    pub fn next(&self) -> Action {
        let under = self.lease;
        match self.phase {
            Phase::Leasing => Action::Lease,
            Phase::Waiting { known, limit, .. } => Action::Wait { known, limit },
            Phase::Reading | Phase::Rereading => Action::Read,
            Phase::Intending(expected) => Action::Intend { under, expected },
            Phase::Exchanging(_) => Action::Exchange,
            Phase::Marking(expected) => Action::MarkDead { expected },
            Phase::Withdrawing(expected) => Action::Withdraw { expected },
            Phase::Saving(expected) => Action::Save { under, expected },
            Phase::Releasing(lease, _) => Action::Release(lease),
            Phase::Done(outcome) => Action::Done(outcome),
        }
    }

    /// Takes what came of the action; what does not answer it changes nothing.
    pub fn on(&mut self, event: Event) {
        match (self.phase, event) {
            (Phase::Leasing, Event::Leased { lease, seen }) => {
                self.lease = Some(lease);
                self.judge(seen);
            }
            (Phase::Leasing, Event::Held { left, seen }) => self.follow(seen, left, None),
            (Phase::Leasing, Event::Unleased { seen }) => self.judge_unleased(seen),
            (Phase::Waiting { .. }, Event::Woken) => self.phase = Phase::Reading,
            (Phase::Waiting { author, .. }, Event::WaitedEnough) => {
                self.waited_for = author;
                self.phase = Phase::Leasing;
            }
            (Phase::Reading, Event::Read(seen)) => match self.passed(seen) {
                Some(outcome) if !self.in_hand => self.finish(outcome),
                _ => self.phase = Phase::Leasing,
            },
            (Phase::Leasing | Phase::Reading, Event::StoreFailed) => self.go_on_alone(None),
            (Phase::Intending(_), Event::Written(version)) => {
                self.intent = Recorded::Yes;
                self.phase = Phase::Exchanging(version);
            }
            (Phase::Intending(_) | Phase::Saving(_), Event::Conflict(seen)) => {
                if self.lease.is_some() {
                    self.judge(seen);
                } else {
                    self.judge_unleased(seen);
                }
            }
            (Phase::Intending(_) | Phase::Saving(_), Event::LeaseLost) => {
                self.lease = None;
                self.phase = Phase::Leasing;
            }
            (Phase::Intending(expected), Event::StoreFailed) if self.doubted.is_none() => {
                // Once more: if it was written after all, or is later, that shows as a conflict with ourselves.
                self.doubted = expected;
            }
            (Phase::Intending(expected), Event::StoreFailed) => {
                self.intent = Recorded::Perhaps;
                self.go_on_alone(expected);
            }
            (Phase::Saving(_), Event::Written(_)) => self.finish(Outcome::Issued),
            (Phase::Saving(_), Event::StoreFailed) => self.finish(Outcome::Unsaved),
            (Phase::Saving(_), Event::Forgotten) => self.finish(Outcome::Gone),
            (Phase::Exchanging(expected), event) => self.exchanged(expected, event),
            (Phase::Releasing(_, outcome), Event::Released) => self.phase = Phase::Done(outcome),
            (_, event) => self.concluded(event),
        }
    }

    /// What came of the exchange.
    fn exchanged(&mut self, expected: Option<Version>, event: Event) {
        match event {
            Event::Issued => {
                self.in_hand = true;
                if self.alone {
                    self.finish(Outcome::Unsaved);
                } else {
                    self.phase = Phase::Saving(expected);
                }
            }
            Event::Refused => self.phase = Phase::Rereading,
            Event::NotProcessed if self.intent == Recorded::Yes => {
                self.phase = Phase::Withdrawing(expected);
            }
            Event::NotProcessed => self.finish(Outcome::Failed),
            // The intent stays: whoever reads it knows that the token may be spent.
            Event::AnswerLost => self.finish(Outcome::AnswerLost),
            _ => {}
        }
    }

    /// What came of the last words on an exchange that brought nothing.
    fn concluded(&mut self, event: Event) {
        match (self.phase, event) {
            (Phase::Rereading, Event::Read(seen)) | (Phase::Marking(_), Event::Conflict(seen)) => {
                match (self.passed(seen), seen) {
                    // Another process has won: the refusal is about a token that nobody needs any more.
                    (Some(outcome), _) => self.finish(outcome),
                    (None, Some(seen))
                        if self.terms.spends && self.foreign_intent(seen).is_none() =>
                    {
                        self.phase = Phase::Marking(seen.version);
                    }
                    _ => self.finish(Outcome::Refused),
                }
            }
            (Phase::Marking(_), Event::Written(_))
            | (Phase::Rereading | Phase::Marking(_), Event::StoreFailed) => {
                self.finish(Outcome::Refused);
            }
            (Phase::Withdrawing(_), Event::Written(_) | Event::Conflict(_)) => {
                self.finish(Outcome::Failed);
            }
            (Phase::Withdrawing(_), Event::StoreFailed) if self.intent == Recorded::Yes => {
                self.intent = Recorded::Perhaps;
            }
            (Phase::Withdrawing(_), Event::StoreFailed) => self.finish(Outcome::Failed),
            _ => {}
        }
    }

    /// Judges what stands there while nobody else may change it.
    fn judge(&mut self, seen: Option<Seen>) {
        if self.in_hand {
            return self.judge_in_hand(seen);
        }
        if let Some(outcome) = self.passed(seen) {
            return self.finish(outcome);
        }
        let version = seen.map(|seen| seen.version);
        let Some(seen) = seen.filter(|_| self.terms.spends) else {
            self.phase = Phase::Exchanging(version);
            return;
        };
        match seen.intent {
            // Ours after all; an older one of ours is recorded anew, since a late withdrawal may be after it.
            Some(intent)
                if intent.by == self.id && self.doubted.is_some_and(|v| v != seen.version) =>
            {
                self.intent = Recorded::Yes;
                self.phase = Phase::Exchanging(version);
            }
            // Its author is gone: the token may be spent, and its successor lost.
            Some(intent) if intent.by != self.id && !self.terms.repeats => {
                self.finish(Outcome::Orphaned(intent));
            }
            _ if !seen.spendable => self.finish(Outcome::Refused),
            _ => self.phase = Phase::Intending(version),
        }
    }

    /// Judges what stands there where others may change it: an intent may be somebody's who is at work.
    fn judge_unleased(&mut self, seen: Option<Seen>) {
        match seen.and_then(|seen| self.foreign_intent(seen)) {
            Some(author) if !self.in_hand && self.waited_for != Some(author) => {
                self.follow(seen, self.terms.term, Some(author));
            }
            _ => self.judge(seen),
        }
    }

    /// Judges what stands there for tokens that wait to be saved.
    fn judge_in_hand(&mut self, seen: Option<Seen>) {
        if seen.is_some_and(|seen| seen.id == self.id) {
            return self.finish(Outcome::Issued);
        }
        match self.passed(seen) {
            Some(outcome) => self.finish(outcome),
            // Whatever others did or intend, what stands there is what these tokens are the successors of.
            None => self.phase = Phase::Saving(seen.map(|seen| seen.version)),
        }
    }

    /// Somebody else is at work: his result is taken as soon as it stands there.
    fn follow(&mut self, seen: Option<Seen>, limit: Duration, author: Option<TransactionId>) {
        match self.passed(seen) {
            Some(outcome) if !self.in_hand => self.finish(outcome),
            _ => {
                self.phase = Phase::Waiting {
                    known: seen.map(|seen| seen.version),
                    limit,
                    author,
                }
            }
        }
    }

    /// How it ends because of what others did since this process looked; `None` when nothing has happened.
    fn passed(&self, seen: Option<Seen>) -> Option<Outcome> {
        match seen {
            Some(seen) => {
                (!seen.dropped && Some(seen.id) != self.terms.known).then_some(Outcome::Adopt)
            }
            None => (self.terms.spends && self.terms.known.is_some()).then_some(Outcome::Gone),
        }
    }

    /// The author of an intent that is not ours.
    fn foreign_intent(&self, seen: Seen) -> Option<TransactionId> {
        let author = seen.intent?.by;
        (author != self.id).then_some(author)
    }

    /// The store fails: what could be lost without it is not begun.
    fn go_on_alone(&mut self, expected: Option<Version>) {
        if self.in_hand {
            self.finish(Outcome::Unsaved);
        } else if self.terms.spends && !self.terms.repeats {
            self.finish(Outcome::StoreFailed);
        } else {
            self.alone = true;
            self.phase = Phase::Exchanging(expected);
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        // What only this process can explain or save stays under its lease, until that runs out or the transaction goes on.
        let stays = match outcome {
            Outcome::Unsaved => true,
            Outcome::StoreFailed | Outcome::Failed => self.intent == Recorded::Perhaps,
            _ => false,
        };
        self.phase = match self.lease.take().filter(|_| !stays) {
            Some(lease) => Phase::Releasing(lease, outcome),
            None => Phase::Done(outcome),
        };
    }
}
