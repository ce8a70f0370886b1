//! The way through the browser: what the URL says, and what a callback may say.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use std::collections::HashSet;

use auth_core::{Actor, Delivery, ErrorKind, ExposeSecret, Grant, PersonTask, Provider};
use auth_dossierfacile::{AuthorizationRequest, PendingAuthorization};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use support::{CLIENT, ISSUER, REDIRECT, form, parameter, query, service, user};

fn begin() -> AuthorizationRequest {
    user().authorize().build().unwrap()
}

fn callback(pending: &PendingAuthorization, rest: &str) -> String {
    format!("{REDIRECT}&state={}{rest}", pending.state())
}

/// Shows S002-06, S002-07, S002-09, S002-10, S002-11.
#[test]
fn the_url_asks_for_a_code_with_pkce_state_and_nonce() {
    let AuthorizationRequest { url, pending, .. } = begin();
    assert!(
        url.starts_with(&format!("{ISSUER}/protocol/openid-connect/auth?")),
        "{url}"
    );
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("code_challenge_method", "S256"),
        ("state", pending.state()),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    assert!(parameter(&url, "nonce").unwrap().len() >= 22);
    assert!(parameter(&url, "state").unwrap().len() >= 22);
    for absent in ["login_hint", "login_edit_disabled", "client_secret"] {
        assert_eq!(parameter(&url, absent), None);
    }
}

#[test]
fn the_callback_becomes_a_grant_that_matches_the_url() {
    let AuthorizationRequest { url, pending, .. } = begin();
    let back = callback(
        &pending,
        "&code=c%2F1&session_state=s&iss=https%3A%2F%2Fsso.example.test%2Frealms%2Fdossier-facile&new=1",
    );
    let grant = pending.finish(&back).unwrap();
    let Grant::AuthorizationCode(code) = &grant else {
        panic!("{grant:?}");
    };
    assert_eq!(code.code.expose_secret(), "c/1");
    assert_eq!(code.redirect_uri, REDIRECT);
    assert_eq!(code.nonce, parameter(&url, "nonce"));
    let verifier = code.code_verifier.as_ref().unwrap().expose_secret();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert_eq!(Some(challenge), parameter(&url, "code_challenge"));
    let fields = form(&user().token_request(&grant).unwrap());
    assert!(fields.contains(&("code_verifier".to_owned(), verifier.to_owned())));
}

#[test]
fn a_path_and_query_are_enough_and_a_fragment_is_not_read() {
    let pending = begin().pending;
    let state = pending.state().to_owned();
    assert!(
        pending
            .finish(&format!("/callback?code=c&state={state}#state=x&code=y"))
            .is_ok()
    );
    let pending = begin().pending;
    let state = pending.state().to_owned();
    assert!(
        pending
            .finish(&format!("/callback#code=c&state={state}"))
            .is_err()
    );
}

/// Shows S002-13, S002-14.
#[test]
fn hint_lock_and_scope_go_on_the_url() {
    let user = user();
    let request = user
        .authorize()
        .login_hint("tenant+1@example.test")
        .login_edit_disabled()
        .scope("offline_access")
        .build()
        .unwrap();
    assert_eq!(
        parameter(&request.url, "login_hint").as_deref(),
        Some("tenant+1@example.test")
    );
    assert_eq!(
        parameter(&request.url, "scope").as_deref(),
        Some("openid offline_access")
    );
    assert!(parameter(&request.url, "login_edit_disabled").is_some());
}

#[test]
fn every_sign_in_has_its_own_state_nonce_and_challenge() {
    let mut seen = HashSet::new();
    for _ in 0..50 {
        let url = begin().url;
        for name in ["state", "nonce", "code_challenge"] {
            assert!(
                seen.insert(parameter(&url, name).unwrap()),
                "{name} was used before"
            );
        }
        assert_eq!(query(&url).len(), 8);
    }
}

