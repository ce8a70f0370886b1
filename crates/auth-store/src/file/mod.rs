//! A directory of sealed files, for the processes of one machine.

mod claim;
mod folder;
mod manifest;
mod slot;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use auth_core::{
    ConnectionId, Error, Password,
    store::{Lease, TransactionId, Version},
};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use self::{
    claim::Claim,
    folder::{Folder, Lasting},
    manifest::Manifest,
    slot::Kept,
};
use crate::{
    Key, KeyRing,
    blocking::blocking,
    lock::Locked,
    refusal::changed,
    slots::{Slot, Slots, Swapped, Taken, token_store},
    uptime::Uptime,
};

/// How often those who wait for another process look: it may be told of a token a moment later than this.
const POLL: Duration = Duration::from_millis(10);
/// Records are spread over so many directories, each with a lock of its own.
const SHARDS: [&str; 16] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f",
];
/// What the name of a lease's file ends with.
const LEASE: &str = ".lease";

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

struct Shard {
    folder: Folder,
    /// Those of this process take turns here, so that one at a time waits for the other processes.
    turn: Arc<Mutex<()>>,
}

/// The files of one connection.
struct Files {
    connection: ConnectionId,
    shard: Arc<Shard>,
    record: String,
    lease: String,
}

impl FileStore {
    /// Opens the store in the directory at `path`, or makes one where there is nothing or an empty directory.
    ///
    /// The ring has to hold the key that the store is sealed with; that of a new store is the ring's current one. Needs a
    /// tokio runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when that key is not in the ring, or is another one; [`ErrorKind::Store`] when the
    /// directory or a file of it is a symbolic link, belongs to another user or is open to others, is no token store or
    /// one of a newer version, or cannot be read: the operator acts, the advice says how. Nothing is changed then.
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
    /// As [`FileStore::open`], and [`ErrorKind::Configuration`] for a wrong passphrase, before any record is touched: the
    /// operator gives the right one.
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
    /// [`ErrorKind::Configuration`] for a passphrase that is too short: the operator chooses another;
    /// [`ErrorKind::Store`] as for [`FileStore::open`].
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
        let shards = SHARDS.iter().map(|name| {
            let folder = root.within(name)?;
            folder.clean()?;
            let turn = Arc::default();
            Ok(Arc::new(Shard { folder, turn }))
        });
        let shards = shards.collect::<Result<_, Error>>()?;
        Ok(Self(Arc::new(Shared { ring, root, shards })))
    }

    fn files(&self, connection: &ConnectionId) -> Files {
        let digest = Sha256::digest(connection.as_str());
        let record = file_name(connection);
        Files {
            connection: connection.clone(),
            shard: Arc::clone(&self.0.shards[usize::from(digest[0] >> 4)]),
            lease: format!("{record}{LEASE}"),
            record,
        }
    }

    /// Does `work` on the files of a connection while nobody else writes them.
    async fn alone<T: Send + 'static>(
        &self,
        connection: &ConnectionId,
        work: impl FnOnce(&Files, &Locked<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let files = self.files(connection);
        let turn = Arc::clone(&files.shard.turn).lock_owned().await;
        blocking(move || {
            let _turn = turn;
            work(&files, &files.shard.folder.lock()?)
        })
        .await
    }
}

impl Files {
    fn kept(&self) -> Result<Kept, Error> {
        let Some(content) = self.shard.folder.read(&self.record)? else {
            return Ok(Kept::default());
        };
        match Kept::read(&content) {
            Ok((connection, kept)) if connection == self.connection => Ok(kept),
            Ok(_) => Err(self.at(changed())),
            Err(error) => Err(self.at(error)),
        }
    }

    fn keep(&self, locked: &Locked<'_>, kept: &Kept) -> Result<(), Error> {
        let content = kept.write(&self.connection)?;
        self.shard
            .folder
            .write(locked, &self.record, &content, Lasting::Disk)
    }

    fn claim(&self) -> Result<Claim, Error> {
        let content = self.shard.folder.read(&self.lease)?;
        Ok(content.map_or_else(Claim::default, |content| Claim::read(&content)))
    }

    fn set_claim(&self, locked: &Locked<'_>, claim: &Claim) -> Result<(), Error> {
        self.shard
            .folder
            .write(locked, &self.lease, &claim.write(), Lasting::Process)
    }

