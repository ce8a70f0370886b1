//! The suite that every provider runs.

mod support;

use auth_core::{Grant, testing::conformance::Case};
use support::{
    ACCESS, CLIENT_SECRET, CODE, REFRESH, VERIFIER, answer, code_grant, issued, refresh_grant,
    service, user,
};

#[test]
fn the_service_scheme_conforms() {
    Case::new(&service())
        .grant(Grant::Client, answer(200, issued().to_string()))
        .secret(CLIENT_SECRET)
        .secret(ACCESS)
        .run();
}

#[test]
fn the_user_scheme_conforms() {
    Case::new(&user())
        .grant(code_grant(), answer(200, issued().to_string()))
        .grant(refresh_grant(), answer(200, issued().to_string()))
        .secret(CLIENT_SECRET)
        .secret(ACCESS)
        .secret(REFRESH)
        .secret(CODE)
        .secret(VERIFIER)
        .run();
}
