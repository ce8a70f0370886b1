//! A directory of small files: each is replaced as a whole, under a lock, and lasts once it is.

use std::{
    fs::{DirBuilder, File},
    io::{self, Read, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use auth_core::{Error, ErrorKind};
use rustix::{
    fd::AsFd,
    fs::{AtFlags, CWD, Dir, Mode, OFlags, fsync, mkdirat, openat, renameat, unlinkat},
    io::Errno,
};

use crate::{
    lock::{Locked, lock},
    private::{self, Fault, Kind},
};

/// What the name of a file ends with until it takes the place of another. Nobody writes one without the lock, so that
/// whoever has the lock and finds one knows that its writer has died.
const NEW: &str = ".new";

/// Whether a write has to outlast the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasting {
    /// It is on the disk when the write returns.
    Disk,
    /// It outlasts this process; when the machine stops, the former content or nothing may stand there.
    Process,
}

/// A directory of its owner's alone, held open: what happens to its path does not concern it any more.
#[derive(Debug)]
pub(super) struct Folder {
    dir: File,
    path: PathBuf,
}

impl Folder {
    /// Opens the directory at `path`, and creates it where there is none.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        if let Some(parent) = path.parent() {
            let created = DirBuilder::new().recursive(true).mode(0o700).create(parent);
            created.map_err(|error| {
                Fault::from(error).of("the token store", path, ErrorKind::Store)
            })?;
        }
        Self::open_at(CWD, path, path.to_owned())
    }

    /// As [`Folder::open`], for the one called `name` in this one.
    pub(super) fn within(&self, name: &str) -> Result<Self, Error> {
        Self::open_at(&self.dir, Path::new(name), self.path.join(name))
    }

    fn open_at(at: impl AsFd + Copy, name: &Path, path: PathBuf) -> Result<Self, Error> {
        let open = || private::open(at, name, OFlags::RDONLY, Kind::Directory);
        let opened = match open() {
            Err(Fault::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
                make(at, name).map_err(Fault::from).and_then(|()| open())
            }
            opened => opened,
        };
        match opened {
            Ok(dir) => Ok(Self { dir, path }),
            Err(fault) => Err(fault.of("the token store", &path, ErrorKind::Store)),
        }
    }

    /// The path of the file `name`, to be shown.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Waits for its turn among all processes, for a moment.
    pub(super) fn lock(&self) -> Result<Locked<'_>, Error> {
        lock(&self.dir).map_err(|error| self.failed("", error.into()))
    }

    /// The content of the file `name`; no lock is needed to read.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match private::open(&self.dir, Path::new(name), OFlags::RDONLY, Kind::File) {
            Ok(mut file) => {
                let mut content = Vec::new();
                match file.read_to_end(&mut content) {
                    Ok(_) => Ok(Some(content)),
                    Err(error) => Err(self.failed(name, error.into())),
                }
            }
            Err(Fault::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(self.failed(name, fault)),
        }
    }

    /// Puts `content` in the place of the file `name`, or leaves it as it was.
    pub(super) fn write(
        &self,
        _: &Locked<'_>,
        name: &str,
        content: &[u8],
        lasting: Lasting,
    ) -> Result<(), Error> {
        let new = format!("{name}{NEW}");
        let written = self.create(&new).and_then(|mut file| {
            file.write_all(content)?;
            if lasting == Lasting::Disk {
                fsync(&file).map_err(io::Error::from)?;
            }
            renameat(&self.dir, &new, &self.dir, name).map_err(io::Error::from)?;
            if lasting == Lasting::Disk {
                fsync(&self.dir).map_err(io::Error::from)?;
            }
            Ok(())
        });
        written.map_err(|fault| {
            let _ = unlinkat(&self.dir, &new, AtFlags::empty());
            self.failed(name, fault)
        })
    }

    fn create(&self, new: &str) -> Result<File, Fault> {
        match private::create(&self.dir, Path::new(new)) {
            Err(Fault::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                unlinkat(&self.dir, new, AtFlags::empty()).map_err(io::Error::from)?;
                private::create(&self.dir, Path::new(new))
            }
            created => created,
        }
    }

    /// Removes what writers left that have died. It can wait when that cannot be done now.
    pub(super) fn clean(&self) -> Result<(), Error> {
        let names = self.names()?;
        let mut left = names.iter().filter(|name| name.ends_with(NEW)).peekable();
        if left.peek().is_some()
            && let Ok(_locked) = self.lock()
        {
            for name in left {
                let _ = unlinkat(&self.dir, name, AtFlags::empty());
            }
        }
        Ok(())
    }

    /// The names of what is in it.
    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let names = Dir::read_from(&self.dir).and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                .filter(|name| !matches!(name.as_deref(), Ok("." | "..")))
                .collect()
        });
        names.map_err(|error: Errno| self.failed("", io::Error::from(error).into()))
    }

    fn failed(&self, name: &str, fault: Fault) -> Error {
        let path = if name.is_empty() {
            self.path.clone()
        } else {
            self.path(name)
        };
        fault.of("the token store", &path, ErrorKind::Store)
    }
}

/// Makes a directory of its owner's alone that outlasts the machine.
fn make(at: impl AsFd, name: &Path) -> io::Result<()> {
    match mkdirat(&at, name, Mode::RWXU) {
        // Somebody else has made it meanwhile, and may not have come to what follows yet.
        Ok(()) | Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    let parent = name
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let parent = openat(at, parent.unwrap_or(Path::new(".")), flags, Mode::empty())?;
    Ok(fsync(parent)?)
}
