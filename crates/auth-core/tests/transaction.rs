//! A transaction alone, under any answers: it never sends twice, never without its intent, and always comes to an end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use auth_core::{
    Transaction,
    store::{Intent, Lease, TransactionId, Version},
    transaction::{Action, Event, Outcome, Seen, Terms},
};
use proptest::prelude::*;
use time::OffsetDateTime;

const OURS: TransactionId = TransactionId::from_number(1);
const KNOWN: TransactionId = TransactionId::from_number(2);
const FOREIGN: TransactionId = TransactionId::from_number(3);

fn names() -> impl Strategy<Value = TransactionId> {
    prop_oneof![2 => Just(KNOWN), 1 => Just(FOREIGN), 1 => Just(OURS)]
}

fn seen() -> impl Strategy<Value = Option<Seen>> {
    let intent = proptest::option::weighted(0.4, names()).prop_map(|by| {
        let at = OffsetDateTime::UNIX_EPOCH;
        by.map(|by| Intent { by, at })
    });
    let seen = (1_u64..6, names(), intent, any::<bool>(), any::<bool>());
    let seen = seen.prop_map(|(version, id, intent, live, dropped)| Seen {
        version: Version(version),
        id,
        intent,
        spendable: live,
        dropped: dropped && live,
    });
    proptest::option::weighted(0.85, seen)
}

fn terms() -> impl Strategy<Value = Terms> {
    let known = proptest::option::weighted(0.9, Just(KNOWN));
    (known, any::<bool>(), any::<bool>()).prop_map(|(known, spends, repeats)| Terms {
        known,
        spends,
        repeats,
        term: Duration::from_secs(30),
    })
}

fn events() -> impl Strategy<Value = Event> {
    let left = Duration::from_secs(1);
    let fences = 1_u64..4;
    prop_oneof![
        4 => (fences, seen()).prop_map(|(fence, seen)| Event::Leased {
            lease: Lease { by: OURS, fence },
            seen,
        }),
        1 => seen().prop_map(move |seen| Event::Held { left, seen }),
        1 => seen().prop_map(|seen| Event::Unleased { seen }),
        2 => seen().prop_map(Event::Read),
        2 => seen().prop_map(Event::Conflict),
        3 => (1_u64..9).prop_map(|version| Event::Written(Some(Version(version)))),
        1 => Just(Event::Woken),
        1 => Just(Event::WaitedEnough),
        1 => Just(Event::LeaseLost),
        1 => Just(Event::Forgotten),
        2 => Just(Event::StoreFailed),
        1 => Just(Event::Issued),
        1 => Just(Event::Refused),
        1 => Just(Event::NotProcessed),
        1 => Just(Event::AnswerLost),
        2 => Just(Event::Released),
    ]
}

/// Whether `event` is among the answers that the documentation of `action` names.
fn answers(event: Event, action: Action) -> bool {
    use Event as E;
    match action {
        Action::Lease => matches!(
            event,
            E::Leased { .. } | E::Held { .. } | E::Unleased { .. } | E::StoreFailed
        ),
        Action::Wait { .. } => matches!(event, E::Woken | E::WaitedEnough),
        Action::Read => matches!(event, E::Read(_) | E::StoreFailed),
        Action::Intend { .. } => matches!(
            event,
            E::Written(_) | E::Conflict(_) | E::LeaseLost | E::StoreFailed
        ),
        Action::Save { .. } => matches!(
            event,
            E::Written(_) | E::Conflict(_) | E::LeaseLost | E::StoreFailed | E::Forgotten
        ),
        Action::Exchange => {
            matches!(
                event,
                E::Issued | E::Refused | E::NotProcessed | E::AnswerLost
            )
        }
        Action::Withdraw { .. } | Action::MarkDead { .. } => {
            matches!(event, E::Written(_) | E::Conflict(_) | E::StoreFailed)
        }
        Action::Release(_) => event == E::Released,
        Action::Done(_) => false,
    }
}

/// What a store and a provider in good health answer.
fn healthy(action: Action) -> Event {
    let seen = Some(Seen {
        version: Version(9),
        id: KNOWN,
        intent: None,
        spendable: true,
        dropped: false,
    });
    let lease = Lease { by: OURS, fence: 9 };
    match action {
        Action::Lease => Event::Leased { lease, seen },
        Action::Wait { .. } => Event::Woken,
        Action::Read => Event::Read(seen),
        Action::Exchange => Event::Issued,
        Action::Release(_) => Event::Released,
        _ => Event::Written(Some(Version(10))),
    }
}

