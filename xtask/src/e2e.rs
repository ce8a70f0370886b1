//! `cargo xtask e2e`: the flows that a provider nobody here wrote must understand.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{call::Call, realm, workspace::Workspace};

/// Runs DossierFacile's flows against a certified OpenID provider, over real sockets.
///
/// Installs the node packages of crates/auth-dossierfacile/tests/realm, as its lock file names
/// them, and runs the test `realm`. Without Node.js it says so and runs nothing, which is a
/// failure with CI=true.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Installs and runs. The exit code is 1 if a test failed, or could not run in CI.
pub(crate) fn run(_: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let install = match realm::install(workspace.root()) {
        Ok(install) => install,
        Err(missing) if crate::in_ci() => bail!("{missing}, and CI leaves nothing out"),
        Err(missing) => {
            anstream::println!("not run: {missing}");
            return Ok(ExitCode::SUCCESS);
        }
    };
    let runner = if Call::cargo("nextest --version").works() {
        "nextest run"
    } else {
        "test"
    };
    let test = Call::cargo(runner).words("-p auth-dossierfacile --all-features --test realm");
    for call in [install, test] {
        let status = call.run(workspace.root())?;
        if !status.success() {
            bail!("`{call}` failed: {status}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
