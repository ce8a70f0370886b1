//! Two authenticators over one store, as two processes are; and one whose store fails.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{model::shuttle::thread, testing::ManualClock};

use crate::{
    check::{ANY, NEVER, holds},
    common::{Plain, secs},
    one_process::{part, together},
    world::{Connection, Distant, Server, number, number_of},
};

/// How far time goes at once, where it goes on beside everything else.
const TICK: Duration = Duration::from_millis(100);

/// Two processes, over a store in which somebody has signed in just now.
fn two(store: &Distant, clock: &ManualClock) -> [Connection; 2] {
    let server = Server::default();
    let connect = || Connection::over(Plain::person(), server.clone(), clock.clone(), Some(store));
    let both = [connect(), connect()];
    while both[0].sign_in().is_err() {
        thread::yield_now();
    }
    both[0].settle(Some(store));
    both
}

pub(crate) fn two_processes_share_one_renewal() {
    let clock = ManualClock::default();
    let store = Distant::new(&clock);
    let [one, other] = two(&store, &clock);
    for generation in 2..4 {
        clock.advance(secs(3600));
        let caller = |it: &Connection| part(it, |it| number(&it.headers().unwrap()));
        for served in together([caller(&one), caller(&other), caller(&other)]) {
            assert_eq!(
                served, generation,
                "everybody gets the result of the winner"
            );
        }
        one.settle(Some(&store));
        other.settle(Some(&store));
        assert_eq!(one.server.departed() as u64, generation, "one renewal");
        assert_eq!(number_of(&store.stands().unwrap()), generation);
    }
}

#[test]
fn two_processes_make_one_exchange_per_generation_in_any_order() {
    holds(two_processes_share_one_renewal, &[NEVER]);
}

fn a_holder_may_be_past_its_lease() {
    let clock = ManualClock::default();
    let store = Distant::new(&clock);
    let [mut one, mut other] = two(&store, &clock);
    (one.pace, other.pace) = (TICK, TICK);
    clock.advance(secs(3600));
    let at_work = Arc::new(AtomicUsize::new(2));
    for caller in [&one, &other] {
        let (caller, at_work) = (caller.clone(), Arc::clone(&at_work));
        thread::spawn(move || {
            drop(caller.headers());
            at_work.fetch_sub(1, SeqCst);
        });
    }
    while at_work.load(SeqCst) > 0 {
        clock.advance(TICK);
        thread::yield_now();
    }
    one.settle(Some(&store));
    other.settle(Some(&store));
}

#[test]
fn a_token_is_spent_once_whichever_limit_passes_first() {
    holds(a_holder_may_be_past_its_lease, &[ANY]);
}

pub(crate) fn unsaved_tokens_are_saved_and_not_spent_twice() {
    let clock = ManualClock::default();
    let store = Distant::failing(&clock, 6);
    let connection = Connection::over(
        Plain::person(),
        Server::default(),
        clock.clone(),
        Some(&store),
    );
    connection.sign_in().unwrap();
    for _ in 0..2 {
        clock.advance(secs(3500));
        let caller = || part(&connection, |it| drop(it.headers()));
        together([caller(), caller()]);
    }
    connection.settle(Some(&store));
    let stands = number_of(&store.stands().unwrap());
    assert_eq!(
        stands,
        connection.server.departed() as u64,
        "the newest is stored"
    );
}

#[test]
fn tokens_that_could_not_be_saved_are_saved_later_and_spent_once_in_any_order() {
    holds(unsaved_tokens_are_saved_and_not_spent_twice, &[NEVER]);
}
