//! Refusals of the token endpoint.

use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer;
use crate::generated::dossierfacile::code;

/// An error of the token endpoint (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug)]
pub(super) struct OauthError {
    status: u16,
    error: &'static str,
    description: &'static str,
}

impl OauthError {
    pub(super) fn new(status: u16, error: &'static str, description: &'static str) -> Self {
        Self {
            status,
            error,
            description,
        }
    }

    /// The grant is not good: a person has to sign in again.
    pub(super) fn grant(description: &'static str) -> Self {
        Self::new(400, code::INVALID_GRANT, description)
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        let mut body = json!({"error": self.error});
        if !self.description.is_empty() {
            body["error_description"] = self.description.into();
        }
        answer::json(answer::status(self.status), &body)
    }
}
