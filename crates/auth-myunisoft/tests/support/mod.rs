//! Connections and answers that several test files share.
#![allow(dead_code, reason = "each test file uses a part")]

use auth_core::{
    AccessToken, Error, Grant, HeaderMap, HeaderName, HeaderValue, Provider, Response, StatusCode,
    TokenSet,
};
use auth_myunisoft::{Firm, MyUnisoft};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use time::OffsetDateTime;

/// `{"alg":"HS256","typ":"JWT"}` and a signature that nobody checks.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// 2026-11-22T14:00:00Z.
pub(crate) const NOW: i64 = 1_795_356_000;

pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(NOW).unwrap()
}

pub(crate) fn jwt(claims: &str) -> String {
    format!(
        "{HEADER}.{}.c2lnbmF0dXJl",
        BASE64_URL_SAFE_NO_PAD.encode(claims)
    )
}

pub(crate) fn key_of(claims: &str) -> MyUnisoft {
    MyUnisoft::key("Dunes-secret", AccessToken::new(jwt(claims)))
        .build()
        .unwrap()
}

pub(crate) fn company() -> MyUnisoft {
    key_of(r#"{"type":"api","m":80,"t":"37","s":"1201"}"#)
}

pub(crate) fn cabinet() -> MyUnisoft {
    key_of(r#"{"type":"firm","m":80,"p":"9001","t":"37"}"#)
}

pub(crate) fn firm_login() -> MyUnisoft {
    MyUnisoft::firm_login("Dunes-secret", "api@dunes.example")
        .build()
        .unwrap()
}

pub(crate) fn firm_login_for(firm: Firm) -> MyUnisoft {
    MyUnisoft::firm_login("Dunes-secret", "api@dunes.example")
        .firm(firm)
        .build()
        .unwrap()
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
    Response::new(StatusCode::from_u16(status).unwrap(), map, body).sent_at(now())
}

pub(crate) fn coded(status: u16, code: &str) -> Response {
    answer(
        status,
        &format!(r#"{{"error":{{"code":"{code}","message":"refusé","details":""}}}}"#),
    )
}

pub(crate) fn login(provider: &MyUnisoft, response: &Response) -> Result<TokenSet, Error> {
    provider.token_response(&Grant::password("s3cret"), response)
}
