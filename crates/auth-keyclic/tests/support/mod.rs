//! Connections and answers that several test files share.
#![allow(dead_code, reason = "each test file uses a part")]

use auth_core::{
    Error, Grant, HeaderMap, HeaderName, HeaderValue, Provider, Response, StatusCode, TokenSet,
};
use auth_keyclic::Keyclic;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::OffsetDateTime;

/// 2026-11-22T14:00:00Z.
pub(crate) const NOW: i64 = 1_795_356_000;

pub(crate) fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

/// `{"alg":"RS256"}`, claims, and a signature that nobody checks.
pub(crate) fn jwt(claims: &str) -> String {
    format!(
        "eyJhbGciOiJSUzI1NiJ9.{}.c2lnbmF0dXJl",
        BASE64_URL_SAFE_NO_PAD.encode(claims)
    )
}

pub(crate) fn provider() -> Keyclic {
    Keyclic::login("agent@ville.example").build().unwrap()
}

pub(crate) fn answer(status: u16, body: &str) -> Response {
    answer_with(status, body, &[])
}

pub(crate) fn answer_with(status: u16, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(
            name.parse::<HeaderName>().unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    Response::new(StatusCode::from_u16(status).unwrap(), map, body).sent_at(at(NOW))
}

pub(crate) fn login(response: &Response) -> Result<TokenSet, Error> {
    provider().token_response(&Grant::password("s3cret"), response)
}
