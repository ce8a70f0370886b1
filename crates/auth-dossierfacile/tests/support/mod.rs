//! What the tests share: a provider of each scheme, answers, and ID tokens.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "what only tests call")]

use auth_core::{
    AuthorizationCode, AuthorizationCodeGrant, Body, CodeVerifier, ExposeSecret, FieldValue, Grant,
    HeaderMap, Provider, RefreshToken, Request, Response, StatusCode, TokenSet, http::HeaderValue,
};
use auth_dossierfacile::{Builder, DossierFacile};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::datetime};

pub(crate) const ISSUER: &str = "https://sso.example.test/realms/dossier-facile";
pub(crate) const API: &str = "https://api.example.test";
pub(crate) const REDIRECT: &str = "https://partner.example.test/callback?from=dossierfacile";
pub(crate) const CLIENT: &str = "dfconnect-example";
/// Every character that Basic authentication may trip over.
pub(crate) const CLIENT_SECRET: &str = "canary:cl/i+en%t sec-ret";
pub(crate) const ACCESS: &str = "canary-access-token";
pub(crate) const REFRESH: &str = "canary-refresh-token";
pub(crate) const CODE: &str = "canary-code";
pub(crate) const VERIFIER: &str = "canary-verifier";
pub(crate) const NONCE: &str = "canary-nonce";
pub(crate) const SENT_AT: OffsetDateTime = datetime!(2026-11-22 14:00 UTC);

pub(crate) fn user_builder() -> Builder {
    DossierFacile::user(CLIENT, CLIENT_SECRET, REDIRECT)
        .issuer(ISSUER)
        .api_url(API)
}

pub(crate) fn user() -> DossierFacile {
    user_builder().build().unwrap()
}

pub(crate) fn service_builder() -> Builder {
    DossierFacile::service(CLIENT, CLIENT_SECRET)
        .issuer(ISSUER)
        .api_url(API)
}

pub(crate) fn service() -> DossierFacile {
    service_builder().build().unwrap()
}

pub(crate) fn code_grant() -> Grant {
    Grant::AuthorizationCode(
        AuthorizationCodeGrant::new(AuthorizationCode::new(CODE), REDIRECT)
            .with_code_verifier(CodeVerifier::new(VERIFIER))
            .with_nonce(NONCE),
    )
}

pub(crate) fn refresh_grant() -> Grant {
    Grant::RefreshToken(RefreshToken::new(REFRESH))
}

pub(crate) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response {
    Response::new(
        StatusCode::from_u16(status).unwrap(),
        HeaderMap::new(),
        body,
    )
    .sent_at(SENT_AT)
}

pub(crate) fn answer_with(status: u16, name: &'static str, value: &str, body: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(name, HeaderValue::from_str(value).unwrap());
    Response::new(StatusCode::from_u16(status).unwrap(), headers, body).sent_at(SENT_AT)
}

pub(crate) fn jwt(claims: &Value) -> String {
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.c2ln",
        encode(&json!({"alg": "RS256"})),
        encode(claims)
    )
}

/// The claims of a good ID token.
pub(crate) fn claims() -> Value {
    let issued_at = SENT_AT.unix_timestamp();
    json!({"iss": ISSUER, "sub": "f2a1", "aud": CLIENT, "azp": CLIENT, "nonce": NONCE, "email": "tenant@example.test",
        "iat": issued_at, "exp": issued_at + 300})
}

/// A good answer to a code exchange, as Keycloak writes it.
pub(crate) fn issued() -> Value {
    json!({
        "access_token": ACCESS,
        "expires_in": 300,
        "refresh_expires_in": 1800,
        "refresh_token": REFRESH,
        "token_type": "Bearer",
        "id_token": jwt(&claims()),
        "not-before-policy": 0,
        "session_state": "0e6f",
        "scope": "openid dfc",
    })
}

pub(crate) fn with(mut value: Value, name: &str, member: Value) -> Value {
    value
        .as_object_mut()
        .unwrap()
        .insert(name.to_owned(), member);
    value
}

pub(crate) fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

pub(crate) fn read(
    provider: &DossierFacile,
    grant: &Grant,
    body: &Value,
) -> Result<TokenSet, auth_core::Error> {
    provider.token_response(grant, &answer(200, body.to_string()))
}

/// The fields of a form body, secrets included, in their order.
pub(crate) fn form(request: &Request) -> Vec<(String, String)> {
    let Body::Fields(auth_core::Encoding::Form, fields) = request.body() else {
        panic!("not a form: {:?}", request.body());
    };
    fields
        .iter()
        .map(|field| {
            let value = match &field.value {
                FieldValue::Text(text) => text.clone(),
                FieldValue::Secret(secret) => secret.expose_secret().to_owned(),
                other => panic!("unexpected field {other:?}"),
            };
            (field.name.to_string(), value)
        })
        .collect()
}

/// The parameters of a URL, in their order.
pub(crate) fn query(url: &str) -> Vec<(String, String)> {
    let (_, query) = url.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let mut found = query(url).into_iter().filter(|(n, _)| n == name);
    let (_, value) = found.next()?;
    assert!(found.next().is_none(), "{name} is repeated");
    Some(value)
}
