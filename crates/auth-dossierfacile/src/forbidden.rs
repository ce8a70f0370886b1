//! Why the API refuses a call to a good credential.

use auth_core::{Error, Response, StatusCode, Verdict};
use serde::Deserialize;
use serde_json::Value;

use crate::generated::{self, BearerError};

/// The body of a refusal to a token of the other scheme.
#[derive(Deserialize)]
struct Refused {
    status: String,
}

/// The error for a caller, with the code where the API says why. A 403 without is about the person: not linked.
pub(crate) fn refusal(response: &Response, verdict: &Verdict) -> Option<Error> {
    let error = verdict.error(response)?;
    if *verdict != Verdict::Forbidden || response.status() != StatusCode::FORBIDDEN {
        return Some(error);
    }
    Some(if is_for_the_other_scheme(response) {
        error
            .with_code(generated::OTHER_SCHEME)
            .advise("make the call through a connection by the other scheme")
    } else if let Some(problem) = challenge(response) {
        let lacks_scope = serde_json::from_value::<BearerError>(Value::from(problem)).ok()
            == Some(BearerError::InsufficientScope);
        let error = error.with_code(problem);
        if lacks_scope {
            error.advise(format!(
                "ask DossierFacile to grant the client the scope `{}`, and `{}` besides for documents",
                generated::GRANTED_SCOPE,
                generated::DOCUMENTS_SCOPE,
            ))
        } else {
            error
        }
    } else if !response.body().is_empty() {
        // Not the API's own, and so nothing about the person.
        response.unexpected()
    } else {
        error.advise("the person is not linked to the partner, or not any more: end the tokens, make no profile call")
    })
}

fn is_for_the_other_scheme(response: &Response) -> bool {
    let refused = response.object::<Refused>();
    refused.is_ok_and(|refused| refused.status == generated::OTHER_SCHEME)
}

/// The `error` of a `Bearer` challenge (RFC 6750 §3).
fn challenge(response: &Response) -> Option<&str> {
    let challenge = response.header(generated::WWW_AUTHENTICATE_HEADER)?;
    let (_, error) = challenge.split_once("error=\"")?;
    error.split('"').next()
}
