//! What a store does, done to the files of a connection.

use std::{sync::Arc, time::Duration};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};

use super::{FileStore, manifest::Manifest};
use crate::{
    KeyRing,
    blocking::blocking,
    slots::{Slot, Slots, Swapped, Taken},
    uptime::Uptime,
};

/// How often those who wait for another process look: they are told of a token that much later at most.
const POLL: Duration = Duration::from_millis(10);

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
        self.files(connection)
            .alone(move |files, locked| {
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
        self.files(connection)
            .alone(move |files, locked| {
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
        self.files(connection)
            .alone(move |files, locked| {
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
        let store = Arc::clone(&self.0);
        blocking(move || {
            let mut connections = Vec::new();
            for shard in &store.shards {
                shard.list(&mut connections)?;
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
        self.files(connection)
            .alone(move |files, locked| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    #[tokio::test]
    async fn what_was_written_meanwhile_is_not_resealed_away() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::new("a", [1; 32]).unwrap();
        let store = FileStore::open(folder.path().join("store"), key)
            .await
            .unwrap();
        let id = ConnectionId::new("sinao/customer-42");
        let write = async |expected, sealed| {
            let swapped = store.swap(&id, None, expected, sealed).await.unwrap();
            let Swapped::Done(version) = swapped else {
                panic!("{swapped:?}")
            };
            version
        };
        let first = write(None, Some(b"one".as_slice())).await.unwrap();
        let reseal = async |version, old, new| store.reseal(&id, version, old, new).await.unwrap();
        assert!(reseal(first, b"one", b"two").await);
        // Another sealed it anew meanwhile, or wrote, or removed it.
        assert!(!reseal(first, b"one", b"lost").await);
        let second = write(Some(first), Some(b"two".as_slice())).await.unwrap();
        assert!(!reseal(first, b"two", b"lost").await);
        let slot = store.read(&id).await.unwrap().unwrap();
        assert_eq!((slot.version, slot.sealed), (second, b"two".to_vec()));
        write(Some(second), None).await;
        assert!(!reseal(second, b"two", b"lost").await);
        assert!(store.read(&id).await.unwrap().is_none());
    }
}
