//! What was told wrongly, and what would be right.

use axum::http::HeaderValue;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::answer;

#[derive(Debug)]
pub(crate) struct Wrong {
    status: u16,
    error: String,
    expected: Value,
    allow: Option<&'static str>,
}

impl Wrong {
    pub(crate) fn new(status: u16, error: impl Into<String>, expected: impl Into<Value>) -> Self {
        Self {
            status,
            error: error.into(),
            expected: expected.into(),
            allow: None,
        }
    }

    /// With the methods that the path has.
    pub(super) fn allow(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "expected": self.expected});
        let mut response = answer::json(answer::status(self.status), &body);
        if let Some(allow) = self.allow {
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
