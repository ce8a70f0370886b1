//! One run: a test of the fleet's test program, as a process.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use cargo_metadata::{
    Message,
    camino::{Utf8Path, Utf8PathBuf},
};

use super::told::Told;
use crate::{call::Call, workspace::Workspace};

/// Builds the test `fleet` of auth-all with the features that CI builds all tests with.
pub(super) fn build(workspace: &Workspace) -> Result<Utf8PathBuf> {
    let call = Call::cargo("test --workspace --all-features --test fleet --no-run")
        .words("--message-format json-render-diagnostics");
    let built = call.output(workspace.root())?;
    let artifacts = Message::parse_stream(built.as_bytes()).filter_map(|message| match message {
        Ok(Message::CompilerArtifact(artifact)) => Some(artifact),
        _ => None,
    });
    artifacts
        .filter(|artifact| artifact.target.name == "fleet")
        .filter(|artifact| artifact.target.src_path.as_str().contains("/auth-all/"))
        .find_map(|artifact| artifact.executable)
        .with_context(|| format!("`{call}` built no test program"))
}

pub(super) struct Trial<'a> {
    pub(super) program: &'a Utf8Path,
    pub(super) test: &'a str,
    pub(super) rotations: u64,
    pub(super) seed: u64,
}

/// How a run ended.
#[derive(Debug)]
pub(super) enum Ended {
    Passed(Box<Told>),
    /// What it said, and what it came to as far as it told.
    Failed(Box<(String, Option<Told>)>),
    /// Something is not installed.
    NotRun(String),
}

impl Trial<'_> {
    /// Several times what it takes on a busy machine.
    fn limit(&self) -> Duration {
        Duration::from_secs(120)
            + Duration::from_millis(500)
                .saturating_mul(u32::try_from(self.rotations).unwrap_or(u32::MAX))
    }

    /// Runs it; `moved` is told how many renewals are done.
    pub(super) fn run(&self, workspace: &Workspace, moved: impl Fn(u64)) -> Result<Ended> {
        let mut child = Command::new(self.program)
            .args([self.test, "--exact", "--nocapture"])
            .env("FLEET_ROTATIONS", self.rotations.to_string())
            .env("FLEET_SEED", self.seed.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program))?;
        let stderr = child.stderr.take().context("a run has no standard error")?;
        // One that hangs is ended, not waited for: its last words tell where it hung.
        let (over, ended) = mpsc::channel::<()>();
        let (id, limit) = (child.id().to_string(), self.limit());
        thread::spawn(move || {
            if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                drop(Command::new("kill").args(["-KILL", &id]).status());
            }
        });
        let mut said = String::new();
        let mut told = None;
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some(done) = line.strip_prefix("progress: ") {
                moved(done.parse().unwrap_or_default());
            } else if let Some(report) = line.strip_prefix("report: ") {
                told = Some(serde_json::from_str(report).context("a run told something else")?);
            } else {
                said.push_str(&line);
                said.push('\n');
            }
        }
        let status = child.wait().context("cannot wait for a run")?;
        drop(over);
        let folder = workspace.target().join("fleet");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(format!("{}.log", self.test)), &said))
            .with_context(|| format!("cannot write to {folder}"))?;
        Ok(Ended::read(status.success(), said, told))
    }
}

impl Ended {
    fn read(success: bool, said: String, told: Option<Told>) -> Self {
        match told {
            Some(told) if success => Self::Passed(Box::new(told)),
            None if success => {
                let missing = said.lines().find_map(|line| line.strip_prefix("not run: "));
                Self::NotRun(missing.unwrap_or("it says nothing").to_owned())
            }
            told => Self::Failed(Box::new((said, told))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_fails_is_no_pass_whatever_it_told() {
        let ended = Ended::read(false, "why\n".to_owned(), Some(Told::default()));
        assert!(matches!(ended, Ended::Failed(why) if why.0 == "why\n"));
    }

    #[test]
    fn a_run_that_told_nothing_is_no_pass() {
        let said = "not run: redis-server not found\n".to_owned();
        let ended = Ended::read(true, said, None);
        assert!(matches!(ended, Ended::NotRun(why) if why == "redis-server not found"));
        assert!(matches!(
            Ended::read(true, String::new(), None),
            Ended::NotRun(_)
        ));
    }
}
