//! What went wrong on the way, and whether the request may have arrived.

use std::{error::Error as StdError, io};

use auth_core::{Delivery, Error, ErrorKind, HeaderMap, Response, StatusCode};

/// A request or client that reqwest could not build. Its text may name the URL and stays out.
pub(crate) fn unbuildable(_: &reqwest::Error) -> Error {
    Error::new(
        ErrorKind::Configuration,
        "the request cannot be built from what was given",
    )
    .advise("check the address, the header values and that the body can be serialized")
    .delivered(Delivery::NotDelivered)
}

/// A request without the head of an answer.
///
/// Nothing is written before the connection stands, so a failed connection is the one case of a request that
/// certainly did not leave. hyper itself repeats a request that a closed pooled connection never took.
pub(crate) fn unanswered(error: &reqwest::Error) -> Error {
    if error.is_builder() {
        return unbuildable(error);
    }
    if !error.is_connect() {
        let what = if error.is_timeout() {
            "the provider did not answer in time"
        } else {
            "the connection broke before an answer came"
        };
        return Error::new(ErrorKind::Unavailable, what).delivered(Delivery::Uncertain);
    }
    let unreachable =
        |what| Error::new(ErrorKind::Unavailable, what).delivered(Delivery::NotDelivered);
    if is_caused_by::<rustls::Error>(error) {
        return unreachable("no trusted TLS connection to the provider")
            .advise("check the machine's clock and root certificates, and any proxy in between");
    }
    if error.is_dns() {
        return unreachable("the provider's host name cannot be resolved");
    }
    unreachable(if error.is_timeout() {
        "no connection to the provider in time"
    } else {
        "no connection to the provider"
    })
}

/// An answer whose body did not arrive whole: what can be said is in its status and headers.
pub(crate) fn cut_short(status: StatusCode, headers: &HeaderMap, error: &reqwest::Error) -> Error {
    let what = if error.is_timeout() {
        "the answer did not end in time"
    } else {
        "the answer broke off"
    };
    by_status(status, headers, ErrorKind::Unavailable, what)
}

/// An answer with more body than is read.
pub(crate) fn too_large(status: StatusCode, headers: &HeaderMap, limit: usize) -> Error {
    let what = format!("the answer is longer than {limit} bytes");
    by_status(status, headers, ErrorKind::InvalidResponse, &what)
}

fn by_status(status: StatusCode, headers: &HeaderMap, kind: ErrorKind, what: &str) -> Error {
    let judged = Response::new(status, headers.clone(), []).unexpected();
    if matches!(
        judged.kind(),
        ErrorKind::RateLimited | ErrorKind::Unavailable
    ) {
        return judged;
    }
    Error::new(kind, what)
        .with_status(status)
        .delivered(judged.delivery())
}

/// Whether `T` is among the causes, those included that an `io::Error` wraps and passes over.
fn is_caused_by<T: StdError + 'static>(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(this) = cause {
        if this.is::<T>() {
            return true;
        }
        cause = match this
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped),
            None => this.source(),
        };
    }
    false
}
