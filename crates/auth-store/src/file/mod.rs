//! A directory of sealed files, for the processes of one machine.

mod claim;
mod folder;
mod keeping;
mod manifest;
mod shard;
mod slot;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use auth_core::{ConnectionId, Error, Password};

use self::{
    folder::Folder,
    manifest::Manifest,
    shard::{Files, Shard},
};
use crate::{Key, KeyRing, blocking::blocking, slots::token_store};

/// Keeps each record in a sealed file of its own, in a directory that nobody else can read; for any number of processes of
/// one machine, on a local disk. Clones share it.
///
/// A write is on the disk when it returns, and whoever is killed in the midst of one leaves the old record or the new one.
/// Leases are measured by the clock that counts since the machine was started: nobody can set it, and it does not stop
/// while the machine sleeps.
///
/// What is not kept secret: how many connections there are, their names, when each was last renewed. Who can write to the
/// directory can put an older copy of a record back.
#[derive(Clone)]
pub struct FileStore(Arc<Shared>);

struct Shared {
    ring: KeyRing,
    root: Folder,
    shards: Vec<Arc<Shard>>,
}

impl FileStore {
    /// Opens the store in the directory at `path`, or makes one where there is nothing or an empty directory.
    ///
    /// The ring has to hold the key that the store is sealed with; that of a new store is the ring's current one. Needs a
    /// tokio runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when that key is not in the ring, or is another one;
    /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) when the directory or a file of it is a symbolic link, belongs to
    /// another user or is open to others, is no token store or one of a newer version, or cannot be read: the operator
    /// acts, the advice says how. Nothing is changed then.
    ///
    /// # Cancel safety
    /// May be dropped at any point.
    pub async fn open(path: impl AsRef<Path>, ring: impl Into<KeyRing>) -> Result<Self, Error> {
        let (path, ring) = (named(path.as_ref()), ring.into());
        blocking(move || Self::open_blocking(&path, ring)).await
    }

    /// As [`FileStore::open`], with the key that `passphrase` makes by [`FileStore::passphrase_key`].
    ///
    /// # Errors
    /// As [`FileStore::open`], and [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for a wrong passphrase,
    /// before any record is touched: the operator gives the right one.
    ///
    /// # Cancel safety
    /// May be dropped at any point.
    pub async fn open_with_passphrase(
        path: impl AsRef<Path>,
        passphrase: Password,
    ) -> Result<Self, Error> {
        let key = Self::passphrase_key(&path, passphrase).await?;
        Self::open(path, key).await
    }

    /// The key called `passphrase` that belongs to `passphrase` in the store at `path`, whose salt is its own: argon2id with
    /// 64 MiB, 3 passes and 4 lanes, a fifth of a second of one core. Whether it is the right one, [`FileStore::open`] tells.
    ///
    /// It serves to leave a passphrase, or to go over to one, by a ring of the old and the new key and `rewrap`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for a passphrase that is too short: the operator chooses another;
    /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) as for [`FileStore::open`].
    ///
    /// # Cancel safety
    /// May be dropped at any point.
    pub async fn passphrase_key(
        path: impl AsRef<Path>,
        passphrase: Password,
    ) -> Result<Key, Error> {
        let path = named(path.as_ref());
        blocking(move || Manifest::open(&Folder::open(&path)?)?.key(&passphrase)).await
    }

    fn open_blocking(path: &Path, ring: KeyRing) -> Result<Self, Error> {
        let root = Folder::open(path)?;
        Manifest::open(&root)?.admit(&root, &ring)?;
        let mut shards = Vec::with_capacity(Shard::NAMES.len());
        for name in Shard::NAMES {
            shards.push(Arc::new(Shard::open(&root, name)?));
        }
        Ok(Self(Arc::new(Shared { ring, root, shards })))
    }

    fn files(&self, connection: &ConnectionId) -> Files {
        Files::of(connection, &self.0.shards)
    }
}

token_store!(FileStore);

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("path", &self.0.root.path(""))
            .field("ring", &self.0.ring)
            .finish_non_exhaustive()
    }
}

/// The directory's own name: behind a slash at its end, the system would follow a link.
fn named(path: &Path) -> PathBuf {
    path.components().collect()
}
