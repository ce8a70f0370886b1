//! A PostgreSQL server.

use std::{
    env, fs, io,
    net::SocketAddr,
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::Signal;
use tempfile::TempDir;

use super::{
    NotStarted,
    process::{Process, absent, on_a_free_port, send},
};

const NAME: &str = "postgres";
/// Asks whether it serves yet.
const READY: &str = "pg_isready";

/// A PostgreSQL server on a free port of loopback, with its files in a folder of its own.
///
/// It asks for a password over TCP. As root it is run as `nobody`, since it refuses to run as root.
#[derive(Debug)]
pub struct Postgres {
    process: Option<Process>,
    address: SocketAddr,
    folder: TempDir,
    programs: PathBuf,
    settings: Vec<String>,
}

impl Postgres {
    /// The owner of the database, who may do everything.
    pub const USER: &str = "auth";
    /// The owner's password.
    pub const PASSWORD: &str = "a-password-for-tests";
    /// The name of the database.
    pub const DATABASE: &str = "postgres";

    /// One with settings that make tests fast; it survives a [`Postgres::restart`], not a power cut.
    pub fn start() -> Result<Self, NotStarted> {
        Self::start_with(&[])
    }

    /// One with settings of its own besides, such as `["max_connections=5"]`.
    pub fn start_with(settings: &[&str]) -> Result<Self, NotStarted> {
        let programs = programs().ok_or(NotStarted::NotFound(NAME))?;
        on_a_free_port(|address| {
            let mut server = Self {
                process: None,
                address,
                folder: TempDir::with_prefix("auth-postgres-")?,
                programs: programs.clone(),
                settings: settings.iter().map(ToString::to_string).collect(),
            };
            server.create()?;
            server.run()?;
            Ok(server)
        })
    }

    fn create(&self) -> Result<(), NotStarted> {
        let password = self.folder.path().join("password");
        fs::write(&password, Self::PASSWORD)?;
        if let Some((user, group)) = unprivileged()? {
            chown(self.folder.path(), Some(user), Some(group))?;
            chown(&password, Some(user), Some(group))?;
        }
        let done = self
            .command("initdb")?
            .args(["--no-sync", "--auth=md5", "--encoding=UTF8"])
            .args(["--locale=C", "--username", Self::USER, "--pwfile"])
            .arg(&password)
            .arg("--pgdata")
            .arg(self.files())
            .output()
            .map_err(|error| absent(NAME, error))?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr);
        Err(NotStarted::Failed(format!("initdb: {said}")))
    }

    fn run(&mut self) -> Result<(), NotStarted> {
        let mut command = self.command(NAME)?;
        command.arg("-D").arg(self.files());
        let sockets = format!("unix_socket_directories={}", self.folder.path().display());
        let port = format!("port={}", self.address.port());
        let fixed = ["listen_addresses=127.0.0.1", "fsync=off", &port, &sockets];
        let own = self.settings.iter().map(String::as_str);
        for setting in fixed.into_iter().chain(own) {
            command.args(["-c", setting]);
        }
        // It listens before it serves.
        let ready = || {
            let port = self.address.port().to_string();
            let asked = Command::new(self.programs.join(READY))
                .args(["--quiet", "--host=127.0.0.1", "--port", &port])
                .status();
            asked.is_ok_and(|status| status.success())
        };
        let process = Process::start(command, NAME, self.folder.path(), ready)?;
        self.process = Some(process);
        Ok(())
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> io::Result<Command> {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path());
        if let Some((user, group)) = unprivileged()? {
            command.uid(user).gid(group);
        }
        Ok(command)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A connection string with the owner's password, without TLS.
    pub fn url(&self) -> String {
        Self::url_at(self.address)
    }

    /// As [`Postgres::url`], by way of another address such as that of a [`Proxy`](super::Proxy).
    pub fn url_at(address: SocketAddr) -> String {
        let (user, password, database) = (Self::USER, Self::PASSWORD, Self::DATABASE);
        format!("postgres://{user}:{password}@{address}/{database}?sslmode=disable")
    }

    /// Ends it without a word to its clients; [`Postgres::restart`] brings it back.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Killed outright, it would leave behind the processes that serve its connections; told alone, and once, it would
            // wait a minute for one that has just come and hears nothing from its client.
            drop(process.end(|id| {
                for_all(id, Signal::QUIT)?;
                for_all(id, Signal::CONT)
            }));
        }
    }

    /// Ends it as after a crash if it runs, and starts it on the same port and the same files.
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
            Some(process) => for_all(process.id(), signal),
            None => Ok(()),
        }
    }
}

/// Each connection is served by a process of its own.
fn for_all(id: u32, signal: Signal) -> io::Result<()> {
    send(id, signal)?;
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
    for child in children.split_whitespace().flat_map(str::parse) {
        send(child, signal)?;
    }
    Ok(())
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The folder of the newest `postgres`: on the path, or where Debian puts it.
fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    debian.sort();
    env::split_paths(&path)
        .chain(debian.into_iter().rev().map(|(_, folder)| folder))
        .find(|folder| {
            let all = ["initdb", NAME, READY];
            all.iter().all(|program| folder.join(program).is_file())
        })
}

/// Who runs it in root's place: its user and group.
fn unprivileged() -> io::Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let nobody = Path::new("/etc/passwd");
    let of_nobody = fs::read_to_string(nobody)?
        .lines()
        .find_map(|line| {
            let mut fields = line.strip_prefix("nobody:")?.split(':').skip(1);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        })
        .ok_or_else(|| io::Error::other("there is no user nobody to run postgres as"))?;
    Ok(Some(of_nobody))
}
