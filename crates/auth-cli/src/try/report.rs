//! What a run found, as `--json` prints it.

use std::time::Duration;

use serde::Serialize;

use super::ground::Problem;

/// All of a run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) seed: u64,
    pub(super) sign_ins: Vec<SignIn>,
    pub(super) renewals: Vec<Renewal>,
    pub(super) stampede: Stampede,
    pub(super) revocation: Revocation,
    pub(super) checks: usize,
    pub(super) failed: usize,
    pub(super) passed: bool,
    pub(super) seconds: f64,
}

/// Whether a row is as it should be.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    pub(super) passed: bool,
    pub(super) problem: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct SignIn {
    pub(super) provider: &'static str,
    pub(super) way_in: &'static str,
    pub(super) signs_in_by: &'static str,
    pub(super) call: &'static str,
    pub(super) answer: Option<String>,
    pub(super) exchanges: usize,
    pub(super) expires_in: Option<u64>,
    pub(super) milliseconds: u64,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Debug, Serialize)]
pub(super) struct Renewal {
    pub(super) provider: &'static str,
    pub(super) way_in: &'static str,
    pub(super) clock_turned: i64,
    pub(super) how: &'static str,
    pub(super) exchanges: usize,
    pub(super) answer: Option<String>,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Debug, Serialize)]
pub(super) struct Stampede {
    pub(super) provider: &'static str,
    pub(super) way_in: &'static str,
    pub(super) callers: u32,
    pub(super) found_nothing: u32,
    pub(super) exchanges: usize,
    pub(super) credentials: usize,
    pub(super) milliseconds: u64,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Debug, Serialize)]
pub(super) struct Revocation {
    pub(super) provider: &'static str,
    pub(super) way_in: &'static str,
    pub(super) event: &'static str,
    pub(super) error: Option<String>,
    pub(super) who_acts: Option<&'static str>,
    pub(super) what_to_do: Option<String>,
    pub(super) http_status: Option<u16>,
    pub(super) sent_afterwards: usize,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

impl Report {
    pub(super) fn new(
        seed: u64,
        sign_ins: Vec<SignIn>,
        renewals: Vec<Renewal>,
        stampede: Stampede,
        revocation: Revocation,
        took: Duration,
    ) -> Self {
        let outcomes = sign_ins
            .iter()
            .map(|row| &row.outcome)
            .chain(renewals.iter().map(|row| &row.outcome))
            .chain([&stampede.outcome, &revocation.outcome]);
        let (checks, failed) = outcomes.fold((0, 0), |(checks, failed), outcome| {
            (checks + 1, failed + usize::from(!outcome.passed))
        });
        Self {
            seed,
            sign_ins,
            renewals,
            stampede,
            revocation,
            checks,
            failed,
            passed: failed == 0,
            seconds: (took.as_secs_f64() * 100.0).round() / 100.0,
        }
    }
}

impl Outcome {
    pub(super) fn passed() -> Self {
        Self {
            passed: true,
            problem: None,
        }
    }

    pub(super) fn failed(problem: Problem) -> Self {
        Self {
            passed: false,
            problem: Some(problem.0),
        }
    }

    pub(super) fn of(result: Result<(), Problem>) -> Self {
        result.map_or_else(Self::failed, |()| Self::passed())
    }
}

/// Whole milliseconds.
pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
