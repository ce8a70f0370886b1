//! How many calls MyUnisoft takes.

use auth_core::{RateLimit, RateLimitHeaders};

use crate::generated;

/// The headers by which answers tell where the window stands.
pub(crate) const HEADERS: RateLimitHeaders = RateLimitHeaders {
    total: generated::RATE_LIMIT_TOTAL_HEADER,
    remaining: generated::RATE_LIMIT_REMAINING_HEADER,
    reset: generated::RATE_LIMIT_RESET_HEADER,
};

/// Of one token, whatever it calls. Calls at once are counted for each route by one page, for each folder by another:
/// counted for the token they are within both.
pub(crate) fn of_a_token() -> RateLimit {
    RateLimit::new(
        generated::WINDOW_LIMIT_REQUESTS,
        generated::WINDOW_LIMIT_WINDOW,
    )
    .in_flight(generated::CONCURRENCY_LIMIT_IN_FLIGHT)
    .told_by(HEADERS)
}