    /// Says which file it is, so that somebody can look at it or remove it.
    fn at(&self, error: Error) -> Error {
        error.about(self.shard.folder.path(&self.record).display())
    }
}

impl Slots for FileStore {
    fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    async fn read(&self, connection: &ConnectionId) -> Result<Option<Slot>, Error> {
        let files = self.files(connection);
        blocking(move || Ok(files.kept()?.into_slot())).await
    }

    async fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> Result<Swapped, Error> {
        let (lease, sealed) = (lease.copied(), sealed.map(<[u8]>::to_vec));
        self.alone(connection, move |files, locked| {
            let mut kept = files.kept()?;
            if let Some(lease) = lease {
                if !files.claim()?.stands(&lease, Uptime::now()) {
                    return Ok(Swapped::LeaseLost);
                }
                kept.fence = kept.fence.max(lease.fence);
            }
            if kept.version() != expected {
                return Ok(Swapped::Conflict(kept.into_slot()));
            }
            kept.version = kept.version.saturating_add(1);
            kept.sealed = sealed;
            files.keep(locked, &kept)?;
            Ok(Swapped::Done(kept.version()))
        })
        .await
    }

    async fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Taken, Error> {
        self.alone(connection, move |files, locked| {
            let kept = files.kept()?;
            let mut claim = files.claim()?;
            let now = Uptime::now();
            if let Some((_, left)) = claim.holder(now).filter(|(holder, _)| *holder != by) {
                let slot = kept.into_slot();
                return Ok(Taken::Held { left, slot });
            }
            claim.fence = claim.fence.max(kept.fence);
            claim.grant(by, term, now);
            files.set_claim(locked, &claim)?;
            let (fence, slot) = (claim.fence, kept.into_slot());
            Ok(Taken::Granted { fence, slot })
        })
        .await
    }

    async fn give_back(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let lease = *lease;
        self.alone(connection, move |files, locked| {
            let mut claim = files.claim()?;
            if !claim.stands(&lease, Uptime::now()) {
                return Ok(());
            }
            claim.give_back();
            files.set_claim(locked, &claim)
        })
        .await
    }

    async fn wait(&self, connection: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        loop {
            let files = self.files(connection);
            let waits = blocking(move || {
                let same = files.kept()?.version() == known;
                Ok(same && files.claim()?.holder(Uptime::now()).is_some())
            });
            if !waits.await? {
                return Ok(());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn list(&self) -> Result<Vec<ConnectionId>, Error> {
        let shards = self.0.shards.clone();
        blocking(move || {
            let mut connections = Vec::new();
            for Shard { folder, .. } in shards.iter().map(|shard| &**shard) {
                for name in folder.names()? {
                    // Whatever else stands there is a lease, or is not ours.
                    if name.len() != 64 {
                        continue;
                    }
                    let Some(content) = folder.read(&name)? else {
                        continue;
                    };
                    let read = Kept::read(&content).and_then(|(connection, kept)| {
                        if file_name(&connection) == name {
                            Ok((connection, kept))
                        } else {
                            Err(changed())
                        }
                    });
                    let (connection, kept) =
                        read.map_err(|error| error.about(folder.path(&name).display()))?;
                    if kept.sealed.is_some() {
                        connections.push(connection);
                    }
                }
            }
            connections.sort();
            Ok(connections)
        })
        .await
    }

    async fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let (old, new) = (old.to_vec(), new.to_vec());
        self.alone(connection, move |files, locked| {
            let mut kept = files.kept()?;
            if kept.version != version.0 || kept.sealed.as_ref() != Some(&old) {
                return Ok(false);
            }
            kept.sealed = Some(new);
            files.keep(locked, &kept)?;
            Ok(true)
        })
        .await
    }

    async fn rewrapped(&self) -> Result<(), Error> {
        let store = Arc::clone(&self.0);
        blocking(move || Manifest::seal(&store.root, &store.ring)).await
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

/// The name of a connection's file: any name of a connection makes one, of 64 digits.
fn file_name(connection: &ConnectionId) -> String {
    base16ct::lower::encode_string(&Sha256::digest(connection.as_str()))
}
