//! The file store over real directories, in real processes, on disks that fail.

#![cfg(all(feature = "file", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod beneath;
#[path = "../common/mod.rs"]
mod common;
mod crash;
mod disk;
mod intruders;
mod keys;
mod leases;
mod processes;
mod spoiled;

use std::path::{Path, PathBuf};

use auth_core::{Error, TokenStore, store::Version, testing::store::Case};
use auth_store::{FileStore, Key};
use beneath::Files;
use common::{done, id, record, token_of};

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_to_every_rule() {
    let (_folder, path) = place();
    let case = Case::new(async || FileStore::open(&path, key()).await);
    let case = case.sealed(Files(path.clone()));
    case.check().await.unwrap();
}

fn key() -> Key {
    Key::new("first", [1; 32]).unwrap()
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    (folder, path)
}

async fn open(path: &Path) -> FileStore {
    FileStore::open(path, key()).await.unwrap()
}

/// The token that stands there, and its version.
async fn standing(store: &FileStore) -> Option<(String, Version)> {
    let stored = store.load(&id()).await.unwrap()?;
    Some((token_of(&stored.record), stored.version))
}

/// Puts a record with `token` in the place of what stands there.
async fn put(store: &FileStore, token: &str) -> Result<Version, Error> {
    let expected = store.load(&id()).await?.map(|stored| stored.version);
    let replaced = store.replace(&id(), expected, Some(&record(token))).await?;
    Ok(done(Ok(replaced)).unwrap())
}
