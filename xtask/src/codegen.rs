//! `cargo xtask codegen`: from `provider.toml` to the files that repeat it.

mod description;
mod env_sample;
mod lints;
mod page;
#[cfg(test)]
mod planted;
mod queries;
mod refusals;
mod rust;

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempPath;

use crate::workspace::Workspace;
use description::Description;

/// Writes what follows from the descriptions of the providers.
///
/// Reads crates/auth-*/provider.toml, refuses what cannot be right, and writes for each of them
/// src/generated.rs (the facts that the crate needs, as data), .env.example, and
/// docs/providers/ID.md. All files are written or none, and only those whose content changes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; the exit code is 1 if a file is stale
    #[arg(long)]
    check: bool,
    /// List the facts that are assumed
    #[arg(long)]
    assumed: bool,
}

/// One description and the file that it stands in.
#[derive(Debug)]
struct Described {
    /// The folder of the crate, relative to the root.
    folder: Utf8PathBuf,
    text: String,
    description: Description,
}

/// A file as it should be.
#[derive(Debug)]
struct Output {
    path: Utf8PathBuf,
    text: String,
}

/// Reads, checks and writes. The exit code is 1 if a file is stale and nothing may be written.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let root = workspace.root();
    let all = read(root)?;
    let stale = stale(root, outputs(root, &all)?)?;
    for one in &all {
        report(one, args.assumed);
    }
    if stale.is_empty() {
        anstream::println!("codegen: {} descriptions, every file follows", all.len());
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        for output in &stale {
            anstream::println!("{}: does not follow its description", output.path);
        }
        anstream::println!("codegen: run `cargo xtask codegen` and commit what it writes");
        return Ok(ExitCode::FAILURE);
    }
    write(root, &stale)?;
    Ok(ExitCode::SUCCESS)
}

fn report(one: &Described, list: bool) {
    let facts = one.description.facts();
    let assumed: Vec<_> = facts
        .iter()
        .filter(|fact| one.description.assumes(**fact))
        .collect();
    let id = one.description.id.as_ref();
    anstream::println!("{id}: {} facts, {} assumed", facts.len(), assumed.len());
    if list {
        for fact in assumed {
            anstream::println!("  {}", one.place(fact.at()));
        }
    }
}

/// Every description of the workspace, in the order of the crates.
///
/// # Errors
/// One line for each fault, with file, line and table.
fn read(root: &Utf8Path) -> Result<Vec<Described>> {
    let mut folders = Vec::new();
    for entry in root.join("crates").read_dir_utf8()? {
        let folder = Utf8Path::new("crates").join(entry?.file_name());
        if root.join(&folder).join("provider.toml").exists() {
            folders.push(folder);
        }
    }
    folders.sort();
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for folder in folders {
        match Described::read(root, folder) {
            Ok(one) => all.push(one),
            Err(error) => faults.push(format!("{error:#}")),
        }
    }
    for one in &all {
        faults.extend(one.faults(lints::check(&one.description)));
    }
    for (one, fault) in lints::shared(&all) {
        faults.extend(one.faults([fault]));
    }
    if faults.is_empty() {
        return Ok(all);
    }
    bail!("nothing is written:\n{}", faults.join("\n"))
}

impl Described {
    fn read(root: &Utf8Path, folder: Utf8PathBuf) -> Result<Self> {
        let path = folder.join("provider.toml");
        let text = fs::read_to_string(root.join(&path)).with_context(|| path.to_string())?;
        match toml::from_str(&text) {
            Ok(description) => Ok(Self {
                folder,
                text,
                description,
            }),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                bail!("{}: {}", place(&path, &text, at), error.message())
            }
        }
    }

    fn place(&self, at: usize) -> String {
        place(&self.folder.join("provider.toml"), &self.text, at)
    }

    fn faults(&self, faults: impl IntoIterator<Item = lints::Fault>) -> Vec<String> {
        let faults = faults.into_iter();
        faults
            .map(|(at, what)| format!("{}: {what}", self.place(at)))
            .collect()
    }
}

/// `path:line: [table]` of the byte at `at`.
fn place(path: &Utf8Path, text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = 1 + before.matches('\n').count();
    let lines = text.lines().take(line);
    let headers = lines.filter(|line| line.starts_with('['));
    let table = headers.last().unwrap_or("top").trim();
    format!("{path}:{line}: {table}")
}

/// Every file that follows from the descriptions.
fn outputs(root: &Utf8Path, all: &[Described]) -> Result<Vec<Output>> {
    let mut outputs = Vec::new();
    for Described {
        folder,
        description: one,
        ..
    } in all
    {
        outputs.push(Output {
            path: folder.join("src/generated.rs"),
            text: rust::format(root, &rust::module(one))?,
        });
        outputs.push(Output {
            path: folder.join(".env.example"),
            text: env_sample::sample(one),
        });
        outputs.push(Output {
            path: Utf8Path::new("docs/providers").join(format!("{}.md", one.id.as_ref())),
            text: page::page(one),
        });
    }
    Ok(outputs)
}

/// Those that are missing or say something else.
fn stale(root: &Utf8Path, outputs: Vec<Output>) -> Result<Vec<Output>> {
    let mut stale = Vec::new();
    for output in outputs {
        let path = root.join(&output.path);
        let same = path.exists()
            && fs::read_to_string(&path).with_context(|| path.to_string())? == output.text;
        if !same {
            stale.push(output);
        }
    }
    Ok(stale)
}

/// Writes all of them beside their places, then moves them there.
fn write(root: &Utf8Path, outputs: &[Output]) -> Result<()> {
    let mut written = Vec::new();
    for Output { path, text } in outputs {
        let path = root.join(path);
        let folder = path.parent().context("a file has a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {folder}"))?;
        // Deleted with the value unless it is moved.
        let beside = TempPath::try_from_path(format!("{path}.new"))?;
        fs::write(&beside, text).with_context(|| format!("cannot write {path}"))?;
        written.push((beside, path));
    }
    for (beside, path) in written {
        beside
            .persist(&path)
            .with_context(|| format!("cannot write {path}"))?;
        anstream::println!("wrote {}", path.strip_prefix(root).unwrap_or(&path));
    }
    Ok(())
}
