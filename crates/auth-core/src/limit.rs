//! How many calls a provider takes, as data; the waiting is the client's.

use std::time::Duration;

use time::OffsetDateTime;

use crate::Response;

/// How far off the end of a window may be before it is doubted.
const LONGEST: Duration = Duration::from_secs(60);

/// How many calls a provider takes with one credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Calls that any window takes.
    pub calls: u32,
    /// Length of a window.
    pub window: Duration,
    /// Calls that may be under way at once; `None` for any number.
    pub in_flight: Option<u32>,
    /// The headers by which answers tell where the window stands; `None` where they do not.
    pub headers: Option<RateLimitHeaders>,
}

impl RateLimit {
    /// At most `calls` in any `window`, of which any number at once.
    pub const fn new(calls: u32, window: Duration) -> Self {
        Self {
            calls,
            window,
            in_flight: None,
            headers: None,
        }
    }

    /// At most `calls` under way at once.
    #[must_use]
    pub const fn in_flight(mut self, calls: u32) -> Self {
        self.in_flight = Some(calls);
        self
    }

    /// Answers tell by these headers where the window stands, and are believed.
    #[must_use]
    pub const fn told_by(mut self, headers: RateLimitHeaders) -> Self {
        self.headers = Some(headers);
        self
    }
}

/// The names of the headers by which answers tell where the window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimitHeaders {
    /// Calls that a window takes.
    pub total: &'static str,
    /// Calls that are left in this window.
    pub remaining: &'static str,
    /// When this window ends, in Unix seconds, with or without a fraction.
    pub reset: &'static str,
}

/// Where a window stands, by an answer's own word. What is missing, unreadable or over is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitTold {
    /// Calls that a window takes, one at least.
    pub total: Option<u32>,
    /// Calls that are left in this window.
    pub remaining: Option<u32>,
    /// How long this window goes on, a minute at most.
    pub reset_in: Option<Duration>,
}

impl RateLimitHeaders {
    /// Reads them from an answer. The end of the window is on the server's clock, which `Date` shows.
    pub fn read(&self, answer: &Response) -> RateLimitTold {
        let number = |name| answer.header(name)?.trim().parse().ok();
        RateLimitTold {
            total: number(self.total).filter(|total| *total > 0),
            remaining: number(self.remaining),
            reset_in: self.reset_in(answer),
        }
    }

    fn reset_in(&self, answer: &Response) -> Option<Duration> {
        let reset: f64 = answer.header(self.reset)?.trim().parse().ok()?;
        let ahead = answer.server_clock_ahead().unwrap_or_default();
        let now = answer.request_sent_at().saturating_add(ahead);
        let left = reset - (now - OffsetDateTime::UNIX_EPOCH).as_seconds_f64();
        (left > 0.0).then(|| Duration::from_secs_f64(left.min(LONGEST.as_secs_f64())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use http::{HeaderMap, HeaderName, StatusCode};
    use proptest::prelude::*;

    use super::*;

    const HEADERS: RateLimitHeaders = RateLimitHeaders {
        total: "X-Total",
        remaining: "X-Remaining",
        reset: "X-Reset",
    };

    /// Noon of 22 November 2026.
    fn sent_at() -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_795_348_800).unwrap()
    }

    fn read(headers: &[(&str, &str)]) -> RateLimitTold {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.insert(name, value.parse().unwrap());
        }
        HEADERS.read(&Response::new(StatusCode::OK, map, []).sent_at(sent_at()))
    }

    fn reset_in(reset: &str, date: &str) -> Option<Duration> {
        read(&[("x-reset", reset), ("date", date)]).reset_in
    }

    #[test]
    fn what_is_said_is_read() {
        let reset = format!("{}.25", sent_at().unix_timestamp() + 1);
        let told = read(&[
            ("x-total", "10"),
            ("x-remaining", " 9 "),
            ("x-reset", &reset),
        ]);
        assert_eq!((told.total, told.remaining), (Some(10), Some(9)));
        assert_eq!(told.reset_in, Some(Duration::from_millis(1250)));
    }

    #[test]
    fn what_is_missing_or_absurd_is_not() {
        assert_eq!(read(&[]), RateLimitTold::default());
        for absurd in ["", "-1", "1.5", "many", "1e400", "99999999999", "NaN"] {
            let told = read(&[("x-total", absurd), ("x-remaining", absurd)]);
            assert_eq!(told, RateLimitTold::default(), "{absurd}");
        }
        assert_eq!(read(&[("x-total", "0")]).total, None);
        for absurd in ["", "-1", "soon", "NaN", "-inf", "1596442585.866154"] {
            assert_eq!(read(&[("x-reset", absurd)]).reset_in, None, "{absurd}");
        }
        for late in ["inf", "1e400", "99999999999"] {
            assert_eq!(read(&[("x-reset", late)]).reset_in, Some(LONGEST));
        }
    }

    #[test]
    fn the_end_is_on_the_servers_clock() {
        let date = "Sun, 22 Nov 2026 13:00:00 GMT";
        let reset = sent_at().unix_timestamp() + 3605;
        let told = reset_in(&reset.to_string(), date);
        assert_eq!(told, Some(Duration::from_secs(5)));
        let over = sent_at().unix_timestamp() + 3598;
        assert_eq!(reset_in(&over.to_string(), date), None);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_wait_is_long(total: String, remaining: String, reset: f64) {
            let headers = [("x-total", total), ("x-remaining", remaining), ("x-reset", reset.to_string())];
            let readable = headers.iter().filter(|(_, value)| value.parse::<http::HeaderValue>().is_ok());
            let told = read(&readable.map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
            prop_assert!(told.reset_in.is_none_or(|wait| wait <= LONGEST));
        }
    }
}
