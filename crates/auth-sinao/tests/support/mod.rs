//! Short ways to make what the tests read.

#![allow(dead_code, reason = "each test file uses its own part of it")]
#![expect(clippy::expect_used, reason = "what only tests call")]

use auth_core::{
    Body, ExposeSecret, FieldValue, Grant, HeaderMap, HeaderName, RefreshToken, Request, Response,
    StatusCode,
};
use auth_sinao::Sinao;
use time::{OffsetDateTime, macros::datetime};

/// When every request of these tests leaves.
pub(crate) const SENT_AT: OffsetDateTime = datetime!(2026-03-01 08:00 UTC);

pub(crate) fn login() -> Sinao {
    Sinao::login("owner@example.test")
        .build()
        .expect("login settings")
}

pub(crate) fn keyed() -> Sinao {
    Sinao::api_key("canary-key").build().expect("key settings")
}

pub(crate) fn refresh_grant() -> Grant {
    Grant::RefreshToken(RefreshToken::new("canary-old-token"))
}

pub(crate) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response {
    answer_with(status, &[], body)
}

pub(crate) fn answer_with(
    status: u16,
    headers: &[(&'static str, &str)],
    body: impl Into<Vec<u8>>,
) -> Response {
    let header = |(name, value): &(&'static str, &str)| {
        let value = value.parse().expect("header value");
        (HeaderName::from_static(name), value)
    };
    let headers: HeaderMap = headers.iter().map(header).collect();
    let status = StatusCode::from_u16(status).expect("status");
    Response::new(status, headers, body).sent_at(SENT_AT)
}

/// The fields of a body, in order, secrets exposed.
pub(crate) fn fields(request: &Request) -> Vec<(String, String)> {
    let Body::Fields(_, fields) = request.body() else {
        return Vec::new();
    };
    fields
        .iter()
        .map(|field| {
            let value = match &field.value {
                FieldValue::Text(text) => text.clone(),
                FieldValue::Number(number) => number.to_string(),
                FieldValue::Secret(secret) => secret.expose_secret().to_owned(),
                other => panic!("unknown field value {other:?}"),
            };
            (field.name.to_string(), value)
        })
        .collect()
}
