//! The rules that every provider holds to.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{
    Grant, Provider as _,
    testing::conformance::{Case, check_call},
};
use auth_keyclic::Keyclic;
use auth_keyclic::{ChangePassword, ChangePerson, Profile, Register, RequestPasswordChange};

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

#[test]
fn every_typed_call_is_as_described() {
    let check = cases::CALLS;
    check_call(check, "feedbacks", &auth_keyclic::Feedbacks);
    check_call(check, "profile", &Profile::new("agent"));
    check_call(
        check,
        "register",
        &Register::new("agent@ville.example", "password"),
    );
    check_call(
        check,
        "request_password_change",
        &RequestPasswordChange::by_email("agent@ville.example"),
    );
    check_call(
        check,
        "request_password_change_by_username",
        &RequestPasswordChange::by_username("agent"),
    );
    check_call(
        check,
        "change_password",
        &ChangePassword::new("code", "password"),
    );
    check_call(check, "change_person", &ChangePerson::new("7").job("guide"));
}
