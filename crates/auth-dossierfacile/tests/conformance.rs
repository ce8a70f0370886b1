//! The suite that every provider runs.

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{
    Grant, Provider as _,
    testing::conformance::{Case, check_call},
};
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

#[test]
fn every_typed_call_is_as_described() {
    let check = cases::CALLS;
    check_call(check, "profile", &auth_dossierfacile::Profile);
    check_call(check, "tenant_logout_post", &auth_dossierfacile::Logout);
    check_call(check, "settings", &auth_dossierfacile::Settings);
}
