//! What is written under a lease is written while it stands, or not at all.

use super::{
    Fault, Ground, Needs, Rule, ensure,
    handle::{Handle, LONG, SHORT, told},
    sample,
};
use crate::{
    ConnectionId,
    store::{Lease, Replaced, TransactionId, Version},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "commit_writes",
        text: "a commit under a lease that stands writes, and leaves the lease as it is",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_writes(ground)),
    },
    Rule {
        name: "commit_compares",
        text: "a commit that names another version than the one that stands there changes nothing and shows it",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_compares(ground)),
    },
    Rule {
        name: "commit_after_another",
        text: "nothing is committed under a lease whose term is over once another has it",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_after_another(ground)),
    },
    Rule {
        name: "commit_after_release",
        text: "nothing is committed under a lease that was given back",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_after_release(ground)),
    },
    Rule {
        name: "commit_by_stale_fence",
        text: "nothing is committed under the fence of an earlier lease, though its owner holds the present one",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_by_stale_fence(ground)),
    },
    Rule {
        name: "commit_by_another",
        text: "nothing is committed in the name of somebody who does not hold the lease, whatever the fence",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_by_another(ground)),
    },
    Rule {
        name: "commit_elsewhere",
        text: "nothing is committed under the lease of another connection",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_elsewhere(ground)),
    },
    Rule {
        name: "replace_ignores_leases",
        text: "a sign-in and a removal need no lease, and end none",
        needs: Needs::Leases,
        run: |ground| Box::pin(replace_ignores_leases(ground)),
    },
];

/// A connection with a record.
async fn begun(handle: &Handle, ground: &Ground<'_>) -> Result<(ConnectionId, Version), Fault> {
    let at = ground.connection();
    let version = handle.put(&at, None, &sample::record("first")).await?;
    Ok((at, version))
}

/// Commits what must not be written.
async fn refused(
    handle: &Handle,
    at: &ConnectionId,
    lease: &Lease,
    version: Version,
) -> Result<(), Fault> {
    let record = sample::record("late");
    let came = handle.commit(at, lease, Some(version), &record).await?;
    let read = sample::mark(handle.load(at).await?.as_ref());
    ensure!(
        matches!(came, Replaced::LeaseLost) && read == "access-first",
        "the commit came to {}, {read} stands there",
        told(&came)
    );
    Ok(())
}

async fn commit_writes(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let by = TransactionId::random();
    let lease = handle.take(&at, by, LONG).await?;
    let mut known = None;
    for round in 0..3 {
        let record = sample::record(&round.to_string());
        match handle.commit(&at, &lease, known, &record).await? {
            Replaced::Done(version) if version > known => known = version,
            came => ensure!(false, "a commit over {known:?} came to {}", told(&came)),
        }
        let stored = other.stored(&at).await?;
        ensure!(
            sample::same(&stored, &record)? && Some(stored.version) == known,
            "{} was committed as {known:?}, {} is read as {:?}",
            round,
            sample::mark(Some(&stored)),
            stored.version
        );
        ensure!(other.is_held(&at).await?, "a commit ended its lease");
    }
    Ok(())
}

async fn commit_compares(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, old) = begun(&handle, ground).await?;
    let lease = handle.take(&at, TransactionId::random(), LONG).await?;
    let now = handle.put(&at, Some(old), &sample::record("now")).await?;
    for expected in [None, Some(old), Some(Version(now.0 + 1))] {
        let record = sample::record("late");
        let came = handle.commit(&at, &lease, expected, &record).await?;
        let read = sample::mark(handle.load(&at).await?.as_ref());
        let shown = match &came {
            Replaced::Conflict(stored) => sample::mark(stored.as_ref()),
            other => told(other),
        };
        ensure!(
            shown == "access-now" && read == "access-now",
            "a commit over {expected:?} showed {shown} and left {read}, {now:?} stood there"
        );
    }
    Ok(())
}

async fn commit_after_another(ground: &Ground<'_>) -> Result<(), Fault> {
    let (slow, next) = (ground.open().await?, ground.open().await?);
    let (at, version) = begun(&slow, ground).await?;
    let over = slow.take(&at, TransactionId::random(), SHORT).await?;
    let lease = next
        .take_in_time(&at, TransactionId::random(), LONG)
        .await?;
    refused(&slow, &at, &over, version).await?;
    // The successor is not hindered.
    let record = sample::record("next");
    match next.commit(&at, &lease, Some(version), &record).await? {
        Replaced::Done(Some(_)) => Ok(()),
        came => Err(Fault(format!(
            "the successor's own commit came to {}",
            told(&came)
        ))),
    }
}

async fn commit_after_release(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, version) = begun(&handle, ground).await?;
    let lease = handle.take(&at, TransactionId::random(), LONG).await?;
    handle.release(&at, &lease).await?;
    refused(&handle, &at, &lease, version).await
}

async fn commit_by_stale_fence(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, version) = begun(&handle, ground).await?;
    let by = TransactionId::random();
    let stale = handle.take(&at, by, LONG).await?;
    handle.release(&at, &stale).await?;
    handle.take(&at, by, LONG).await?;
    refused(&handle, &at, &stale, version).await
}

async fn commit_by_another(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, version) = begun(&handle, ground).await?;
    let lease = handle.take(&at, TransactionId::random(), LONG).await?;
    let by = TransactionId::random();
    refused(&handle, &at, &Lease { by, ..lease }, version).await
}

async fn commit_elsewhere(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let at = ground.connection();
    let lease = handle.take(&at, TransactionId::random(), LONG).await?;
    let (free, version) = begun(&handle, ground).await?;
    refused(&handle, &free, &lease, version).await?;
    let (held, version) = begun(&handle, ground).await?;
    handle.take(&held, TransactionId::random(), LONG).await?;
    refused(&handle, &held, &lease, version).await
}

async fn replace_ignores_leases(ground: &Ground<'_>) -> Result<(), Fault> {
    let (holder, other) = (ground.open().await?, ground.open().await?);
    let (at, version) = begun(&holder, ground).await?;
    holder.take(&at, TransactionId::random(), LONG).await?;
    let written = other
        .put(&at, Some(version), &sample::record("signed-in"))
        .await?;
    ensure!(other.is_held(&at).await?, "a write ended a lease");
    other.remove(&at, written).await?;
    ensure!(other.is_held(&at).await?, "a removal ended a lease");
    Ok(())
}
