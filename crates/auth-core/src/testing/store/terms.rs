//! Terms run by the store's clock, and end by themselves.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    Fault, Ground, Needs, Rule, ensure,
    handle::{LONG, SHORT},
};
use crate::store::{Leased, TransactionId};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "terms_end",
        text: "a lease that is not renewed is granted to another once its term is over",
        needs: Needs::Leases,
        run: |ground| Box::pin(terms_end(ground)),
    },
    Rule {
        name: "terms_last",
        text: "a lease is granted to nobody else before its term is over",
        needs: Needs::Leases,
        run: |ground| Box::pin(terms_last(ground)),
    },
    Rule {
        name: "renewal_restarts_the_term",
        text: "a lease that its owner takes again lasts for the new term from then on, be it longer or shorter",
        needs: Needs::Leases,
        run: |ground| Box::pin(renewal_restarts_the_term(ground)),
    },
    Rule {
        name: "left_is_told",
        text: "who does not get a lease is told what is left of its term, which grows less",
        needs: Needs::Leases,
        run: |ground| Box::pin(left_is_told(ground)),
    },
];

/// So much may the clock of a store differ from ours over some 100 ms.
const SLACK: Duration = Duration::from_millis(25);

async fn terms_end(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    handle.take(&at, TransactionId::random(), SHORT).await?;
    other
        .take_in_time(&at, TransactionId::random(), SHORT)
        .await?;
    // Nor does it need the handle under which it was taken.
    drop(other);
    handle
        .take_in_time(&at, TransactionId::random(), SHORT)
        .await?;
    Ok(())
}

async fn terms_last(ground: &Ground<'_>) -> Result<(), Fault> {
    let other = ground.open().await?;
    for term in [100, 300].map(Duration::from_millis) {
        let at = ground.connection();
        let start = Instant::now();
        let handle = ground.open().await?;
        handle.take(&at, TransactionId::random(), term).await?;
        // A holder that is gone may come back, or have a request under way.
        drop(handle);
        other
            .take_in_time(&at, TransactionId::random(), LONG)
            .await?;
        let after = start.elapsed();
        ensure!(
            after + SLACK >= term,
            "granted to another after {after:?}, in a term of {term:?}"
        );
    }
    Ok(())
}

async fn renewal_restarts_the_term(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let by = TransactionId::random();
    handle.take(&at, by, SHORT).await?;
    handle.take(&at, by, LONG).await?;
    tokio::time::sleep(2 * SHORT).await; // why: the first term is certainly over
    ensure!(
        other.is_held(&at).await?,
        "a renewed lease ended with its first term"
    );
    handle.take(&at, by, SHORT).await?;
    let next = other.take_in_time(&at, TransactionId::random(), LONG);
    next.await.map_err(|_| {
        Fault(format!(
            "a term of {SHORT:?} after one of {LONG:?} did not end"
        ))
    })?;
    Ok(())
}

async fn left_is_told(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let by = TransactionId::random();
    let left = async || match other.lease(&at, TransactionId::random(), LONG).await? {
        Leased::Held { left, .. } => Ok(left),
        _ => Err(Fault("a lease that is held was granted".to_owned())),
    };
    for term in [60, 600].map(Duration::from_secs) {
        let start = Instant::now();
        handle.take(&at, by, term).await?;
        let first = left().await?;
        let least = term.saturating_sub(start.elapsed() + SLACK);
        ensure!(
            least <= first && first <= term + SLACK,
            "{first:?} are left of {term:?} at once"
        );
        tokio::time::sleep(2 * SLACK).await; // why: some of it has certainly gone by
        let second = left().await?;
        ensure!(
            second < first,
            "{second:?} are left after {first:?} and a while"
        );
    }
    Ok(())
}
