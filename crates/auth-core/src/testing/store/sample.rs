//! Records to keep.

use std::time::Duration;

use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::Fault;
use crate::{
    AccessToken, Expiry, RefreshToken, TokenSet,
    store::{Intent, Record, Stored, TransactionId},
};

fn instant(seconds: u64) -> OffsetDateTime {
    // Nanoseconds, so that a store that rounds is found out.
    OffsetDateTime::UNIX_EPOCH + Duration::new(1_767_225_600 + seconds, 123_456_789)
}

/// A record that nobody else has written; `mark` shows in its tokens.
pub(super) fn record(mark: &str) -> Record {
    let tokens = TokenSet::new(
        AccessToken::new(format!("access-{mark}")),
        Expiry::At(instant(300)),
    )
    .with_refresh_token(
        RefreshToken::new(format!("refresh-{mark}")),
        Some(instant(86_400)),
    );
    Record::new(tokens, instant(0), instant(0))
}

/// Records that differ in everything that a record can have, or not have.
pub(super) fn variety() -> Vec<Record> {
    let bare = |expiry| {
        let tokens = TokenSet::new(AccessToken::new("bare"), expiry);
        Record::new(tokens, instant(0), instant(7))
    };
    let mut full = record("héllo \u{1F511} \" \\ \n ' %00 \u{7f}");
    full.tokens = full
        .tokens
        .with_scope("openid profile")
        .with_attribute("firm", "Café & Fils \u{202e}")
        .with_attribute("empty", "");
    full.age = Duration::from_millis(123_457);
    full.intent = Some(Intent {
        by: TransactionId::random(),
        at: instant(5),
    });
    let mut ancient = bare(Expiry::Never);
    ancient.issued_at = OffsetDateTime::UNIX_EPOCH;
    let mut large = record(&"x".repeat(100_000));
    large.tokens = (large.tokens).with_attribute("large", "\u{e9}".repeat(10_000));
    vec![full, bare(Expiry::Unknown), ancient, record(""), large]
}

/// Whether `stored` is `record` to the last byte.
pub(super) fn same(stored: &Stored, record: &Record) -> Result<bool, Fault> {
    let bytes = |record: &Record| {
        let bytes = record.expose_to_bytes();
        bytes.map_err(|error| Fault(format!("a record has no bytes: {error}")))
    };
    Ok(*bytes(&stored.record)? == *bytes(record)?)
}

/// The access token, to tell records apart in what was seen.
pub(super) fn mark(stored: Option<&Stored>) -> String {
    match stored {
        Some(stored) => {
            let token = stored.record.tokens.access_token().expose_secret();
            token
                .chars()
                .take(40)
                .flat_map(char::escape_debug)
                .collect()
        }
        None => "no record".to_owned(),
    }
}
