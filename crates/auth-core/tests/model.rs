//! The renewal under a model checker: the real transaction, driven as the engine drives it, through every order of
//! crashes, stalls, losses and late arrivals that a bounded run can hold.

#![allow(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::single_match_else,
    unreachable_pub,
    reason = "small numbers, and one table of what may happen"
)]

#[path = "model/checking.rs"]
mod checking;
#[path = "model/driving.rs"]
mod driving;
#[path = "model/ending.rs"]
mod ending;
#[path = "model/fleet.rs"]
mod fleet;
#[path = "model/mutant.rs"]
mod mutant;
#[path = "model/process.rs"]
mod process;
#[path = "model/rules.rs"]
mod rules;
#[path = "model/working.rs"]
mod working;
#[path = "model/world.rs"]
mod world;
#[path = "model/writing.rs"]
mod writing;

use std::time::Instant;

use checking::*;
use mutant::Mutant;
use rules::{Budget, Rules};
use stateright::{Checker, HasDiscoveries, Model};

/// What may happen in a run: renewals, sign-ins, crashes, stalls, faults of the store, of the wire, revocations, log-outs.
fn rules(policy: Policy, budget: [u8; 8]) -> Rules {
    let [
        renewals,
        sign_ins,
        crashes,
        stalls,
        store_faults,
        wire_faults,
        revocations,
        forgets,
    ] = budget;
    Rules {
        repeats: policy != Policy::Never,
        spends: policy != Policy::Safe,
        processes: 3,
        budget: Budget {
            renewals,
            sign_ins,
            crashes,
            stalls,
            store_faults,
            wire_faults,
            revocations,
            forgets,
        },
        mutant: None,
    }
}

/// Two processes, where three would take long.
fn two(mut rules: Rules) -> Rules {
    rules.processes = 2;
    rules
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    /// A rotating refresh token, whose reuse ends the family.
    Never,
    /// A refresh token that may be tried again.
    Sparingly,
    /// No refresh token at all: signs in by itself.
    Safe,
}

/// Explores every state, or those up to the first breach of a mutant. Returns the properties that were broken, and what was seen.
fn explore(name: &str, rules: Rules) -> Vec<&'static str> {
    let start = Instant::now();
    let mutant = rules.mutant.is_some();
    let checker = rules.checker().threads(2);
    let checker = if mutant {
        checker.finish_when(HasDiscoveries::AnyFailures)
    } else {
        checker
    };
    let checker = checker.spawn_bfs().join();
    println!(
        "{name}: {} states, depth {}, {:.1?}",
        checker.unique_state_count(),
        checker.max_depth(),
        start.elapsed()
    );
    let mut found: Vec<_> = checker.discoveries().into_iter().collect();
    found.sort_by_key(|(property, _)| *property);
    for (property, path) in &found {
        if !mutant && PROMISES.contains(property) {
            println!("broken: {property}");
            for (_, act) in path.clone().into_vec() {
                println!("  {act:?}");
            }
            println!("  {:?}", path.last_state());
        }
    }
    found.into_iter().map(|(property, _)| property).collect()
}

/// Every state of a configuration keeps every promise, and the run gets where the promises matter.
fn holds(name: &str, rules: Rules, reached: &[&str]) {
    let found = explore(name, rules);
    for property in &found {
        assert!(!PROMISES.contains(property), "{name}: not so: {property}");
    }
    for sight in reached {
        assert!(found.contains(sight), "{name}: never seen: {sight}");
    }
}

#[test]
#[rustfmt::skip] // A table reads in columns.
fn a_rotating_token_is_lost_in_the_window_only() {
    //                                      renewals, sign-ins, crashes, stalls, store, wire, revocations, log-outs
    holds("crash",    rules(Policy::Never, [3, 0, 1, 0, 0, 1, 0, 0]), &[ADOPTED, ORPHANED, WITHDRAWN]);
    holds("store",    rules(Policy::Never, [2, 0, 0, 0, 2, 1, 0, 0]), &[ADOPTED, SAVED_LATE, TAKEN_UP]);
    holds("mixed",    two(rules(Policy::Never, [2, 0, 1, 1, 1, 0, 0, 0])), &[ADOPTED, ORPHANED, SAVED_LATE]);
    holds("revoked",  rules(Policy::Never, [2, 1, 0, 1, 0, 0, 1, 0]), &[MARKED]);
    holds("signs in", rules(Policy::Never, [2, 1, 0, 0, 1, 1, 0, 0]), &[ADOPTED]);
    holds("log-out",  rules(Policy::Never, [2, 1, 0, 0, 0, 0, 0, 1]), &[ADOPTED]);
    holds("log-out, two", two(rules(Policy::Never, [2, 1, 0, 0, 1, 0, 0, 1])), &[ADOPTED]);
}

