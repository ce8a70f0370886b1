//! Keyclic's errors in the forms of its generations.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::answer;

/// The form of Keyclic's error bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorFormat {
    /// `{"@context", "@type", "message", "total", "_embedded": {"errors": […]}}`, until 2021.
    VndError,
    /// `{"type", "title", "detail", "_embedded": {"errors": […]}}`, since then.
    #[default]
    Problem,
    /// The same, with the reason in errors within errors.
    Nested,
    /// No body.
    Empty,
    /// An HTML page from something in between.
    Html,
}

pub(super) fn refusal(format: ErrorFormat, status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let (media_type, body) = match format {
        ErrorFormat::VndError => (
            "application/vnd.error+json",
            json!({
                "@context": "/contexts/Error", "@type": "Error", "message": detail, "total": 1,
                "_embedded": {"errors": [{"@type": "Error", "message": detail, "path": ""}]},
            }),
        ),
        ErrorFormat::Problem => (
            "application/problem+json",
            json!({
                "type": "about:blank", "title": title, "detail": detail,
                "_embedded": {"errors": [{"type": "about:blank", "title": title, "detail": detail}]},
            }),
        ),
        ErrorFormat::Nested => {
            let problem = |within| {
                json!({
                    "type": "about:blank", "title": title, "detail": "See within.",
                    "_embedded": {"errors": [within]},
                })
            };
            let reason = json!({"type": "about:blank", "title": title, "detail": detail});
            (
                "application/problem+json",
                problem(problem(problem(reason))),
            )
        }
        ErrorFormat::Empty => return answer::empty(status),
        ErrorFormat::Html => {
            return answer::html(
                status,
                format!("<html><body><h1>{title}</h1></body></html>"),
            );
        }
    };
    answer::typed(status, media_type, body.to_string())
}
