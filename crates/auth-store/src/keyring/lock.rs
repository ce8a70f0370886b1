//! What keyrings do not have: a lock between the processes of a user, and a sign that something has changed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use auth_core::Error;

use crate::refusal::failed;

/// A directory of the user's own with two files, neither of which holds anything that is to be kept.
pub(super) struct Lock(PathBuf);

/// Nobody else has the lock as long as this is there.
pub(super) struct Held<'a>(&'a Lock);

impl Lock {
    /// The lock of everybody who uses the keyring under the name `service`.
    pub(super) fn of(service: &str) -> Result<Self, Error> {
        let directory = home().ok_or_else(|| {
            Error::configuration("the home directory", "is not known").advise("set HOME")
        })?;
        let directory = directory.join("auth-keyring").join(service);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let created = builder.recursive(true).create(&directory);
        created.map_err(|error| unusable(&error))?;
        Ok(Self(directory))
    }

    /// Does `work` while nobody else holds the lock. Blocks, for some seconds at most.
    #[cfg(unix)]
    pub(super) fn hold<T>(
        &self,
        work: impl FnOnce(&Held<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        use rustix::fs::{CWD, OFlags};

        use crate::private::{self, Fault, Kind};
        let path = self.0.join("lock");
        let file = match private::create(CWD, &path) {
            Err(Fault::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                private::open(CWD, &path, OFlags::RDWR, Kind::File)
            }
            created => created,
        };
        let file =
            file.map_err(|fault| fault.of("the lock", &path, auth_core::ErrorKind::Store))?;
        let _locked = crate::lock::lock(&file).map_err(|error| unusable(&error))?;
        work(&Held(self))
    }

    /// As above, by a file that is open and shared with nobody.
    #[cfg(windows)]
    pub(super) fn hold<T>(
        &self,
        work: impl FnOnce(&Held<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        use std::{
            os::windows::fs::OpenOptionsExt,
            thread::sleep,
            time::{Duration, Instant},
        };
        const SHARING_VIOLATION: i32 = 32;
        let until = Instant::now() + Duration::from_millis(1500);
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).share_mode(0);
        let _locked = loop {
            match options.open(self.0.join("lock")) {
                Ok(file) => break file,
                Err(error) if error.raw_os_error() != Some(SHARING_VIOLATION) => {
                    return Err(unusable(&error));
                }
                Err(_) if Instant::now() > until => {
                    return Err(unusable(&io::ErrorKind::TimedOut.into()));
                }
                Err(_) => sleep(Duration::from_millis(2)),
            }
        };
        work(&Held(self))
    }

    /// Differs from what it was whenever somebody has [told](Held::tell) of a change.
    pub(super) fn generation(&self) -> Vec<u8> {
        fs::read(self.0.join("generation")).unwrap_or_default()
    }
}

impl Held<'_> {
    /// Tells those who wait that something has changed. Where that fails they look from time to time.
    pub(super) fn tell(&self) {
        let number = String::from_utf8(self.0.generation()).unwrap_or_default();
        let next = number.parse::<u64>().unwrap_or_default().wrapping_add(1);
        if let Err(error) = fs::write(self.0.0.join("generation"), next.to_string()) {
            tracing::warn!(error = %error.kind(), "nobody is told of a change in the keyring");
        }
    }
}

fn unusable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::TimedOut => kept(),
        kind => failed(
            format!("the keyring's lock cannot be used: {kind}"),
            "let this user write to the directory auth-keyring where programs keep their data",
        ),
    }
}

/// Others do not let go of it.
pub(super) fn kept() -> Error {
    failed(
        "another process keeps the keyring's lock",
        "end the process that uses the keyring and does not go on",
    )
}

/// Where a user's programs keep what is theirs.
fn home() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    if cfg!(windows) {
        let local = std::env::var_os("LOCALAPPDATA").map(PathBuf::from);
        local.or_else(|| Some(home?.join("AppData/Local")))
    } else if cfg!(target_vendor = "apple") {
        Some(home?.join("Library/Application Support"))
    } else {
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        data.filter(|path| path.is_absolute())
            .or_else(|| Some(home?.join(Path::new(".local/share"))))
    }
}
