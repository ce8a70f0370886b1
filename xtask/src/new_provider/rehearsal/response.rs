//! Answers read: the token (RFC 6749 §5.1), its refusal (§5.2), and what an answer to a call says.

use auth_core::{
    AccessToken, Error, ErrorKind, ExpiresIn, Expiry, Grant, HeaderSet, Response, StatusCode,
    TokenSet, Verdict,
};
use serde::{Deserialize, Deserializer};

use crate::generated::{self, variable};

#[derive(Deserialize)]
struct Granted {
    #[serde(deserialize_with = "token")]
    access_token: AccessToken,
    #[serde(default)]
    expires_in: ExpiresIn,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccessToken, D::Error> {
    String::deserialize(deserializer).map(AccessToken::new)
}

/// A success is 200 with a token that a header can carry; its end is told in seconds.
pub(crate) fn token_response(_: &Grant, response: &Response) -> Result<TokenSet, Error> {
    if response.status() != StatusCode::OK {
        return Err(refused(response));
    }
    let granted: Granted = response.object()?;
    if HeaderSet::new().bearer(&granted.access_token).is_err() {
        return Err(response.unreadable());
    }
    let sent_at = response.request_sent_at();
    let expiry = Expiry::in_seconds(sent_at, granted.expires_in);
    Ok(TokenSet::new(granted.access_token, expiry))
}

/// Only the code tells: the gateway's own 401 may come from something in between.
fn refused(response: &Response) -> Error {
    let known = |refused: &Refused| refused.error == generated::INVALID_CLIENT;
    if !response.status().is_client_error() || !response.object().is_ok_and(|read| known(&read)) {
        return response.unexpected();
    }
    Error::new(ErrorKind::Configuration, "the application is not known")
        .with_status(response.status())
        .with_code(generated::INVALID_CLIENT)
        .advise(format!(
            "correct identifier and secret of the application ({}, {})",
            variable::CLIENT_ID,
            variable::CLIENT_SECRET
        ))
}

/// A call has no codes: the status alone tells.
pub(crate) fn verdict(response: &Response) -> Verdict {
    match response.status() {
        status if status.is_success() => Verdict::Accepted,
        StatusCode::UNAUTHORIZED => Verdict::Rejected,
        StatusCode::FORBIDDEN => Verdict::Forbidden,
        StatusCode::TOO_MANY_REQUESTS => Verdict::RateLimited(response.retry_after()),
        status if status.is_client_error() && !response.looks_like_html() => Verdict::Accepted,
        _ => Verdict::Unknown,
    }
}
