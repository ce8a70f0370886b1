//! Wrong settings fail when the connection is built, naming the field and its environment variable.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use auth_core::{Error, ErrorKind, Provider, SignIn};
use auth_keyclic::{AppKey, Keyclic};

fn names(result: Result<Keyclic, Error>, field: &str, variable: &str) {
    let error = result.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(text.contains(field) && text.contains(variable), "{text}");
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let provider = support::provider();
    assert_eq!(provider.facts().api, "https://api.keyclic.com/");
    assert_eq!(
        (provider.facts().provider, provider.facts().scheme),
        ("keyclic", "login")
    );
    assert_eq!(provider.app().to_string(), "com.keyclic.app");
    assert!(!provider.facts().origins.allows_loopback_http());
}

#[test]
fn a_login_is_needed_and_no_empty_password() {
    for bad in ["", " ", " a@b.example", "a@b.example\n"] {
        names(Keyclic::login(bad).build(), "login", "KEYCLIC_LOGIN");
    }
    names(
        Keyclic::login("a@b.example").password("").build(),
        "password",
        "KEYCLIC_PASSWORD",
    );
}

#[test]
fn an_address_that_would_expose_a_secret_is_refused() {
    for url in [
        "",
        "api.keyclic.com",
        "/",
        "http://api.keyclic.com",
        "http://127.0.0.1:8080",
        "ftp://api.keyclic.com",
        "https://user@api.keyclic.com",
        "https://api.keyclic.com?key=1",
        "https://api.keyclic.com/#",
        "https://",
    ] {
        names(
            Keyclic::login("a@b.example").api_url(url).build(),
            "api_url",
            "KEYCLIC_API_URL",
        );
    }
    let elsewhere = Keyclic::login("a@b.example")
        .api_url("http://192.0.2.1")
        .allow_loopback_http();
    names(elsewhere.build(), "api_url", "KEYCLIC_API_URL");
}

#[test]
fn loopback_http_is_an_explicit_choice() {
    let provider = Keyclic::login("a@b.example")
        .api_url("http://127.0.0.1:8080/")
        .allow_loopback_http()
        .build()
        .unwrap();
    assert_eq!(provider.facts().api, "http://127.0.0.1:8080/");
}

#[test]
fn an_application_that_no_header_can_carry_is_named() {
    for bad in ["", " ", "two words", "com.ville\n", "com.villé"] {
        let error = AppKey::new(bad).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.contains("app: ") && text.contains("KEYCLIC_APP"),
            "{text}"
        );
    }
}

#[test]
fn a_token_without_an_end_is_renewed_only_at_an_age_that_was_given() {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let age = |provider: Keyclic| provider.facts().policy.unknown_age;
    let login = || Keyclic::login("a@b.example");
    assert!(age(login().build().unwrap()) > YEAR);
    let given = login().renew_unknown_after(YEAR / 12).build().unwrap();
    assert_eq!(age(given), YEAR / 12);
}

#[test]
fn a_password_is_kept_only_when_given_to_keep() {
    let login = || Keyclic::login("a@b.example");
    let source = |provider: Keyclic| match &provider.facts().sign_in {
        SignIn::Password(source) => format!("{source:?}"),
        other => panic!("a login has a password source, not {other:?}"),
    };
    assert_eq!(source(login().build().unwrap()), "Never");
    assert_eq!(
        source(login().password("p").build().unwrap()),
        "Kept([redacted])"
    );
    let asked = login().ask_password(|| async { Ok(None) });
    assert_eq!(source(asked.build().unwrap()), "Asked(..)");
}
