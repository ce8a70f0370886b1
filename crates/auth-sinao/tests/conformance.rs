//! The suite that every provider runs.

#[path = "generated/cases.rs"]
mod cases;
mod support;

use auth_core::{
    Grant, Provider as _,
    testing::conformance::{Case, Class, On, check_call},
};
use auth_sinao::{
    ApiKeys, ChangePassword, CreateApiKey, DeleteApiKey, Register, SendPassword, SendSecondFactor,
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

#[test]
fn every_typed_call_is_as_described() {
    let check = cases::CALLS;
    check_call(check, "me", &auth_sinao::Me);
    check_call(check, "logout", &auth_sinao::Logout);
    check_call(
        check,
        "send_second_factor",
        &SendSecondFactor::new("m@x.example", "password"),
    );
    check_call(
        check,
        "register",
        &Register::agreeing_to_terms("m@x.example", "password"),
    );
    check_call(check, "send_password", &SendPassword::new("m@x.example"));
    check_call(
        check,
        "change_password",
        &ChangePassword::new("code", "password"),
    );
    check_call(check, "api_keys", &ApiKeys::of(7));
    check_call(check, "create_api_key", &CreateApiKey::of(7));
    check_call(check, "delete_api_key", &DeleteApiKey::of(7, "k"));
}
