//! `cargo xtask rehearse`: an invented provider, made from its description to its last test.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Seek as _},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use comfy_table::{CellAlignment, Table, presets::NOTHING};

use crate::{call::Call, codegen::templates, description, workspace::Workspace};

const ID: &str = "chorus";
const FOLDER: &str = "crates/auth-chorus";
const DESCRIPTION: &str = "xtask/src/new_provider/rehearsal/provider.toml";

/// What the author writes, as it is when it is done.
const WRITTEN: &[(&str, &str)] = &[
    ("src/grant.rs", include_str!("rehearsal/grant.rs")),
    ("src/response.rs", include_str!("rehearsal/response.rs")),
    ("src/headers.rs", include_str!("rehearsal/headers.rs")),
];

/// What the conformance run says before that.
const MISSING: &str = include_str!("rehearsal/missing.txt");

/// Makes a provider in a copy of the workspace, as docs/adding-a-provider.md walks, and times each step.
///
/// The copy holds what git would track, lies in the target folder and is removed at the end. The crate is made from the
/// description of an invented provider; it has to compile and to name what is missing. Then the missing files, as the
/// page shows them, are laid over it, and everything has to pass against the imitation that follows from the description.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave the copy where it is
    #[arg(long)]
    keep: bool,
}

pub(super) type Step = (&'static str, fn(&Copy) -> Result<()>);

#[rustfmt::skip] // A table reads in rows.
pub(super) const STEPS: &[Step] = &[
    ("copy the workspace", Copy::make),
    ("make the crate", Copy::new_provider),
    ("build it, unwritten", |copy| copy.cargo("test --no-run")),
    ("lint it, unwritten", Copy::lint),
    ("see what is missing", Copy::missing),
    ("write the three files", Copy::write),
    ("run its tests, socket and all", |copy| copy.cargo("test")),
    ("run its example", |copy| copy.cargo("run --example quickstart")),
    ("lint it", Copy::lint),
    ("see what else has changed", Copy::untouched),
    ("check the facade and the command", Copy::listed),
];

/// Rehearses. Any step that does not end as it should is an error.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    let copy = Copy {
        of: workspace.root().to_owned(),
        root: workspace.target().join("rehearsal"),
        target: workspace.target().to_owned(),
    };
    let mut table = Table::new();
    table.load_style(NOTHING);
    let outcome = STEPS.iter().try_for_each(|(name, step)| {
        let began = Instant::now();
        let outcome = step(&copy).with_context(|| format!("cannot {name}"));
        table.add_row([(*name).to_owned(), seconds(began.elapsed())]);
        outcome
    });
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    anstream::println!("{table}");
    if !args.keep && copy.root.exists() {
        fs::remove_dir_all(&copy.root).with_context(|| format!("cannot remove {}", copy.root))?;
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// The workspace again, elsewhere.
pub(super) struct Copy {
    of: Utf8PathBuf,
    /// Always the same place: what was built there is found again by the next rehearsal.
    root: Utf8PathBuf,
    target: Utf8PathBuf,
}

impl Copy {
    fn make(&self) -> Result<()> {
        if self.root.exists() {
            fs::remove_dir_all(&self.root)?;
        }
        let files = Call::new("git").words("ls-files --cached --others --exclude-standard -z");
        let files = files.output(&self.of)?;
        for path in files.split_terminator('\0') {
            let (from, to) = (self.of.join(path), self.root.join(path));
            // A file that was deleted and is not committed yet is no part of the workspace.
            if from.is_file() {
                fs::create_dir_all(to.parent().unwrap_or(&to))?;
                fs::copy(&from, &to).with_context(|| format!("cannot copy {path}"))?;
            }
        }
        self.succeeds(&Call::xtask("codegen")?)?;
        self.succeeds(&Call::new("git").words("init --quiet"))?;
        self.succeeds(&Call::new("git").words("add --all"))
    }

    fn new_provider(&self) -> Result<()> {
        self.succeeds(&Call::xtask("new-provider --from")?.args([DESCRIPTION, ID]))
    }

    fn cargo(&self, line: &str) -> Result<()> {
        self.succeeds(&self.call(line))
    }

    fn call(&self, line: &str) -> Call {
        Call::cargo(line)
            .args(["--offline", "--quiet", "-p", "auth-chorus"])
            .env("CARGO_TARGET_DIR", self.target.as_str())
    }

    fn lint(&self) -> Result<()> {
        let clippy = self.call("clippy --all-targets --all-features --no-deps");
        self.succeeds(&clippy.args(["--", "-D", "warnings"]))?;
        self.succeeds(
            &self
                .call("doc --no-deps")
                .env("RUSTDOCFLAGS", "-D warnings"),
        )?;
        self.succeeds(&Call::cargo("fmt --check -p auth-chorus"))?;
        self.succeeds(&Call::xtask("codegen --check")?)?;
        let (_, said) = self.capture(&Call::xtask("tidy")?)?;
        let own: Vec<_> = said.lines().filter(|line| line.contains(ID)).collect();
        ensure!(own.is_empty(), "tidy:\n{}", own.join("\n"));
        Ok(())
    }

    /// The conformance run fails, and names what is missing and nothing else.
    fn missing(&self) -> Result<()> {
        let (passed, said) = self.capture(&self.call("test --test conformance"))?;
        ensure!(!passed, "the conformance run of an unwritten crate passed");
        let named = said
            .lines()
            .filter(|line| line.starts_with("- ") || line.starts_with("src/"));
        let (named, expected): (BTreeSet<_>, BTreeSet<_>) =
            (named.collect(), MISSING.lines().collect());
        ensure!(
            named == expected,
            "the conformance run said:\n{said}\nand should have named:\n{MISSING}"
        );
        Ok(())
    }

    fn write(&self) -> Result<()> {
        for (path, text) in WRITTEN {
            let path = self.root.join(FOLDER).join(path);
            ensure!(path.exists(), "{path} is no file of the crate");
            fs::write(path, text)?;
        }
        Ok(())
    }

    /// Outside of the crate only files have changed that codegen writes, and none of another provider.
    fn untouched(&self) -> Result<()> {
        let all = description::read_all(&self.root)?;
        let mut allowed: BTreeSet<_> = templates::render(&self.root, &all)?
            .into_iter()
            .map(|file| file.path)
            .collect();
        let others = all.iter().filter(|one| *one.description.id != *ID);
        for other in others {
            let page = format!("{}.md", &*other.description.id);
            allowed.retain(|path| !path.starts_with(&other.folder) && !path.ends_with(&page));
        }
        allowed.insert("Cargo.lock".into());
        let changed =
            Call::new("git").words("status --porcelain -z --untracked-files=all --no-renames");
        let changed = changed.output(&self.root)?;
        let changed = changed
            .split_terminator('\0')
            .filter(|line| line.get(1..2) != Some(" "));
        let changed = changed.filter_map(|line| line.get(3..)).map(Utf8Path::new);
        let wrong: Vec<_> = changed
            .filter(|path| !path.starts_with(FOLDER) && !allowed.contains(*path))
            .collect();
        ensure!(wrong.is_empty(), "a new provider changed {wrong:?}");
        Ok(())
    }

    /// What lists every provider takes a new one as it is.
    fn listed(&self) -> Result<()> {
        let check = Call::cargo("check --offline -p auth-all -p auth-cli --all-features");
        self.succeeds(&check.env("CARGO_TARGET_DIR", self.target.as_str()))
    }

    fn succeeds(&self, call: &Call) -> Result<()> {
        let (passed, said) = self.capture(call)?;
        if !passed {
            bail!("`{call}` failed:\n{said}");
        }
        Ok(())
    }

    /// Whether it succeeds, and both of its outputs.
    fn capture(&self, call: &Call) -> Result<(bool, String)> {
        let mut said = tempfile::tempfile().context("cannot make a temporary file")?;
        let status = call.run_into(&self.root, &said)?;
        let mut text = String::new();
        said.rewind()?;
        said.read_to_string(&mut text)?;
        Ok((status.success(), text))
    }
}
