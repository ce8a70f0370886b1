//! Files that were cut, changed, exchanged, lost, or written by a later version.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use auth_core::{ConnectionId, Error, ErrorKind, TokenStore, testing::store::Beneath};
use auth_store::FileStore;
use sha2::{Digest, Sha256};

use super::{
    beneath::{Files, digested},
    id, key, open, place, put, record, standing,
};

/// A failure of the store that names `path` and says `what`, and what to do.
fn says(error: &Error, path: &Path, what: &str) {
    assert_eq!(error.kind(), &ErrorKind::Store, "{error}");
    let text = error.to_string();
    assert!(text.contains(&path.display().to_string()), "{text}");
    assert!(text.contains(what), "{text}");
    assert_ne!(error.advice(), "check the token store", "says what to do");
}

#[tokio::test]
async fn a_record_with_one_bit_flipped_or_cut_anywhere_is_refused() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let file = Files(path).record(&id());
    let whole = fs::read(&file).unwrap();
    for bit in 0..8 * whole.len() {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&file, flipped).unwrap();
        let error = store.load(&id()).await.expect_err(&format!("bit {bit}"));
        says(&error, &file, "a record");
    }
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        let error = store.load(&id()).await.unwrap_err();
        says(&error, &file, "a record is cut short");
    }
    fs::write(&file, [whole.as_slice(), b"x"].concat()).unwrap();
    let error = store.load(&id()).await.unwrap_err();
    says(&error, &file, "a record was changed");
    fs::write(&file, whole).unwrap();
    assert_eq!(standing(&store).await.unwrap().0, "a");
}

#[tokio::test]
async fn what_cannot_be_read_is_not_written_over() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let file = Files(path).record(&id());
    fs::write(&file, b"atf\x01").unwrap();
    for expected in [None, Some(auth_core::store::Version(1))] {
        let written = store.replace(&id(), expected, Some(&record("b"))).await;
        says(&written.unwrap_err(), &file, "a record is cut short");
    }
    says(
        &store.connections().await.unwrap_err(),
        &file,
        "a record is cut short",
    );
    assert_eq!(fs::read(&file).unwrap(), b"atf\x01");
    // As the advice says.
    fs::remove_file(&file).unwrap();
    put(&store, "b").await.unwrap();
}

#[tokio::test]
async fn a_record_that_no_key_opens_can_be_removed_and_replaced() {
    let (_folder, path) = place();
    let store = open(&path).await;
    assert!(!store.remove(&id()).await.unwrap());
    let first = put(&store, "a").await.unwrap();
    let files = Files(path);
    let mut sealed = files.raw(&id()).await;
    *sealed.last_mut().unwrap() ^= 1;
    files.plant(&id(), &sealed).await;
    assert!(store.load(&id()).await.is_err());
    assert!(store.remove(&id()).await.unwrap());
    assert_eq!(standing(&store).await, None);
    assert_eq!(store.connections().await.unwrap(), []);
    assert!(put(&store, "b").await.unwrap() > first);
}

#[tokio::test]
async fn the_files_of_two_connections_cannot_be_exchanged() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let other = ConnectionId::new("sinao/customer-43");
    put(&store, "a").await.unwrap();
    store
        .replace(&other, None, Some(&record("b")))
        .await
        .unwrap();
    let files = Files(path);
    let (own, foreign) = (files.record(&id()), files.record(&other));
    fs::copy(&foreign, &own).unwrap();
    let error = store.load(&id()).await.unwrap_err();
    says(&error, &own, "belongs to another connection");
    says(
        &store.connections().await.unwrap_err(),
        &own,
        "belongs to another connection",
    );
    // Nor by who writes another name into the file.
    let content = fs::read(&foreign).unwrap();
    let renamed =
        String::from_utf8_lossy(&content[24..][..other.as_str().len()]).replace("43", "42");
    let mut content = content[..content.len() - 16].to_vec();
    content[24..][..renamed.len()].copy_from_slice(renamed.as_bytes());
    fs::write(&own, digested(content)).unwrap();
    let error = store.load(&id()).await.unwrap_err();
    assert!(
        error.to_string().contains("belongs to another connection"),
        "{error}"
    );
}

