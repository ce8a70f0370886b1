//! DossierFacile's cases, and clients that fail them.

mod api;
mod authorize;
mod partner;
mod token;

use auth_sandbox::DossierFacile;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;

use crate::support::{answer, client, text};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn endpoint(provider: &DossierFacile, name: &str) -> String {
    format!("{}/protocol/openid-connect/{name}", provider.issuer())
}

/// An authorization request with every good practice, changed where `changes` says so.
fn authorize_url(provider: &DossierFacile, changes: &[(&str, &str)]) -> String {
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", provider.client_id()),
        ("redirect_uri", provider.redirect_uri()),
        ("scope", "openid"),
        ("state", "a state"),
        ("nonce", "a nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for change in changes {
        parameters.retain(|(name, _)| name != &change.0);
        parameters.push(*change);
    }
    parameters.retain(|(_, value)| !value.is_empty());
    Url::parse_with_params(&endpoint(provider, "auth"), parameters)
        .unwrap()
        .into()
}

/// A parameter of a callback URL; empty when absent.
fn parameter(callback: &str, name: &str) -> String {
    let url = Url::parse(callback).unwrap();
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

async fn code(provider: &DossierFacile) -> String {
    let callback = provider
        .answer_consent(&authorize_url(provider, &[]))
        .await
        .unwrap();
    parameter(&callback, "code")
}

/// Basic as RFC 6749 §2.3.1 has it: both halves form-encoded first.
fn basic(provider: &DossierFacile) -> String {
    let encode =
        |half: &str| url::form_urlencoded::byte_serialize(half.as_bytes()).collect::<String>();
    let joined = format!(
        "{}:{}",
        encode(provider.client_id()),
        encode(provider.client_secret())
    );
    format!("Basic {}", STANDARD.encode(joined))
}

fn post(provider: &DossierFacile, form: &[(&str, &str)]) -> RequestBuilder {
    client()
        .post(endpoint(provider, "token"))
        .header("Authorization", basic(provider))
        .form(form)
}

fn exchange(provider: &DossierFacile, code: &str) -> RequestBuilder {
    post(
        provider,
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", provider.redirect_uri()),
            ("code_verifier", VERIFIER),
        ],
    )
}

async fn sign_in(provider: &DossierFacile) -> Value {
    let (ok, tokens) = answer(exchange(provider, &code(provider).await)).await;
    assert_eq!(ok, 200, "{tokens}");
    tokens
}

async fn refresh(provider: &DossierFacile, tokens: &Value) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(tokens, "refresh_token")),
    ];
    answer(post(provider, &form)).await
}

async fn service(provider: &DossierFacile) -> (u16, Value) {
    answer(post(provider, &[("grant_type", "client_credentials")])).await
}

fn get(provider: &DossierFacile, path: &str, tokens: &Value) -> RequestBuilder {
    client()
        .get(format!("{}{path}", provider.api_url()))
        .bearer_auth(text(tokens, "access_token"))
}

fn error(status: u16, error: &str, description: &str) -> (u16, Value) {
    (
        status,
        json!({"error": error, "error_description": description}),
    )
}

fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}
