//! Successful answers of the token endpoint, and what must be true of them.

use std::time::Duration;

use auth_core::{ErrorKind, Expiry, ExposeSecret, Grant, PersonTask, Provider};
use serde_json::json;

use crate::support::{
    ACCESS, CLIENT, REFRESH, SENT_AT, answer_with, claims, code_grant, issued, jwt, read,
    refresh_grant, service, user, user_builder, with, without,
};

#[test]
fn an_exchange_yields_tokens_their_ends_and_who_signed_in() {
    let tokens = read(&user(), &code_grant(), &issued()).unwrap();
    assert_eq!(tokens.access_token().expose_secret(), ACCESS);
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(300))
    );
    assert_eq!(tokens.refresh_token().unwrap().expose_secret(), REFRESH);
    assert_eq!(
        tokens.refresh_expires_at(),
        Some(SENT_AT + Duration::from_secs(1800))
    );
    assert_eq!(tokens.scope(), Some("openid dfc"));
    assert_eq!(tokens.attributes()["subject"], "f2a1");
    assert_eq!(tokens.attributes()["email"], "tenant@example.test");
}

#[test]
fn d09_a_service_answer_with_refresh_lifetime_zero_is_good() {
    let body = json!({"access_token": ACCESS, "expires_in": 300, "refresh_expires_in": 0,
        "token_type": "Bearer", "not-before-policy": 0, "scope": "dfc"});
    let tokens = read(&service(), &Grant::Client, &body).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(300))
    );
    assert!(tokens.refresh_token().is_none());

    // Older Keycloak also issues a refresh token here: the scheme has no use for it.
    let tokens = read(
        &service(),
        &Grant::Client,
        &with(body, "refresh_token", json!("r")),
    )
    .unwrap();
    assert!(tokens.refresh_token().is_none());
}

#[test]
fn a_refresh_token_without_a_stated_end_has_none() {
    for lifetime in [json!(0), json!(-1), json!("soon"), json!(null), json!(1e30)] {
        let body = with(issued(), "refresh_expires_in", lifetime.clone());
        let tokens = read(&user(), &refresh_grant(), &body).unwrap();
        assert!(tokens.refresh_token().is_some(), "{lifetime}");
        assert_eq!(tokens.refresh_expires_at(), None, "{lifetime}");
    }
}

#[test]
fn d17_spelling_that_does_not_matter_is_tolerated() {
    for (name, member) in [
        ("token_type", json!("bearer")),
        ("token_type", json!("BEARER")),
        ("expires_in", json!("300")),
        ("expires_in", json!(300.9)),
        ("scope", json!("dfc  openid")),
        ("scope", json!(null)),
        ("refresh_token", json!("")),
        ("something-new", json!({"nested": [1]})),
    ] {
        let tokens = read(&user(), &code_grant(), &with(issued(), name, member)).unwrap();
        assert_eq!(
            tokens.expiry(),
            Expiry::At(SENT_AT + Duration::from_secs(300)),
            "{name}"
        );
        assert_eq!(tokens.refresh_token().is_some(), name != "refresh_token");
    }
}

#[test]
fn a_missing_lifetime_falls_back_on_the_token_itself() {
    let exp = (SENT_AT + Duration::from_secs(240)).unix_timestamp();
    let body = with(
        without(issued(), "expires_in"),
        "access_token",
        json!(jwt(&json!({"exp": exp}))),
    );
    let tokens = read(&user(), &code_grant(), &body).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(240))
    );

    // The token's date is on the server's clock, which is a minute ahead here.
    let ahead = answer_with(
        200,
        "date",
        "Sun, 22 Nov 2026 14:01:00 GMT",
        &body.to_string(),
    );
    let tokens = user().token_response(&code_grant(), &ahead).unwrap();
    assert_eq!(
        tokens.expiry(),
        Expiry::At(SENT_AT + Duration::from_secs(180))
    );

    let opaque = without(issued(), "expires_in");
    let tokens = read(&user(), &code_grant(), &opaque).unwrap();
    assert_eq!(tokens.expiry(), Expiry::Unknown);
}

#[test]
fn a_token_without_the_scope_dfc_is_a_configuration_error() {
    let body = with(issued(), "scope", json!("openid dfc-documents"));
    for (provider, grant) in [(user(), code_grant()), (service(), Grant::Client)] {
        let error = read(&provider, &grant, &body).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`dfc`"), "{error}");
        assert!(error.to_string().contains("ask DossierFacile"), "{error}");
    }
    assert!(
        read(
            &user_builder().any_scope().build().unwrap(),
            &code_grant(),
            &body
        )
        .is_ok()
    );
    let strict = user_builder()
        .require_scope("dfc-documents")
        .build()
        .unwrap();
    assert!(read(&strict, &code_grant(), &issued()).is_err());
    assert!(
        read(
            &strict,
            &code_grant(),
            &with(issued(), "scope", json!("dfc dfc-documents"))
        )
        .is_ok()
    );
    // A refresh is not lost over it: its old token may be dead already.
    assert!(read(&user(), &refresh_grant(), &body).is_ok());
}

#[test]
fn the_id_token_must_answer_this_sign_in() {
    let sign_in = ErrorKind::SignInRequired(PersonTask::SignIn);
    for (name, member, kind) in [
        ("nonce", json!("another"), sign_in.clone()),
        ("nonce", json!(null), sign_in),
        (
            "iss",
            json!("https://evil.example.test"),
            ErrorKind::Configuration,
        ),
        ("aud", json!("another-client"), ErrorKind::Configuration),
        ("aud", json!([]), ErrorKind::Configuration),
        ("azp", json!("another-client"), ErrorKind::Configuration),
        ("aud", json!(7), ErrorKind::InvalidResponse),
    ] {
        let body = with(
            issued(),
            "id_token",
            json!(jwt(&with(claims(), name, member.clone()))),
        );
        let error = read(&user(), &code_grant(), &body).unwrap_err();
        assert_eq!(*error.kind(), kind, "{name} {member}");
    }
    for (id_token, kind) in [
        (json!(null), ErrorKind::Configuration),
        (json!(12), ErrorKind::Configuration),
        (json!("not.a.jwt"), ErrorKind::InvalidResponse),
    ] {
        let error = read(
            &user(),
            &code_grant(),
            &with(issued(), "id_token", id_token),
        )
        .unwrap_err();
        assert_eq!(*error.kind(), kind);
    }
}

#[test]
fn several_audiences_need_an_authorized_party() {
    let several = with(claims(), "aud", json!(["account", CLIENT]));
    let body = |claims| with(issued(), "id_token", json!(jwt(&claims)));
    assert!(read(&user(), &code_grant(), &body(several.clone())).is_ok());
    assert!(read(&user(), &code_grant(), &body(without(several, "azp"))).is_err());
    let one = with(without(claims(), "azp"), "aud", json!([CLIENT]));
    assert!(read(&user(), &code_grant(), &body(one)).is_ok());
}
