//! Answers as values, and what can be said of one that is not the expected one.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::{Delivery, Error, ErrorKind};

/// A whole answer. The body may hold tokens: it is zeroised on drop and `Debug` shows its length only.
#[derive(Clone)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    sent_at: Option<OffsetDateTime>,
}

impl Response {
    /// An answer with its whole body, which the transport has bounded.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Vec<u8>>) -> Self {
        let body = Bytes::from_owner(Zeroizing::new(body.into()));
        Self {
            status,
            headers,
            body,
            sent_at: None,
        }
    }

    /// Records when the request left, by the wall clock: lifetimes count from there.
    #[must_use]
    pub fn sent_at(mut self, instant: OffsetDateTime) -> Self {
        self.sent_at = Some(instant);
        self
    }

    /// When the request left; the epoch when nobody said so, so that nothing lives longer by omission.
    pub fn request_sent_at(&self) -> OffsetDateTime {
        self.sent_at.unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text, `None` when absent or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, without the byte order mark that some servers prepend.
    pub fn body(&self) -> &[u8] {
        self.body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body)
    }

    /// Reads the body as JSON, whatever `content-type` says: a token that was issued is not lost for a wrong label.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidResponse`] without any part of the body; see [`Response::unreadable`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(self.body()).map_err(|_| self.unreadable())
    }

    /// Reads the body as a JSON object; an array, from which a struct could be filled by position, is unreadable.
    ///
    /// # Errors
    /// As [`Response::json`].
    pub fn object<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if self.body().trim_ascii_start().starts_with(b"{") {
            self.json()
        } else {
            Err(self.unreadable())
        }
    }

    /// How far the server's clock is ahead of ours (negative: behind), from its `Date` header, whole seconds;
    /// `None` without a readable one. Differences under two seconds count as none.
    pub fn server_clock_ahead(&self) -> Option<time::Duration> {
        let date = crate::expiry::http_date(self.header("date")?)?;
        let ahead = date - self.request_sent_at();
        Some(if ahead.abs() < time::Duration::seconds(2) {
            time::Duration::ZERO
        } else {
            ahead
        })
    }

    /// The error for an answer that should have been readable and was not.
    ///
    /// Delivery is uncertain: on a success status the server has most likely changed its state.
    pub fn unreadable(&self) -> Error {
        let what = if self.looks_like_html() {
            "the answer is an HTML page instead of JSON"
        } else if self.body.is_empty() {
            "the answer is empty"
        } else {
            "the answer cannot be read"
        };
        Error::new(ErrorKind::InvalidResponse, what)
            .with_status(self.status)
            .delivered(Delivery::Uncertain)
    }

    /// The error for an answer that no rule of the provider explains.
    ///
    /// 429 is a rate limit, 425 and 503 are a pause (none was processed); 408, other 5xx, and success or redirect where none is
    /// expected, leave it uncertain whether the state has changed; other 4xx were answered and refused.
    pub fn unexpected(&self) -> Error {
        let error = match self.status.as_u16() {
            429 => Error::new(ErrorKind::RateLimited, "too many requests")
                .delivered(Delivery::NotDelivered),
            425 => Error::new(ErrorKind::Unavailable, "it is too early for the request")
                .delivered(Delivery::NotDelivered),
            // Meant for a request that did not arrive whole; used for processing that took too long as well.
            408 => Error::new(ErrorKind::Unavailable, "the request took too long")
                .delivered(Delivery::Uncertain),
            503 => Error::new(ErrorKind::Unavailable, "the provider is unavailable")
                .delivered(Delivery::NotDelivered),
            500..=599 => Error::new(ErrorKind::Unavailable, "the provider failed")
                .delivered(Delivery::Uncertain),
            300..=399 => Error::new(
                ErrorKind::InvalidResponse,
                "the answer is a redirect, which is never followed with a credential",
            )
            .delivered(Delivery::Uncertain),
            400..=499 => Error::new(
                ErrorKind::InvalidResponse,
                "the request was refused in a way this version does not know",
            ),
            _ => self.unreadable(),
        };
        let error = error.with_status(self.status);
        match self.retry_after() {
            Some(pause) => error.retry_in(pause),
            None => error,
        }
    }

    /// The identifier by which the server's support finds the request, under either of the names in common use, `Request-Id`
    /// and `X-Request-Id`; what a server sent, to be shortened before it is shown.
    pub fn request_id(&self) -> Option<&str> {
        self.header("request-id")
            .or_else(|| self.header("x-request-id"))
    }

    /// The pause that `Retry-After` asks for (RFC 9110 §10.2.3), seconds or date, at most one hour.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header(header::RETRY_AFTER.as_str())?.trim();
        let pause = if let Ok(seconds) = text.parse() {
            Duration::from_secs(seconds)
        } else {
            let date = crate::expiry::http_date(text)?;
            let now = self.header("date").and_then(crate::expiry::http_date);
            Duration::try_from(date - now.unwrap_or(self.request_sent_at())).unwrap_or_default()
        };
        Some(pause.min(Duration::from_secs(3600)))
    }

    /// Whether the body is a page for people.
    pub fn looks_like_html(&self) -> bool {
        self.body().trim_ascii_start().starts_with(b"<")
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
