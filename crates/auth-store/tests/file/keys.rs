//! Which key opens a store, and how another takes its place.

use std::path::Path;

use auth_core::{Error, ErrorKind, Password};
use auth_store::{FileStore, Key, KeyRing};

use super::{beneath::Files, key, open, place, put, standing};

const RIGHT: &str = "correct horse battery staple";

fn refused(path: &Path, opened: Result<FileStore, Error>, what: &str) {
    let error = opened.expect_err(what);
    assert_eq!(error.kind(), &ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains(what), "{error}");
    assert!(
        error.to_string().contains(&path.display().to_string()),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_passphrase_is_told_before_any_record_is_touched() {
    let (_folder, path) = place();
    let open = |passphrase: &str| FileStore::open_with_passphrase(&path, Password::new(passphrase));
    put(&open(RIGHT).await.unwrap(), "a").await.unwrap();
    let before = Files(path.clone()).all();
    let wrong = open("correct horse battery stable").await;
    assert!(!format!("{wrong:?}").contains("stable"));
    refused(&path, wrong, "wrong passphrase");
    refused(
        &path,
        FileStore::open(&path, key()).await,
        "is sealed with a passphrase",
    );
    assert_eq!(Files(path.clone()).all(), before);
    assert_eq!(standing(&open(RIGHT).await.unwrap()).await.unwrap().0, "a");
}

#[tokio::test]
async fn two_stores_make_two_keys_of_one_passphrase() {
    let (folder, one) = place();
    let other = folder.path().join("other");
    let sealed = |path| async move {
        let store = FileStore::open_with_passphrase(path, Password::new(RIGHT)).await;
        put(&store.unwrap(), "a").await.unwrap();
    };
    sealed(&one).await;
    sealed(&other).await;
    let record = Files(one).record(&super::id());
    std::fs::copy(record, Files(other.clone()).record(&super::id())).unwrap();
    let store = FileStore::open_with_passphrase(&other, Password::new(RIGHT)).await;
    let error = auth_core::TokenStore::load(&store.unwrap(), &super::id())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("another key than the `passphrase`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_store_opens_with_the_key_that_sealed_it_and_no_other() {
    let (_folder, path) = place();
    put(&open(&path).await, "a").await.unwrap();
    let ring = |name: &str, byte| KeyRing::new(Key::new(name, [byte; 32]).unwrap());
    for (ring, what) in [
        (ring("first", 2), "another key than the `first` of the ring"),
        (
            ring("second", 1),
            "the key `first`, which is not in the ring",
        ),
    ] {
        refused(&path, FileStore::open(&path, ring).await, what);
    }
    let both = ring("second", 2).with_earlier(key()).unwrap();
    let store = FileStore::open(&path, both).await.unwrap();
    assert_eq!(standing(&store).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_key_takes_the_place_of_a_passphrase_and_the_passphrase_can_be_forgotten() {
    let (_folder, path) = place();
    let passphrase = || FileStore::passphrase_key(&path, Password::new(RIGHT));
    let old = FileStore::open(&path, passphrase().await.unwrap())
        .await
        .unwrap();
    put(&old, "a").await.unwrap();
    let ring = KeyRing::new(key()).with_earlier(passphrase().await.unwrap());
    let store = FileStore::open(&path, ring.unwrap()).await.unwrap();
    // Until everything is sealed anew, the old one is asked for.
    let only_new = FileStore::open(&path, key()).await;
    refused(&path, only_new, "is sealed with a passphrase");
    assert_eq!(store.rewrap().await.unwrap().sealed_anew, 1);
    assert_eq!(store.rewrap().await.unwrap().sealed_anew, 0);
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "a");
    let forgotten = FileStore::open(&path, passphrase().await.unwrap()).await;
    refused(
        &path,
        forgotten,
        "the key `first`, which is not in the ring",
    );
}
