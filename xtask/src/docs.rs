//! `cargo xtask docs`: all that there is to read, in one place.

mod pages;
pub(crate) mod rustdoc;

use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};

use crate::workspace::Workspace;

/// Builds all of the documentation: the crates as docs.rs shows them, and the pages of docs/.
///
/// What comes out is one folder of HTML; its index leads to each crate and to each page, among them what is known of each
/// provider, fact by fact.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Open the index in a browser
    #[arg(long)]
    open: bool,
}

/// Builds, and opens it if `args` ask.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    for call in rustdoc::calls(&workspace) {
        let status = call.run(workspace.root())?;
        ensure!(status.success(), "`{call}` failed: {status}");
    }
    let index = pages::write(
        &workspace,
        &workspace.root().join(rustdoc::TARGET).join("doc"),
    )?;
    anstream::println!("docs: {index}");
    if args.open {
        opener::open(&index).with_context(|| format!("cannot open {index}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
