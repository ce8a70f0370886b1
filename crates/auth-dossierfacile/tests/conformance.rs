//! The suite that every provider runs.

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{Grant, Provider as _, testing::conformance::Case};
use support::{
    ACCESS, CLIENT_SECRET, CODE, REFRESH, VERIFIER, answer, code_grant, issued, refresh_grant,
    service, user,
};

#[test]
fn the_service_scheme_conforms() {
    Case::new(&service())
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::Client, answer(200, issued().to_string()))
        .secret(CLIENT_SECRET)
        .secret(ACCESS)
        .run();
}

#[test]
fn the_user_scheme_conforms() {
    Case::new(&user())
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(code_grant(), answer(200, issued().to_string()))
        .grant(refresh_grant(), answer(200, issued().to_string()))
        .secret(CLIENT_SECRET)
        .secret(ACCESS)
        .secret(REFRESH)
        .secret(CODE)
        .secret(VERIFIER)
        .run();
}

#[test]
fn every_described_scheme_has_its_case() {
    let schemes = [service().facts().scheme, user().facts().scheme];
    assert_eq!(schemes, cases::SCHEMES.map(|scheme| scheme.id));
}
