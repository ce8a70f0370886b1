//! Disks that are full, read-only or broken.

use std::{fs, io::Write, path::Path, process::Command, time::Duration};

use auth_core::{ErrorKind, TokenStore, store::TransactionId};
use auth_store::{FileStore, Key};

use super::{
    beneath::Files,
    id, key, open, place,
    processes::{have, process, succeeds},
    put, standing,
};

#[test]
fn a_disk_that_is_full_or_read_only_keeps_what_was_there() {
    // A small disk in memory, in a world of its own that ends with the process.
    let mount =
        "mount -t tmpfs -o size=64k,mode=700 none \"$AUTH_STORE_TEST_PATH\" && exec \"$0\" \"$@\"";
    let before = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount];
    if !have("unshare", &["--map-root-user", "--mount", "true"]) {
        return;
    }
    let (_folder, path) = place();
    fs::create_dir(&path).unwrap();
    succeeds(&process(&before, "disk", &path).output().unwrap());
}

/// What is done on the small disk at `disk`.
pub(crate) async fn full_and_read_only(disk: &Path) {
    let path = disk.join("store");
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let before = Files(path.clone()).all();
    let filler = disk.join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 1024]).is_ok() {}
    is_refused(&store, "has no room left").await;
    assert_eq!(
        Files(path.clone()).all(),
        before,
        "no half of a record is left"
    );
    let other = FileStore::open(disk.join("other"), key())
        .await
        .unwrap_err();
    assert!(other.to_string().contains("has no room left"), "{other}");
    let error = Key::create_file("a", disk.join("key")).unwrap_err();
    assert!(error.to_string().contains("has no room left"), "{error}");
    assert!(!disk.join("key").exists(), "half a key is none");

    drop(file);
    fs::remove_file(filler).unwrap();
    put(&store, "b").await.unwrap();
    let remount = ["-o", "remount,ro", &disk.display().to_string()];
    assert!(
        Command::new("mount")
            .args(remount)
            .status()
            .unwrap()
            .success()
    );
    is_refused(&store, "is on a read-only file system").await;
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "b");
    let other = FileStore::open(disk.join("third"), key())
        .await
        .unwrap_err();
    assert!(
        other.to_string().contains("is on a read-only file system"),
        "{other}"
    );
}

async fn is_refused(store: &FileStore, what: &str) {
    let was = standing(store).await;
    let by = TransactionId::from_number(1);
    let errors = [
        put(store, "x").await.unwrap_err(),
        store
            .lease(&id(), by, Duration::from_secs(9))
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains(what), "{error}");
    }
    assert_eq!(standing(store).await, was);
}

#[tokio::test]
async fn a_disk_that_fails_to_keep_a_record_is_an_error_and_the_old_one_stays() {
    if !have("strace", &["true"]) {
        return;
    }
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "old").await.unwrap();
    let before = Files(path.clone()).all();
    for fault in [
        "write:error=EIO",
        "fsync:error=EIO",
        "fsync:error=ENOSPC",
        "renameat,renameat2:error=EIO",
    ] {
        let folder = Files(path.clone()).record(&id());
        let new = folder.with_extension("new");
        let (inject, folder) = (
            format!("inject={fault}"),
            folder.parent().unwrap().to_owned(),
        );
        let before_it = [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &inject,
            "-P",
            folder.to_str().unwrap(),
            "-P",
            new.to_str().unwrap(),
        ];
        succeeds(&process(&before_it, "refused", &path).output().unwrap());
        assert_eq!(standing(&store).await.unwrap().0, "old", "{fault}");
    }
    assert_eq!(Files(path).all(), before);
}

/// A write that has to fail.
pub(crate) async fn refused(path: &Path) {
    let error = put(&open(path).await, "new").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert_ne!(error.advice(), "check the token store", "says what to do");
}
