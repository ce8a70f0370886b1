//! The keyring store over a real Secret Service: gnome-keyring, in a session and a home directory of its own.

#![cfg(all(feature = "keyring", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/session.rs"]
mod session;

use std::{
    collections::HashMap,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use auth_core::{
    ConnectionId, Error, ErrorKind, TokenStore,
    store::{Leased, Replaced, TransactionId},
    testing::store::{Beneath, Case},
};
use auth_store::{Key, KeyRing, KeyringStore};
use common::{TERM, done, id, record, token};
use keyring_core::api::CredentialStoreApi;
use session::{ASKED, SESSION, in_session, run_again, told};
use sha2::{Digest, Sha256};

const SERVICE: &str = "auth-test";

fn key() -> Key {
    Key::new("first", [1; 32]).unwrap()
}

async fn open() -> Result<KeyringStore, Error> {
    KeyringStore::open(SERVICE, KeyRing::new(key())).await
}

/// The entries as another program of the session sees them.
struct Raw(Arc<dbus_secret_service_keyring_store::Store>);

impl Raw {
    fn open() -> Self {
        Self(dbus_secret_service_keyring_store::Store::new().unwrap())
    }

    fn all(&self) -> Vec<keyring_core::Entry> {
        self.0
            .search(&HashMap::from([("service", SERVICE)]))
            .unwrap()
    }

    fn entry(&self, connection: &ConnectionId) -> keyring_core::Entry {
        let name = base16ct::lower::encode_string(&Sha256::digest(connection.as_str()));
        self.0.build(SERVICE, &name, None).unwrap()
    }

    /// What stands before the sealed bytes, and they.
    fn parts(&self, connection: &ConnectionId) -> (Vec<u8>, Vec<u8>) {
        let mut head = self.entry(connection).get_secret().unwrap();
        let end = head.iter().position(|byte| *byte == b'\n').unwrap();
        let sealed = head.split_off(end + 1);
        (head, sealed)
    }
}

impl Beneath for Raw {
    async fn everything(&self) -> Vec<u8> {
        let secrets = self.all().into_iter();
        secrets
            .flat_map(|entry| entry.get_secret().unwrap())
            .collect()
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        self.parts(connection).1
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let (head, _) = self.parts(connection);
        let entry = self.entry(connection);
        entry
            .set_secret(&[head.as_slice(), bytes].concat())
            .unwrap();
    }
}

#[tokio::test]
async fn it_holds_to_every_rule_of_a_store() {
    if in_session("it_holds_to_every_rule_of_a_store") {
        Case::new(open).sealed(Raw::open()).check().await.unwrap();
    }
}

#[tokio::test]
async fn without_a_keyring_it_says_so_and_writes_nothing() {
    let test = "without_a_keyring_it_says_so_and_writes_nothing";
    if env::var_os(SESSION).is_some() {
        for opened in [open().await, KeyringStore::open_with_own_key(SERVICE).await] {
            let error = opened.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Configuration, "{error}");
            assert!(error.to_string().contains("no keyring"), "{error}");
            assert!(error.advice().contains("FileStore"), "{}", error.advice());
        }
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let this = env::current_exe().unwrap();
    let output = run_again(&mut Command::new(this), test, home.path());
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

fn lock() {
    let lock = [
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.Lock",
        "array:objpath:/org/freedesktop/secrets/collection/login",
    ];
    assert!(
        Command::new("dbus-send")
            .args(lock)
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[tokio::test]
async fn a_locked_keyring_is_told_and_asks_nobody() {
    if !in_session("a_locked_keyring_is_told_and_asks_nobody") {
        return;
    }
    let store = open().await.unwrap();
    done(store.replace(&id(), None, Some(&record("a"))).await);
    lock();
    for error in [
        open().await.unwrap_err(),
        store.load(&id()).await.unwrap_err(),
        store.replace(&id(), None, None).await.unwrap_err(),
        store.connections().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains("locked"), "{error}");
        assert!(error.advice().contains("unlock"), "{}", error.advice());
    }
    let home = PathBuf::from(env::var_os(SESSION).unwrap());
    assert!(!home.join(ASKED).exists());
}

#[tokio::test]
async fn a_keyring_that_was_started_anew_is_found_again() {
    if !in_session("a_keyring_that_was_started_anew_is_found_again") {
        return;
    }
    let store = open().await.unwrap();
    done(store.replace(&id(), None, Some(&record("a"))).await);
    let again =
        "printf %s test | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null";
    assert!(
        Command::new("sh")
            .args(["-c", again])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(token(&store).await, "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writers_at_once_exactly_one_wins() {
    if !in_session("of_many_writers_at_once_exactly_one_wins") {
        return;
    }
    let mut known = None;
    for _ in 0..3 {
        let mut writers = Vec::new();
        for writer in 0..8 {
            writers.push(tokio::spawn(async move {
                let store = open().await.unwrap();
                store
                    .replace(&id(), known, Some(&record(&writer.to_string())))
                    .await
            }));
        }
        let mut winners = Vec::new();
        for writer in writers {
            if let Replaced::Done(version) = writer.await.unwrap().unwrap() {
                winners.push(version);
            }
        }
        assert_eq!(winners.len(), 1);
        known = winners[0];
    }
}

#[tokio::test]
async fn the_key_in_the_keyring_is_made_once() {
    if !in_session("the_key_in_the_keyring_is_made_once") {
        return;
    }
    let store = KeyringStore::open_with_own_key(SERVICE).await.unwrap();
    done(store.replace(&id(), None, Some(&record("a"))).await);
    let again = KeyringStore::open_with_own_key(SERVICE).await.unwrap();
    assert_eq!(token(&again).await, "a");
    assert!(open().await.unwrap().load(&id()).await.is_err());
    let elsewhere = KeyringStore::open_with_own_key("another").await.unwrap();
    assert!(elsewhere.load(&id()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_somebody_else_wrote_is_told() {
    if !in_session("what_somebody_else_wrote_is_told") {
        return;
    }
    let store = open().await.unwrap();
    done(store.replace(&id(), None, Some(&record("a"))).await);
    let entry = Raw::open().entry(&id());
    let good = entry.get_secret().unwrap();
    let newer = String::from_utf8_lossy(&good).replacen("\"schema\":1", "\"schema\":9", 1);
    for (planted, says) in [
        (&b""[..], "not one of this library"),
        (&b"\0no entry"[..], "not one of this library"),
        (newer.as_bytes(), "newer version"),
    ] {
        entry.set_secret(planted).unwrap();
        let error = store.replace(&id(), None, None).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(entry.get_secret().unwrap(), planted);
    }
    entry.set_secret(&good).unwrap();
    assert_eq!(token(&store).await, "a");
    // One that has nothing sealed, and so nothing that is bound to its connection.
    let version = store
        .load(&id())
        .await
        .unwrap()
        .map(|stored| stored.version);
    done(store.replace(&id(), version, None).await);
    let other = ConnectionId::new("other");
    let removed = entry.get_secret().unwrap();
    Raw::open().entry(&other).set_secret(&removed).unwrap();
    assert!(store.load(&other).await.is_err());
    assert!(store.load(&id()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_writer_that_is_killed_leaves_a_whole_record() {
    let test = "a_writer_that_is_killed_leaves_a_whole_record";
    if env::var_os("KEYRING_TEST_WRITER").is_some() {
        let store = open().await.unwrap();
        let stored = store.load(&id()).await.unwrap();
        let mut known = stored.map(|stored| stored.version);
        loop {
            known = done(
                store
                    .replace(&id(), known, Some(&record(&"x".repeat(5000))))
                    .await,
            );
        }
    }
    if !in_session(test) {
        return;
    }
    let store = open().await.unwrap();
    let mut known = None;
    for round in 0_u64..8 {
        let mut writer = Command::new(env::current_exe().unwrap())
            .args(["--exact", test])
            .env("KEYRING_TEST_WRITER", "yes")
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let version = loop {
            let now = store
                .load(&id())
                .await
                .unwrap()
                .map(|stored| stored.version);
            if now > known {
                break now;
            }
            tokio::task::yield_now().await;
        };
        // why: it is killed in the midst of its work, a little elsewhere each time.
        std::thread::sleep(Duration::from_micros(1371 * round));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let left = store.load(&id()).await.unwrap().unwrap();
        assert!(Some(left.version) >= version);
        known = done(
            store
                .replace(&id(), Some(left.version), Some(&record("mine")))
                .await,
        );
    }
}

#[tokio::test]
async fn a_lease_of_an_earlier_start_of_the_machine_is_over() {
    if !in_session("a_lease_of_an_earlier_start_of_the_machine_is_over") {
        return;
    }
    let store = open().await.unwrap();
    let grant = async |by| {
        let by = TransactionId::from_number(by);
        match store.lease(&id(), by, TERM).await.unwrap() {
            Leased::Granted { lease, .. } => Some(lease.fence),
            _ => None,
        }
    };
    let first = grant(1).await;
    assert_eq!(grant(2).await, None);
    let entry = Raw::open().entry(&id());
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let text = String::from_utf8(entry.get_secret().unwrap()).unwrap();
    let changed = text.replacen(boot.trim(), "earlier", 1);
    assert_ne!(changed, text);
    entry.set_secret(changed.as_bytes()).unwrap();
    assert!(grant(2).await > first);
}

#[tokio::test]
async fn the_lock_and_its_directory_are_their_owners_alone() {
    if !in_session("the_lock_and_its_directory_are_their_owners_alone") {
        return;
    }
    let store = open().await.unwrap();
    done(store.replace(&id(), None, Some(&record("a"))).await);
    let home = PathBuf::from(env::var_os("HOME").unwrap());
    let directory = home.join(".local/share/auth-keyring").join(SERVICE);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join("lock")), 0o600);
    // Those who wait are told of each change.
    let before = fs::read(directory.join("generation")).unwrap();
    let other = ConnectionId::new("other");
    done(store.replace(&other, None, Some(&record("b"))).await);
    assert_ne!(fs::read(directory.join("generation")).unwrap(), before);
    fs::remove_file(directory.join("lock")).unwrap();
    let target = home.join("target");
    std::os::unix::fs::symlink(&target, directory.join("lock")).unwrap();
    let error = store.load(&id()).await.unwrap_err();
    assert!(error.to_string().contains("link"), "{error}");
    assert!(!target.exists());
}
