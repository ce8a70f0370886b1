//! `cargo xtask e2e`: the flows that a provider nobody here wrote must understand.

mod foreign;
mod report;
mod suite;
mod trial;

use std::{process::ExitCode, time::Duration};

use anyhow::{Result, bail};

use crate::{call::Call, realm, workspace::Workspace};
use foreign::Foreign;
use report::Report;
use trial::{Ended, Trial};

/// Runs DossierFacile's flows against an OpenID provider, over real sockets.
///
/// Without options: against the certified `oidc-provider` of npm in the shape of DossierFacile's
/// realm, started anew for each test on loopback and stopped with it. Needs Node.js 20; its packages
/// are installed as the lock file in crates/auth-dossierfacile/tests/realm names them. One test types
/// into a real browser, and needs `chromium` and `chromedriver`. What is missing is named and left
/// out; with CI=true it is a failure.
///
/// With --issuer: the same tests against a provider of yours, such as a Keycloak with the realm
/// imported. The client is confidential, with the authorization code flow, PKCE (S256), refresh
/// tokens and, if you like, a service account. Somebody signs in several times: you in your browser
/// (the default; the URL is printed and opened, and the provider sends you back to --redirect-uri,
/// http on loopback), or a form filler that knows Keycloak's login and consent pages. What your
/// provider cannot show, such as how often each refresh token was used, is said and never counted as ok.
///
/// Each row of the table is a test: ok, FAILED, not run (a tool is missing), not shown, or in part
/// (what could be shown is ok). The exit code is 1 if one failed. The whole output of each is in
/// target/e2e/TEST.log.
///
/// Examples:
///
///   cargo xtask e2e
///   cargo xtask e2e renewals
///   ISSUER=…/realms/dossier-facile
///   read -rs E2E_CLIENT_SECRET && export E2E_CLIENT_SECRET
///   cargo xtask e2e --issuer $ISSUER --client-id partner
///   read -rs E2E_PASSWORD && export E2E_PASSWORD
///   cargo xtask e2e --issuer … --client-id partner --form keycloak --user tenant@example.test
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Run only the tests with this in their names
    filter: Option<String>,
    #[command(flatten)]
    provider: foreign::Args,
}

/// Longer than any test takes; a person at a browser may take as long as he likes.
const LONGEST: Duration = Duration::from_secs(180);

/// Installs what is needed, runs the tests one by one. The exit code is 1 if one failed, or could not run in CI.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let foreign = Foreign::read(&args.provider, |name| std::env::var(name).ok())?;
    let mut report = Report::default();
    if foreign.is_none() {
        let install = match realm::install(workspace.root()) {
            Ok(install) => install,
            Err(missing) if crate::in_ci() => bail!("{missing}, and CI leaves nothing out"),
            Err(missing) => {
                anstream::println!("not run: {missing}");
                return Ok(ExitCode::SUCCESS);
            }
        };
        report.waits_for(&install.to_string());
        prepare(&workspace, &install)?;
    }
    report.waits_for("building the tests");
    let suite = suite::build(&workspace)?;
    let trials = suite.trials(args.filter.as_deref(), foreign.as_ref())?;
    if trials.is_empty() {
        bail!(
            "no test has `{}` in its name",
            args.filter.as_deref().unwrap_or_default()
        );
    }
    let limit = match &foreign {
        Some(foreign) if foreign.by_browser() => None,
        _ => Some(LONGEST),
    };
    for name in trials {
        report.started(&name);
        let trial = Trial {
            program: &suite.program,
            name: &name,
            foreign: foreign.as_ref(),
            limit,
        };
        let outcome = trial.run(|url| report.asks_to_open(url))?;
        suite::keep(&workspace, &name, &outcome.output)?;
        report.ended(&name, outcome);
    }
    Ok(report.close(|ended| match ended {
        Ended::Failed => true,
        Ended::NotRun(_) => crate::in_ci(),
        Ended::Passed | Ended::InPart(_) | Ended::NotShown(_) => false,
    }))
}

fn prepare(workspace: &Workspace, call: &Call) -> Result<()> {
    let (status, said) = call.capture(workspace.root())?;
    anyhow::ensure!(status.success(), "`{call}` failed: {status}\n{said}");
    Ok(())
}
