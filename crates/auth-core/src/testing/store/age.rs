//! How old a record is, by a clock that all machines share.

use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

use super::{Fault, Ground, Needs, Rule, ensure, handle::LONG, sample};
use crate::store::{Leased, Replaced, Stored, TransactionId, Version};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "age_is_the_stores",
    text: "where a store tells a record's age, everywhere or nowhere, it counts from the last write and not from what the \
           record says",
    needs: Needs::Nothing,
    run: |ground| Box::pin(age_is_the_stores(ground)),
}];

/// So much may a store's clock round.
const SLACK: Duration = Duration::from_millis(25);

async fn age_is_the_stores(ground: &Ground<'_>) -> Result<(), Fault> {
    let (writer, reader) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let mut record = sample::record("old");
    record.age = Duration::from_secs(3600);
    let mut known = None;
    for issued_at in [
        OffsetDateTime::UNIX_EPOCH,
        OffsetDateTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000),
    ] {
        record.issued_at = issued_at;
        let start = Instant::now();
        known = Some(writer.put(&at, known, &record).await?);
        let written = Instant::now();
        for _ in 0..3 {
            let before = written.elapsed();
            let stored = reader.stored(&at).await?;
            let Some(age) = stored.age else {
                return nowhere(ground).await;
            };
            let after = start.elapsed();
            ensure!(
                before <= age + SLACK && age <= after + SLACK,
                "{age:?} for a record that was written {before:?} to {after:?} before"
            );
            tokio::time::sleep(2 * SLACK).await; // why: it has certainly grown older by now
        }
    }
    for (how, stored) in shown(ground).await? {
        ensure!(
            stored.age.is_some(),
            "a record shown by {how} has no age, one that is loaded has"
        );
    }
    Ok(())
}

async fn nowhere(ground: &Ground<'_>) -> Result<(), Fault> {
    for (how, stored) in shown(ground).await? {
        ensure!(
            stored.age.is_none(),
            "a record shown by {how} has an age, one that is loaded has none"
        );
    }
    Ok(())
}

/// One record, in each way in which a store shows it.
async fn shown(ground: &Ground<'_>) -> Result<Vec<(&'static str, Stored)>, Fault> {
    let handle = ground.open().await?;
    let at = ground.connection();
    let record = sample::record("shown");
    let version = handle.put(&at, None, &record).await?;
    let late = Some(Version(version.0 + 1));
    let mut all = vec![("`load`", handle.stored(&at).await?)];
    if let Replaced::Conflict(Some(stored)) = handle.replace(&at, late, Some(&record)).await? {
        all.push(("a conflict", stored));
    }
    for (how, by) in [("a grant", 1), ("a refusal", 2)] {
        let by = TransactionId::from_number(by);
        let (Leased::Granted { stored, .. }
        | Leased::Held { stored, .. }
        | Leased::Unsupported { stored }) = handle.lease(&at, by, LONG).await?;
        all.extend(stored.map(|stored| (how, stored)));
    }
    Ok(all)
}
