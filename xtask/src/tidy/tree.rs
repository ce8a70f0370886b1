//! The files that the rules look at: what git would track, as text, the Rust among them parsed.

use anyhow::{Context as _, Result};
use cargo_metadata::{
    Package,
    camino::{Utf8Path, Utf8PathBuf},
};
use ignore::WalkBuilder;

use super::{Finding, source::Source};
use crate::workspace::Workspace;

/// One text file, its path relative to the root.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: Utf8PathBuf,
    pub(super) text: String,
}

impl File {
    /// The lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The number of the line that holds the byte at `offset`.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        1 + self
            .text
            .get(..offset)
            .unwrap_or_default()
            .matches('\n')
            .count()
    }

    pub(super) fn has_extension(&self, extension: &str) -> bool {
        self.path.extension() == Some(extension)
    }
}

/// The repository as the rules see it.
pub(super) struct Tree {
    pub(super) workspace: Workspace,
    pub(super) files: Vec<File>,
    pub(super) sources: Vec<Source>,
    /// Rust files that do not parse: no rule can speak for them.
    pub(super) unreadable: Vec<Finding>,
}

impl Tree {
    pub(super) fn read(workspace: Workspace) -> Result<Self> {
        let files = files(workspace.root())?;
        let (mut sources, mut unreadable) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| file.has_extension("rs")) {
            match Source::parse(file) {
                Ok(source) => sources.push(source),
                Err(error) => unreadable.push(Finding::new(
                    &file.path,
                    error.span().start().line,
                    format!("not Rust that parses ({error})"),
                    "see `cargo check`",
                )),
            }
        }
        Source::mark_test_modules(&mut sources);
        Ok(Self {
            workspace,
            files,
            sources,
            unreadable,
        })
    }

    pub(super) fn file(&self, path: impl AsRef<Utf8Path>) -> Option<&File> {
        self.files.iter().find(|file| file.path == path.as_ref())
    }

    /// The crates that describe one provider each, in the order of their names.
    pub(super) fn providers(&self) -> Vec<&Package> {
        let mut providers = self.workspace.members();
        providers.retain(|package| {
            let folder = self.folder(package);
            folder.starts_with("crates") && self.file(folder.join("provider.toml")).is_some()
        });
        providers
    }

    /// The folder of a member, relative to the root.
    pub(super) fn folder<'a>(&self, package: &'a Package) -> &'a Utf8Path {
        let manifest = &package.manifest_path;
        let folder = manifest.parent().unwrap_or(manifest);
        folder.strip_prefix(self.workspace.root()).unwrap_or(folder)
    }
}

fn files(root: &Utf8Path) -> Result<Vec<File>> {
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .git_global(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_path(Ord::cmp)
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.context("cannot walk the workspace")?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let bytes = std::fs::read(entry.path())
            .with_context(|| format!("cannot read {}", entry.path().display()))?;
        // What is no text, an image or an archive, has no lines to judge.
        let (Ok(text), Some(path)) = (String::from_utf8(bytes), Utf8Path::from_path(entry.path()))
        else {
            continue;
        };
        let path = path.strip_prefix(root).unwrap_or(path).to_owned();
        files.push(File { path, text });
    }
    Ok(files)
}
