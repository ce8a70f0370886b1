//! How often a model is gone through, and in which orders.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use auth_core::model::{
    self, Mistake,
    shuttle::{
        Config, MaxSteps, Runner,
        scheduler::{PctScheduler, RandomScheduler, ReplayScheduler, Scheduler},
    },
};

/// Limits of time that pass: none.
pub(crate) const NEVER: Duration = Duration::ZERO;
/// Those of callers.
pub(crate) const OF_CALLERS: Duration = Duration::from_secs(1);
/// All of them.
pub(crate) const ANY: Duration = Duration::MAX;

/// Changes of the one who goes first that a bug may need, for the PCT scheduler.
const DEPTH: usize = 4;

fn iterations() -> usize {
    env::var("SHUTTLE_ITERATIONS").map_or(300, |given| given.parse().unwrap())
}

fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = 0x4_0000;
    config.silence_warnings = true;
    config.max_steps = MaxSteps::FailAfter(200_000);
    config
}

fn run(scheduler: impl Scheduler + 'static, scenario: fn()) {
    Runner::new(scheduler, config()).run(scenario);
}

/// Goes through `scenario` in many orders, without and with limits of time that pass.
pub(crate) fn holds(scenario: fn(), limits: &[Duration]) {
    for &passes in limits {
        model::set(passes, None);
        if let Ok(schedule) = env::var("SHUTTLE_REPLAY") {
            return run(ReplayScheduler::new_from_encoded(&schedule), scenario);
        }
        run(RandomScheduler::new(iterations()), scenario);
        // It is unfair by design: where everybody only waits for time, time would not go on.
        if passes < ANY {
            run(PctScheduler::new(DEPTH, iterations()), scenario);
        }
    }
}

/// Goes through `scenario` with a mistake in the engine, until it fails with words among which are `words`.
pub(crate) fn notices(mistake: Mistake, scenario: fn(), words: &str) {
    model::set(NEVER, Some(mistake));
    // Far more than it takes: the run ends with the first failure.
    let tries = 20 * iterations();
    let failed = catch_unwind(AssertUnwindSafe(|| {
        run(RandomScheduler::new_from_seed(7, tries), scenario);
        run(PctScheduler::new_from_seed(7, DEPTH, tries), scenario);
    }));
    model::set(NEVER, None);
    let panic = failed.expect_err("nobody noticed");
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    assert!(said.contains(words), "it failed for another reason: {said}");
}
