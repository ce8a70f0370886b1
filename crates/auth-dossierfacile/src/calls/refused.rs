//! What the service's calls are refused with, in whichever of the API's forms.

use auth_core::{Error, ErrorKind, Response, StatusCode};

/// The error for an answer that says nothing of the credential. Bodies are text or JSON, and are not looked at.
pub(super) fn refused(response: &Response) -> Error {
    if response.looks_like_html() {
        return response.unexpected();
    }
    let error = match response.status() {
        StatusCode::BAD_REQUEST => Error::new(
            ErrorKind::Configuration,
            "DossierFacile cannot read the call",
        )
        .advise("check the values that the call was given"),
        StatusCode::CONFLICT => Error::new(
            ErrorKind::Unavailable,
            "the same was changed by somebody else at the same time",
        )
        .advise("read it again, then decide whether to change it again"),
        _ => return response.unexpected(),
    };
    error.with_status(response.status())
}
