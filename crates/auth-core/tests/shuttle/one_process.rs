//! One authenticator, many callers.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use auth_core::{
    Error, ErrorKind, PersonTask, Verdict,
    model::shuttle::{
        rand::{Rng, thread_rng},
        thread,
    },
    testing::ManualClock,
};

use crate::{
    check::{ANY, NEVER, OF_CALLERS, holds},
    common::{Plain, secs},
    world::{Clumsy, Connection, Distant, Server, number, number_of},
};

/// Runs each of `parts` on a thread of its own, to its end.
pub(crate) fn together<T: Send + 'static>(
    parts: impl IntoIterator<Item = Box<dyn FnOnce() -> T + Send>>,
) -> Vec<T> {
    let threads: Vec<_> = parts.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}

/// `work` on `connection`, for [`together`].
pub(crate) fn part<T: Send + 'static>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> T + Send + 'static,
) -> Box<dyn FnOnce() -> T + Send> {
    let connection = connection.clone();
    Box::new(move || work(&connection))
}

fn is_patience(error: &Error) -> bool {
    *error.kind() == ErrorKind::DeadlineExceeded
}

pub(crate) fn cold_callers_share_one_exchange() {
    let connection = Connection::new(Plain::client(), Server::default());
    let caller = || part(&connection, Connection::headers);
    for headers in together([caller(), caller(), caller()]) {
        match headers {
            Ok(headers) => assert_eq!(number(&headers), 1, "one exchange"),
            Err(error) => assert!(is_patience(&error), "{error}"),
        }
    }
    connection.settle(None);
    assert_eq!(connection.server.departed(), 1, "one exchange");
    assert_eq!(number(&connection.try_headers().unwrap()), 1);
}

#[test]
fn cold_callers_share_one_exchange_in_any_order() {
    holds(cold_callers_share_one_exchange, &[NEVER, OF_CALLERS]);
}

pub(crate) fn callers_in_the_window_are_served_by_the_old_token_and_one_renewal_is_made() {
    let connection = Connection::new(Plain::person(), Server::default());
    connection.sign_in().unwrap();
    connection.clock.advance(secs(3500));
    let caller = || part(&connection, |it| number(&it.headers().unwrap()));
    for served in together([caller(), caller(), caller()]) {
        assert!(served <= 2, "{served}");
    }
    connection.settle(None);
    assert_eq!(connection.server.departed(), 2, "one renewal");
    assert_eq!(number(&connection.try_headers().unwrap()), 2);
}

#[test]
fn a_renewal_in_the_background_is_made_once_in_any_order() {
    holds(
        callers_in_the_window_are_served_by_the_old_token_and_one_renewal_is_made,
        &[NEVER],
    );
}

fn callers_of_a_refused_exchange_fail_alike() {
    let connection = Connection::new(Plain::client(), Server::refusing(1));
    let caller = || part(&connection, |it| it.headers().unwrap_err());
    for error in together([caller(), caller(), caller()]) {
        assert_eq!(*error.kind(), ErrorKind::Unavailable, "{error}");
    }
    assert_eq!(connection.server.departed(), 1, "one exchange");
}

#[test]
fn a_refusal_is_the_answer_for_all_who_wait_in_any_order() {
    holds(callers_of_a_refused_exchange_fail_alike, &[NEVER]);
}

pub(crate) fn what_is_bad_is_not_served_again() {
    let connection = Connection::new(Plain::client(), Server::default());
    connection.headers().ok();
    let reader = || {
        part(&connection, |it| {
            for _ in 0..3 {
                it.try_headers();
            }
            it.headers().ok();
        })
    };
    let reporter = part(&connection, |it| {
        if let Ok(headers) = it.headers() {
            it.report(&headers);
            it.try_headers();
            it.headers().ok();
        }
    });
    let invalidator = part(&connection, |it| {
        it.invalidate();
        it.try_headers();
        it.headers().ok();
    });
    together([reader(), reporter, invalidator, reader()]);
    connection.settle(None);
    let departed = connection.server.departed();
    assert!(
        departed <= 3,
        "{departed} exchanges for one start, two suspicions"
    );
    assert_eq!(connection.server.most_at_once(), 1, "one at a time");
}