#[tokio::test]
async fn a_record_of_a_newer_version_is_told_apart_and_stays() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let file = Files(path).record(&id());
    let mut newer = fs::read(&file).unwrap();
    newer[3] = 2;
    fs::write(&file, &newer).unwrap();
    let error = store.load(&id()).await.unwrap_err();
    says(&error, &file, "a record was written by a newer version");
    assert!(error.advice().contains("update"), "{error}");
    let written = store.replace(&id(), None, Some(&record("b"))).await;
    says(
        &written.unwrap_err(),
        &file,
        "a record was written by a newer version",
    );
    assert_eq!(fs::read(&file).unwrap(), newer);
}

/// Changes the first line of the manifest, and the digest with it.
fn rewrite(manifest: &Path, from: &str, to: &str) {
    let content = fs::read_to_string(manifest).unwrap();
    let line = content.lines().next().unwrap().replacen(from, to, 1);
    let digest = base16ct::lower::encode_string(&Sha256::digest(&line));
    fs::write(manifest, format!("{line}\n{digest}\n")).unwrap();
}

async fn refused(path: &Path, what: &str) {
    let before = Files(path.to_owned()).all();
    let error = FileStore::open(path, key()).await.unwrap_err();
    says(&error, path, what);
    assert_eq!(Files(path.to_owned()).all(), before, "nothing is changed");
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_told_apart_and_stays() {
    let (_folder, path) = place();
    put(&open(&path).await, "a").await.unwrap();
    rewrite(
        &path.join("manifest"),
        "\"schema\":1",
        "\"schema\":2,\"new\":true",
    );
    refused(&path, "was written by a newer version").await;
    rewrite(
        &path.join("manifest"),
        "\"schema\":2,\"new\":true",
        "\"schema\":1",
    );
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_manifest_that_is_changed_cut_or_gone_is_refused() {
    let (folder, path) = place();
    put(&open(&path).await, "a").await.unwrap();
    let manifest = path.join("manifest");
    let whole = fs::read(&manifest).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&manifest, flipped).unwrap();
        refused(&path, "was changed or cut").await;
        fs::write(&manifest, &whole[..at]).unwrap();
        refused(&path, "was changed or cut").await;
    }
    fs::write(&manifest, whole).unwrap();
    let aside = folder.path().join("aside");
    fs::rename(&manifest, &aside).unwrap();
    refused(&path, "has no manifest").await;
    fs::rename(&aside, &manifest).unwrap();
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "a");
}

#[tokio::test]
async fn a_manifest_cannot_ask_for_more_memory_than_anybody_has() {
    let (_folder, path) = place();
    open(&path).await;
    rewrite(
        &path.join("manifest"),
        "\"memory\":65536",
        "\"memory\":4294967295",
    );
    refused(&path, "was changed or cut").await;
}

#[tokio::test]
async fn a_directory_of_something_else_is_left_alone() {
    let (_folder, path) = place();
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(path.join("letter"), "Dear").unwrap();
    refused(&path, "has no manifest").await;
}

#[tokio::test]
async fn what_a_writer_left_that_died_is_swept_away() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let record = Files(path.clone()).record(&id());
    let (new, other) = (
        record.with_extension("new"),
        record.with_extension("lease.new"),
    );
    for left in [&new, &other] {
        fs::write(left, "half a rec").unwrap();
    }
    // A writer takes the place of what was left, without another opening.
    put(&store, "b").await.unwrap();
    assert!(!new.exists() && other.exists());
    fs::write(&new, "half a rec").unwrap();
    let store = open(&path).await;
    assert!(!new.exists() && !other.exists());
    assert_eq!(standing(&store).await.unwrap().0, "b");
}

#[tokio::test]
async fn a_beginning_that_was_cut_off_is_gone_on_with() {
    let (_folder, path) = place();
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(path.join("manifest.new"), "{\"sch").unwrap();
    put(&open(&path).await, "a").await.unwrap();
    fs::remove_dir(path.join("0")).unwrap();
    assert_eq!(standing(&open(&path).await).await.unwrap().0, "a");
}
