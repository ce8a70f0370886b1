//! `cargo xtask fleet`: eight processes on one store, killed and cut off at random, at length.

mod shown;
mod told;
mod trial;

use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Result;
use clap::ValueEnum;

use crate::{realm, workspace::Workspace};
use shown::Shown;
use trial::{Ended, Trial};

/// Renewals in CI, of all stores together.
const FEW: u64 = 2_000;
/// And with --full.
const MANY: u64 = 10_000;

/// Shows that no login is lost in a fleet: real processes on one store, killed at any moment.
///
/// Eight processes share a store: the directory of files, SQLite, PostgreSQL, Redis. They serve
/// callers of connections to two providers that rotate refresh tokens and revoke on reuse: the
/// sandbox, and the certified `oidc-provider` of npm. Processes are killed (kill -9) and stopped for
/// longer than their leases last, at random and aimed at each step of a renewal; the store is slow, its
/// server is cut off, held, and killed. Wherever a person is told to sign in, one does.
///
/// The providers' own books are then held against what the processes told. It fails when a refresh
/// token was spent twice or refused, when a token was lost and nobody was told, when a loss was told
/// without a reason, or when a caller was not served in the end.
///
/// Needs redis-server, PostgreSQL and Node.js 20. What is missing is named and left out; with CI=true
/// it is a failure. What each run said is in target/fleet/STORE.log.
///
/// Examples:
///
///   cargo xtask fleet
///   cargo xtask fleet --store redis --rotations 200
///   cargo xtask fleet --full
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Only over this store (repeatable)
    #[arg(long, value_name = "STORE")]
    store: Vec<Store>,
    /// How many renewals, over all stores together; 2000 unless said
    #[arg(long, value_name = "N", conflicts_with = "full")]
    rotations: Option<u64>,
    /// 10000 renewals
    #[arg(long)]
    full: bool,
    /// What goes wrong, and when, follows from this number; from the clock unless said
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

/// A store, by the name of its test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Store {
    File,
    Sqlite,
    Postgres,
    Redis,
}

impl Store {
    const fn test(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Redis => "redis",
        }
    }
}

/// Runs the fleet over each store. The exit code is 1 if one failed, or could not run in CI.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let mut shown = Shown::default();
    match realm::install(workspace.root()) {
        Ok(install) => {
            shown.waits_for(&install.to_string());
            let (status, said) = install.capture(workspace.root())?;
            anyhow::ensure!(status.success(), "`{install}` failed: {status}\n{said}");
        }
        // The runs say so themselves, and go on with the sandbox alone.
        Err(missing) => anstream::println!("not run: {missing}"),
    }
    shown.waits_for("building the tests");
    let program = trial::build(&workspace)?;
    let stores = match args.store.as_slice() {
        [] => Store::value_variants(),
        chosen => chosen,
    };
    let all = args.rotations.unwrap_or(if args.full { MANY } else { FEW });
    let rotations = all.div_ceil(stores.len() as u64);
    let seed = args.seed.unwrap_or_else(by_the_clock);
    for store in stores {
        shown.started(*store, rotations);
        let trial = Trial {
            program: &program,
            test: store.test(),
            rotations,
            seed,
        };
        let ended = trial.run(&workspace, |done| shown.moved(done))?;
        shown.ended(*store, ended);
    }
    Ok(shown.close(|ended| match ended {
        Ended::Passed(_) => false,
        Ended::NotRun(_) => crate::in_ci(),
        Ended::Failed(_) => true,
    }))
}

fn by_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() % 1_000_000)
}
