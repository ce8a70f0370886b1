//! Answers that no provider means as a success and none may choke on.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use time::OffsetDateTime;

use crate::Response;

/// Bodies, each with what it is.
pub(super) const BODIES: [(&str, &[u8]); 15] = [
    ("empty", b""),
    ("null", b"null"),
    ("an array", b"[]"),
    ("an array by position", b"[\"a\",\"b\",300,\"c\",\"d\",300,\"e\"]"),
    ("an object without members", b"{}"),
    ("truncated", b"{\"access_token\":\"abc"),
    (HTML, b"<!doctype html><html><body>maintenance</body></html>"),
    ("not UTF-8", b"\xff\xfe\x00{\x00"),
    ("a byte order mark alone", b"\xef\xbb\xbf"),
    ("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00"),
    ("numbers for texts", b"{\"access_token\":1,\"api_token\":2,\"accessToken\":3,\"error\":4}"),
    ("null for texts", b"{\"access_token\":null,\"api_token\":null,\"accessToken\":null}"),
    ("empty texts", b"{\"access_token\":\"\",\"api_token\":\"\",\"accessToken\":\"\"}"),
    ("deep nesting", b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["),
    ("duplicate members", b"{\"access_token\":\"a\",\"access_token\":\"b\",\"api_token\":\"a\",\"api_token\":\"b\",\"accessToken\":\"a\",\"accessToken\":\"b\"}"),
];

/// The body that is a page for people.
pub(super) const HTML: &str = "an HTML page";

/// Statuses of token answers.
pub(super) const OF_TOKENS: [u16; 15] = [
    200, 201, 204, 302, 400, 401, 403, 404, 418, 422, 429, 500, 502, 503, 599,
];

/// Statuses of answers to calls.
pub(super) const OF_CALLS: [u16; 14] = [
    300, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504,
];

/// An answer that says it is JSON.
pub(super) fn answer(status: StatusCode, body: &[u8]) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Response::new(status, headers, body).sent_at(OffsetDateTime::UNIX_EPOCH)
}

/// Every body with every one of `statuses`, and what to call it.
pub(super) fn answers(statuses: &[u16]) -> impl Iterator<Item = (u16, &'static str, Response)> {
    statuses.iter().flat_map(|status| {
        let code = StatusCode::from_u16(*status).unwrap_or_default();
        BODIES
            .iter()
            .map(move |(name, body)| (*status, *name, answer(code, body)))
    })
}
