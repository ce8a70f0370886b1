//! Answers read: the sign-in in its three generations, and what an API answer says about the token.
//!
//! Keyclic has no error codes, and its texts follow `Accept-Language`: the status is the only signal, in whatever format
//! the body comes.

use auth_core::{
    AccessToken, Error, ErrorKind, Expiry, ExposeSecret, Grant, PersonTask, Response, StatusCode,
    TokenSet, Verdict,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::generated::{self, variable};

/// The members that the generations have in common, and the account of the first two. `idToken`, which the third has
/// instead, is no credential for calls and is not read (specifications shipped with keyclic-sdk and app-sdk).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    #[serde(default, deserialize_with = "token")]
    access_token: Option<AccessToken>,
    #[serde(default)]
    token_type: Value,
    #[serde(default)]
    credentials: Value,
}

fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AccessToken>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(AccessToken::new))
}

pub(crate) fn token_response(grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
    if !response.status().is_success() {
        return Err(match grant {
            Grant::Assertion(_) => assertion_refused(response),
            _ => login_refused(response),
        });
    }
    if response.status() == StatusCode::NO_CONTENT {
        return Err(no_token(response, "the login was accepted without a token"));
    }
    let login: Login = response.object()?;
    let is_bearer = match &login.token_type {
        Value::Null => true,
        Value::String(kind) => kind.is_empty() || kind.eq_ignore_ascii_case(generated::TOKEN_TYPE),
        _ => false,
    };
    if !is_bearer {
        return Err(no_token(
            response,
            "the login gave a token that is no bearer token",
        ));
    }
    let Some(token) = login.access_token.filter(is_usable) else {
        return Err(no_token(response, "the login gave no token"));
    };
    let expiry = Expiry::of_jwt(token.expose_secret())
        .on_our_clock(response)
        .plausible(response.request_sent_at());
    let tokens = TokenSet::new(token, expiry);
    Ok(match login.credentials.get("id").and_then(number_or_text) {
        Some(id) => tokens.with_attribute("account_id", id),
        None => tokens,
    })
}

fn no_token(response: &Response, what: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, what).with_status(response.status())
}

/// A login refused with an error status. 401 is about login and password whoever words it, for a wrong password must not
/// be tried twice; the others count only when no page shows that somebody else answered.
fn login_refused(response: &Response) -> Error {
    let status = response.status();
    let is_verdict = status.is_client_error() && !generated::NO_VERDICT.contains(&status.as_u16());
    let is_page = response.looks_like_html() && status != StatusCode::UNAUTHORIZED;
    if !is_verdict || is_page {
        return response.unexpected();
    }
    let task = PersonTask::CorrectCredentials;
    let error =
        Error::new(ErrorKind::SignInRequired(task), "the login is refused").with_status(status);
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => error,
        _ => error.advise(format!(
            "the person must check login and password; if they are right, the application may not be open to the account \
             (app, environment variable {}) or the address be wrong (api_url, {})",
            variable::APP,
            variable::API_URL
        )),
    }
}

/// An ID token is good once and for a short time: only a person brings another one.
fn assertion_refused(response: &Response) -> Error {
    if response.status() != StatusCode::UNAUTHORIZED {
        return response.unexpected();
    }
    Error::new(
        ErrorKind::SignInRequired(PersonTask::SignIn),
        "Keyclic does not take the ID token",
    )
    .with_status(response.status())
    .advise("the person must sign in at the other identity provider again")
}

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

/// Whether a header can carry it.
fn is_usable(token: &AccessToken) -> bool {
    let token = token.expose_secret();
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic())
}

fn number_or_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
