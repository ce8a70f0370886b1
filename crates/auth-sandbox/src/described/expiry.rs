//! The end of a token, as the provider tells it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::body::put;
use super::tokens::later;
use crate::description::{Expiry, Format};

/// The lifetime of tokens that have an end which nothing says.
const UNSAID: u64 = 3600;
/// The claim of a token's end (RFC 7519 §4.1.4).
const CLAIM: &str = "exp";

impl Expiry {
    /// When a token issued at `now` ends.
    pub(super) fn end(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let lifetime = match self.format {
            Format::Never => self.lifetime?,
            _ => self.lifetime.unwrap_or(UNSAID),
        };
        Some(later(now, lifetime))
    }

    /// Writes the end of a token into its claims, where it stands there.
    pub(super) fn claim(&self, claims: &mut Value, end: Option<OffsetDateTime>) {
        if let (Format::Claim, Some(end)) = (self.format, end) {
            put(
                claims,
                self.member.unwrap_or(CLAIM),
                json!(end.unix_timestamp()),
            );
        }
    }

    /// Writes the end of a token into the answer, where it stands there.
    pub(super) fn tell(&self, body: &mut Value, end: Option<OffsetDateTime>, now: OffsetDateTime) {
        let (Some(member), Some(end)) = (self.member, end) else {
            return;
        };
        let told = match self.format {
            Format::Never | Format::Claim => return,
            Format::Seconds => json!((end - now).whole_seconds()),
            Format::Unix => json!(end.unix_timestamp()),
            Format::LocalDateTime => json!(local(end, self.zone)),
        };
        put(body, member, told);
    }
}

/// The time on a wall clock of the zone, which it does not name.
fn local(at: OffsetDateTime, zone: Option<&str>) -> String {
    let zone = zone
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or(TimeZone::UTC);
    let instant = Timestamp::from_second(at.unix_timestamp()).unwrap_or_default();
    let wall = zone.to_datetime(instant);
    wall.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