#[test]
#[rustfmt::skip] // A table reads in columns.
fn a_renewal_that_may_be_repeated_loses_nothing_either() {
    holds("sparingly, mixed",   rules(Policy::Sparingly, [2, 0, 1, 1, 0, 0, 0, 0]), &[ADOPTED]);
    holds("sparingly, revoked", rules(Policy::Sparingly, [2, 0, 0, 1, 0, 1, 1, 0]), &[ADOPTED, MARKED]);
    holds("sparingly, store",   rules(Policy::Sparingly, [2, 0, 0, 0, 2, 0, 0, 0]), &[ADOPTED, SAVED_LATE]);
    holds("safe, mixed",        two(rules(Policy::Safe,      [2, 0, 1, 1, 1, 0, 0, 0])), &[ADOPTED]);
    holds("safe, log-out",      two(rules(Policy::Safe,      [2, 0, 0, 0, 1, 0, 0, 1])), &[ADOPTED]);
}

/// `AUTH_MODEL=more cargo test --release -p auth-core --test model more` takes minutes, and gigabytes.
#[test]
#[rustfmt::skip] // A table reads in columns.
fn more_of_everything_changes_nothing() {
    if std::env::var_os("AUTH_MODEL").is_none() {
        println!("not run: set AUTH_MODEL=more");
        return;
    }
    holds("crashes", rules(Policy::Never,     [3, 0, 2, 0, 0, 1, 0, 0]), &[ORPHANED]);
    holds("stalls",  rules(Policy::Never,     [3, 0, 1, 1, 0, 1, 0, 0]), &[ORPHANED]);
    holds("store",   rules(Policy::Never,     [3, 0, 0, 0, 2, 1, 0, 0]), &[SAVED_LATE]);
    holds("all",     rules(Policy::Never,     [3, 1, 0, 1, 1, 0, 1, 0]), &[MARKED]);
    holds("repeats", rules(Policy::Sparingly, [3, 1, 1, 1, 1, 1, 1, 0]), &[MARKED]);
}

/// The protocol with one thing wrong, the budget that shows it, and the promise that it breaks.
#[rustfmt::skip] // A table reads in columns.
const MUTANTS: &[(Mutant, [u8; 8], &str)] = &[
    (Mutant::NoFencing,              [2, 0, 0, 1, 0, 0, 0, 0], SPENT_ONCE),
    (Mutant::NoReading,              [2, 0, 0, 0, 0, 0, 0, 0], SPENT_ONCE),
    (Mutant::NoHeartbeat,            [2, 0, 0, 0, 0, 0, 0, 0], ALARM),
    (Mutant::WriteWithoutVersion,    [1, 1, 0, 0, 0, 0, 0, 1], LIVE_TOKEN),
    (Mutant::IntentAfterExchange,    [2, 0, 1, 0, 0, 0, 0, 0], SPENT_ONCE),
    (Mutant::ReleaseOfAnothersLease, [4, 0, 0, 1, 0, 0, 0, 0], ALARM),
    (Mutant::RefusalWithoutReading,  [2, 1, 0, 1, 0, 0, 1, 0], LIVE_TOKEN),
    (Mutant::OrphanRepeated,         [2, 0, 1, 0, 0, 0, 0, 0], SPENT_ONCE),
    (Mutant::SaveWithoutJudging,     [2, 1, 0, 1, 1, 0, 0, 0], LIVE_TOKEN),
    (Mutant::DoubtForgotten,         [2, 0, 0, 0, 2, 0, 0, 0], ALARM),
    (Mutant::ReleaseBeforeSaved,     [2, 0, 0, 0, 1, 0, 0, 0], ALARM),
    (Mutant::SignInOverItsSuccessor, [2, 1, 0, 0, 1, 1, 0, 0], LIVE_TOKEN),
    (Mutant::BeliefAfterForgetting,  [2, 1, 0, 0, 0, 0, 0, 1], BELIEF),
];

#[test]
fn each_thing_that_is_left_out_breaks_a_promise() {
    for (mutant, budget, promise) in MUTANTS {
        let broken = Rules {
            mutant: Some(*mutant),
            ..two(rules(Policy::Never, *budget))
        };
        let found = explore(&format!("{mutant:?}"), broken);
        assert!(found.contains(promise), "{mutant:?} breaks {found:?}");
    }
}
