//! What is cut off in the midst is done or not done, and the store works on.

use std::{
    future::poll_fn,
    task::Poll::{Pending, Ready},
};

use tokio::time::Instant;

use super::{
    Fault, Ground, Needs, Rule, ensure,
    handle::{LONG, SHORT},
    sample,
};
use crate::{
    ConnectionId,
    store::{Replaced, TransactionId, Version},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "cut_off_write",
        text: "a write that is dropped at any of its awaits, with its handle, leaves the old record or the new one, whole, \
               to which others go on writing",
        needs: Needs::Nothing,
        run: |ground| Box::pin(cut_off_write(ground)),
    },
    Rule {
        name: "cut_off_commit",
        text: "so does a commit",
        needs: Needs::Leases,
        run: |ground| Box::pin(cut_off_commit(ground)),
    },
    Rule {
        name: "cut_off_removal",
        text: "a removal that is dropped at any of its awaits has removed the record or left it whole",
        needs: Needs::Nothing,
        run: |ground| Box::pin(cut_off_removal(ground)),
    },
    Rule {
        name: "cut_off_lease",
        text: "a lease whose taking or release is dropped at any of its awaits ends with its term at the latest",
        needs: Needs::Leases,
        run: |ground| Box::pin(cut_off_lease(ground)),
    },
];

/// More awaits than a store has.
const AWAITS: usize = 24;

/// Polls `operation` so many times and drops it, unless it ends before.
async fn cut<T>(operation: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut operation = Box::pin(operation);
    let mut left = polls;
    poll_fn(move |context| {
        if left == 0 {
            return Ready(None);
        }
        left -= 1;
        match operation.as_mut().poll(context) {
            Ready(done) => Ready(Some(done)),
            Pending if left == 0 => Ready(None),
            Pending => Pending,
        }
    })
    .await
}

/// What stands there after a crash is `old` at its version, or `new` at a greater one; then others write.
async fn works_on(
    ground: &Ground<'_>,
    at: &ConnectionId,
    old: Version,
    new: &str,
    polls: usize,
) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let start = Instant::now();
    let last = loop {
        let stored = handle.load(at).await?;
        let version = stored.as_ref().map(|stored| stored.version);
        let read = sample::mark(stored.as_ref());
        let whole = match version {
            Some(version) if version == old => read == "access-old",
            Some(version) => version > old && read == new,
            None => read == new,
        };
        ensure!(
            whole,
            "{read} as {version:?} where {old:?} stood, after {polls} polls"
        );
        // What was cut off may still be under way where the store works on without its caller.
        let record = sample::record("after");
        match handle.replace(at, version, Some(&record)).await? {
            Replaced::Done(Some(version)) => break version,
            _ => ensure!(
                start.elapsed() < ground.patience(),
                "nobody can write any more, after {polls} polls"
            ),
        }
    };
    ensure!(last > old, "{last:?} after {old:?}, after {polls} polls");
    let read = sample::mark(handle.load(at).await?.as_ref());
    ensure!(
        read == "access-after",
        "{read} in the place of what was written since, after {polls} polls"
    );
    Ok(())
}

async fn cut_off_write(ground: &Ground<'_>) -> Result<(), Fault> {
    let new = sample::record("new");
    for polls in 0..AWAITS {
        let (handle, at) = (ground.open().await?, ground.connection());
        let old = handle.put(&at, None, &sample::record("old")).await?;
        let ended = cut(handle.replace(&at, Some(old), Some(&new)), polls).await;
        drop(handle);
        works_on(ground, &at, old, "access-new", polls).await?;
        if ended.is_some() {
            break;
        }
    }
    Ok(())
}

async fn cut_off_commit(ground: &Ground<'_>) -> Result<(), Fault> {
    let new = sample::record("new");
    for polls in 0..AWAITS {
        let (handle, at) = (ground.open().await?, ground.connection());
        let old = handle.put(&at, None, &sample::record("old")).await?;
        let lease = handle.take(&at, TransactionId::random(), LONG).await?;
        let ended = cut(handle.commit(&at, &lease, Some(old), &new), polls).await;
        drop(handle);
        works_on(ground, &at, old, "access-new", polls).await?;
        if ended.is_some() {
            break;
        }
    }
    Ok(())
}

async fn cut_off_removal(ground: &Ground<'_>) -> Result<(), Fault> {
    for polls in 0..AWAITS {
        let (handle, at) = (ground.open().await?, ground.connection());
        let old = handle.put(&at, None, &sample::record("old")).await?;
        let ended = cut(handle.replace(&at, Some(old), None), polls).await;
        drop(handle);
        works_on(ground, &at, old, "no record", polls).await?;
        if ended.is_some() {
            break;
        }
    }
    Ok(())
}

async fn cut_off_lease(ground: &Ground<'_>) -> Result<(), Fault> {
    let other = ground.open().await?;
    let (by, next) = (TransactionId::random(), TransactionId::random());
    for polls in 0..AWAITS {
        let (handle, at) = (ground.open().await?, ground.connection());
        let first = handle.take(&at, by, SHORT).await?;
        let renewed = cut(handle.lease(&at, by, SHORT), polls).await;
        drop(handle);
        let after = other.take_in_time(&at, next, LONG).await?;
        ensure!(
            after.fence > first.fence,
            "fence {} after fence {}, after {polls} polls",
            after.fence,
            first.fence
        );
        let handle = ground.open().await?;
        let released = cut(handle.release(&at, &after), polls).await;
        drop(handle);
        // Whoever holds it, or held it, can give it back for good.
        other.release(&at, &after).await?;
        let last = other.take_in_time(&at, by, SHORT).await?;
        ensure!(
            last.fence > after.fence,
            "fence {} after fence {}, after {polls} polls",
            last.fence,
            after.fence
        );
        if renewed.is_some() && released.is_some() {
            break;
        }
    }
    Ok(())
}
