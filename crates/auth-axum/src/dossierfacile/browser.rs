//! One browser, told from others by a cookie.

use std::{convert::Infallible, fmt};

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderValue, StatusCode,
        header::{COOKIE, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponseParts, ResponseParts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};

/// A name that browsers take from this very host alone, by https.
const COOKIE_NAME: &str = "__Host-auth-session";
const BYTES: usize = 32;

/// The browser that begins a sign-in, so that its callback is taken from no other.
///
/// As an extractor it is what the browser's cookie says, or a new value from the system's source of chance where there is
/// none; put it into the response, too, so that the browser keeps it. The cookie holds 32 random bytes and nothing else,
/// `HttpOnly`, `Secure`, `SameSite=Lax`, until the browser is closed. An application with sessions of its own needs none of
/// this: it gives the identifier of its session to [`PendingAuthorizations`](auth_dossierfacile::PendingAuthorizations).
///
/// It identifies a browser and no person: whoever signs in is known by the callback's outcome.
#[derive(Clone)]
pub struct BrowserSession(String);

impl BrowserSession {
    /// The value to keep a pending authorization under. It is as good as a key: in no log and no URL.
    pub fn value(&self) -> &str {
        &self.0
    }

    /// What the browser's cookie says; none when it has none that was given out here.
    pub(super) fn of(parts: &Parts) -> Option<Self> {
        let cookies = parts.headers.get_all(COOKIE).iter();
        let mut values = cookies
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
        let value = values.next()?;
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        (bytes.len() == BYTES).then(|| Self(value.to_owned()))
    }
}

impl<S: Sync> FromRequestParts<S> for BrowserSession {
    /// When the system has no chance to give.
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        if let Some(known) = Self::of(parts) {
            return Ok(known);
        }
        let mut bytes = [0; BYTES];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }
}

impl IntoResponseParts for BrowserSession {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        let cookie = format!(
            "{COOKIE_NAME}={}; Path=/; HttpOnly; Secure; SameSite=Lax",
            self.0
        );
        if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
            cookie.set_sensitive(true);
            parts.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}

impl fmt::Debug for BrowserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserSession([redacted])")
    }
}
