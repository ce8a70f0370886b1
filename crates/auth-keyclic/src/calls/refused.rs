//! What Keyclic refused, in whichever format it says so.

use auth_core::{Error, ErrorKind, PersonTask, Response, StatusCode};
use serde_json::Value;

use crate::generated;

/// How deep errors stand in errors before nobody looks further.
const DEPTH: usize = 4;

/// The error for a refused call: what a person gave, naming those of the call's `fields` that are complained of, or a
/// missing right; anything else is no verdict.
pub(super) fn refused(response: &Response, what: &str, fields: &[&str]) -> Error {
    let status = response.status();
    if response.looks_like_html() {
        return response.unexpected();
    }
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Error::new(ErrorKind::Forbidden, format!("Keyclic refused {what}")).advise(
            "check that the application is open to it, and whether it wants a signed-in account",
        );
    }
    if !generated::REFUSED.contains(&status.as_u16()) {
        return response.unexpected();
    }
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let mut complaints = Vec::new();
    paths(&body, DEPTH, &mut complaints);
    let named: Vec<_> = fields
        .iter()
        .filter(|field| complaints.contains(*field))
        .copied()
        .collect();
    let what = match &*named.join(", ") {
        "" => format!("Keyclic refused {what}"),
        named => format!("Keyclic refused {what}: {named}"),
    };
    Error::new(
        ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
        what,
    )
}

/// The fields that single errors name; only the older format has them.
fn paths<'a>(error: &'a Value, depth: usize, found: &mut Vec<&'a str>) {
    let errors = &error[generated::EMBEDDED_MEMBER][generated::ERRORS_MEMBER];
    if depth == 0 {
        return;
    }
    for error in errors.as_array().into_iter().flatten() {
        found.extend(error[generated::PATH_MEMBER].as_str());
        paths(error, depth - 1, found);
    }
}
