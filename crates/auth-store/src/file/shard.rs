//! One of the directories that records are spread over, and the files of a connection in it.

use std::sync::Arc;

use auth_core::{ConnectionId, Error};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::{
    claim::Claim,
    folder::{Folder, Lasting},
    slot::Kept,
};
use crate::{blocking::blocking, lock::Locked, refusal::changed};

/// How many digits the name of a record's file has.
const DIGITS: usize = 64;

/// A directory with a lock of its own.
pub(super) struct Shard {
    folder: Folder,
    /// Those of this process take turns here, so that one at a time waits for the other processes.
    turn: Arc<Mutex<()>>,
}

impl Shard {
    /// The directories' names: the first digit of the names of the records in them.
    pub(super) const NAMES: [&str; 16] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f",
    ];

    pub(super) fn open(root: &Folder, name: &str) -> Result<Self, Error> {
        let folder = root.within(name)?;
        folder.clean()?;
        let turn = Arc::default();
        Ok(Self { folder, turn })
    }

    /// Adds the connections that have a record here.
    pub(super) fn list(&self, connections: &mut Vec<ConnectionId>) -> Result<(), Error> {
        for name in self.folder.names()? {
            // Whatever else stands there is a lease, or is not ours.
            if name.len() != DIGITS {
                continue;
            }
            let Some(content) = self.folder.read(&name)? else {
                continue;
            };
            let of_its_name = |(connection, kept): (ConnectionId, Kept)| {
                let own = encoded(&digest(&connection)) == name;
                own.then_some((connection, kept)).ok_or_else(changed)
            };
            let (connection, kept) = Kept::read(&content)
                .and_then(of_its_name)
                .map_err(|error| error.about(self.folder.path(&name).display()))?;
            if kept.sealed.is_some() {
                connections.push(connection);
            }
        }
        Ok(())
    }
}

/// The files of one connection: its record, and who renews it.
pub(super) struct Files {
    connection: ConnectionId,
    shard: Arc<Shard>,
    record: String,
    lease: String,
}

impl Files {
    pub(super) fn of(connection: &ConnectionId, shards: &[Arc<Shard>]) -> Self {
        let digest = digest(connection);
        let record = encoded(&digest);
        Self {
            connection: connection.clone(),
            shard: Arc::clone(&shards[usize::from(digest[0] >> 4)]),
            lease: format!("{record}.lease"),
            record,
        }
    }

    /// Does `work` on the files while nobody else writes them.
    pub(super) async fn alone<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self, &Locked<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.shard.turn).lock_owned().await;
        blocking(move || {
            let _turn = turn;
            work(&self, &self.shard.folder.lock()?)
        })
        .await
    }

    pub(super) fn kept(&self) -> Result<Kept, Error> {
        let Some(content) = self.shard.folder.read(&self.record)? else {
            return Ok(Kept::default());
        };
        let own = |(connection, kept)| {
            let own = connection == self.connection;
            own.then_some(kept).ok_or_else(changed)
        };
        // With the path, so that somebody can look at the file, or remove it.
        Kept::read(&content)
            .and_then(own)
            .map_err(|error| error.about(self.shard.folder.path(&self.record).display()))
    }

    pub(super) fn keep(&self, locked: &Locked<'_>, kept: &Kept) -> Result<(), Error> {
        let content = kept.write(&self.connection)?;
        let folder = &self.shard.folder;
        folder.write(locked, &self.record, &content, Lasting::Disk)
    }

    pub(super) fn claim(&self) -> Result<Claim, Error> {
        let content = self.shard.folder.read(&self.lease)?;
        Ok(content.map_or_else(Claim::default, |content| Claim::read(&content)))
    }

    pub(super) fn set_claim(&self, locked: &Locked<'_>, claim: &Claim) -> Result<(), Error> {
        let folder = &self.shard.folder;
        folder.write(locked, &self.lease, &claim.write(), Lasting::Process)
    }
}

fn digest(connection: &ConnectionId) -> [u8; DIGITS / 2] {
    Sha256::digest(connection.as_str()).into()
}

/// The name of a connection's file: whatever the connection is called, it makes one.
fn encoded(digest: &[u8; DIGITS / 2]) -> String {
    base16ct::lower::encode_string(digest)
}
