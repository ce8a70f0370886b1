//! Several processes on one store.

use std::{
    io::{Write, stderr},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use auth_core::{
    ErrorKind, TokenStore,
    store::{Leased, Replaced, TransactionId},
};
use rustix::fs::{FlockOperation, flock};

use super::{beneath::Files, disk, id, open, place, put, record, standing, token_of};

const ROLE: &str = "AUTH_STORE_TEST_ROLE";
const STORE: &str = "AUTH_STORE_TEST_PATH";

/// What a process of its own does on the store at `path`. `before` is what starts it: nothing, or a command that looks over
/// its shoulder.
pub(crate) fn process(before: &[&str], role: &str, path: &Path) -> Command {
    let this = std::env::current_exe().unwrap();
    let words = before.iter().map(AsRef::as_ref).chain([this.as_os_str()]);
    let words: Vec<_> = words.collect();
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .args(["--exact", "processes::a_process_of_its_own", "--nocapture"])
        .env(ROLE, role)
        .env(STORE, path)
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Whether `command` is there, or else the test is not run; where all must be run, that is a failure.
pub(crate) fn have(command: &str, trial: &[&str]) -> bool {
    let tried = Command::new(command).args(trial).output();
    let there = tried.is_ok_and(|output| output.status.success());
    if !there {
        assert!(
            std::env::var_os("CI").is_none(),
            "{command} not found, or not allowed"
        );
        // Past the capture of tests that pass: what was left out is to be seen.
        drop(writeln!(
            stderr(),
            "not run: {command} not found, or not allowed"
        ));
    }
    there
}

pub(crate) fn succeeds(output: &Output) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "it did something: {out}");
}

/// Started by the other tests, by [`process`]; started without a role, it takes each that can be taken here.
#[test]
fn a_process_of_its_own() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // One, so that whoever counts what it asks of the system counts in order.
        .max_blocking_threads(1)
        .build()
        .unwrap();
    let (_folder, place) = place();
    let path = std::env::var_os(STORE).map_or(place, Into::into);
    match std::env::var(ROLE).as_deref() {
        Ok("count") => runtime.block_on(count(&path)),
        Ok("renew") => runtime.block_on(renew(&path)),
        Ok("refused") => runtime.block_on(disk::refused(&path)),
        Ok("disk") => runtime.block_on(disk::full_and_read_only(&path)),
        Ok(other) => panic!("no role: {other}"),
        Err(_) => runtime.block_on(async {
            put(&open(&path).await, "old").await.unwrap();
            renew(&path).await;
            assert_eq!(standing(&open(&path).await).await.unwrap().0, "new");
        }),
    }
}

/// A renewal: lease, save, release.
async fn renew(path: &Path) {
    let store = open(path).await;
    let by = TransactionId::from_number(1);
    let leased = store
        .lease(&id(), by, Duration::from_secs(3600))
        .await
        .unwrap();
    let Leased::Granted { lease, stored } = leased else {
        panic!("{leased:?}");
    };
    let expected = stored.map(|stored| stored.version);
    let saved = store
        .commit(&id(), &lease, expected, &record("new"))
        .await
        .unwrap();
    assert!(matches!(saved, Replaced::Done(Some(_))), "{saved:?}");
    store.release(&id(), &lease).await.unwrap();
}

/// Adds one, twenty-five times.
async fn count(path: &Path) {
    let store = open(path).await;
    for _ in 0..25 {
        let mut seen = store.load(&id()).await.unwrap().unwrap();
        loop {
            let next: u32 = token_of(&seen.record).parse::<u32>().unwrap() + 1;
            let record = record(&next.to_string());
            match store
                .replace(&id(), Some(seen.version), Some(&record))
                .await
                .unwrap()
            {
                Replaced::Done(_) => break,
                Replaced::Conflict(Some(stored)) => seen = stored,
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn no_write_of_four_processes_is_lost() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let start = put(&store, "0").await.unwrap();
    let processes: Vec<Child> = (0..4)
        .map(|_| process(&[], "count", &path).spawn().unwrap())
        .collect();
    for process in processes {
        succeeds(&process.wait_with_output().unwrap());
    }
    let (count, version) = standing(&store).await.unwrap();
    assert_eq!((count.as_str(), version.0 - start.0), ("100", 100));
}

#[tokio::test]
async fn who_waits_learns_what_another_process_saves() {
    let (_folder, path) = place();
    let store = open(&path).await;
    let known = put(&store, "old").await.unwrap();
    // Held by the transaction that the other process goes on with.
    let by = TransactionId::from_number(1);
    store
        .lease(&id(), by, Duration::from_secs(3600))
        .await
        .unwrap();
    let mut other = process(&[], "renew", &path).spawn().unwrap();
    store.changed(&id(), Some(known)).await.unwrap();
    assert_eq!(standing(&store).await.unwrap().0, "new");
    assert!(other.wait().unwrap().success());
}

#[tokio::test]
async fn a_lock_that_another_keeps_is_an_error_in_the_end_and_readers_do_not_need_it() {
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "a").await.unwrap();
    let folder = Files(path).record(&id()).parent().unwrap().to_owned();
    let another = std::fs::File::open(folder).unwrap();
    flock(&another, FlockOperation::LockExclusive).unwrap();
    let error = put(&store, "b").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert!(
        error
            .to_string()
            .contains("is kept locked by another process"),
        "{error}"
    );
    assert_eq!(standing(&store).await.unwrap().0, "a");
    drop(another);
    put(&store, "b").await.unwrap();
    assert_eq!(standing(&store).await.unwrap().0, "b");
}
