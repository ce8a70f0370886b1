//! A program of Node.js in this folder, which ends when its standard input closes: with the test, however that one ends.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

pub(crate) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/realm");

pub(crate) struct Node(Child);

impl Node {
    /// Starts `script` and reads the line that it prints once it is ready; `None` when there is no Node.js.
    pub(crate) fn start(script: &str, variables: &[(&str, &str)]) -> Option<(Self, String)> {
        let started = Command::new("node")
            .arg(script)
            .current_dir(FOLDER)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut node = Self(started.ok()?);
        let mut line = String::new();
        let stdout = node.0.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{script} ended before it was ready");
        Some((node, line))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
