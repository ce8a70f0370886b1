//! Every form in which a provider states a lifetime becomes an instant; absurd values never mean "for ever".

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};
use time::OffsetDateTime;

use crate::{Response, jwt};

/// The longest lifetime that is believed, ten years: anything beyond is absurd and counts as unknown.
pub const LONGEST_LIFETIME: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

/// When a token ends, as far as its provider said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Expiry {
    /// At this instant.
    At(#[serde(with = "time::serde::rfc3339")] OffsetDateTime),
    /// Documented as having no end.
    Never,
    /// Not said, or not in a readable way: used until it is rejected, and renewed early where it can be.
    Unknown,
}

impl Expiry {
    /// `expires_in` (RFC 6749 §5.1): a lifetime counted from `sent_at`, when the request left.
    ///
    /// Zero and negative values end at `sent_at`; a missing, unreadable or absurd one is [`Expiry::Unknown`].
    pub fn in_seconds(sent_at: OffsetDateTime, expires_in: ExpiresIn) -> Self {
        match expires_in.0 {
            Some(seconds) if seconds <= 0 => Self::At(sent_at),
            Some(seconds) => Self::documented(sent_at, Duration::from_secs(seconds.unsigned_abs())),
            None => Self::Unknown,
        }
    }

    /// A lifetime fixed by the provider's documentation, counted from `sent_at`; absurd ones are unknown.
    pub fn documented(sent_at: OffsetDateTime, lifetime: Duration) -> Self {
        if lifetime > LONGEST_LIFETIME {
            Self::Unknown
        } else {
            Self::At(saturating_add(sent_at, lifetime))
        }
    }

    /// An absolute date with a zone (RFC 3339).
    pub fn at_rfc3339(text: &str) -> Self {
        match OffsetDateTime::parse(text.trim(), &time::format_description::well_known::Rfc3339) {
            Ok(instant) => Self::At(instant.to_offset(time::UtcOffset::UTC)),
            Err(_) => Self::Unknown,
        }
    }

    /// A date without a zone (`2026-10-25 02:30:00`), read in the IANA time zone `zone`.
    ///
    /// Of an ambiguous hour the earlier instant is taken; a time in a missing hour counts as the same one an hour before.
    /// An empty or unreadable text, or an unknown zone, is [`Expiry::Unknown`].
    pub fn at_local(text: &str, zone: &str) -> Self {
        let (Ok(civil), Ok(zone)) = (
            text.trim().parse::<jiff::civil::DateTime>(),
            TimeZone::get(zone),
        ) else {
            return Self::Unknown;
        };
        match zone.to_ambiguous_timestamp(civil).earlier() {
            Ok(timestamp) => Self::at_unix(timestamp.as_second()),
            Err(_) => Self::Unknown,
        }
    }

    /// Seconds since the epoch, as in a JWT's `exp` (RFC 7519 §4.1.4).
    pub fn at_unix(seconds: i64) -> Self {
        OffsetDateTime::from_unix_timestamp(seconds).map_or(Self::Unknown, Self::At)
    }

    /// `exp` of a JWT, unverified; [`Expiry::Unknown`] for an opaque token or one without `exp`.
    pub fn of_jwt(token: &str) -> Self {
        #[derive(Deserialize)]
        struct Claims {
            #[serde(default)]
            exp: ExpiresIn,
        }
        match jwt::unverified_claims::<Claims>(token) {
            Some(Claims {
                exp: ExpiresIn(Some(exp)),
            }) => Self::at_unix(exp),
            _ => Self::Unknown,
        }
    }

    /// Moves an absolute date from the server's clock to ours, by the `Date` header of its answer.
    #[must_use]
    pub fn on_our_clock(self, response: &Response) -> Self {
        match (self, response.server_clock_ahead()) {
            (Self::At(instant), Some(ahead)) => {
                instant.checked_sub(ahead).map_or(Self::Unknown, Self::At)
            }
            (other, _) => other,
        }
    }

    /// The same end, but [`Expiry::Unknown`] when it is absurdly far from `sent_at`.
    #[must_use]
    pub fn plausible(self, sent_at: OffsetDateTime) -> Self {
        match self {
            Self::At(instant) if instant - sent_at > LONGEST_LIFETIME => Self::Unknown,
            other => other,
        }
    }

    /// This expiry, or `other` where this one is unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }

    /// The instant, when there is one.
    pub fn instant(self) -> Option<OffsetDateTime> {
        match self {
            Self::At(instant) => Some(instant),
            Self::Never | Self::Unknown => None,
        }
    }
}

/// A number of seconds as providers write it: a number, a text, a fraction (cut down), or something unreadable.
///
/// Deserialises from any JSON value and never fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpiresIn(pub Option<i64>);

impl ExpiresIn {
    /// The seconds as a duration; `None` when unreadable, zero or negative.
    pub fn positive(self) -> Option<Duration> {
        self.0
            .filter(|s| *s > 0)
            .map(|s| Duration::from_secs(s.unsigned_abs()))
    }
}

impl<'de> Deserialize<'de> for ExpiresIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let number = match &value {
            serde_json::Value::Number(n) => n.as_i64().or_else(|| n.as_f64().and_then(whole)),
            serde_json::Value::String(s) => {
                let s = s.trim();
                s.parse().ok().or_else(|| s.parse().ok().and_then(whole))
            }
            _ => None,
        };
        Ok(Self(number))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked before the cast"
)]
fn whole(seconds: f64) -> Option<i64> {
    (seconds.is_finite() && seconds.abs() < 9e18).then(|| seconds.floor() as i64)
}

/// Reads an HTTP date (RFC 9110 §5.6.7).
pub(crate) fn http_date(text: &str) -> Option<OffsetDateTime> {
    let zoned = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    OffsetDateTime::from_unix_timestamp(zoned.timestamp().as_second()).ok()
}

/// The latest instant that `time` can hold is the answer of sums that go beyond it.
pub(crate) fn saturating_add(instant: OffsetDateTime, by: Duration) -> OffsetDateTime {
    time::Duration::try_from(by)
        .ok()
        .and_then(|by| instant.checked_add(by))
        .unwrap_or_else(|| time::PrimitiveDateTime::MAX.assume_utc())
}
