//! Killed between any two things that it asks of the system.

use std::{collections::BTreeSet, fs, os::unix::process::ExitStatusExt, path::Path};

use super::{
    beneath::Files,
    id, open, place,
    processes::{have, process, succeeds},
    put, standing,
};

/// Looks at what a process asks of the system about the files of the record, and does `what` to it.
fn watched(path: &Path, log: &str, what: &[&str]) -> Vec<String> {
    let record = Files(path.to_owned()).record(&id());
    let mut words: Vec<String> = ["strace", "-f", "-qq", "-o", log].map(Into::into).into();
    words.extend(what.iter().map(ToString::to_string));
    for end in ["new", "lease", "lease.new"] {
        words.extend([
            "-P".to_owned(),
            record.with_extension(end).display().to_string(),
        ]);
    }
    for file in [record.parent().unwrap(), &record] {
        words.extend(["-P".to_owned(), file.display().to_string()]);
    }
    words
}

/// What a renewal asks of the system about those files, in order.
fn asked(path: &Path) -> Vec<String> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let words = watched(path, log.path().to_str().unwrap(), &[]);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    succeeds(&process(&words, "renew", path).output().unwrap());
    let log = fs::read_to_string(log.path()).unwrap();
    let call = |line: &str| {
        Some(
            line.split_whitespace()
                .nth(1)?
                .split_once('(')?
                .0
                .to_owned(),
        )
    };
    log.lines().filter_map(call).collect()
}

#[tokio::test]
async fn a_writer_killed_anywhere_leaves_the_old_record_or_the_new_one() {
    if !have("strace", &["true"]) {
        return;
    }
    let (_folder, path) = place();
    let store = open(&path).await;
    put(&store, "old").await.unwrap();
    let asked = asked(&path);
    let (mut killed, mut seen) = (0, BTreeSet::new());
    for call in asked.iter().collect::<BTreeSet<_>>() {
        for nth in 1.. {
            let version = put(&store, "old").await.unwrap();
            let inject = format!("inject={call}:signal=KILL:when={nth}");
            let words = watched(&path, "/dev/null", &["-e", &inject]);
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            let output = process(&words, "renew", &path).output().unwrap();
            let (token, after) = standing(&store).await.expect("there is a record");
            let fits = match token.as_str() {
                "old" => after == version,
                "new" => after.0 == version.0 + 1,
                _ => false,
            };
            assert!(fits, "{call} {nth}: {token} {after:?} after {version:?}");
            seen.insert(token);
            // Another process finds nothing in its way, and sweeps up.
            put(&open(&path).await, "between").await.unwrap();
            for (left, _) in Files(path.clone()).all() {
                assert_ne!(left.extension(), Some("new".as_ref()), "{call} {nth}");
            }
            if output.status.signal() != Some(9) {
                succeeds(&output);
                break;
            }
            killed += 1;
        }
    }
    assert!(
        killed >= asked.len(),
        "killed {killed} times of {}",
        asked.len()
    );
    assert_eq!(seen, ["new", "old"].map(Into::into).into());
}

#[tokio::test]
async fn a_record_is_on_the_disk_before_it_takes_the_place_of_the_old_one() {
    if !have("strace", &["true"]) {
        return;
    }
    let (_folder, path) = place();
    put(&open(&path).await, "old").await.unwrap();
    let writes = asked(&path)
        .into_iter()
        .filter_map(|call| match call.as_str() {
            "write" => Some("write"),
            "fsync" | "fdatasync" => Some("sync"),
            "rename" | "renameat" | "renameat2" => Some("rename"),
            _ => None,
        });
    let lease = ["write", "rename"];
    let record = ["write", "sync", "rename", "sync"];
    let expected = [&lease[..], &record, &lease].concat();
    assert_eq!(writes.collect::<Vec<_>>(), expected);
}
