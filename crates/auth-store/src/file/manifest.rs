//! What is known of a store before any record is read: its schema, and which key belongs to it.

use auth_core::{Error, ErrorKind, Password};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{Folder, Lasting};
use crate::{
    Key, KeyRing,
    key::{self, Cost},
    lock::Locked,
    refusal::failed,
};

/// The file's name.
pub(super) const NAME: &str = "manifest";
const SCHEMA: u32 = 1;
/// The name of the key that a passphrase makes.
const PASSPHRASE: &str = "passphrase";
/// Nobody's store asks for more memory than this, in KiB, nor for more passes or lanes: a manifest that does is not ours.
const BOUNDS: Cost = Cost {
    memory: 4 * 1024 * 1024,
    passes: 100,
    lanes: 64,
};

/// One line of JSON, then one with its digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    schema: u32,
    /// Which key the store is sealed with; `None` before the first one.
    key: Option<Sealing>,
    /// How passphrases become keys in this store.
    salt: [u8; 16],
    cost: Cost,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sealing {
    name: String,
    check: key::Check,
}

impl Sealing {
    fn of(key: &Key) -> Self {
        Self {
            name: key.name().to_owned(),
            check: key.check(),
        }
    }
}

impl Manifest {
    /// The manifest of the store in `folder`; a new one where nothing is yet.
    pub(super) fn open(folder: &Folder) -> Result<Self, Error> {
        if let Some(manifest) = Self::read(folder)? {
            return Ok(manifest);
        }
        let locked = folder.lock()?;
        // Somebody may have been faster.
        if let Some(manifest) = Self::read(folder)? {
            return Ok(manifest);
        }
        let path = folder.path("");
        if folder.names()?.iter().any(|name| !name.starts_with(NAME)) {
            return Err(failed(
                format!(
                    "{} is neither an empty directory nor a token store: it has no manifest",
                    path.display()
                ),
                "name an empty directory, or restore the file `manifest` from a copy of the store",
            ));
        }
        let manifest = Self {
            schema: SCHEMA,
            key: None,
            salt: *key::random()?,
            cost: Cost::RECOMMENDED,
        };
        manifest.write(folder, &locked)?;
        Ok(manifest)
    }

    /// The key that `passphrase` makes in this store.
    pub(super) fn key(&self, passphrase: &Password) -> Result<Key, Error> {
        Key::derive(PASSPHRASE, passphrase, &self.salt, self.cost)
    }

    /// Checks that `ring` has the key that the store is sealed with. The first ring's current key becomes that key.
    pub(super) fn admit(mut self, folder: &Folder, ring: &KeyRing) -> Result<(), Error> {
        if self.key.is_none() {
            let locked = folder.lock()?;
            self = Self::read(folder)?.unwrap_or(self);
            if self.key.is_none() {
                self.key = Some(Sealing::of(ring.current()));
                return self.write(folder, &locked);
            }
        }
        let Some(sealing) = &self.key else {
            return Ok(());
        };
        let path = folder.path("");
        match ring.key(sealing.name.as_bytes()) {
            Some(key) if key.check() == sealing.check => Ok(()),
            Some(_) if sealing.name == PASSPHRASE => Err(Error::new(
                ErrorKind::Configuration,
                format!("wrong passphrase for the token store {}", path.display()),
            )
            .advise("give the passphrase that the store was created with")),
            Some(_) => Err(Error::new(
                ErrorKind::Configuration,
                format!("the token store {} is sealed with another key than the `{}` of the ring", path.display(), sealing.name),
            )
            .advise("give the key that sealed the store, under the name that it had then")),
            None if sealing.name == PASSPHRASE => Err(Error::new(
                ErrorKind::Configuration,
                format!("the token store {} is sealed with a passphrase, which is not in the ring", path.display()),
            )
            .advise("open it with its passphrase, or add the key that `FileStore::passphrase_key` makes of it")),
            None => Err(Error::new(
                ErrorKind::Configuration,
                format!("the token store {} is sealed with the key `{}`, which is not in the ring", path.display(), sealing.name),
            )
            .advise("add that key to the ring, as an earlier one")),
        }
    }

    /// Notes that everything is sealed with the current key of `ring`.
    pub(super) fn seal(folder: &Folder, ring: &KeyRing) -> Result<(), Error> {
        let locked = folder.lock()?;
        let Some(mut manifest) = Self::read(folder)? else {
            return Err(failed(
                format!("the manifest {} is gone", folder.path(NAME).display()),
                "restore it from a copy",
            ));
        };
        let sealing = Some(Sealing::of(ring.current()));
        if manifest.key == sealing {
            return Ok(());
        }
        manifest.key = sealing;
        manifest.write(folder, &locked)
    }

    fn read(folder: &Folder) -> Result<Option<Self>, Error> {
        #[derive(Deserialize)]
        struct Head {
            schema: u32,
        }
        let Some(content) = folder.read(NAME)? else {
            return Ok(None);
        };
        let path = folder.path(NAME);
        let broken = || {
            failed(
                format!("the manifest {} was changed or cut", path.display()),
                "restore it from a copy: with another one, no passphrase opens the store",
            )
        };
        let mut lines = content.split(|byte| *byte == b'\n');
        let (Some(json), Some(digest), Some([]), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(broken());
        };
        if digest != self::digest(json).as_bytes() {
            return Err(broken());
        }
        let head: Head = serde_json::from_slice(json).map_err(|_| broken())?;
        if head.schema > SCHEMA {
            return Err(failed(
                format!(
                    "the token store {} was written by a newer version of this library",
                    folder.path("").display()
                ),
                "update this program to the version of the others that use the store",
            ));
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|_| broken())?;
        let within = manifest.cost.memory <= BOUNDS.memory
            && manifest.cost.passes <= BOUNDS.passes
            && manifest.cost.lanes <= BOUNDS.lanes;
        if within {
            Ok(Some(manifest))
        } else {
            Err(broken())
        }
    }

    fn write(&self, folder: &Folder, locked: &Locked<'_>) -> Result<(), Error> {
        let json = serde_json::to_string(self)
            .map_err(|_| failed("the manifest cannot be written", "report it"))?;
        let content = format!("{json}\n{}\n", digest(json.as_bytes()));
        folder.write(locked, NAME, content.as_bytes(), Lasting::Disk)
    }
}

fn digest(json: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(json))
}
