//! A key in a file that nobody else can read.

use std::{
    io::{Read, Write},
    path::Path,
};

use auth_core::{Error, ErrorKind};
use rustix::fs::{CWD, OFlags};
use zeroize::Zeroizing;

use super::{Key, random, text};
use crate::private::{self, Kind};

/// More than any key file has.
const LIMIT: u64 = 1024;

impl Key {
    /// The key in the file at `path`: 32 bytes as 64 hexadecimal digits or in base64, as [`Key::create_file`] writes it.
    ///
    /// # Errors
    /// As [`Key::new`]; [`ErrorKind::Configuration`] for a file that is missing, is a symbolic link, belongs to somebody
    /// else, can be read by anybody else, or holds no key: the operator acts.
    pub fn from_file(name: impl AsRef<str>, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let unreadable =
            |error: private::Fault| error.of("the key file", path, ErrorKind::Configuration);
        let file = private::open(CWD, path, OFlags::RDONLY, Kind::File).map_err(unreadable)?;
        let mut content = Zeroizing::new(String::with_capacity(1024));
        file.take(LIMIT)
            .read_to_string(&mut content)
            .map_err(|error| unreadable(error.into()))?;
        let bytes = text::read(&content).ok_or_else(|| {
            Error::new(
                ErrorKind::Configuration,
                format!("the key file {} holds no key of 32 bytes", path.display()),
            )
            .advise(
                "name the right file, or restore it: what it sealed cannot be opened without it",
            )
        })?;
        Self::of(name.as_ref(), bytes)
    }

    /// Writes a key that nobody has to a new file at `path`, for its owner alone from the first moment.
    ///
    /// Keep a copy elsewhere: what is sealed with it cannot be opened without it.
    ///
    /// # Errors
    /// As [`Key::new`]; [`ErrorKind::Configuration`] when there is a file already, which stays as it is, or when it cannot
    /// be written: the operator acts.
    pub fn create_file(name: impl AsRef<str>, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let key = Self::of(name.as_ref(), random()?)?;
        let mut line = text::write(key.expose());
        line.push('\n');
        let unwritten =
            |error: private::Fault| error.of("the key file", path, ErrorKind::Configuration);
        let mut file = private::create(CWD, path).map_err(unwritten)?;
        let written = file
            .write_all(line.as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| private::sync_parent(path));
        if let Err(error) = written {
            // Half a key is worse than none.
            let _ = std::fs::remove_file(path);
            return Err(unwritten(error.into()));
        }
        Ok(key)
    }
}
