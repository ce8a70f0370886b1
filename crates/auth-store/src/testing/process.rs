//! A child process that ends with its value, and with the process that started it, however that ends.

use std::{
    fs::File,
    io,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::NotStarted;

/// How long a server may take to be ready: a busy machine is slow, a broken server ends at once.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(super) struct Process {
    server: Child,
    /// Reads from a pipe that closes when our process is gone, and takes the server along.
    watchdog: Child,
}

impl Process {
    /// Starts a server with its log in `folder`, and waits until it is `ready`.
    pub(super) fn start(
        mut command: Command,
        name: &'static str,
        folder: &Path,
        ready: impl Fn() -> bool,
    ) -> Result<Self, NotStarted> {
        let log = folder.join("log");
        command
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(File::options().append(true).open(&log)?);
        let server = command.spawn().map_err(|error| absent(name, error))?;
        let watchdog = watchdog(&server, folder);
        let mut process = match watchdog {
            Ok(watchdog) => Self { server, watchdog },
            Err(error) => {
                let mut server = server;
                drop(server.kill());
                drop(server.wait());
                return Err(error.into());
            }
        };
        let begun = Instant::now();
        loop {
            // The port may have been taken meanwhile: who ends is not the one that listens.
            if let Some(status) = process.server.try_wait()? {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                return Err(NotStarted::Failed(format!("{name}: {status}: {said}")));
            }
            if ready() && process.server.try_wait()?.is_none() {
                return Ok(process);
            }
            if begun.elapsed() > PATIENCE {
                return Err(NotStarted::Failed(format!("{name} does not get ready")));
            }
            thread::sleep(LOOK);
        }
    }

    pub(super) fn id(&self) -> u32 {
        self.server.id()
    }

    /// Does this to its process, again and again, until it has ended.
    pub(super) fn end(&mut self, by: impl Fn(u32) -> io::Result<()>) -> io::Result<()> {
        while self.server.try_wait()?.is_none() {
            by(self.server.id())?;
            thread::sleep(LOOK);
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.server.try_wait().is_ok_and(|ended| ended.is_none()) {
            drop(self.server.kill());
            drop(self.server.wait());
        }
        drop(self.watchdog.kill());
        drop(self.watchdog.wait());
    }
}

/// PostgreSQL's children are ended by name: one that is stopped would not notice that its parent is gone.
const WATCH: &str = r#"read _
kill -9 $0 $(cat "/proc/$0/task/$0/children")
sleep 1
rm -rf "$1""#;

fn watchdog(server: &Child, folder: &Path) -> io::Result<Child> {
    Command::new("sh")
        .args(["-c", WATCH])
        .arg(server.id().to_string())
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Tells a program that is not installed from one that fails.
pub(super) fn absent(name: &'static str, error: io::Error) -> NotStarted {
    match error.kind() {
        io::ErrorKind::NotFound => NotStarted::NotFound(name),
        _ => error.into(),
    }
}

/// Sends a signal to a process, which may be gone already.
pub(super) fn send(process: u32, signal: Signal) -> io::Result<()> {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    match process.map(|process| kill_process(process, signal)) {
        Some(Err(error)) if error != rustix::io::Errno::SRCH => Err(error.into()),
        _ => Ok(()),
    }
}

/// A port of loopback that is free now; who is slower than another process tries again.
pub(super) fn free_port() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// Starts on one free port after another: between looking for one and listening another process may take it.
pub(super) fn on_a_free_port<T>(
    start: impl Fn(SocketAddr) -> Result<T, NotStarted>,
) -> Result<T, NotStarted> {
    let mut last = None;
    for _ in 0..5 {
        match start(free_port()?) {
            Err(NotStarted::Failed(why)) => last = Some(why),
            done => return done,
        }
    }
    Err(NotStarted::Failed(last.unwrap_or_default()))
}
