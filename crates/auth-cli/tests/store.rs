//! `auth check` with a store, and `auth store`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod support;

use std::{
    fs::{self, File},
    path::Path,
    thread,
    time::Duration,
};

use auth_store::Key;
use rustix::fs::{FlockOperation, flock};
use support::{Request, Sandbox, Variables, assert_no_secret, auth_with, secrets, send, variables};

const KEY: &str = "3f1e0d5c7b9a8876655443322110ffeeddccbbaa99887766554433221100f0e1";
const OTHER: &str = "a01e0d5c7b9a8876655443322110ffeeddccbbaa99887766554433221100f0e1";

fn with(variables: &Variables, more: &[(&str, &str)]) -> Variables {
    let more = more
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    variables.clone().into_iter().chain(more).collect()
}

fn everything(directory: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(everything(&path));
        } else {
            bytes.extend(fs::read(path).unwrap());
        }
    }
    bytes
}

/// As a process does that hangs while it writes: nothing can be saved for as long as these are open.
fn locked(store: &Path) -> Vec<File> {
    let entries = fs::read_dir(store).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let locks = folders.map(|folder| {
        let folder = File::open(folder.path()).unwrap();
        flock(&folder, FlockOperation::NonBlockingLockExclusive).unwrap();
        folder
    });
    locks.collect()
}

#[test]
fn help_and_rule_agree_on_how_long_a_passphrase_is() {
    let help = auth_with(&["store", "--help"], &Variables::new()).ends(0);
    let rule = format!("a passphrase of {} characters", Key::PASSPHRASE_MIN);
    assert!(help.stdout.contains(&rule), "{help:?}");
}

#[test]
fn the_command_does_not_end_with_a_token_that_is_not_saved() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tokens");
    let place = path.to_str().unwrap();
    let set = with(
        &variables(&ready, "sinao", "login"),
        &[("AUTH_STORE_KEY", KEY)],
    );
    auth_with(&["store", "list", "--store", place], &set).ends(0);
    let check = || auth_with(&["check", "sinao", "--store", place], &set);

    let locks = locked(&path);
    assert!(!locks.is_empty());
    // Although the call that follows fails, too.
    let (status, answer) = send(&Request {
        method: "POST".to_owned(),
        url: format!("{}/v1/sinao/fault", ready["control"].as_str().unwrap()),
        headers: vec!["Content-Type: application/json".to_owned()],
        body:
            r#"{"kind": {"status": 404}, "on": {"method": "GET", "path": "/v1/me"}, "when": "before"}"#
                .to_owned(),
    });
    assert_eq!(status, 200, "{answer}");
    check()
        .ends(1)
        .complains(&["are not saved", "see to the store"]);
    thread::scope(|scope| {
        scope.spawn(move || {
            // why: the command has given up its first attempts by then
            thread::sleep(Duration::from_secs(5));
            drop(locks);
        });
        let saved = check().ends(0);
        assert!(saved.stdout.contains("token: new, kept in"), "{saved:?}");
    });
    let kept = check().ends(0);
    assert!(kept.stdout.contains("kept from an earlier run"), "{kept:?}");
}

