//! The test program: built, asked for its tests, their output kept.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::{Message, camino::Utf8PathBuf};

use super::foreign::Foreign;
use crate::{call::Call, workspace::Workspace};

/// The tests of the test program itself: of its cookies and its form filler. They say nothing of a provider.
const OF_ITS_OWN: [&str; 3] = ["jar::", "keycloak::", "driven::"];

pub(super) struct Suite {
    pub(super) program: Utf8PathBuf,
}

/// Builds the test `realm` of auth-dossierfacile.
pub(super) fn build(workspace: &Workspace) -> Result<Suite> {
    let call = Call::cargo("test -p auth-dossierfacile --all-features --test realm --no-run")
        .words("--message-format json-render-diagnostics");
    let built = call.output(workspace.root())?;
    let artifacts = Message::parse_stream(built.as_bytes()).filter_map(|message| match message {
        Ok(Message::CompilerArtifact(artifact)) => Some(artifact),
        _ => None,
    });
    let program = artifacts
        .filter(|artifact| artifact.target.name == "realm")
        .find_map(|artifact| artifact.executable)
        .with_context(|| format!("`{call}` built no test program"))?;
    Ok(Suite { program })
}

impl Suite {
    /// The names of the tests with `filter` in them.
    pub(super) fn trials(
        &self,
        filter: Option<&str>,
        foreign: Option<&Foreign>,
    ) -> Result<Vec<String>> {
        let mut command = Command::new(&self.program);
        let output = command.args(["--list", "--format", "terse"]).output();
        let output = output.with_context(|| format!("cannot start {}", self.program))?;
        ensure!(output.status.success(), "{} lists no tests", self.program);
        let list = String::from_utf8_lossy(&output.stdout);
        let names = list.lines().filter_map(|line| line.strip_suffix(": test"));
        let about_providers = |name: &str| OF_ITS_OWN.iter().all(|own| !name.starts_with(own));
        Ok(names
            .filter(|name| foreign.is_none() || about_providers(name))
            .filter(|name| filter.is_none_or(|filter| name.contains(filter)))
            .map(str::to_owned)
            .collect())
    }
}

/// Keeps what a test said.
pub(super) fn keep(workspace: &Workspace, name: &str, output: &str) -> Result<()> {
    let folder = workspace.target().join("e2e");
    let file = folder.join(format!("{}.log", name.replace("::", ".")));
    if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, output)) {
        bail!("cannot write {file}: {error}");
    }
    Ok(())
}
