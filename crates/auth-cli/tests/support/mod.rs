//! Running the binary as a shell does, with nothing of this process' own environment.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

pub(crate) type Variables = BTreeMap<String, String>;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Everything that was printed.
    pub(crate) fn output(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no {text:?} in {self:?}");
        }
        self
    }
}

pub(crate) fn auth(arguments: &[&str]) -> Ran {
    auth_with(arguments, &Variables::new())
}

pub(crate) fn auth_with(arguments: &[&str], variables: &Variables) -> Ran {
    ran(&mut command(arguments, variables))
}

/// In another folder than this process.
pub(crate) fn auth_in(folder: &Path, arguments: &[&str], variables: &Variables) -> Ran {
    ran(command(arguments, variables).current_dir(folder))
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn command(arguments: &[&str], variables: &Variables) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_auth"));
    command.args(arguments).env_clear().envs(variables);
    command
}

/// `auth sandbox`, running.
pub(crate) struct Sandbox {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: ChildStderr,
    /// What was printed until it was ready.
    pub(crate) printed: String,
}

impl Sandbox {
    /// Starts it and reads until the line that `is_last` says is the last one.
    pub(crate) fn start(arguments: &[&str], is_last: impl Fn(&str) -> bool) -> Self {
        let mut child = command(&[&["sandbox"], arguments].concat(), &Variables::new())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = child.stderr.take().unwrap();
        let mut printed = String::new();
        loop {
            let begin = printed.len();
            let read = stdout.read_line(&mut printed).unwrap();
            assert!(read > 0, "the sandbox ended early: {printed}");
            if is_last(&printed[begin..]) {
                break;
            }
        }
        Self {
            child,
            stdout,
            stderr,
            printed,
        }
    }

    pub(crate) fn start_json(arguments: &[&str]) -> (Self, Value) {
        let sandbox = Self::start(&[&["--json"], arguments].concat(), |_| true);
        let ready = serde_json::from_str(&sandbox.printed).unwrap();
        (sandbox, ready)
    }

    /// Sends a signal and waits for the end; gives what was printed after it was ready.
    pub(crate) fn stop(mut self, signal: Signal) -> Ran {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.stderr.read_to_string(&mut stderr).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        Ran {
            code,
            stdout,
            stderr,
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Gone already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The variables of one way in.
pub(crate) fn variables(ready: &Value, provider: &str, scheme: &str) -> Variables {
    let ways_in = ready["environment"].as_array().unwrap().iter();
    let mut found = ways_in.filter(|way| way["provider"] == provider && way["scheme"] == scheme);
    serde_json::from_value(found.next().unwrap()["variables"].clone()).unwrap()
}

/// The sample credentials that are secrets.
pub(crate) fn secrets(ready: &Value) -> Vec<String> {
    let secret = |name: &str| {
        ["secret", "key", "password", "factor"]
            .iter()
            .any(|word| name.contains(word))
            && !name.contains("mail")
            && !name.contains("society-id")
    };
    let samples = ready["samples"].as_array().unwrap().iter();
    let secrets: Vec<_> = samples
        .filter(|sample| secret(sample["name"].as_str().unwrap()))
        .map(|sample| sample["value"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(secrets.len(), 10, "{secrets:?}");
    secrets
}

#[track_caller]
pub(crate) fn assert_no_secret(output: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(!output.contains(secret.as_str()), "a secret in {output}");
    }
    assert!(!output.contains("eyJ"), "a token in {output}");
}

/// What is asked of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

/// The status and the body.
pub(crate) fn send(request: &Request) -> (u16, String) {
    let (address, path) = request.url["http://".len()..].split_once('/').unwrap();
    let mut headers = request.headers.join("\r\n");
    if !headers.to_lowercase().contains("host:") {
        headers = format!("{headers}\r\nHost: {address}");
    }
    let head = format!(
        "{} /{path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n\r\n",
        request.method,
        request.body.len(),
        headers.trim_start()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(&[head.as_bytes(), request.body.as_bytes()].concat())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}
