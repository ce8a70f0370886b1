//! The SQLite store over real files.

#![cfg(all(feature = "sqlite", unix))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    time::Duration,
};

use auth_core::{
    ConnectionId, Error, ErrorKind, TokenStore,
    store::{Lease, Leased, Replaced, TransactionId},
    testing::store::{Beneath, Case},
};
use auth_store::{Key, KeyRing, Rewrapped, SqliteStore};
use common::{TERM, done, granted, id, record, token, token_of};
use rusqlite::Connection;

fn ring() -> KeyRing {
    KeyRing::new(Key::new("first", [1; 32]).unwrap())
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tokens.db");
    (directory, path)
}

async fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, ring()).await.unwrap()
}

async fn refused(path: &Path) -> Error {
    let error = SqliteStore::open(path, ring()).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store, "{error}");
    error
}

/// The way of a thief, and of somebody who may write to the file.
struct Raw(PathBuf);

impl Raw {
    fn open(&self) -> Connection {
        Connection::open(&self.0).unwrap()
    }
}

impl Beneath for Raw {
    async fn everything(&self) -> Vec<u8> {
        let files = fs::read_dir(self.0.parent().unwrap()).unwrap();
        files
            .flat_map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect()
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        let find = "SELECT sealed FROM slots WHERE connection = ?1";
        self.open()
            .query_row(find, [connection.as_str()], |row| row.get(0))
            .unwrap()
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let plant = "UPDATE slots SET sealed = ?2 WHERE connection = ?1";
        let changed = self.open().execute(plant, (connection.as_str(), bytes));
        assert_eq!(changed.unwrap(), 1);
    }
}

#[tokio::test]
async fn it_holds_to_every_rule_of_a_store() {
    let (_directory, path) = place();
    let case = Case::new(async || SqliteStore::open(&path, ring()).await);
    case.sealed(Raw(path.clone())).check().await.unwrap();
}

