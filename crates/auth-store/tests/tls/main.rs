//! Stores by TLS, against real servers: which of them are believed, and what the others are told.

#![cfg(all(
    unix,
    feature = "testing",
    feature = "postgres-tls",
    feature = "redis-tls"
))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod certificates;
mod imposter;
mod postgres;
mod redis;
mod wire;

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use auth_core::{Actor, Error};
use auth_store::{Key, KeyRing};

/// Certificates that prove nothing, and what is said of them.
const UNFIT: [(&str, &str); 4] = [
    ("stranger", "authority that this machine does not trust"),
    ("namesake", "authority that this machine does not trust"),
    ("elsewhere", "for another host"),
    ("expired", "not valid at this time"),
];
/// Where a test that runs itself again finds the certificates.
const FOLDER: &str = "TLS_TEST_FOLDER";
const PASSWORD: &str = "password-canary";

fn ring() -> KeyRing {
    KeyRing::new(Key::new("first", [1; 32]).unwrap())
}

/// The certificates, in a process that trusts their authority. Elsewhere the test is run again in one that does.
fn trusting(test: &str) -> Option<PathBuf> {
    if let Some(folder) = env::var_os(FOLDER) {
        return Some(folder.into());
    }
    let folder = certificates::create();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder.path())
        .env("SSL_CERT_FILE", folder.path().join("authority.pem"))
        .env_remove("SSL_CERT_DIR")
        // What was left out is to be seen.
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("1 passed"), "{said}");
    None
}

/// The operator reads `says`, and no secret.
fn assert_told(error: &Error, says: &str) {
    let shown = format!("{error} {error:?} {}", error.advice());
    assert_eq!(error.actor(), Actor::Operator, "{shown}");
    assert!(error.to_string().contains(says), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