#[test]
fn d02_a_callback_of_another_sign_in_is_refused_before_any_exchange() {
    let other = begin().pending;
    let state = |value: &str| format!("{REDIRECT}&code=canary-code&state={value}");
    for url in [
        format!("{REDIRECT}&code=canary-code"),
        state(""),
        state(other.state()),
        format!("{REDIRECT}&error=access_denied&state={}", other.state()),
        String::new(),
        "?".to_owned(),
        "%%%".to_owned(),
    ] {
        let error = begin().pending.finish(&url).unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::SignIn), "{url}");
        assert_eq!(error.delivery(), Delivery::NotDelivered);
        assert!(!format!("{error:?}").contains("canary"));
    }
    let pending = begin().pending;
    let cut = pending.state()[..pending.state().len() - 1].to_owned();
    assert!(pending.finish(&state(&cut)).is_err());
}

#[test]
fn a_repeated_parameter_is_refused() {
    for repeated in [
        "&code=a&code=b",
        "&code=a&state=x",
        "&code=a&iss=x&iss=x",
        "&error=a&error=a",
    ] {
        let pending = begin().pending;
        let url = callback(&pending, repeated);
        assert!(pending.finish(&url).is_err(), "{repeated}");
    }
    let pending = begin().pending;
    let url = callback(&pending, "&code=a&session_state=1&session_state=2");
    assert!(pending.finish(&url).is_ok(), "what is not read may repeat");
}

#[test]
fn d02_another_issuer_is_refused() {
    for iss in [
        "https://evil.example.test",
        "",
        "https://sso.example.test/realms/dossier-facile/",
    ] {
        let pending = begin().pending;
        let url = callback(&pending, &format!("&code=c&iss={iss}"));
        let error = pending.finish(&url).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().contains("DOSSIERFACILE_ISSUER"),
            "{error}"
        );
    }
}

#[test]
fn each_callback_error_says_who_acts() {
    for (code, actor, task) in [
        ("access_denied", Actor::Person, Some(PersonTask::Consent)),
        ("consent_required", Actor::Person, Some(PersonTask::Consent)),
        ("login_required", Actor::Person, Some(PersonTask::SignIn)),
        (
            "interaction_required",
            Actor::Person,
            Some(PersonTask::SignIn),
        ),
        ("temporarily_unavailable", Actor::Wait, None),
        ("server_error", Actor::Wait, None),
        ("invalid_scope", Actor::Operator, None),
        ("unauthorized_client", Actor::Operator, None),
        ("invalid_request", Actor::Operator, None),
    ] {
        let pending = begin().pending;
        // A code beside an error is not used.
        let url = callback(
            &pending,
            &format!("&code=c&error={code}&error_description=canary"),
        );
        let error = pending.finish(&url).unwrap_err();
        assert_eq!(
            (error.actor(), error.person_task()),
            (actor, task.as_ref()),
            "{code}"
        );
        assert_eq!(error.code(), Some(code));
        assert!(!format!("{error:?}").contains("canary"));
    }
    let pending = begin().pending;
    let url = callback(&pending, "&error=canary_of_the_future");
    let error = pending.finish(&url).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn a_callback_without_a_code_is_refused() {
    for rest in ["", "&code="] {
        let pending = begin().pending;
        let url = callback(&pending, rest);
        assert!(pending.finish(&url).is_err());
    }
}

#[test]
fn only_the_user_scheme_authorizes_a_person() {
    let error = service().authorize().build().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("DossierFacile::user"), "{error}");
    let user = user();
    assert!(user.authorize().login_hint("").build().is_err());
    assert!(user.authorize().scope(" ").build().is_err());
}

#[test]
fn a_pending_authorization_shows_nothing() {
    let request = begin();
    let shown = format!("{request:?} {:?}", request.pending);
    for name in ["state", "nonce", "code_challenge"] {
        assert!(!shown.contains(&parameter(&request.url, name).unwrap()));
    }
}
