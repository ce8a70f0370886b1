//! Mistakes made on purpose: each one is noticed, by the words of the check that is meant for it.

use auth_core::model::Mistake;

use crate::{check::notices, one_process as one, two_processes as two};

#[test]
fn a_flight_that_ignores_an_invalidation_is_noticed() {
    notices(
        Mistake::IgnoresInvalidation,
        one::a_flight_that_is_overtaken_brings_nothing_good,
        "is bad",
    );
}

#[test]
fn a_flight_that_ignores_that_all_was_forgotten_is_noticed() {
    notices(
        Mistake::IgnoresForgetting,
        one::what_was_forgotten_is_not_renewed,
        "nobody has signed in since",
    );
}

#[test]
fn a_forgotten_token_that_stays_in_the_store_is_noticed() {
    notices(
        Mistake::StoresForgotten,
        one::what_is_forgotten_while_it_is_saved_does_not_stay,
        "what was forgotten is stored",
    );
}

#[test]
fn a_flight_that_leaves_the_state_too_early_is_noticed() {
    notices(
        Mistake::ClearsFlightEarly,
        one::cold_callers_share_one_exchange,
        "one exchange",
    );
}

#[test]
fn a_decision_outside_the_lock_is_noticed() {
    notices(
        Mistake::DecidesWithoutLock,
        one::cold_callers_share_one_exchange,
        "one exchange",
    );
}

#[test]
fn a_cell_that_is_cleared_before_the_state_changes_is_noticed() {
    notices(
        Mistake::ClearsCellFirst,
        one::what_is_bad_is_not_served_again,
        "is bad",
    );
}

#[test]
fn a_flight_that_is_cut_off_in_silence_is_noticed() {
    notices(
        Mistake::LandsInSilence,
        one::a_panic_wedges_nobody,
        "the exchange after the panic",
    );
}

#[test]
fn a_waiter_who_listens_too_late_is_noticed() {
    notices(
        Mistake::ListensLate,
        one::cold_callers_share_one_exchange,
        "deadlock",
    );
}

#[test]
fn a_waiter_who_trusts_an_old_outcome_is_noticed() {
    notices(
        Mistake::TrustsOldOutcome,
        one::what_is_bad_is_not_served_again,
        "is bad",
    );
}

#[test]
fn a_renewal_that_skips_unsaved_tokens_is_noticed() {
    notices(
        Mistake::SkipsUnsaved,
        two::unsaved_tokens_are_saved_and_not_spent_twice,
        "the newest is stored",
    );
}

#[test]
fn a_drainer_who_listens_too_late_is_noticed() {
    notices(
        Mistake::DrainsDeaf,
        one::what_was_drained_is_saved,
        "deadlock",
    );
}
