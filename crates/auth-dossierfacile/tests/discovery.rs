//! Endpoints from the realm's own metadata, and metadata that are not to be trusted.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use auth_core::{Error, ErrorKind, Provider, testing::ScriptedTransport};
use auth_dossierfacile::{DossierFacile, discover};
use serde_json::{Value, json};
use support::{ISSUER, parameter, refresh_grant, user_builder, with, without};

const ELSEWHERE: &str = "https://sso.example.test/elsewhere";

fn metadata() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ELSEWHERE}/authorize"),
        "token_endpoint": format!("{ELSEWHERE}/token"),
        "grant_types_supported": ["authorization_code"],
    })
}

async fn discovered(status: u16, body: impl Into<String>) -> Result<DossierFacile, Error> {
    let transport = ScriptedTransport::new().then_json(status, body);
    let outcome = discover(user_builder(), &transport).await;
    let sent = transport.sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].carries().is_empty(), "no credential is sent");
    assert_eq!(
        sent[0].uri().to_string(),
        format!("{ISSUER}/.well-known/openid-configuration")
    );
    outcome
}

#[tokio::test]
async fn endpoints_come_from_the_metadata() {
    let provider = discovered(200, metadata().to_string()).await.unwrap();
    let request = provider.token_request(&refresh_grant()).unwrap();
    assert_eq!(request.uri().to_string(), format!("{ELSEWHERE}/token"));
    let url = provider.authorize().build().unwrap().url;
    assert!(url.starts_with(&format!("{ELSEWHERE}/authorize?")), "{url}");
}

#[tokio::test]
async fn d19_the_issuer_must_match_exactly() {
    for other in [
        "https://evil.example.test/realms/dossier-facile".to_owned(),
        format!("{ISSUER}/"),
        ISSUER.to_uppercase(),
        String::new(),
    ] {
        let body = with(metadata(), "issuer", json!(other)).to_string();
        let error = discovered(200, body).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.contains("DOSSIERFACILE_ISSUER") && !text.contains("evil"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_endpoint_outside_the_issuers_origin_is_refused() {
    for name in ["token_endpoint", "authorization_endpoint"] {
        for url in [
            "https://evil.example.test/token",
            "http://sso.example.test/token",
            "https://sso.example.test:8443/token",
            "https://sso.example.test@evil.example.test/token",
            "/token",
        ] {
            let body = with(metadata(), name, json!(url)).to_string();
            let error = discovered(200, body).await.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::OriginRefused, "{name} {url}");
        }
    }
}

#[tokio::test]
async fn other_answers_are_classed() {
    for (status, body, kind) in [
        (404, String::new(), ErrorKind::Configuration),
        (302, String::new(), ErrorKind::InvalidResponse),
        (503, String::new(), ErrorKind::Unavailable),
        (200, "<html>".to_owned(), ErrorKind::InvalidResponse),
        (
            200,
            without(metadata(), "token_endpoint").to_string(),
            ErrorKind::InvalidResponse,
        ),
        (
            200,
            with(metadata(), "token_endpoint", json!("::")).to_string(),
            ErrorKind::InvalidResponse,
        ),
    ] {
        let error = discovered(status, body.clone()).await.unwrap_err();
        assert_eq!(*error.kind(), kind, "{status} {body}");
    }
}

#[tokio::test]
async fn a_callback_without_iss_is_refused_where_the_metadata_announce_it() {
    let announced = with(
        metadata(),
        "authorization_response_iss_parameter_supported",
        json!(true),
    );
    for (body, finishes) in [(metadata(), true), (announced, false)] {
        let provider = discovered(200, body.to_string()).await.unwrap();
        let request = provider.authorize().build().unwrap();
        let state = parameter(&request.url, "state").unwrap();
        let back = format!("/callback?code=c&state={state}");
        assert_eq!(request.pending.finish(&back).is_ok(), finishes);
    }
}

#[tokio::test]
async fn nothing_is_sent_for_an_unusable_issuer() {
    let transport = ScriptedTransport::new();
    let error = discover(user_builder().issuer("sso.example.test"), &transport)
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(transport.count(), 0);
}