#[tokio::test]
async fn versions_and_fences_go_on_over_a_removal_and_a_reopening() {
    let (_directory, path) = place();
    let store = open(&path).await;
    let first = done(store.replace(&id(), None, Some(&record("a"))).await).unwrap();
    let lease = granted(&store, 1, TERM).await;
    assert_eq!(done(store.replace(&id(), Some(first), None).await), None);
    assert!(store.load(&id()).await.unwrap().is_none());
    assert_eq!(store.connections().await.unwrap(), []);
    drop(store);
    let store = open(&path).await;
    let late = store.replace(&id(), Some(first), Some(&record("b"))).await;
    assert!(matches!(late.unwrap(), Replaced::Conflict(None)));
    store.release(&id(), &lease).await.unwrap();
    assert!(granted(&store, 2, TERM).await.fence > lease.fence);
    let second = done(store.replace(&id(), None, Some(&record("b"))).await).unwrap();
    assert!(second > first);
    assert_eq!(store.connections().await.unwrap(), [id()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writers_at_once_exactly_one_wins() {
    let (_directory, path) = place();
    let mut known = None;
    for round in 0..5 {
        let mut writers = Vec::new();
        for writer in 0..16 {
            let (path, expected) = (path.clone(), known);
            writers.push(tokio::spawn(async move {
                let token = format!("{round}-{writer}");
                let store = open(&path).await;
                let replaced = store.replace(&id(), expected, Some(&record(&token))).await;
                (token, replaced.unwrap())
            }));
        }
        let (mut winners, mut shown) = (Vec::new(), BTreeSet::new());
        for writer in writers {
            match writer.await.unwrap() {
                (token, Replaced::Done(version)) => winners.push((token, version)),
                (_, Replaced::Conflict(Some(stored))) => {
                    shown.insert((token_of(&stored.record), Some(stored.version)));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert_eq!(shown, BTreeSet::from_iter(winners.clone()));
        known = winners[0].1;
    }
}

#[tokio::test]
async fn a_lease_keeps_others_out_and_guards_what_is_written() {
    let (_directory, path) = place();
    let (one, two) = (open(&path).await, open(&path).await);
    let lease = granted(&one, 1, TERM).await;
    let other = TransactionId::from_number(2);
    match two.lease(&id(), other, TERM).await.unwrap() {
        Leased::Held {
            left, stored: None, ..
        } => assert!(left <= TERM && left > TERM / 2),
        held => panic!("{held:?}"),
    }
    assert_eq!(granted(&one, 1, TERM).await, lease);
    let stale = Lease {
        fence: lease.fence - 1,
        ..lease
    };
    for (store, wrong) in [(&two, Lease { by: other, ..lease }), (&one, stale)] {
        let lost = store.commit(&id(), &wrong, None, &record("no")).await;
        assert!(matches!(lost.unwrap(), Replaced::LeaseLost));
        store.release(&id(), &wrong).await.unwrap();
    }
    done(two.commit(&id(), &lease, None, &record("yes")).await);
    one.release(&id(), &lease).await.unwrap();
    let over = one.commit(&id(), &lease, None, &record("no")).await;
    assert!(matches!(over.unwrap(), Replaced::LeaseLost));
    assert!(granted(&two, 2, TERM).await.fence > lease.fence);
    assert_eq!(token(&one).await, "yes");
}

/// What a restart of the machine, or a wall clock that was set back, would leave.
#[tokio::test]
async fn a_lease_of_an_earlier_start_or_of_the_future_is_over() {
    for change in ["leased_boot = 'earlier'", "leased_at = leased_at + 3600000"] {
        let (_directory, path) = place();
        let store = open(&path).await;
        let lease = granted(&store, 1, TERM).await;
        let raw = Connection::open(&path).unwrap();
        assert_eq!(
            raw.execute(&format!("UPDATE slots SET {change}"), [])
                .unwrap(),
            1
        );
        let lost = store.commit(&id(), &lease, None, &record("no")).await;
        assert!(matches!(lost.unwrap(), Replaced::LeaseLost), "{change}");
        assert_eq!(granted(&store, 2, TERM).await.fence, lease.fence + 1);
    }
}

#[tokio::test]
async fn an_expired_lease_is_granted_to_somebody_else() {
    let (_directory, path) = place();
    let (one, two) = (open(&path).await, open(&path).await);
    let lease = granted(&one, 1, Duration::from_millis(30)).await;
    let other = TransactionId::from_number(2);
    let next = loop {
        match two.lease(&id(), other, TERM).await.unwrap() {
            Leased::Granted { lease, .. } => break lease,
            // why: a term ends by the clock alone.
            Leased::Held { left, .. } => tokio::time::sleep(left).await,
            other => panic!("{other:?}"),
        }
    };
    assert!(next.fence > lease.fence);
    let late = one.commit(&id(), &lease, None, &record("no")).await;
    assert!(matches!(late.unwrap(), Replaced::LeaseLost));
}

#[tokio::test]
async fn a_waiting_process_learns_of_a_save_a_release_and_an_end() {
    let (_directory, path) = place();
    let (one, two) = (open(&path).await, open(&path).await);
    // Nobody works on it.
    two.changed(&id(), None).await.unwrap();
    for round in 1..20 {
        let known = one.load(&id()).await.unwrap().map(|stored| stored.version);
        let lease = granted(&one, round, TERM).await;
        let id = id();
        let waits = two.changed(&id, known);
        let text = round.to_string();
        let writes = async {
            if round % 2 == 0 {
                done(one.commit(&id, &lease, known, &record(&text)).await);
            } else {
                one.release(&id, &lease).await.unwrap();
            }
        };
        let waits = tokio::time::timeout(Duration::from_secs(30), waits);
        let (woken, ()) = tokio::join!(waits, writes);
        woken.unwrap().unwrap();
        one.release(&id, &lease).await.unwrap();
    }
    let known = one.load(&id()).await.unwrap().map(|stored| stored.version);
    granted(&one, 1, Duration::from_millis(30)).await;
    two.changed(&id(), known).await.unwrap();
    // Of another connection nothing is told.
    granted(&one, 1, TERM).await;
    let other = ConnectionId::new("other");
    done(one.replace(&other, None, Some(&record("x"))).await);
    let waited = tokio::time::timeout(Duration::from_millis(100), two.changed(&id(), known)).await;
    assert!(waited.is_err());
}

#[tokio::test]
async fn records_are_sealed_bound_and_sealed_anew() {
    let (directory, path) = place();
    let store = open(&path).await;
    let version = done(store.replace(&id(), None, Some(&record("canary"))).await);
    for file in fs::read_dir(directory.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"canary"));
    }
    let second = Key::new("second", [2; 32]).unwrap();
    let both = KeyRing::new(second.clone())
        .with_earlier(Key::new("first", [1; 32]).unwrap())
        .unwrap();
    let both = SqliteStore::open(&path, both).await.unwrap();
    let rewrapped = both.rewrap().await.unwrap();
    assert_eq!((rewrapped.sealed_anew, rewrapped.current), (1, 0));
    assert_ne!(both.rewrap().await.unwrap(), Rewrapped::default());
    let alone = SqliteStore::open(&path, KeyRing::new(second))
        .await
        .unwrap();
    assert_eq!(token(&alone).await, "canary");
    assert_eq!(
        alone
            .load(&id())
            .await
            .unwrap()
            .map(|stored| stored.version),
        version
    );
    assert!(store.load(&id()).await.is_err());
    let raw = Connection::open(&path).unwrap();
    raw.execute("UPDATE slots SET connection = 'other'", [])
        .unwrap();
    let moved = alone.load(&ConnectionId::new("other")).await.unwrap_err();
    assert_eq!(moved.kind(), &ErrorKind::Store);
}

#[tokio::test]
async fn its_files_are_for_their_owner_only() {
    let (directory, path) = place();
    let store = open(&path).await;
    done(store.replace(&id(), None, Some(&record("a"))).await);
    let mut names = BTreeSet::new();
    for file in fs::read_dir(directory.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
        names.insert(file.file_name().into_string().unwrap());
    }
    let expected = ["tokens.db", "tokens.db-shm", "tokens.db-wal"];
    assert_eq!(names, expected.map(str::to_owned).into());
}

#[tokio::test]
async fn a_link_is_refused_and_what_it_points_to_is_left_alone() {
    let (directory, path) = place();
    let target = directory.path().join("target");
    symlink(&target, &path).unwrap();
    let error = refused(&path).await;
    assert!(error.to_string().contains("link"), "{error}");
    assert!(!target.exists());
    fs::write(&target, "").unwrap();
    refused(&path).await;
    assert_eq!(fs::read(&target).unwrap(), b"");
    refused(directory.path()).await;
    refused(&directory.path().join("missing/tokens.db")).await;
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_as_it_was() {
    let (_directory, path) = place();
    for bytes in [
        b"no database, but longer than its head would be ".repeat(50),
        b"short".into(),
    ] {
        fs::write(&path, &bytes).unwrap();
        let error = refused(&path).await;
        assert!(error.to_string().contains("no SQLite database"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    fs::remove_file(&path).unwrap();
    let foreign = Connection::open(&path).unwrap();
    foreign.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(foreign);
    let before = fs::read(&path).unwrap();
    let error = refused(&path).await;
    assert!(error.to_string().contains("another program"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_was() {
    let (_directory, path) = place();
    drop(open(&path).await);
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 1000).unwrap();
    drop(raw);
    let before = fs::read(&path).unwrap();
    let error = refused(&path).await;
    assert!(error.to_string().contains("newer version"), "{error}");
    assert!(error.advice().contains("newer"), "{}", error.advice());
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_damaged_file_is_told_and_left_as_it_is() {
    let (_directory, path) = place();
    let store = open(&path).await;
    for number in 0..200 {
        let connection = ConnectionId::new(number.to_string());
        done(store.replace(&connection, None, Some(&record("a"))).await);
    }
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let store = open(&path).await;
    for error in [
        store.load(&ConnectionId::new("17")).await.unwrap_err(),
        store.connections().await.unwrap_err(),
        store
            .replace(&ConnectionId::new("17"), None, None)
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains("damaged"), "{error}");
    }
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn a_file_that_another_process_keeps_locked_is_an_error_and_no_dead_end() {
    let (_directory, path) = place();
    let store = open(&path).await;
    let first = done(store.replace(&id(), None, Some(&record("1"))).await);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let by = TransactionId::random();
    for error in [
        store.lease(&id(), by, TERM).await.unwrap_err(),
        store.replace(&id(), first, None).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(
            error.to_string().contains("keeps the database locked"),
            "{error}"
        );
        assert!(
            error.advice().contains("end whatever"),
            "{}",
            error.advice()
        );
    }
    assert_eq!(token(&store).await, "1");
    other.execute_batch("ROLLBACK").unwrap();
    granted(&store, 1, TERM).await;
    done(store.replace(&id(), first, Some(&record("2"))).await);
    assert_eq!(token(&store).await, "2");
}

/// A test that runs itself again as a child finds the path here.
const CHILD: &str = "SQLITE_TEST_PATH";

fn child(test: &str, program: &[&str], path: &Path) -> std::process::Command {
    // Another user may not be let into the directory of the tests.
    let copy = path.with_extension("test");
    if !copy.exists() {
        fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    }
    let mut words = program.iter().map(AsRef::as_ref).chain([copy.as_os_str()]);
    let mut command = std::process::Command::new(words.next().unwrap());
    command
        .args(words)
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, path);
    command
}

#[tokio::test]
async fn a_read_only_file_is_told_and_left_as_it_is() {
    if let Some(path) = std::env::var_os(CHILD) {
        let error = refused(Path::new(&path)).await;
        assert!(error.to_string().contains("read-only"), "{error}");
        return;
    }
    let (directory, path) = place();
    drop(open(&path).await);
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    // Nothing is read-only for root.
    let program: &[&str] = if rustix::process::geteuid().is_root() {
        &[
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ]
    } else {
        &[]
    };
    let test = "a_read_only_file_is_told_and_left_as_it_is";
    assert!(child(test, program, &path).status().unwrap().success());
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_writer_that_is_killed_leaves_a_whole_record() {
    if let Some(path) = std::env::var_os(CHILD) {
        let store = open(Path::new(&path)).await;
        let mut known = store
            .load(&id())
            .await
            .unwrap()
            .map(|stored| stored.version);
        loop {
            granted(&store, 1, Duration::from_millis(1)).await;
            known = done(
                store
                    .replace(&id(), known, Some(&record(&"x".repeat(5000))))
                    .await,
            );
        }
    }
    let (_directory, path) = place();
    let store = open(&path).await;
    let mut known = None;
    for round in 0_u64..10 {
        let test = "a_writer_that_is_killed_leaves_a_whole_record";
        let mut writer = child(test, &[], &path)
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
