//! One command line: run as it is, printed as a person would type it.

use std::{
    fmt,
    fs::File,
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context as _, Result};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};

/// The beginnings of the variables that describe the crate being run.
const OF_XTASK: [&str; 2] = ["CARGO_PKG_", "CARGO_MANIFEST_"];

/// A program, its arguments, and the variables it needs.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    program: String,
    shown: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
    dir: Utf8PathBuf,
}

impl Call {
    pub(crate) fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            shown: program.to_owned(),
            args: Vec::new(),
            env: Vec::new(),
            dir: Utf8PathBuf::new(),
        }
    }

    /// `cargo` with the words of `line` as its arguments.
    pub(crate) fn cargo(line: &str) -> Self {
        Self::new("cargo").words(line)
    }

    /// A command of this very program, shown as `cargo xtask …`, run without building it again.
    pub(crate) fn xtask(command: &str) -> Result<Self> {
        let this = std::env::current_exe().context("cannot find the running xtask program")?;
        let mut call = Self::new(&this.to_string_lossy());
        "cargo xtask".clone_into(&mut call.shown);
        Ok(call.words(command))
    }

    pub(crate) fn words(mut self, line: &str) -> Self {
        self.args.extend(line.split_whitespace().map(str::to_owned));
        self
    }

    pub(crate) fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder to run in, relative to the workspace's root.
    pub(crate) fn within(mut self, dir: impl Into<Utf8PathBuf>) -> Self {
        self.dir = dir.into();
        self
    }

    fn command(&self, root: &Utf8Path) -> Command {
        let mut command = Command::new(&self.program);
        // What `cargo run` says of xtask itself would make build scripts that watch it run again.
        for (name, _) in std::env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| OF_XTASK.iter().any(|of| name.starts_with(of)))
            {
                command.env_remove(name);
            }
        }
        command
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(root.join(&self.dir))
            .stdin(Stdio::null());
        command
    }

    /// Runs it with both outputs going, in order, to the end of `log`, without cargo's progress.
    pub(crate) fn run_into(&self, root: &Utf8Path, log: &File) -> Result<ExitStatus> {
        let both = || {
            log.try_clone()
                .context("cannot share the log file with a command")
        };
        self.command(root)
            .env("CARGO_TERM_QUIET", "true")
            .stdout(both()?)
            .stderr(both()?)
            .status()
            .with_context(|| format!("cannot start `{}`", self.program))
    }

    /// Whether it starts and succeeds: the way to ask if a tool is installed.
    pub(crate) fn works(&self) -> bool {
        self.command(Utf8Path::new("."))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Runs it with its outputs where ours go.
    pub(crate) fn run(&self, root: &Utf8Path) -> Result<ExitStatus> {
        self.command(root)
            .status()
            .with_context(|| format!("cannot start `{}`", self.program))
    }

    /// Runs it and keeps its standard output, however it ends; its errors go where ours go.
    pub(crate) fn capture(&self, root: &Utf8Path) -> Result<(ExitStatus, String)> {
        let output = self
            .command(root)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start `{}`", self.program))?;
        let text = String::from_utf8(output.stdout)
            .with_context(|| format!("`{self}` printed no UTF-8"))?;
        Ok((output.status, text))
    }

    /// The standard output of a command that must succeed.
    pub(crate) fn output(&self, root: &Utf8Path) -> Result<String> {
        let (status, text) = self.capture(root)?;
        anyhow::ensure!(status.success(), "`{self}` failed: {status}");
        Ok(text)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.dir.as_str().is_empty() {
            write!(f, "cd {} && ", self.dir)?;
        }
        for (name, value) in &self.env {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str(&self.shown)?;
        self.args
            .iter()
            .try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_reads_as_a_person_would_type_it() {
        let call = Call::cargo("doc --no-deps")
            .env("RUSTDOCFLAGS", "-D warnings")
            .within("crates");
        assert_eq!(
            call.to_string(),
            "cd crates && RUSTDOCFLAGS='-D warnings' cargo doc --no-deps"
        );
    }

    #[test]
    fn a_quote_in_an_argument_survives_the_shell() {
        let call = Call::new("printf").args(["%s", "it's"]);
        assert_eq!(call.to_string(), r"printf '%s' 'it'\''s'");
    }

    #[test]
    fn a_missing_program_does_not_work() {
        assert!(!Call::new("no-such-program-here").works());
        assert!(Call::cargo("--version").works());
    }
}
