//! `auth try` as a newcomer runs it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;
use support::{Sandbox, assert_no_secret, auth, auth_in, auth_with, secrets};

#[test]
fn the_whole_demonstration_passes_as_plain_text() {
    let ran = auth(&["try"]).ends(0);
    for text in [
        "Sign-ins, and a call through each",
        " MyUnisoft      société key  /accounts",
        " DossierFacile  user         6 min       by its refresh token      1 ",
        " Keyclic   login   1000     1000           1          1 ",
        "the person must generate a new key at the provider",
        "\nall 18 checks passed in ",
    ] {
        assert!(ran.stdout.contains(text), "no {text:?} in {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("FAILED"), "{}", ran.stdout);
    assert!(!ran.stdout.contains(['\u{1b}', '│']), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn json_has_the_fields_that_help_promises() {
    let ran = auth(&["try", "--json", "--seed", "3"]).ends(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let help = auth(&["try", "--help"]).ends(0).stdout;
    assert_eq!(report["seed"], 3);
    assert_eq!(
        (&report["passed"], &report["failed"]),
        (&true.into(), &0.into())
    );
    assert_eq!(report["checks"], 18);
    assert!(report["seconds"].is_number());
    assert_eq!(report["stampede"]["exchanges"], 1);
    assert_eq!(report["stampede"]["found_nothing"], 1000);
    assert_eq!(report["revocation"]["http_status"], 401);
    assert_eq!(report["revocation"]["sent_afterwards"], 0);
    let lists = ["sign_ins", "renewals"].map(|list| report[list].as_array().unwrap());
    assert_eq!(lists.map(Vec::len), [8, 8]);
    let lives: Vec<_> = lists[0]
        .iter()
        .map(|row| row["expires_in"].as_u64())
        .collect();
    let (five_minutes, four_hours, a_day) = (Some(300), Some(14_400), Some(86_400));
    assert_eq!(
        lives,
        [
            None,
            None,
            four_hours,
            five_minutes,
            five_minutes,
            a_day,
            None,
            a_day
        ]
    );
    for (name, row) in [
        ("sign_ins", &lists[0][0]),
        ("renewals", &lists[1][0]),
        ("stampede", &report["stampede"]),
        ("revocation", &report["revocation"]),
    ] {
        let line = help
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        let listed = line.unwrap().split(['{', '}']).nth(1).unwrap();
        let mut promised: Vec<_> = listed.split(", ").collect();
        promised.sort_unstable();
        let mut found: Vec<_> = row
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        found.sort_unstable();
        assert_eq!(found, promised, "{name}");
    }
}

#[test]
fn the_seed_s_secrets_are_not_printed() {
    let (sandbox, ready) = Sandbox::start_json(&["--seed", "11"]);
    let secrets = secrets(&ready);
    drop(sandbox);
    for arguments in [
        &["try", "--seed", "11"][..],
        &["try", "--json", "--seed", "11"],
    ] {
        assert_no_secret(&auth(arguments).ends(0).output(), &secrets);
    }
}

#[test]
fn nothing_but_loopback_is_asked_for() {
    // Whatever left by a proxy would go to a port where nobody listens, and fail.
    let nowhere = [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
    ]
    .map(|name| (name.to_owned(), "http://127.0.0.1:9".to_owned()));
    auth_with(&["try"], &nowhere.into()).ends(0);
}

#[test]
fn no_file_is_left_behind() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no_file_is_left_behind");
    fs::create_dir_all(&folder).unwrap();
    let home = ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]
        .map(|name| (name.to_owned(), folder.to_str().unwrap().to_owned()));
    auth_in(&folder, &["try"], &home.into()).ends(0);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}
