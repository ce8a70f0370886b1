//! The rules that every provider holds to.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{Grant, Provider as _, testing::conformance::Case};
use auth_keyclic::Keyclic;

#[test]
fn a_login() {
    let login = Keyclic::login("agent@ville.example")
        .password("password-canary")
        .build()
        .unwrap();
    let granted = support::answer(
        200,
        r#"{"accessToken":"token-canary","idToken":"id-canary","tokenType":"Bearer"}"#,
    );
    Case::new(&login)
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::password("password-canary"), granted)
        .secret("password-canary")
        .secret("token-canary")
        .secret("id-canary")
        .run();
}

#[test]
fn another_identity_provider() {
    let external = Keyclic::external().build().unwrap();
    let granted = support::answer(
        200,
        r#"{"accessToken":"token-canary","idToken":"id-canary","tokenType":"Bearer"}"#,
    );
    Case::new(&external)
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::assertion("assertion-canary"), granted)
        .secret("assertion-canary")
        .secret("token-canary")
        .secret("id-canary")
        .run();
}

#[test]
fn every_described_scheme_has_its_case() {
    let login = Keyclic::login("agent@ville.example").build().unwrap();
    let external = Keyclic::external().build().unwrap();
    let schemes = [login.facts().scheme, external.facts().scheme];
    assert_eq!(schemes, cases::SCHEMES.map(|scheme| scheme.id));
}
