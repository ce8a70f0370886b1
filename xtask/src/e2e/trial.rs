//! One test, run as a process of its own that ends with this one.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use cargo_metadata::camino::Utf8Path;

use super::foreign::Foreign;

pub(super) struct Trial<'a> {
    pub(super) program: &'a Utf8Path,
    pub(super) name: &'a str,
    pub(super) foreign: Option<&'a Foreign>,
    /// It is ended after this long.
    pub(super) limit: Option<Duration>,
}

pub(super) struct Outcome {
    pub(super) ended: Ended,
    pub(super) took: Duration,
    /// What it said, without secrets.
    pub(super) output: String,
}

/// How a test ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Passed,
    Failed,
    /// What was shown passed, and there is more that the provider cannot show.
    InPart(String),
    /// Something is not installed.
    NotRun(String),
    /// The provider cannot show it.
    NotShown(String),
}

impl Trial<'_> {
    /// Runs it; `open` is given the addresses that a person should open.
    pub(super) fn run(&self, mut open: impl FnMut(&str)) -> Result<Outcome> {
        let began = Instant::now();
        let mut child = Command::new(self.program)
            .args([self.name, "--exact", "--nocapture"])
            .envs(self.foreign.into_iter().flat_map(Foreign::variables))
            // Held open as long as this process lives: when it goes, however it does, the test goes too.
            .env("E2E_ENDS_WITH_STDIN", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program))?;
        let stderr = child
            .stderr
            .take()
            .context("a test has no standard error")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut output = String::new();
        loop {
            let left = self
                .limit
                .unwrap_or(Duration::MAX)
                .saturating_sub(began.elapsed());
            match lines.recv_timeout(left) {
                Ok(line) => {
                    if let Some(url) = line.strip_prefix("open: ") {
                        open(url);
                    }
                    let line = self
                        .foreign
                        .map_or(line.clone(), |foreign| foreign.without_secrets(&line));
                    output.push_str(&line);
                    output.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    child.kill().context("cannot end a test")?;
                    output.push_str("ended: it took too long\n");
                    break;
                }
            }
        }
        let status = child.wait().context("cannot wait for a test")?;
        let ended = Ended::read(status.success(), &output);
        Ok(Outcome {
            ended,
            took: began.elapsed(),
            output,
        })
    }
}

impl Ended {
    fn read(success: bool, output: &str) -> Self {
        let said = |prefix: &str| {
            let mut lines = output.lines();
            lines
                .find_map(|line| line.strip_prefix(prefix))
                .map(str::to_owned)
        };
        if !success {
            return Self::Failed;
        }
        if let Some(missing) = said("not run: ") {
            return Self::NotRun(missing);
        }
        if let Some(what) = said("not shown: ") {
            return Self::NotShown(what);
        }
        said("in part: ").map_or(Self::Passed, Self::InPart)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    /// Runs a script of the shell as if it were a test, and tells the addresses that it asked to open, too.
    fn run(script: &str, limit: Option<Duration>) -> (Outcome, Vec<String>) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("script");
        fs::write(&path, script).unwrap();
        let trial = Trial {
            program: "sh".into(),
            name: path.to_str().unwrap(),
            foreign: None,
            limit,
        };
        let mut opened = Vec::new();
        let outcome = trial.run(|url| opened.push(url.to_owned())).unwrap();
        (outcome, opened)
    }

    #[test]
    fn a_test_ends_as_it_says() {
        for (script, ended) in [
            ("true", Ended::Passed),
            (
                "echo 'in part: half of it' >&2",
                Ended::InPart("half of it".to_owned()),
            ),
            (
                "echo 'not run: x not found' >&2",
                Ended::NotRun("x not found".to_owned()),
            ),
            (
                "echo 'not shown: reuse' >&2",
                Ended::NotShown("reuse".to_owned()),
            ),
            ("echo 'not shown: reuse' >&2; exit 101", Ended::Failed),
        ] {
            assert_eq!(run(script, None).0.ended, ended, "{script}");
        }
    }

    #[test]
    fn a_test_runs_alone_and_says_what_to_open() {
        let (outcome, opened) = run("echo \"$*\" >&2; echo 'open: https://a.test/?b' >&2", None);
        assert_eq!(opened, ["https://a.test/?b"]);
        assert_eq!(outcome.output.lines().next(), Some("--exact --nocapture"));
    }

    #[test]
    fn a_test_that_hangs_is_ended() {
        let (outcome, _) = run("exec cat", Some(Duration::from_millis(50)));
        assert_eq!(outcome.ended, Ended::Failed);
        assert!(outcome.output.contains("took too long"));
    }

    #[test]
    fn a_test_may_tell_by_its_standard_input_that_nobody_waits_for_it() {
        let script = "test \"$E2E_ENDS_WITH_STDIN\" = 1 && ! test -t 0 && test -p /dev/stdin";
        assert_eq!(run(script, None).0.ended, Ended::Passed);
    }
}