/// What a driver remembers, to hold the transaction to it.
#[derive(Default)]
struct Witness {
    lease: Option<Lease>,
    /// The intent stands in the record, as far as was said.
    intended: bool,
    /// A write about the intent failed: it may stand there.
    doubted: bool,
    exchanged: bool,
}

impl Witness {
    fn take(&mut self, transaction: &mut Transaction, terms: &Terms, event: Event) {
        let (before, action) = (transaction.clone(), transaction.next());
        transaction.on(event);
        if !answers(event, action) {
            assert_eq!(*transaction, before, "{event:?} does not answer {action:?}");
            return;
        }
        match (action, event) {
            (Action::Lease, Event::Leased { lease, .. }) => self.lease = Some(lease),
            (Action::Release(lease), _) => {
                assert_eq!(
                    self.lease.take(),
                    Some(lease),
                    "only what is held is released"
                );
            }
            (Action::Exchange, _) => self.exchanged = true,
            (Action::Intend { .. }, Event::Written(_)) => self.intended = true,
            (Action::Intend { .. } | Action::Withdraw { .. }, Event::StoreFailed) => {
                self.doubted = true;
            }
            _ => {}
        }
        if let (_, Event::LeaseLost) = (action, event) {
            self.lease = None;
        }
        // Recorded after all: it bears our name.
        let seen = match event {
            Event::Leased { seen, .. } | Event::Unleased { seen } | Event::Conflict(seen) => seen,
            _ => None,
        };
        let own = seen
            .and_then(|seen| seen.intent)
            .is_some_and(|intent| intent.by == OURS);
        let next = transaction.next();
        if next == Action::Exchange && action != Action::Exchange {
            assert!(!self.exchanged, "a second exchange");
            let recorded = self.intended || (own && self.doubted);
            assert!(
                recorded || !terms.spends || terms.repeats || seen.is_none(),
                "an exchange without its intent, after {event:?}"
            );
        }
        if let Action::Done(outcome) = next {
            let keeps = match outcome {
                Outcome::Unsaved => true,
                Outcome::StoreFailed | Outcome::Failed => self.doubted,
                _ => false,
            };
            assert!(keeps || self.lease.is_none(), "{outcome:?} holds a lease");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn it_never_sends_twice_nor_without_its_intent_and_lets_go(
        terms in terms(),
        events in proptest::collection::vec(events(), 0..80),
    ) {
        let mut transaction = Transaction::new(OURS, terms);
        let mut witness = Witness::default();
        for event in events {
            witness.take(&mut transaction, &terms, event);
        }
    }

    #[test]
    fn it_ends_as_soon_as_store_and_provider_are_well(
        terms in terms(),
        events in proptest::collection::vec(events(), 0..40),
    ) {
        let mut transaction = Transaction::new(OURS, terms);
        let mut witness = Witness::default();
        for event in events {
            witness.take(&mut transaction, &terms, event);
        }
        for _ in 0..12 {
            let event = healthy(transaction.next());
            witness.take(&mut transaction, &terms, event);
        }
        let next = transaction.next();
        prop_assert!(matches!(next, Action::Done(_)), "still {:?}", next);
    }

    #[test]
    fn tokens_that_are_not_saved_are_never_asked_for_again(
        terms in terms(),
        later in proptest::collection::vec(events(), 0..60),
    ) {
        let terms = Terms { known: Some(KNOWN), ..terms };
        let mut transaction = Transaction::new(OURS, terms);
        while !matches!(transaction.next(), Action::Save { .. }) {
            transaction.on(healthy(transaction.next()));
        }
        transaction.on(Event::StoreFailed);
        prop_assert_eq!(transaction.next(), Action::Done(Outcome::Unsaved));
        transaction.save_again();
        let mut witness = Witness::default();
        for event in later {
            witness.take(&mut transaction, &terms, event);
            let next = transaction.next();
            prop_assert!(!matches!(next, Action::Exchange | Action::Intend { .. }), "{:?}", next);
        }
    }
}