/// The smallest world in which a flight is overtaken by an invalidation.
pub(crate) fn a_flight_that_is_overtaken_brings_nothing_good() {
    let connection = Connection::new(Plain::client(), Server::default());
    let invalidator = part(&connection, |it| {
        it.invalidate();
        it.try_headers();
    });
    together([part(&connection, |it| drop(it.headers())), invalidator]);
    connection.settle(None);
    connection.try_headers();
}

#[test]
fn what_was_reported_or_invalidated_is_not_served_again_in_any_order() {
    holds(what_is_bad_is_not_served_again, &[NEVER, ANY]);
    holds(a_flight_that_is_overtaken_brings_nothing_good, &[NEVER]);
}

/// Somebody forgets everything while others ask and a person signs in.
fn forgetting(connection: &Connection, store: Option<&Distant>) {
    let caller = part(connection, |it| {
        it.try_headers();
        it.headers().ok();
    });
    let person = part(connection, |it| drop(it.sign_in()));
    let leaver = part(connection, |it| {
        it.forget();
        it.try_headers();
    });
    together([caller, person, leaver]);
    connection.settle(store);
    connection.try_headers();
    if let Some(record) = store.and_then(Distant::stands) {
        let (number, bad) = (number_of(&record), connection.bad());
        assert!(number > bad, "token {number} is stored, {bad} is bad");
    }
}

fn what_was_forgotten_is_not_served_again() {
    let connection = Connection::new(Plain::person(), Server::default());
    forgetting(&connection, None);
    connection.clock.advance(secs(3500));
    forgetting(&connection, None);
}

fn what_was_forgotten_is_not_stored_again() {
    let clock = ManualClock::default();
    let store = Distant::new(&clock);
    let connection = Connection::over(Plain::person(), Server::default(), clock, Some(&store));
    forgetting(&connection, Some(&store));
    connection.clock.advance(secs(3500));
    forgetting(&connection, Some(&store));
}

/// The smallest world in which everything is forgotten while it is saved.
pub(crate) fn what_is_forgotten_while_it_is_saved_does_not_stay() {
    let clock = ManualClock::default();
    let store = Distant::new(&clock);
    let connection = Connection::over(Plain::person(), Server::default(), clock, Some(&store));
    let person = part(&connection, |it| drop(it.sign_in()));
    let leaver = part(&connection, |it| {
        while it.server.departed() == 0 {
            thread::yield_now();
        }
        it.forget();
    });
    together([person, leaver]);
    connection.settle(Some(&store));
    assert!(store.stands().is_none(), "what was forgotten is stored");
}

pub(crate) fn what_was_forgotten_is_not_renewed() {
    let connection = Connection::new(Plain::person(), Server::default());
    connection.sign_in().unwrap();
    connection.clock.advance(secs(3500));
    let caller = || part(&connection, |it| drop(it.headers()));
    together([caller(), part(&connection, Connection::forget), caller()]);
    connection.settle(None);
    connection.clock.advance(secs(3600));
    let refused = connection.headers().err();
    let signs_in = refused
        .as_ref()
        .is_some_and(|error| error.person_task().is_some());
    assert!(signs_in, "nobody has signed in since: {refused:?}");
}

#[test]
fn what_was_forgotten_is_neither_served_nor_stored_again_in_any_order() {
    holds(what_was_forgotten_is_not_served_again, &[NEVER, ANY]);
    holds(what_was_forgotten_is_not_stored_again, &[NEVER]);
    holds(what_is_forgotten_while_it_is_saved_does_not_stay, &[NEVER]);
    holds(what_was_forgotten_is_not_renewed, &[NEVER]);
}

pub(crate) fn what_was_drained_is_saved() {
    let clock = ManualClock::default();
    let store = Distant::failing(&clock, 4);
    let connection = Connection::over(Plain::person(), Server::default(), clock, Some(&store));
    connection.sign_in().unwrap();
    connection.clock.advance(secs(3500));
    let caller = || part(&connection, |it| drop(it.headers()));
    let drainer = || part(&connection, |it| it.drain());
    let fickle = part(&connection, |it| {
        let mut draining = pin!(it.auth.drain(secs(1)));
        let mut context = Context::from_waker(Waker::noop());
        drop(draining.as_mut().poll(&mut context));
    });
    together([caller(), drainer(), fickle, drainer()]);
    let leaves = thread_rng().gen_bool(0.5);
    if leaves {
        connection.forget();
    }
    connection.drain();
    let status = connection.auth.status();
    assert!(!status.renewing && status.unsaved.is_none(), "drained");
    let stands = store.stands().map(|record| number_of(&record));
    let newest = connection.server.departed() as u64;
    assert_eq!(stands, (!leaves).then_some(newest), "drained, and saved");
}

