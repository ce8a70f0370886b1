//! MyUnisoft's limits: calls per window and calls at once.

use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use time::{Duration, OffsetDateTime};

use super::State;
use super::refusal::Refusal;
use super::switches::RateHeaders;
use crate::call::Call;
use crate::generated::myunisoft::{code, header};

const WINDOW: Duration = Duration::seconds(10);
const AT_ONCE: usize = 10;

/// The calls of one token since the window opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    opened: OffsetDateTime,
    used: u32,
}

impl State {
    /// Counts this call in its token's window, which it opens when the last one is over.
    pub(super) fn enter_window(&mut self, call: &Call, now: OffsetDateTime) -> Window {
        let key = call
            .header(AUTHORIZATION.as_str())
            .unwrap_or_default()
            .to_owned();
        let window = self.windows.entry(key).or_insert(Window {
            opened: now,
            used: 0,
        });
        if now < window.opened || now >= window.opened + WINDOW {
            *window = Window {
                opened: now,
                used: 0,
            };
        }
        window.used = window.used.saturating_add(1);
        *window
    }

    pub(super) fn within_limits(&self, call: &Call, window: Window) -> Result<(), Refusal> {
        if window.used > self.switches.rate_limit {
            return Err(Refusal::new(
                429,
                code::ERR_TOO_MANY_REQUEST,
                "Too many requests.",
            ));
        }
        if call.in_flight > AT_ONCE {
            let code = if self.switches.singular_concurrency_code {
                code::ERR_TOO_MANY_CONCURRENT_REQUEST
            } else {
                code::ERR_TOO_MANY_CONCURRENT_REQUESTS
            };
            return Err(Refusal::new(429, code, "Too many concurrent requests."));
        }
        Ok(())
    }

    /// Tells where the window stands, as Unix seconds with a fraction for its end.
    pub(super) fn rate_headers(&self, answer: &mut Response, window: Window) {
        let reset = match self.switches.rate_headers {
            RateHeaders::Present => window.opened + WINDOW,
            RateHeaders::ResetInPast => window.opened - Duration::seconds(2),
            RateHeaders::Absent => return,
        };
        let total = self.switches.rate_limit;
        let values = [
            (header::X_RATE_LIMIT_TOTAL, total.to_string()),
            (
                header::X_RATE_LIMIT_REMAINING,
                total.saturating_sub(window.used).to_string(),
            ),
            (
                header::X_RATE_LIMIT_RESET,
                format!("{}.{:06}", reset.unix_timestamp(), reset.microsecond()),
            ),
        ];
        for (name, value) in values {
            if let Ok(value) = HeaderValue::try_from(value) {
                answer.headers_mut().insert(name, value);
            }
        }
    }
}
