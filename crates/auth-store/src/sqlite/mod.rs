//! A SQLite database: one file, shared by the processes of a machine.

mod database;
mod fault;
mod rows;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};
use rusqlite::Connection;
use tokio::time::{Instant, sleep};

use crate::{
    KeyRing,
    blocking::blocking,
    slots::{Slot, Slots, Swapped, Taken, token_store},
};

/// How soon a waiting process learns what another one has written.
const LOOK: Duration = Duration::from_millis(15);

/// Keeps sealed records in a SQLite database, one file that any number of processes of one machine share.
///
/// Nothing is lost by a crash of a process or of the machine: what was saved is on the disk. The file must stand on a local
/// disk, since SQLite cannot share one over the network; for several machines there are PostgreSQL and Redis. Leases end by
/// the machine's own uptime, which nobody can set. Clones share their connections to the file. Its methods are to be called
/// within a tokio runtime; the work is done on the runtime's threads for blocking work.
#[derive(Clone)]
pub struct SqliteStore(Arc<Shared>);

struct Shared {
    ring: KeyRing,
    writer: Mutex<Connection>,
    /// Its view of the file changes with every commit of others, ours included.
    watcher: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the database at `path`; creates it when it is not there, readable by its owner only.
    ///
    /// A database of an older version of this crate is brought to today's schema.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](auth_core::ErrorKind::Store) when the file cannot be opened or written, is a link, no database, damaged, another program's,
    /// or of a newer schema: the operator acts, and the file is as it was. [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for a path without
    /// a file's name.
    ///
    /// # Cancel safety
    /// May be dropped: the file is created and brought up to date, or left as it was.
    pub async fn open(path: impl AsRef<Path>, ring: impl Into<KeyRing>) -> Result<Self, Error> {
        let (path, ring) = (path.as_ref().to_owned(), ring.into());
        blocking(move || {
            let writer = Mutex::new(database::open(&path)?);
            let watcher = Mutex::new(database::open(&path)?);
            Ok(Self(Arc::new(Shared {
                ring,
                writer,
                watcher,
            })))
        })
        .await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.work(|shared| &shared.writer, work).await
    }

    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.work(|shared| &shared.watcher, work).await
    }

    async fn work<T: Send + 'static>(
        &self,
        on: impl FnOnce(&Shared) -> &Mutex<Connection> + Send + 'static,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = Arc::clone(&self.0);
        blocking(move || {
            let mut database = on(&shared).lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut database).map_err(fault::fault)
        })
        .await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl Slots for SqliteStore {
    fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    async fn read(&self, connection: &ConnectionId) -> Result<Option<Slot>, Error> {
        let connection = connection.clone();
        self.write(move |database| rows::read(database, &connection))
            .await
    }

    async fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> Result<Swapped, Error> {
        let (connection, lease) = (connection.clone(), lease.copied());
        let sealed = sealed.map(<[u8]>::to_vec);
        self.write(move |database| {
            rows::swap(database, &connection, lease, expected, sealed.as_deref())
        })
        .await
    }

    async fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Taken, Error> {
        let connection = connection.clone();
        self.write(move |database| rows::take(database, &connection, by, term))
            .await
    }

    async fn give_back(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let (connection, lease) = (connection.clone(), *lease);
        self.write(move |database| rows::give_back(database, &connection, lease))
            .await
    }

    async fn wait(&self, connection: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        loop {
            let connection = connection.clone();
            // The generation is read first: what is committed after it wakes.
            let (seen, left) = self
                .look(move |database| {
                    let seen = rows::generation(database)?;
                    Ok((seen, rows::awaited(database, &connection, known)?))
                })
                .await?;
            let Some(left) = left else { return Ok(()) };
            let over = Instant::now().checked_add(left);
            while over.is_none_or(|over| Instant::now() < over)
                && self.look(|database| rows::generation(database)).await? == seen
            {
                sleep(LOOK).await;
            }
        }
    }

    async fn list(&self) -> Result<Vec<ConnectionId>, Error> {
        self.write(|database| rows::list(database)).await
    }

    async fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let connection = connection.clone();
        let (old, new) = (old.to_vec(), new.to_vec());
        self.write(move |database| rows::reseal(database, &connection, version, &old, &new))
            .await
    }
}

token_store!(SqliteStore);

#[cfg(test)]
mod tests {
    use auth_core::{
        AccessToken, ErrorKind, Expiry, TokenSet, TokenStore,
        store::{Record, Replaced},
    };
    use time::OffsetDateTime;

    use super::*;
    use crate::Key;

    #[tokio::test]
    async fn a_full_disk_is_told_and_loses_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let ring = KeyRing::new(Key::new("first", [1; 32]).unwrap());
        let store = SqliteStore::open(directory.path().join("tokens.db"), ring)
            .await
            .unwrap();
        let limit = |pages: u32| {
            let database = store.0.writer.lock().unwrap();
            let set =
                database.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()));
            set.unwrap();
        };
        let record = |length| {
            let tokens = TokenSet::new(AccessToken::new("x".repeat(length)), Expiry::Unknown);
            let now = OffsetDateTime::UNIX_EPOCH;
            Record::new(tokens, now, now)
        };
        let id = ConnectionId::new("sinao/customer-42");
        let small = record(10);
        let Replaced::Done(first) = store.replace(&id, None, Some(&small)).await.unwrap() else {
            panic!("it was not saved");
        };
        limit(1);
        let full = store.replace(&id, first, Some(&record(100_000))).await;
        let full = full.unwrap_err();
        assert_eq!(full.kind(), &ErrorKind::Store);
        assert!(full.to_string().contains("disk is full"), "{full}");
        let stands = store.load(&id).await.unwrap().unwrap();
        assert_eq!((Some(stands.version), stands.record.id), (first, small.id));
        limit(1_000_000);
        let again = store.replace(&id, first, Some(&record(100_000))).await;
        assert!(matches!(again.unwrap(), Replaced::Done(Some(_))));
    }
}
