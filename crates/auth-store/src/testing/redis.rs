//! A Redis server.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::Command,
};

use rustix::process::Signal;
use tempfile::TempDir;

use super::{
    NotStarted,
    process::{Process, on_a_free_port, send},
};

/// A Redis server on a free port of loopback, with its files in a folder of its own.
#[derive(Debug)]
pub struct Redis {
    process: Option<Process>,
    address: SocketAddr,
    folder: TempDir,
    settings: Vec<String>,
}

impl Redis {
    /// One that keeps nothing over a restart.
    pub fn start() -> Result<Self, NotStarted> {
        Self::start_with(&["--appendonly", "no"])
    }

    /// One that has written to disk what it acknowledges.
    pub fn start_durable() -> Result<Self, NotStarted> {
        Self::start_with(&["--appendonly", "yes", "--appendfsync", "always"])
    }

    /// One with settings of its own, such as `["--requirepass", "…"]`.
    pub fn start_with(settings: &[&str]) -> Result<Self, NotStarted> {
        on_a_free_port(|address| {
            let mut server = Self {
                process: None,
                address,
                folder: TempDir::with_prefix("auth-redis-")?,
                settings: settings.iter().map(ToString::to_string).collect(),
            };
            server.run()?;
            Ok(server)
        })
    }

    fn run(&mut self) -> Result<(), NotStarted> {
        let mut command = Command::new("redis-server");
        command
            .args(["--port", &self.address.port().to_string()])
            .args(["--bind", "127.0.0.1", "--save", "", "--dir"])
            .arg(self.folder.path())
            .args(&self.settings);
        let ready = || answers(self.address).unwrap_or(false);
        let process = Process::start(command, "redis-server", self.folder.path(), ready)?;
        self.process = Some(process);
        Ok(())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `redis://` and where it listens.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Kills it; [`Redis::restart`] brings it back.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Kills it if it runs, and starts it on the same port and the same files.
    pub fn restart(&mut self) -> Result<(), NotStarted> {
        self.kill();
        self.run()
    }

    /// Stops it in its tracks: connections stay, nothing answers.
    pub fn pause(&self) -> io::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Ends a pause.
    pub fn resume(&self) -> io::Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        match &self.process {
            Some(process) => send(process.id(), signal),
            None => Ok(()),
        }
    }
}

/// Whether it does what it is asked, or asks for a password first: it listens before it has read its files.
fn answers(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    Ok([b"+PONG", b"-NOAU"].contains(&&answer))
}
