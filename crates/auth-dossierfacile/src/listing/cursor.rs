//! A place in the partner's list.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{
    Duration, PrimitiveDateTime, format_description::StaticFormatDescription,
    macros::format_description,
};

const READ: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second][optional [.[subsecond]]]");
const WRITTEN: StaticFormatDescription =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]");

/// How far the partner's list has been read: the date of somebody's last change, as DossierFacile wrote it. To be kept as text.
///
/// It has no zone: an offset added to it would be accepted and dropped by DossierFacile, and people lost. `Display` and serde
/// write the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Cursor {
    /// By which it is ordered; one that cannot be read comes first.
    instant: Option<PrimitiveDateTime>,
    text: String,
}

impl Cursor {
    /// From a date as DossierFacile writes it: [`ListedTenant::last_update_date`](crate::ListedTenant::last_update_date),
    /// [`Event::last_update_date`](crate::Event::last_update_date), or the text of an earlier cursor.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        // Digits beyond the microsecond would be an order of their own.
        let instant = PrimitiveDateTime::parse(&text, READ).ok();
        Self { instant, text }
    }

    /// What to ask from, so that none of the same instant is skipped: `after` is strict.
    pub(crate) fn second_before(&self) -> String {
        let before = self
            .instant
            .map(|instant| instant.saturating_sub(Duration::SECOND));
        before
            .and_then(|before| before.format(WRITTEN).ok())
            .unwrap_or_else(|| self.text.clone())
    }

    /// Whether a page asked for from here may show somebody of this date again.
    pub(crate) fn is_shown_again_from(&self, reached: &Self) -> bool {
        match (self.instant, reached.instant) {
            (Some(this), Some(reached)) => this > reached.saturating_sub(Duration::SECOND),
            _ => true,
        }
    }

    /// The same instant in the same words, however many digits were written.
    pub(crate) fn normal(&self) -> String {
        self.instant
            .and_then(|instant| instant.format(WRITTEN).ok())
            .unwrap_or_else(|| self.text.clone())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_asks_from_a_second_before_and_orders_by_the_instant() {
        let cursor = Cursor::new("2026-03-01T00:00:00.25");
        assert_eq!(cursor.second_before(), "2026-02-28T23:59:59.250000");
        assert!(cursor > Cursor::new("2026-03-01T00:00:00"));
        assert!(cursor < Cursor::new("2026-03-01T00:00:00.250001"));
        assert_eq!(
            Cursor::new("2026-03-01T00:00:00").normal(),
            "2026-03-01T00:00:00.000000"
        );
        // What cannot be read is sent back as it was.
        assert_eq!(Cursor::new("soon").second_before(), "soon");
    }
}
