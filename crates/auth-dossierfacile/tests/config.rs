//! What the user supplies: each mistake is named when the provider is built.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use std::process::Command;

use auth_core::{Actor, Error, ErrorKind, Provider};
use auth_dossierfacile::{Builder, DossierFacile};
use support::{API, CLIENT, CLIENT_SECRET, ISSUER, REDIRECT, service_builder, user_builder};

fn refused(builder: Builder, field: &str, variable: &str) -> Error {
    let error = builder.build().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration, "{error}");
    assert_eq!(error.actor(), Actor::Operator);
    let text = error.to_string();
    assert!(text.starts_with(field) && text.contains(variable), "{text}");
    assert!(!text.contains("canary"), "{text}");
    error
}

/// Shows S002-04, S002-08.
#[test]
fn preproduction_is_a_matching_pair() {
    let provider = DossierFacile::service(CLIENT, CLIENT_SECRET)
        .preproduction()
        .build()
        .unwrap();
    let facts = provider.facts();
    assert_eq!((facts.provider, facts.scheme), ("dossierfacile", "service"));
    assert_eq!(facts.api.host(), Some("api-preprod.dossierfacile.fr"));
    let request = provider.token_request(&auth_core::Grant::Client).unwrap();
    assert_eq!(
        request.uri().to_string(),
        "https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile/protocol/openid-connect/token"
    );
}

/// Shows S002-05.
#[test]
fn issuer_and_api_url_are_mandatory_elsewhere() {
    let bare = || DossierFacile::service(CLIENT, CLIENT_SECRET);
    refused(bare().api_url(API), "issuer", "DOSSIERFACILE_ISSUER");
    refused(bare().issuer(ISSUER), "api_url", "DOSSIERFACILE_API_URL");
}

#[test]
fn an_unusable_address_is_named() {
    for url in [
        "",
        " https://sso.example.test/realms/x",
        "sso.example.test",
        "/realms/x",
        "ftp://sso.example.test/realms/x",
        "http://sso.example.test/realms/x",
        "https://me:pw@sso.example.test/realms/x",
        "https://sso.example.test/realms/x?y",
        "https://sso.example.test/realms/x#y",
        "https://sso.example.test:0/realms/x",
        "https://sso.example.test/realms/\u{e9}",
    ] {
        refused(user_builder().issuer(url), "issuer", "DOSSIERFACILE_ISSUER");
        refused(
            user_builder().api_url(url),
            "api_url",
            "DOSSIERFACILE_API_URL",
        );
    }
    let slash = format!("{ISSUER}/");
    refused(
        user_builder().issuer(slash),
        "issuer",
        "DOSSIERFACILE_ISSUER",
    );
}

#[test]
fn the_api_url_may_end_with_a_slash() {
    for url in [API.to_owned(), format!("{API}/"), format!("{API}/v2/")] {
        let provider = user_builder().api_url(url).build().unwrap();
        assert!(
            !provider
                .facts()
                .api
                .path()
                .trim_start_matches('/')
                .ends_with('/')
        );
    }
}

#[test]
fn loopback_http_is_an_explicit_choice() {
    let local = || {
        service_builder()
            .issuer("http://127.0.0.1:8080/auth/realms/dossier-facile")
            .api_url("http://127.0.0.1:8081")
    };
    let error = refused(local(), "issuer", "DOSSIERFACILE_ISSUER");
    assert!(
        error.to_string().contains("AUTH_ALLOW_LOOPBACK_HTTP"),
        "{error}"
    );
    assert!(local().allow_loopback_http().build().is_ok());
    let elsewhere = local()
        .allow_loopback_http()
        .api_url("http://api.example.test");
    refused(elsewhere, "api_url", "DOSSIERFACILE_API_URL");
}

