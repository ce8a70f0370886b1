//! Errors about answers that no verdict explains.

use auth_core::{Error, ErrorKind, Response};

/// The error for a second rejection, of a credential that was new.
pub(crate) fn rejected_again(first: &Error) -> Error {
    let error = Error::new(
        ErrorKind::Configuration,
        "the API rejects a credential that was just obtained",
    )
    .advise("check that the API and the sign-in belong to the same environment");
    let error = match first.status() {
        Some(status) => error.with_status(status),
        None => error,
    };
    let error = match first.code() {
        Some(code) => error.with_code(code),
        None => error,
    };
    match first.request_id() {
        Some(id) => error.with_request_id(id),
        None => error,
    }
}

/// Adds the status, and the identifier by which support finds the request.
pub(crate) fn identified(error: Error, answer: &Response) -> Error {
    let error = error.with_status(answer.status());
    match answer.request_id() {
        Some(id) => error.with_request_id(id),
        None => error,
    }
}
