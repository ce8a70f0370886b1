//! What a sender is told that was not let in.

use std::fmt;

use auth_core::Error;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Why a request did not become an event.
///
/// Its answer is a status without a body: a forger learns nothing. A handler that takes `Result<_, Rejection>` sees it first;
/// it has been logged as a warning of `tracing` all the same. It holds nothing of the request.
#[derive(Debug)]
pub struct Rejection {
    status: StatusCode,
    error: Option<Error>,
}

impl Rejection {
    /// The status of the answer.
    ///
    /// 401 for what is not shown to be the provider's, 404 at a place that is not the one the provider was told, 413 for a
    /// body beyond [`BODY_LIMIT`](crate::BODY_LIMIT), 400 for one that broke off or that nobody can read, 500 for a route
    /// that was set up wrongly. 204 for what is authentic and cannot be read: the provider has done its part, and would not
    /// send it again.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What was wrong, to whom it matters and who acts; none for a body that was too long or broke off.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    pub(crate) fn bare(status: StatusCode) -> Self {
        tracing::warn!(%status, "a webhook's body was not read to its end");
        Self {
            status,
            error: None,
        }
    }

    pub(crate) fn of(status: StatusCode, error: Error) -> Self {
        tracing::warn!(%status, %error, "a webhook was not let in");
        Self {
            status,
            error: Some(error),
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.status.into_response()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => write!(f, "answered with {}: {error}", self.status),
            None => write!(
                f,
                "answered with {}: the body was not read to its end",
                self.status
            ),
        }
    }
}

impl std::error::Error for Rejection {}