#[test]
fn an_address_is_refused_in_the_words_of_the_other_providers() {
    for (issuer, problem) in [
        ("https://sso example.test/realms/x", "it is no URL"),
        ("sso.example.test", "it is no absolute https URL"),
        (
            "http://sso.example.test/realms/x",
            "it is http, which is permitted to loopback only and when explicitly allowed",
        ),
    ] {
        let error = refused(
            user_builder().issuer(issuer),
            "issuer",
            "DOSSIERFACILE_ISSUER",
        );
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn a_required_scope_is_one_word() {
    for scope in ["", " ", " dfc", "openid dfc", "dfc\n"] {
        let error = user_builder().require_scope(scope).build().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{scope:?}");
        assert!(error.to_string().contains("require_scope"), "{error}");
    }
}

/// Shows S002-05.
#[test]
fn the_client_and_its_secret_are_checked() {
    for id in ["", " dfconnect", "dfconnect\n"] {
        let builder = DossierFacile::service(id, CLIENT_SECRET).preproduction();
        refused(builder, "client_id", "DOSSIERFACILE_CLIENT_ID");
    }
    for secret in ["", "canary\n", " canary"] {
        let builder = DossierFacile::service(CLIENT, secret).preproduction();
        refused(builder, "client_secret", "DOSSIERFACILE_CLIENT_SECRET");
    }
}

/// Shows S002-44.
#[test]
fn the_redirect_uri_is_https_or_this_machine() {
    let build = |uri: &str| DossierFacile::user(CLIENT, CLIENT_SECRET, uri).preproduction();
    for uri in [
        "",
        "/callback",
        "http://partner.example.test/cb",
        "https://partner.example.test/cb#x",
    ] {
        refused(build(uri), "redirect_uri", "DOSSIERFACILE_REDIRECT_URI");
    }
    for uri in [
        REDIRECT,
        "http://localhost:3000/cb",
        "http://127.0.0.1:3000/cb",
    ] {
        assert!(build(uri).build().is_ok(), "{uri}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let builder = user_builder();
    let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(shown.contains(CLIENT));
    assert!(!shown.contains("canary"));
}

/// Reads the environment in a process of its own, which `in_environment` starts.
#[test]
fn probe() {
    if std::env::var_os("PROBE").is_none() {
        return;
    }
    match DossierFacile::from_env() {
        Ok(provider) => println!("built {} {}", provider.facts().scheme, provider.facts().api),
        Err(error) => println!("refused {error}"),
    }
}

fn in_environment(variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "probe", "--nocapture"])
        .env_clear()
        .env("PROBE", "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_environment_is_enough() {
    let id = ("DOSSIERFACILE_CLIENT_ID", CLIENT);
    let secret = ("DOSSIERFACILE_CLIENT_SECRET", CLIENT_SECRET);
    let redirect = ("DOSSIERFACILE_REDIRECT_URI", REDIRECT);
    let preproduction = ("DOSSIERFACILE_ENVIRONMENT", "preproduction");
    let issuer = (
        "DOSSIERFACILE_ISSUER",
        "http://127.0.0.1:1/realms/dossier-facile",
    );
    let api = ("DOSSIERFACILE_API_URL", "http://127.0.0.1:2");
    let loopback = ("AUTH_ALLOW_LOOPBACK_HTTP", "1");

    for (variables, built) in [
        (
            vec![id, secret, preproduction],
            "built service https://api-preprod.",
        ),
        (
            vec![id, secret, redirect, preproduction],
            "built user https://api-preprod.",
        ),
        (
            vec![id, secret, issuer, api, loopback],
            "built service http://127.0.0.1:2",
        ),
        (
            vec![id, secret, preproduction, api, loopback],
            "built service http://127.0.0.1:2",
        ),
    ] {
        let output = in_environment(&variables);
        assert!(output.contains(built), "{output}");
    }
    for (variables, named) in [
        (vec![secret, preproduction], "DOSSIERFACILE_CLIENT_ID"),
        (vec![id, preproduction], "DOSSIERFACILE_CLIENT_SECRET"),
        (vec![id, secret], "DOSSIERFACILE_ISSUER"),
        (vec![id, secret, issuer, loopback], "DOSSIERFACILE_API_URL"),
        (vec![id, secret, issuer, api], "AUTH_ALLOW_LOOPBACK_HTTP"),
        (
            vec![id, secret, issuer, api, ("AUTH_ALLOW_LOOPBACK_HTTP", "no")],
            "AUTH_ALLOW_LOOPBACK_HTTP",
        ),
        (
            vec![id, secret, ("DOSSIERFACILE_ENVIRONMENT", "production")],
            "DOSSIERFACILE_ENVIRONMENT",
        ),
        (
            vec![
                id,
                secret,
                ("DOSSIERFACILE_REDIRECT_URI", ""),
                preproduction,
            ],
            "DOSSIERFACILE_REDIRECT_URI",
        ),
    ] {
        let output = in_environment(&variables);
        assert!(
            output.contains("refused") && output.contains(named),
            "{output}"
        );
        assert!(!output.contains("canary"), "{output}");
    }
}
