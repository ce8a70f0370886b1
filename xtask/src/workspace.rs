//! The workspace as `cargo metadata` describes it: the one source for every list of crates.

use std::path::Path;

use anyhow::{Context as _, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package, camino::Utf8Path};

/// The members of one workspace and where it lies.
#[derive(Debug)]
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// Reads the manifests of the workspace at or above `dir`; the dependencies are not resolved.
    pub(crate) fn at(dir: &Path) -> Result<Self> {
        let metadata = MetadataCommand::new()
            .current_dir(dir)
            .no_deps()
            .exec()
            .with_context(|| format!("cannot read the workspace at {}", dir.display()))?;
        Ok(Self { metadata })
    }

    /// The workspace that `cargo xtask` was called in.
    pub(crate) fn here() -> Result<Self> {
        Self::at(&std::env::current_dir().context("the current folder is gone")?)
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.metadata.workspace_root
    }

    pub(crate) fn target(&self) -> &Utf8Path {
        &self.metadata.target_directory
    }

    /// Every member, in the order of their names.
    pub(crate) fn members(&self) -> Vec<&Package> {
        let mut members = self.metadata.workspace_packages();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        members
    }

    /// The members that go to a registry.
    pub(crate) fn published(&self) -> Vec<&Package> {
        let mut members = self.members();
        members.retain(|package| is_published(package));
        members
    }

    /// The published members that others link: what the declared Rust version binds.
    pub(crate) fn libraries(&self) -> Vec<&Package> {
        let mut members = self.published();
        members.retain(|package| is_library(package));
        members
    }
}

pub(crate) fn is_published(package: &Package) -> bool {
    package
        .publish
        .as_ref()
        .is_none_or(|registries| !registries.is_empty())
}

pub(crate) fn is_library(package: &Package) -> bool {
    package
        .targets
        .iter()
        .any(|target| target.is_lib() || target.is_proc_macro())
}
