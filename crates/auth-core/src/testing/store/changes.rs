//! Who waits learns what was written, and when nobody works any more.

use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};

use super::{Fault, Ground, Needs, Rule, ensure, handle::LONG, sample};
use crate::store::{TransactionId, Version};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "changed_at_once",
        text: "a wait for what has changed already ends at once",
        needs: Needs::Nothing,
        run: |ground| Box::pin(changed_at_once(ground)),
    },
    Rule {
        name: "changed_wakes_on_writes",
        text: "a write and a removal end the waits of every handle",
        needs: Needs::Nothing,
        run: |ground| Box::pin(changed_wakes_on_writes(ground)),
    },
    Rule {
        name: "changed_wakes_on_release",
        text: "a lease that is given back ends the waits of every handle, and nobody waits for a lease that is free",
        needs: Needs::Leases,
        run: |ground| Box::pin(changed_wakes_on_release(ground)),
    },
    Rule {
        name: "changed_misses_nothing",
        text: "a wait that begins while something is written misses nothing",
        needs: Needs::Nothing,
        run: |ground| Box::pin(changed_misses_nothing(ground)),
    },
    Rule {
        name: "changed_waits",
        text: "as long as a lease is held and nothing is written, waits do not end at once over and over",
        needs: Needs::Leases,
        run: |ground| Box::pin(changed_waits(ground)),
    },
    Rule {
        name: "changed_survives_dropped_waits",
        text: "a wait that is given up takes nothing from the others",
        needs: Needs::Nothing,
        run: |ground| Box::pin(changed_survives_dropped_waits(ground)),
    },
];

/// So many waits begin around a write.
const RACES: u32 = 48;
/// A wait that begins this much before a write has begun.
const WHILE: Duration = Duration::from_millis(20);

/// A lease, where there are leases: without one, nobody is waited for.
async fn occupied(
    ground: &Ground<'_>,
    handle: &super::Handle,
    at: &crate::ConnectionId,
) -> Result<(), Fault> {
    if ground.has_leases() {
        handle.take(at, TransactionId::random(), LONG).await?;
    }
    Ok(())
}

async fn changed_at_once(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    occupied(ground, &handle, &at).await?;
    let first = handle.put(&at, None, &sample::record("one")).await?;
    let second = handle.put(&at, Some(first), &sample::record("two")).await?;
    for known in [None, Some(first), Some(Version(second.0 + 1))] {
        other.changed(&at, known).await?;
    }
    handle.remove(&at, second).await?;
    other.changed(&at, Some(second)).await
}

async fn changed_wakes_on_writes(ground: &Ground<'_>) -> Result<(), Fault> {
    let handles = ground.open_many(3).await?;
    let at = ground.connection();
    occupied(ground, &handles[0], &at).await?;
    let mut known = None;
    for removes in [false, false, true, false] {
        let mut waiters = JoinSet::new();
        for handle in &handles {
            let (handle, at) = (handle.clone(), at.clone());
            waiters.spawn(async move { handle.follow(&at, known).await });
        }
        tokio::time::sleep(WHILE).await; // why: they wait by now; if not, they have to find it nevertheless
        known = match known {
            Some(version) if removes => {
                handles[0].remove(&at, version).await?;
                None
            }
            _ => Some(handles[0].put(&at, known, &sample::record("w")).await?),
        };
        while let Some(ended) = waiters.join_next().await {
            let stored = ended.map_err(|_| Fault("a panic".to_owned()))??;
            let version = stored.map(|stored| stored.version);
            ensure!(
                version == known,
                "a waiter found {version:?}, {known:?} was written"
            );
        }
    }
    Ok(())
}

async fn changed_wakes_on_release(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    other.changed(&at, None).await?;
    let known = Some(handle.put(&at, None, &sample::record("one")).await?);
    other.changed(&at, known).await?;
    for _ in 0..4 {
        let lease = handle.take(&at, TransactionId::random(), LONG).await?;
        let mut waiters = JoinSet::new();
        for handle in [&handle, &other] {
            let (handle, at) = (handle.clone(), at.clone());
            waiters.spawn(async move { handle.changed(&at, known).await });
        }
        tokio::time::sleep(WHILE).await; // why: they wait by now; if not, they have to find it nevertheless
        handle.release(&at, &lease).await?;
        while let Some(ended) = waiters.join_next().await {
            ended.map_err(|_| Fault("a panic".to_owned()))??;
        }
    }
    Ok(())
}

async fn changed_misses_nothing(ground: &Ground<'_>) -> Result<(), Fault> {
    let (writer, waiter) = (ground.open().await?, ground.open().await?);
    // One race after the other: the write of another one may wake whoever has missed his own.
    for race in 0..RACES {
        let at = ground.connection();
        occupied(ground, &writer, &at).await?;
        let known = Some(writer.put(&at, None, &sample::record("one")).await?);
        let (late_wait, late_write) = if race % 4 == 3 { (race, 0) } else { (0, race) };
        let (waiter, waits_at) = (waiter.clone(), at.clone());
        let waits = tokio::spawn(async move {
            moments(late_wait).await;
            waiter.follow(&waits_at, known).await
        });
        moments(late_write).await;
        writer.put(&at, known, &sample::record("two")).await?;
        waits.await.map_err(|_| Fault("a panic".to_owned()))??;
    }
    Ok(())
}

/// Lets others go on for a while, which differs from number to number.
async fn moments(number: u32) {
    for _ in 0..number % 12 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(u64::from(number / 12))).await;
}

async fn changed_waits(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    occupied(ground, &handle, &at).await?;
    let known = Some(handle.put(&at, None, &sample::record("one")).await?);
    let start = Instant::now();
    for _ in 0..20 {
        // One that waits as long as this is as it should be.
        let wait = tokio::time::timeout(WHILE, other.changed(&at, known));
        if wait.await.is_err() {
            return Ok(());
        }
    }
    let took = start.elapsed();
    ensure!(
        took > WHILE,
        "20 waits ended within {took:?} though nothing changed"
    );
    Ok(())
}

async fn changed_survives_dropped_waits(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, other) = (ground.open().await?, ground.open().await?);
    let at = ground.connection();
    occupied(ground, &handle, &at).await?;
    let known = Some(handle.put(&at, None, &sample::record("one")).await?);
    let mut waiters = JoinSet::new();
    for number in 0..8 {
        let (handle, at) = (other.clone(), at.clone());
        waiters.spawn(async move {
            if number % 2 == 0 {
                let wait = handle.changed(&at, known);
                drop(tokio::time::timeout(WHILE / 8 * number, wait).await);
                return Ok(());
            }
            handle.follow(&at, known).await.map(|_| ())
        });
    }
    tokio::time::sleep(WHILE / 2).await; // why: some have given up by now, some do so later
    handle.put(&at, known, &sample::record("two")).await?;
    while let Some(ended) = waiters.join_next().await {
        ended.map_err(|_| Fault("a panic".to_owned()))??;
    }
    Ok(())
}
