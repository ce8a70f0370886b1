//! Against an OpenID provider that nobody here wrote.
//!
//! By default that is the certified `oidc-provider` of npm in the shape of DossierFacile's realm, one for each test; it
//! needs Node.js and `npm ci` in this folder, and the browser's test Chromium with its chromedriver. What is missing is
//! named, and is a failure where `CI` is set.
//!
//! `cargo xtask e2e --issuer …` runs the same tests against another provider, described by the variables of
//! [`foreign`]. What such a provider cannot show is said, and never counts as passed.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod callback;
mod chromium;
mod driven;
mod ends;
mod filler;
mod foreign;
mod jar;
mod keycloak;
mod node;
mod page;
mod partner;
mod realm;
mod renewals;
mod sign_in;

/// Says on standard error, past the harness that captures output, what a test could not do.
#[expect(
    clippy::explicit_write,
    reason = "the test harness captures eprintln!, and a skipped test is to be seen"
)]
fn say(what: &str) {
    use std::io::Write;
    writeln!(std::io::stderr(), "{what}").unwrap();
}

/// A tool is not installed: said by name on a contributor's machine, a failure in CI.
fn missing(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "not run: {what}");
    say(&format!("not run: {what}"));
}
