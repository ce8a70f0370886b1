//! `cargo xtask tidy`: the rules of this repository that no compiler knows.

mod arrows;
mod facade;
mod facts;
mod layout;
mod leftovers;
mod links;
mod manifests;
mod names;
mod places;
mod source;
mod tree;

#[cfg(test)]
mod planted;

use std::{fmt, process::ExitCode};

use anyhow::Result;
use cargo_metadata::camino::Utf8PathBuf;

use crate::workspace::Workspace;
use tree::Tree;

pub(crate) use names::says_nothing;

/// Checks what the compiler does not, in a second and without building anything.
///
/// arrows     which crate may use which; no HTTP client or runtime in a provider crate.
/// facade     auth-all re-exports and holds nothing of its own.
/// facts      a provider's addresses, headers and codes stand in its description alone.
/// layout     the same files in each provider crate, no file over 400 lines, a short README,
///            numbered decisions.
/// leftovers  unfinished code, ignored tests, sleeping tests, printing libraries.
/// names      words that say nothing (Manager, Helper, ...) and `get_`.
/// manifests  dependencies, lints and versions declared once; what a published crate must say.
/// places     paths and hosts of one machine.
/// links      relative links in Markdown that lead nowhere.
///
/// Each finding is `path:line: what is wrong: what to do`. The exit code is 1 if there is one.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {}

/// One fault and its cure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: Utf8PathBuf,
    line: usize,
    wrong: String,
    cure: String,
}

impl Finding {
    pub(crate) fn new(
        path: impl Into<Utf8PathBuf>,
        line: usize,
        wrong: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            line,
            wrong: wrong.into(),
            cure: cure.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {}",
            self.path, self.line, self.wrong, self.cure
        )
    }
}

const RULES: &[fn(&Tree) -> Vec<Finding>] = &[
    arrows::check,
    facade::check,
    facts::check,
    layout::check,
    leftovers::check,
    names::check,
    manifests::check,
    places::check,
    links::check,
];

/// Prints the findings of every rule. The exit code is 1 if there is one.
pub(crate) fn run(_: &Args) -> Result<ExitCode> {
    let tree = Tree::read(Workspace::here()?)?;
    let findings = findings(&tree);
    for finding in &findings {
        anstream::println!("{finding}");
    }
    if findings.is_empty() {
        anstream::println!("tidy: {} files, nothing to say", tree.files.len());
        return Ok(ExitCode::SUCCESS);
    }
    anstream::println!(
        "tidy: {} findings in {} files read",
        findings.len(),
        tree.files.len()
    );
    Ok(ExitCode::FAILURE)
}

fn findings(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<_> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    findings.extend(tree.unreadable.iter().cloned());
    findings.sort();
    findings.dedup();
    findings
}
