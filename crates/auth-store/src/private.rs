//! Files and directories that nobody but their owner may touch.

use std::{fs::File, io, path::Path};

use auth_core::{Error, ErrorKind};
use rustix::{
    fd::AsFd,
    fs::{AtFlags, FileType, Mode, OFlags, fstat, openat, statat},
    io::Errno,
};

/// What is expected at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory,
}

/// Why a file cannot be used.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It, or what it stands in, is of another kind.
    Type(Kind),
    Link,
    Owner,
    Access(Kind),
    Io(io::Error),
}

/// Opens what stands at `path` below `at`; no link is followed, and it is refused unless it is its owner's alone.
pub(crate) fn open(at: impl AsFd, path: &Path, flags: OFlags, kind: Kind) -> Result<File, Fault> {
    // A pipe without a writer would keep us waiting for ever.
    let mut flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    if kind == Kind::Directory {
        flags |= OFlags::DIRECTORY;
    }
    let file = match openat(&at, path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::LOOP) => return Err(Fault::Link),
        Err(Errno::NOTDIR) if kind == Kind::Directory => {
            // Whether it is a link is not what the system says first.
            let stat = statat(at, path, AtFlags::SYMLINK_NOFOLLOW);
            let link =
                stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink);
            return Err(if link { Fault::Link } else { Fault::Type(kind) });
        }
        Err(error) => return Err(Fault::Io(error.into())),
    };
    check(&file, kind)?;
    Ok(file)
}

/// Creates a file of its owner's alone at `path` below `at`; nothing may stand there.
pub(crate) fn create(at: impl AsFd, path: &Path) -> Result<File, Fault> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(at, path, flags, Mode::RUSR | Mode::WUSR) {
        Ok(file) => Ok(File::from(file)),
        Err(error) => Err(Fault::Io(error.into())),
    }
}

/// Checks that an open file is its owner's alone.
fn check(file: &File, kind: Kind) -> Result<(), Fault> {
    let stat = fstat(file).map_err(|error| Fault::Io(error.into()))?;
    let expected = match kind {
        Kind::File => FileType::RegularFile,
        Kind::Directory => FileType::Directory,
    };
    let owner = [rustix::process::geteuid().as_raw(), 0].contains(&stat.st_uid);
    if FileType::from_raw_mode(stat.st_mode) != expected {
        Err(Fault::Type(kind))
    } else if !owner {
        Err(Fault::Owner)
    } else if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
        Err(Fault::Access(kind))
    } else {
        Ok(())
    }
}

/// Makes the entry of `path` in its directory lasting.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Fault {
    /// The error that says so of `what` at `path`, and who must do what.
    pub(crate) fn of(self, what: &str, path: &Path, kind: ErrorKind) -> Error {
        let (problem, advice) = match self {
            Self::Type(Kind::File) => ("is no regular file", "name a regular file"),
            Self::Type(Kind::Directory) => ("is no directory", "name a directory"),
            Self::Link => ("is a symbolic link", "name what it points to"),
            Self::Owner => (
                "belongs to another user",
                "give it to the user that this program runs as (chown)",
            ),
            Self::Access(Kind::File) => (
                "is open to other users",
                "take their rights away (chmod 600)",
            ),
            Self::Access(Kind::Directory) => (
                "is open to other users",
                "take their rights away (chmod 700)",
            ),
            Self::Io(error) => explained(&error),
        };
        Error::new(kind, format!("{what} {} {problem}", path.display())).advise(advice)
    }
}

fn explained(error: &io::Error) -> (&'static str, &'static str) {
    match error.kind() {
        io::ErrorKind::NotFound => ("is not there", "create it, or name the right path"),
        io::ErrorKind::AlreadyExists => (
            "is there already",
            "name another path, or use what is there",
        ),
        io::ErrorKind::PermissionDenied => (
            "cannot be opened by this user",
            "run as the user it belongs to, or give it to this one",
        ),
        io::ErrorKind::ReadOnlyFilesystem => (
            "is on a read-only file system",
            "mount it writable, or name another path",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ("has no room left", "free space on the disk")
        }
        io::ErrorKind::TimedOut => (
            "is kept locked by another process",
            "find the process that hangs and end it, the lock goes with it",
        ),
        io::ErrorKind::InvalidData => ("is no text", "name the right file"),
        _ => ("cannot be read or written", "check the disk"),
    }
}
