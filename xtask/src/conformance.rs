//! `cargo xtask conformance`: what the providers' pages ask of a client, and the tests that show it.

mod demands;
mod found;
mod listed;
mod mark;
mod modules;
mod page;
#[cfg(test)]
mod planted;
mod rules;

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::{codegen::files, workspace::Workspace};
use demands::Demands;
use found::Found;
use listed::Listed;
pub(crate) use listed::NO_NEXTEST;

/// Writes docs/conformance.md: each demand of the providers' pages beside the tests that show it.
///
/// The demands and the cases are data, in docs/conformance/*.toml. A test shows a demand by the last line of its own
/// documentation, `/// Shows S000-01, S000-02.`, and a case by the beginning of its name, `m04_`, `c_gzip`. A demand or
/// a case without a test is refused, and so is a test that is ignored or that `cargo nextest list` does not know, since CI
/// would not run it. Each case needs a test that ends in `tells_apart`: one that a careless client was shown to fail.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; the exit code is 1 if the page is stale
    #[arg(long)]
    check: bool,
}

/// Reads the demands and the tests, and writes the page. The exit code is 1 if something is missing or stale.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let demands = Demands::read(workspace.root())?;
    let found = Found::read(&workspace)?;
    let listed = Listed::ask(workspace.root())?;
    let findings = rules::findings(&demands, &found, &listed);
    for finding in &findings {
        anstream::println!("{finding}");
    }
    if !findings.is_empty() {
        anstream::println!(
            "conformance: {} findings, the page is as it was",
            findings.len()
        );
        return Ok(ExitCode::FAILURE);
    }
    let page = page::render(&demands, &found)?;
    let stale = files::stale(workspace.root(), vec![page])?;
    let said = format!(
        "{} demands and {} cases, each with its tests",
        demands.demands().count(),
        demands.cases().count()
    );
    if stale.is_empty() {
        anstream::println!("conformance: {said}");
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        anstream::println!(
            "{}: does not follow the tests: run `cargo xtask conformance` and commit it",
            demands::PAGE
        );
        return Ok(ExitCode::FAILURE);
    }
    files::write(workspace.root(), &stale).context("the page is as it was")?;
    anstream::println!("conformance: wrote {}: {said}", demands::PAGE);
    Ok(ExitCode::SUCCESS)
}
