//! `auth try`: every way in, an expiry, a stampede and a revocation, against the imitations.

mod clock;
mod dossierfacile;
mod ground;
mod keyclic;
mod myunisoft;
mod render;
mod renewal;
mod report;
mod revocation;
mod sign_in;
mod sinao;
mod stampede;
mod way_in;

use std::{process::ExitCode, time::Instant};

use self::{ground::Ground, report::Report};
use crate::{FAILED, args::TryOptions, screen, screen::Screen};

/// Runs the whole demonstration and prints what happened.
pub(crate) async fn run(options: TryOptions) -> ExitCode {
    let ground = match Ground::start(options.seed).await {
        Ok(ground) => ground,
        Err(problem) => {
            screen::complain(&problem.0);
            return FAILED.into();
        }
    };
    let report = report(&ground, options.seed).await;
    let text = if options.json {
        render::json(&report)
    } else {
        render::text(&report, Screen::of_stdout())
    };
    let printed = screen::print(&text);
    if report.passed {
        printed
    } else {
        FAILED.into()
    }
}

async fn report(ground: &Ground, seed: u64) -> Report {
    let began = Instant::now();
    let (sign_ins, connections) = sign_in::all(ground).await;
    let renewals = renewal::all(ground, &connections).await;
    let stampede = stampede::run(ground).await;
    let revocation = revocation::run(ground).await;
    Report::new(
        seed,
        sign_ins,
        renewals,
        stampede,
        revocation,
        began.elapsed(),
    )
}

#[cfg(test)]
mod tests;
