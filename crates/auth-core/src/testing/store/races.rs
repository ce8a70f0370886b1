//! What holds when several do it at one time.

use tokio::task::JoinSet;

use super::{
    Fault, Ground, Needs, Rule, ensure,
    handle::{Handle, LONG, SHORT, told, unexpected},
    sample,
};
use crate::{
    ConnectionId,
    store::{Leased, Replaced, TransactionId, Version},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "commit_has_one_winner",
        text: "of commits and other writes that name the same version one wins",
        needs: Needs::Leases,
        run: |ground| Box::pin(commit_has_one_winner(ground)),
    },
    Rule {
        name: "takeover_stops_commits",
        text: "from the moment of a grant on nothing is committed under the lease before it: whoever is granted a lease has \
               seen the last of his predecessor",
        needs: Needs::Leases,
        run: |ground| Box::pin(takeover_stops_commits(ground)),
    },
    Rule {
        name: "leases_under_load",
        text: "whoever holds the lease is alone: what he reads and commits under it meets no conflict",
        needs: Needs::Leases,
        run: |ground| Box::pin(leases_under_load(ground)),
    },
];

const HANDLES: usize = 4;

async fn commit_has_one_winner(ground: &Ground<'_>) -> Result<(), Fault> {
    let handles = ground.open_many(HANDLES).await?;
    let at = ground.connection();
    let lease = handles[0].take(&at, TransactionId::random(), LONG).await?;
    let mut known = None;
    for _ in 0..12 {
        let mut writers = JoinSet::new();
        for number in 0..16 {
            let (handle, at) = (handles[number % HANDLES].clone(), at.clone());
            writers.spawn(async move {
                let record = sample::record(&number.to_string());
                if number % 4 == 0 {
                    handle.replace(&at, known, Some(&record)).await
                } else {
                    handle.commit(&at, &lease, known, &record).await
                }
            });
        }
        let mut won = Vec::new();
        while let Some(ended) = writers.join_next().await {
            match ended.map_err(|_| Fault("a panic".to_owned()))?? {
                Replaced::Done(version) => won.push(version),
                Replaced::Conflict(_) => {}
                Replaced::LeaseLost => ensure!(false, "a lease that stands was lost"),
            }
        }
        ensure!(won.len() == 1, "{} of 16 won", won.len());
        known = won[0];
    }
    Ok(())
}

/// Takes the lease as soon as it is free; what stands there at that moment.
async fn take_over(handle: &Handle, at: &ConnectionId) -> Result<Option<Version>, Fault> {
    let start = tokio::time::Instant::now();
    while start.elapsed() < handle.patience() {
        if let Leased::Granted { stored, .. } =
            handle.lease(at, TransactionId::random(), LONG).await?
        {
            return Ok(stored.map(|stored| stored.version));
        }
        tokio::task::yield_now().await;
    }
    let seen = "a lease whose term was over was not granted to another";
    Err(Fault(seen.to_owned()))
}

async fn takeover_stops_commits(ground: &Ground<'_>) -> Result<(), Fault> {
    let (slow, next) = (ground.open().await?, ground.open().await?);
    for _ in 0..8 {
        let at = ground.connection();
        let first = slow.put(&at, None, &sample::record("0")).await?;
        let lease = slow.take(&at, TransactionId::random(), SHORT).await?;
        let (next, wanted) = (next.clone(), at.clone());
        let successor = tokio::spawn(async move { take_over(&next, &wanted).await });
        let mut last = first;
        // Commits follow each other until the lease is over, so that one is under way at that moment.
        let record = sample::record("1");
        loop {
            let over = successor.is_finished();
            match slow.commit(&at, &lease, Some(last), &record).await? {
                Replaced::Done(_) if over => {
                    let seen = "a commit under a lease that another had already";
                    return Err(Fault(seen.to_owned()));
                }
                Replaced::Done(Some(version)) => last = version,
                Replaced::LeaseLost => break,
                other => return Err(unexpected("a commit of the only writer", &other)),
            }
            tokio::task::yield_now().await;
        }
        let seen = successor.await.map_err(|_| Fault("a panic".to_owned()))??;
        ensure!(
            seen == Some(last),
            "{last:?} was committed after the grant that showed {seen:?}"
        );
    }
    Ok(())
}

async fn leases_under_load(ground: &Ground<'_>) -> Result<(), Fault> {
    let handles = ground.open_many(HANDLES).await?;
    let at = ground.connection();
    let mut workers = JoinSet::new();
    for number in 0..2 * HANDLES {
        let (handle, at) = (handles[number % HANDLES].clone(), at.clone());
        workers.spawn(async move {
            for _ in 0..4 {
                let lease = handle
                    .take_in_time(&at, TransactionId::random(), LONG)
                    .await?;
                let known = handle.version(&at).await?;
                let record = sample::record(&number.to_string());
                let came = handle.commit(&at, &lease, known, &record).await?;
                ensure!(
                    matches!(came, Replaced::Done(_)),
                    "the holder's commit came to {}",
                    told(&came)
                );
                handle.release(&at, &lease).await?;
            }
            Ok(())
        });
    }
    while let Some(ended) = workers.join_next().await {
        ended.map_err(|_| Fault("a panic".to_owned()))??;
    }
    Ok(())
}