#[test]
fn a_token_is_kept_listed_sealed_anew_and_removed() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let secrets = secrets(&ready);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tokens");
    let place = path.to_str().unwrap();
    let sinao = variables(&ready, "sinao", "login");
    let set = with(&sinao, &[("AUTH_STORE_KEY", KEY)]);
    let check = ["check", "sinao", "--store", place];
    let first = auth_with(&check, &set).ends(0);
    assert!(first.stdout.contains("token: new, kept in"), "{first:?}");
    let second = auth_with(&check, &set).ends(0);
    assert!(
        second.stdout.contains("kept from an earlier run"),
        "{second:?}"
    );
    let sealed = everything(&path);
    for secret in &secrets {
        assert!(
            !sealed
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }

    let list = ["store", "list", "--store", place];
    let listed = auth_with(&list, &set).ends(0);
    assert!(
        listed.stdout.contains("sinao/login http://127.0.0.1:"),
        "{listed:?}"
    );
    assert!(listed.stdout.contains("good until"), "{listed:?}");
    assert_no_secret(&listed.output(), &secrets);

    // Another key: the store is told apart from one that is empty, then taken over.
    let other = with(&sinao, &[("AUTH_STORE_KEY", OTHER)]);
    auth_with(&list, &other).ends(2).complains(&["who acts"]);
    let both = with(&other, &[("AUTH_STORE_OLD_KEY", KEY)]);
    let rewrapped = auth_with(&["store", "rewrap", "--store", place], &both).ends(0);
    assert!(
        rewrapped.stdout.contains("1 sealed anew, 0 "),
        "{rewrapped:?}"
    );
    let third = auth_with(&check, &other).ends(0);
    assert!(
        third.stdout.contains("kept from an earlier run"),
        "{third:?}"
    );

    let name = listed
        .stdout
        .lines()
        .find(|line| line.contains("sinao/login"))
        .unwrap();
    let name = name
        .split("  ")
        .find(|cell| cell.contains("sinao/login"))
        .unwrap()
        .trim();
    let remove = ["store", "remove", name, "--store", place];
    auth_with(&remove, &other).ends(0);
    auth_with(&remove, &other)
        .ends(2)
        .complains(&["is not kept here"]);
    let listed = auth_with(&list, &other).ends(0);
    assert!(listed.stdout.contains("nothing is kept"), "{listed:?}");
}

#[test]
fn without_a_keyring_and_a_key_nothing_is_kept_and_it_is_said_what_to_set() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let home = tempfile::tempdir().unwrap();
    let sinao = variables(&ready, "sinao", "login");
    let set = with(&sinao, &[("HOME", home.path().to_str().unwrap())]);
    let ran = auth_with(&["check", "sinao"], &set).ends(0);
    assert!(!ran.stdout.contains("token:"), "{ran:?}");
    for name in [
        "AUTH_STORE_PASSPHRASE",
        "AUTH_STORE_KEY",
        "AUTH_STORE_KEY_FILE",
    ] {
        assert!(ran.stderr.contains(name), "{ran:?}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    let path = home.path().join("tokens");
    let place = path.to_str().unwrap();
    auth_with(&["check", "sinao", "--store", place], &set)
        .ends(2)
        .complains(&["AUTH_STORE_KEY"]);
    assert!(!path.exists());
    auth_with(&["check", "sinao", "--store", "keyring"], &set)
        .ends(2)
        .complains(&["there is no keyring on this machine"]);
    auth_with(&["store", "list"], &set)
        .ends(2)
        .complains(&["AUTH_STORE_KEY"]);
    let quiet = auth_with(&["check", "sinao", "--store", "none"], &set).ends(0);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn without_a_keyring_a_passphrase_is_enough() {
    let (_sandbox, ready) = Sandbox::start_json(&[]);
    let home = tempfile::tempdir().unwrap();
    let sinao = variables(&ready, "sinao", "login");
    let passphrase = ("AUTH_STORE_PASSPHRASE", "correct horse battery staple");
    let place = home.path().to_str().unwrap();
    let set = with(&sinao, &[("HOME", place), passphrase]);
    let ran = auth_with(&["check", "sinao"], &set).ends(0);
    assert!(
        ran.stdout.contains(".local/share/auth-cli/tokens"),
        "{ran:?}"
    );
    let wrong = with(
        &set,
        &[("AUTH_STORE_PASSPHRASE", "another long passphrase")],
    );
    let ran = auth_with(&["store", "list"], &wrong).ends(2);
    assert!(!ran.output().contains("another long passphrase"), "{ran:?}");
    let two = with(&set, &[("AUTH_STORE_KEY", KEY)]);
    auth_with(&["store", "list"], &two)
        .ends(2)
        .complains(&["is not the only key"]);
    // A static key is what the user has: there is nothing to keep.
    let key = with(&variables(&ready, "sinao", "api_key"), &[("HOME", place)]);
    let ran = auth_with(&["check", "sinao"], &key).ends(0);
    assert_eq!(ran.stderr, "");
}
