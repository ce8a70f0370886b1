//! `cargo xtask codegen`: from `provider.toml` to the files that repeat it.

pub(crate) mod files;
mod sections;
pub(crate) mod templates;
#[cfg(test)]
mod tests;
pub(crate) mod view;

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    description::{self, Described},
    workspace::Workspace,
};

/// Writes what follows from the descriptions of the providers.
///
/// Reads crates/auth-*/provider.toml, refuses what cannot be right, and writes the constants of the crates, the data of
/// the sandbox and of the command line, the conformance cases, the pages, the .env samples and the wiring of the facade.
/// All files are written or none, and only those whose content changes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; the exit code is 1 if a file is stale
    #[arg(long)]
    check: bool,
    /// List the facts that are assumed
    #[arg(long)]
    assumed: bool,
}

/// Reads, checks and writes. The exit code is 1 if a file is stale and nothing may be written.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let root = workspace.root();
    let all = description::read_all(root)?;
    let stale = files::stale(root, templates::render(root, &all)?)?;
    for one in &all {
        report(one, args.assumed);
    }
    if stale.is_empty() {
        anstream::println!("codegen: {} descriptions, every file follows", all.len());
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        for file in &stale {
            anstream::println!("{}: does not follow its description", file.path);
        }
        anstream::println!("codegen: run `cargo xtask codegen` and commit what it writes");
        return Ok(ExitCode::FAILURE);
    }
    files::write(root, &stale)?;
    for file in &stale {
        anstream::println!("wrote {}", file.path);
    }
    Ok(ExitCode::SUCCESS)
}

fn report(one: &Described, list: bool) {
    let (facts, assumed) = (one.description.facts(), one.description.assumed());
    let id = &*one.description.id;
    anstream::println!("{id}: {} facts, {} assumed", facts.len(), assumed.len());
    for fact in assumed.iter().filter(|_| list) {
        anstream::println!("  {}", one.place(fact.at()));
    }
}
