//! The suite that every provider runs.

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{
    Grant, Provider as _,
    testing::conformance::{Case, Class, On},
};
use support::{answer, keyed, login, refresh_grant};

const TOKEN: &str = r#"{"access_token":"canary-token","expires_in":86400,"token_type":"bearer"}"#;

#[test]
fn login_conforms() {
    Case::new(&login())
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::password("canary-password"), answer(200, TOKEN))
        .grant(
            Grant::password_with_code("canary-password", "canary-code"),
            answer(200, TOKEN),
        )
        .grant(refresh_grant(), answer(200, TOKEN))
        .secret("canary")
        .run();
}

#[test]
fn api_key_conforms() {
    let keyed = keyed();
    let case = Case::new(&keyed)
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .secret("canary");
    // No message is about the token of a key, which has none.
    let about_tokens = cases::REFUSALS
        .iter()
        .filter(|refusal| refusal.on == On::Call && refusal.class == Class::Renew)
        .filter_map(|refusal| refusal.code);
    about_tokens
        .fold(case, |case, code| case.judges(code, Class::Unavailable))
        .run();
}

#[test]
fn every_described_scheme_has_its_case() {
    let schemes = [keyed().facts().scheme, login().facts().scheme];
    assert_eq!(schemes, cases::SCHEMES.map(|scheme| scheme.id));
}
