//! The file that keeps what a step's commands print.

use std::{
    fs::{self, File},
    io::Write as _,
};

use anyhow::{Context as _, Result};
use cargo_metadata::camino::Utf8PathBuf;

use crate::{call::Call, workspace::Workspace};

/// `target/ci/STEP.log`: each command, then its two outputs in the order they were written.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    path: Utf8PathBuf,
    /// The path as a person at the workspace's root would type it.
    pub(super) shown: Utf8PathBuf,
}

impl Log {
    pub(super) fn create(workspace: &Workspace, step: &str) -> Result<Self> {
        let folder = workspace.target().join("ci");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {folder}"))?;
        let path = folder.join(format!("{step}.log"));
        let file = File::create(&path).with_context(|| format!("cannot write {path}"))?;
        let shown = path
            .strip_prefix(workspace.root())
            .unwrap_or(&path)
            .to_owned();
        Ok(Self { file, path, shown })
    }

    /// Writes the command down; what it prints goes to the file that is returned.
    pub(super) fn begin(&mut self, call: &Call) -> Result<&File> {
        writeln!(self.file, "$ {call}").with_context(|| format!("cannot write {}", self.path))?;
        Ok(&self.file)
    }

    pub(super) fn read(&self) -> Result<String> {
        let bytes = fs::read(&self.path).with_context(|| format!("cannot read {}", self.path))?;
        // A program under test may print what is no UTF-8.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