#[test]
fn who_drains_hears_of_the_end_and_finds_everything_saved_in_any_order() {
    holds(what_was_drained_is_saved, &[NEVER]);
}

fn callers_go_away() {
    let connection = Connection::new(Plain::client(), Server::default());
    let fickle = || {
        part(&connection, |it| {
            let mut headers = pin!(it.auth.headers());
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..thread_rng().gen_range(1..4) {
                if let Poll::Ready(headers) = headers.as_mut().poll(&mut context) {
                    headers.unwrap();
                    break;
                }
                thread::yield_now();
            }
        })
    };
    together([fickle(), fickle(), fickle()]);
    connection.settle(None);
    assert_eq!(number(&connection.try_headers().unwrap()), 1);
    assert_eq!(connection.server.departed(), 1, "one exchange");
}

#[test]
fn callers_who_go_away_stop_no_exchange_in_any_order() {
    holds(callers_go_away, &[NEVER]);
}

pub(crate) fn a_panic_wedges_nobody() {
    let provider = Clumsy::after(Plain::client(), thread_rng().gen_range(0..3));
    let connection = Connection::new(provider, Server::default());
    let caller = || {
        part(&connection, |it| match it.headers() {
            Ok(_) => {}
            Err(error) => assert_eq!(*error.kind(), ErrorKind::Internal, "{error}"),
        })
    };
    together([caller(), caller(), caller()]);
    connection.headers().expect("the exchange after the panic");
    let departed = connection.server.departed();
    assert!(departed <= 2, "{departed} exchanges");
}

#[test]
fn a_panic_of_the_provider_wedges_nobody_in_any_order() {
    holds(a_panic_wedges_nobody, &[NEVER]);
}

fn a_grant_is_gone_while_it_is_renewed() {
    let connection = Connection::new(Plain::person(), Server::default());
    let signed_in = connection.sign_in().unwrap();
    connection.clock.advance(secs(3500));
    let caller = || {
        part(&connection, |it| {
            it.try_headers();
            if let Err(error) = it.headers() {
                assert!(error.person_task().is_some(), "who acts? {error}");
            }
        })
    };
    let reporter = part(&connection, move |it| {
        let gone = Verdict::NeedsPerson(PersonTask::SignIn);
        it.auth.report(signed_in.generation(), &gone);
    });
    together([caller(), reporter, caller()]);
    connection.settle(None);
}

#[test]
fn a_grant_that_is_gone_while_it_is_renewed_needs_a_person_in_any_order() {
    holds(a_grant_is_gone_while_it_is_renewed, &[NEVER]);
}

fn anything_goes() {
    let clock = ManualClock::default();
    let store = thread_rng().gen_bool(0.5).then(|| Distant::new(&clock));
    let provider = if thread_rng().gen_bool(0.5) {
        Plain::client()
    } else {
        Plain::person()
    };
    let connection = Connection::over(provider, Server::default(), clock, store.as_ref());
    connection.sign_in().ok();
    let anybody = || {
        part(&connection, |it| {
            let mut last = None;
            for _ in 0..4 {
                match thread_rng().gen_range(0..9) {
                    0..3 => last = it.headers().ok().or(last),
                    3 => last = it.try_headers().or(last),
                    4 => drop(last.as_ref().map(|headers| it.report(headers))),
                    5 => it.invalidate(),
                    6 => it.forget(),
                    7 => drop(it.sign_in()),
                    _ => it.clock.advance(secs(3500)),
                }
            }
        })
    };
    together([anybody(), anybody(), anybody()]);
    connection.settle(store.as_ref());
    assert_eq!(connection.server.most_at_once(), 1, "one at a time");
    // However it went, a person puts it right.
    let brought = connection.sign_in().map(|headers| number(&headers));
    assert_eq!(brought.ok(), Some(connection.server.departed() as u64));
}

#[test]
fn whatever_callers_do_in_any_order_no_token_is_spent_twice_and_nobody_waits_for_ever() {
    holds(anything_goes, &[NEVER]);
}
