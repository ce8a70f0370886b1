//! Two authenticators over one store, as two processes are; and one whose store fails.

use auth_core::testing::ManualClock;

use crate::{
    check::{NEVER, holds},
    common::{Plain, secs},
    one_process::{part, together},
    world::{Connection, Distant, Server, number, number_of},
};

/// Two processes, over a store in which somebody has signed in just now.
fn two(store: &Distant, clock: &ManualClock) -> [Connection; 2] {
    let server = Server::default();
    let connect = || Connection::over(Plain::person(), server.clone(), clock.clone(), Some(store));
    let both = [connect(), connect()];
    while both[0].sign_in().is_err() {}
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
