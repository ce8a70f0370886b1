//! What a provider's verdict means for the caller.

use auth_core::{Delivery, Error, ErrorKind, Response, Verdict};

/// The error for an answer that speaks about the credential; `None` when the answer is the caller's business.
pub(crate) fn error(verdict: &Verdict, answer: &Response) -> Option<Error> {
    let error = match verdict {
        Verdict::Rejected => Error::new(
            ErrorKind::Unavailable,
            "the API rejected the credential, and the call may not be repeated unasked",
        )
        .advise("call again, with a new credential, if the call can be made twice"),
        Verdict::NeedsPerson(task) => Error::new(
            ErrorKind::SignInRequired(task.clone()),
            "the API does not accept the connection any more",
        ),
        Verdict::Forbidden => Error::new(
            ErrorKind::Forbidden,
            "the API refuses this call to this credential",
        ),
        Verdict::RateLimited(pause) => {
            let error = Error::new(ErrorKind::RateLimited, "too many calls")
                .delivered(Delivery::NotDelivered);
            match pause.or_else(|| answer.retry_after()) {
                Some(pause) => error.retry_in(pause),
                None => error,
            }
        }
        Verdict::Misconfigured => Error::new(
            ErrorKind::Configuration,
            "the API refuses the application's own configuration",
        )
        .advise("check the application's secret and its registration with the provider"),
        Verdict::Suspended => Error::new(
            ErrorKind::Suspended,
            "the provider has suspended the integration",
        ),
        // `Accepted`, `Unknown`, and what later versions add.
        _ => return None,
    };
    Some(identified(error, answer))
}

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
    match first.request_id() {
        Some(id) => error.with_request_id(id),
        None => error,
    }
}

/// Adds the status, and the identifier by which support finds the request (MyUnisoft calls it `request-id`).
pub(crate) fn identified(error: Error, answer: &Response) -> Error {
    let error = error.with_status(answer.status());
    match answer
        .header("request-id")
        .or_else(|| answer.header("x-request-id"))
    {
        Some(id) => error.with_request_id(id),
        None => error,
    }
}
