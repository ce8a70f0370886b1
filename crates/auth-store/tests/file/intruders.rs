//! Links, strangers and open doors.

use std::{
    fs,
    io::{Write, stderr},
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
    path::Path,
    time::Duration,
};

use auth_core::{Error, ErrorKind, TokenStore, store::TransactionId};
use auth_store::FileStore;

use super::{beneath::Files, id, key, open, place, put, record, standing};

fn says(error: &Error, what: &str) {
    assert_eq!(error.kind(), &ErrorKind::Store, "{error}");
    assert!(error.to_string().contains(what), "{error}");
}

async fn refused(path: &Path, what: &str) {
    says(&FileStore::open(path, key()).await.unwrap_err(), what);
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn everything_is_its_owners_alone() {
    let (_folder, path) = place();
    // Parents that have to be made are, too.
    let path = path.join("deeper");
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let by = TransactionId::from_number(1);
    store
        .lease(&id(), by, Duration::from_secs(9))
        .await
        .unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&path), 0o700);
    let files = Files(path).all();
    assert_eq!(files.len(), 3, "manifest, record, lease: {files:?}");
    for (file, _) in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn a_directory_that_is_open_to_others_is_refused() {
    let (_folder, path) = place();
    put(&open(&path).await, "a").await.unwrap();
    let record = Files(path.clone()).record(&id());
    for folder in [&path, &path.join("0")] {
        for mode in [0o750, 0o705, 0o720, 0o701] {
            allow(folder, mode);
            refused(&path, "is open to other users").await;
        }
        allow(folder, 0o700);
    }
    for file in [&path.join("manifest"), &record] {
        for mode in [0o640, 0o604, 0o620, 0o602] {
            allow(file, mode);
            let opened = FileStore::open(&path, key()).await;
            let loaded = match &opened {
                Ok(store) => store.load(&id()).await.map(drop),
                Err(error) => Err(error.clone()),
            };
            says(&loaded.unwrap_err(), "is open to other users");
        }
        allow(file, 0o600);
    }
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_link_is_refused_wherever_it_stands() {
    let (folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let link = folder.path().join("link");
    symlink(&path, &link).unwrap();
    refused(&link, "is a symbolic link").await;
    refused(&link.join(""), "is a symbolic link").await;
    refused(&link.join("."), "is a symbolic link").await;
    let aside = folder.path().join("aside");
    for inside in [
        path.join("manifest"),
        path.join("0"),
        Files(path.clone()).record(&id()),
    ] {
        fs::rename(&inside, &aside).unwrap();
        symlink(&aside, &inside).unwrap();
        let opened = FileStore::open(&path, key()).await;
        let loaded = match &opened {
            Ok(store) => store.load(&id()).await.map(drop),
            Err(error) => Err(error.clone()),
        };
        says(&loaded.unwrap_err(), "is a symbolic link");
        fs::remove_file(&inside).unwrap();
        fs::rename(&aside, &inside).unwrap();
    }
    assert_eq!(standing(&store).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_link_in_the_way_of_a_writer_is_not_written_through() {
    let (folder, path) = place();
    let store = open(&path).await;
    let (target, new) = (
        folder.path().join("target"),
        Files(path).record(&id()).with_extension("new"),
    );
    fs::write(&target, "precious").unwrap();
    symlink(&target, new).unwrap();
    put(&store, "a").await.unwrap();
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    assert_eq!(standing(&store).await.unwrap().0, "a");
}

#[tokio::test]
async fn what_belongs_to_somebody_else_is_refused() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let record_file = Files(path.clone()).record(&id());
    if chown(&record_file, Some(65534), None).is_err() {
        return drop(writeln!(stderr(), "not run: giving a file away needs root"));
    }
    says(
        &store.load(&id()).await.unwrap_err(),
        "belongs to another user",
    );
    let written = store.replace(&id(), None, Some(&record("b"))).await;
    says(&written.unwrap_err(), "belongs to another user");
    for inside in [&path.join("manifest"), &path.join("0"), &path] {
        chown(inside, Some(65534), None).unwrap();
        refused(&path, "belongs to another user").await;
        chown(inside, Some(0), None).unwrap();
    }
    chown(&record_file, Some(0), None).unwrap();
    assert_eq!(standing(&store).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_file_is_no_directory() {
    let (_folder, path) = place();
    fs::write(&path, "something").unwrap();
    refused(&path, "is no directory").await;
    refused(&path.join("below"), "the token store").await;
    assert_eq!(fs::read_to_string(&path).unwrap(), "something");
}

#[tokio::test]
async fn neither_errors_nor_debug_show_a_key() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let text = format!("{store:?}");
    assert!(
        text.contains("first") && text.contains(&path.display().to_string()),
        "{text}"
    );
    assert!(!text.contains("1, 1"), "{text}");
}
