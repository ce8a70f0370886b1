//! One of many renews, and the others know.

use tokio::task::JoinSet;

use super::{
    Fault, Ground, Needs, Rule, ensure,
    handle::{LONG, SHORT},
    sample,
};
use crate::store::{Lease, Leased, TransactionId};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "leases_are_exclusive",
        text: "of those who want a lease at one time it is granted to one",
        needs: Needs::Leases,
        run: |ground| Box::pin(leases_are_exclusive(ground)),
    },
    Rule {
        name: "leases_are_apart",
        text: "the lease of a connection leaves the others free",
        needs: Needs::Leases,
        run: |ground| Box::pin(leases_are_apart(ground)),
    },
    Rule {
        name: "owner_is_granted_again",
        text: "its owner is granted a lease again, with the same fence, whatever was written meanwhile",
        needs: Needs::Leases,
        run: |ground| Box::pin(owner_is_granted_again(ground)),
    },
    Rule {
        name: "fences_grow",
        text: "every grant has a fence greater than all before it: over releases, ends of terms and removals",
        needs: Needs::Leases,
        run: |ground| Box::pin(fences_grow(ground)),
    },
    Rule {
        name: "lease_reads",
        text: "a lease shows the record that stands there, to whom it is granted and to whom it is not",
        needs: Needs::Leases,
        run: |ground| Box::pin(lease_reads(ground)),
    },
    Rule {
        name: "released_is_free",
        text: "a lease that was given back is granted to the next at once",
        needs: Needs::Leases,
        run: |ground| Box::pin(released_is_free(ground)),
    },
    Rule {
        name: "release_spares_successor",
        text: "who gives back a lease that was over does not end that of his successor",
        needs: Needs::Leases,
        run: |ground| Box::pin(release_spares_successor(ground)),
    },
    Rule {
        name: "no_leases",
        text: "a store without leases says so, and shows the record that stands there",
        needs: Needs::NoLeases,
        run: |ground| Box::pin(no_leases(ground)),
    },
];

async fn leases_are_exclusive(ground: &Ground<'_>) -> Result<(), Fault> {
    let handles = ground.open_many(4).await?;
    for _ in 0..8 {
        let at = ground.connection();
        let mut takers = JoinSet::new();
        for number in 0..16 {
            let (handle, at) = (handles[number % 4].clone(), at.clone());
            takers.spawn(async move { handle.try_take(&at, TransactionId::random(), LONG).await });
        }
        let mut granted = 0;
        while let Some(ended) = takers.join_next().await {
            let lease = ended.map_err(|_| Fault("a panic".to_owned()))??;
            granted += usize::from(lease.is_some());
        }
        ensure!(granted == 1, "granted to {granted} of 16");
    }
    Ok(())
}

async fn leases_are_apart(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (one, other) = (ground.connection(), ground.connection());
    let by = TransactionId::random();
    let lease = handle.take(&one, by, LONG).await?;
    ensure!(
        !handle.is_held(&other).await?,
        "the lease of a connection holds another"
    );
    // Nor is it given back by a release of another.
    handle.take(&other, by, LONG).await?;
    handle.release(&other, &lease).await?;
    ensure!(
        handle.is_held(&one).await?,
        "a release frees other connections"
    );
    Ok(())
}

async fn owner_is_granted_again(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let by = TransactionId::random();
    let lease = handle.take(&at, by, LONG).await?;
    let version = other.put(&at, None, &sample::record("one")).await?;
    let again = handle.take(&at, by, LONG).await?;
    ensure!(again == lease, "{again:?} after {lease:?}, and a write");
    other.remove(&at, version).await?;
    let again = handle.take(&at, by, LONG).await?;
    ensure!(again == lease, "{again:?} after {lease:?}, and a removal");
    // It is known by its name, not by its handle.
    let again = other.take(&at, by, LONG).await?;
    ensure!(again == lease, "{again:?} after {lease:?}, of one owner");
    Ok(())
}

async fn fences_grow(ground: &Ground<'_>) -> Result<(), Fault> {
    let at = ground.connection();
    let mut known = None;
    let mut last: Option<Lease> = None;
    for round in 0..12 {
        let handle = ground.open().await?;
        let over = ["a release", "the end of a term", "a removal"][round % 3];
        let lease = handle
            .take_in_time(&at, TransactionId::random(), SHORT)
            .await?;
        if let Some(last) = last {
            ensure!(
                lease.fence > last.fence,
                "fence {} after fence {}, over {over}",
                lease.fence,
                last.fence
            );
        }
        last = Some(lease);
        match (round + 1) % 3 {
            0 => handle.release(&at, &lease).await?,
            1 => known = Some(handle.put(&at, known, &sample::record("f")).await?),
            _ => {
                if let Some(version) = known.take() {
                    handle.remove(&at, version).await?;
                }
                handle.release(&at, &lease).await?;
            }
        }
    }
    Ok(())
}

async fn lease_reads(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let by = TransactionId::random();
    let mut version = None;
    for round in 0..4 {
        let record = sample::record(&round.to_string());
        let granted = handle.lease(&at, by, LONG).await?;
        let held = other.lease(&at, TransactionId::random(), LONG).await?;
        let (Leased::Granted { stored, .. }, Leased::Held { stored: seen, .. }) = (granted, held)
        else {
            return Err(Fault("a lease that was free or held was not".to_owned()));
        };
        for stored in [stored, seen] {
            let (read, is) = (sample::mark(stored.as_ref()), round.to_string());
            let right = match version {
                Some(_) => read == format!("access-{}", round - 1),
                None => stored.is_none(),
            };
            ensure!(
                right && stored.map(|stored| stored.version) == version,
                "{read} is shown before write {is}, where {version:?} stands"
            );
        }
        version = Some(other.put(&at, version, &record).await?);
    }
    Ok(())
}

async fn released_is_free(ground: &Ground<'_>) -> Result<(), Fault> {
    let at = ground.connection();
    for _ in 0..4 {
        let handle = ground.open().await?;
        let lease = handle.take(&at, TransactionId::random(), LONG).await?;
        handle.release(&at, &lease).await?;
        // Once more changes nothing.
        handle.release(&at, &lease).await?;
    }
    Ok(())
}

async fn release_spares_successor(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    let (slow, next) = (TransactionId::random(), TransactionId::random());
    let over = handle.take(&at, slow, SHORT).await?;
    let lease = other.take_in_time(&at, next, LONG).await?;
    handle.release(&at, &over).await?;
    ensure!(
        handle.is_held(&at).await?,
        "the successor's lease was ended"
    );
    let same_fence = Lease { by: slow, ..lease };
    handle.release(&at, &same_fence).await?;
    ensure!(
        handle.is_held(&at).await?,
        "a lease was ended in the name of another owner"
    );
    // The same owner, but a lease before.
    other.release(&at, &lease).await?;
    let anew = other.take(&at, next, LONG).await?;
    handle.release(&at, &lease).await?;
    ensure!(
        handle.is_held(&at).await?,
        "{anew:?} was ended by the release of {lease:?}"
    );
    Ok(())
}

async fn no_leases(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let at = ground.connection();
    for mark in [None, Some("one")] {
        if let Some(mark) = mark {
            handle.put(&at, None, &sample::record(mark)).await?;
        }
        match handle.lease(&at, TransactionId::random(), LONG).await? {
            Leased::Unsupported { stored } => ensure!(
                stored.is_some() == mark.is_some(),
                "{} is shown",
                sample::mark(stored.as_ref())
            ),
            _ => ensure!(false, "it leases: check it with its leases"),
        }
    }
    Ok(())
}
