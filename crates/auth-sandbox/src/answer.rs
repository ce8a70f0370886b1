//! Answers in the forms the providers share.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// An answer that ends the work on a request early.
#[derive(Debug)]
pub(crate) struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(answer: Response) -> Self {
        Self(Box::new(answer))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A status number from a switch; an impossible one becomes 500.
pub(crate) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    typed(status, "application/json", body.to_string())
}

/// [`json`], for a refusal.
pub(crate) fn refused(status: StatusCode, body: &Value) -> Refused {
    json(status, body).into()
}

pub(crate) fn html(status: StatusCode, body: impl Into<String>) -> Response {
    typed(status, "text/html;charset=utf-8", body)
}

pub(crate) fn typed(
    status: StatusCode,
    media_type: &'static str,
    body: impl Into<String>,
) -> Response {
    let mut answer = Response::new(Body::from(body.into()));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

pub(crate) fn empty(status: StatusCode) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

pub(crate) fn redirect(status: StatusCode, to: &str) -> Response {
    let mut answer = empty(status);
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}
