//! Compare-and-swap: nobody overwrites or removes what he has not read.

use tokio::task::JoinSet;

use super::{Fault, Ground, Needs, Rule, ensure, handle::told, sample};
use crate::store::{Replaced, Version};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "versions_grow",
        text: "every write gives a version greater than all before it, over removals and restarts too",
        needs: Needs::Nothing,
        run: |ground| Box::pin(versions_grow(ground)),
    },
    Rule {
        name: "conflict_is_shown",
        text: "a writer who names another version than the one that stands there is shown that one",
        needs: Needs::Nothing,
        run: |ground| Box::pin(conflict_is_shown(ground)),
    },
    Rule {
        name: "conflict_changes_nothing",
        text: "a write or a removal that names another version changes nothing",
        needs: Needs::Nothing,
        run: |ground| Box::pin(conflict_changes_nothing(ground)),
    },
    Rule {
        name: "one_winner",
        text: "of writers that name the same version one wins, the others are shown what he wrote",
        needs: Needs::Nothing,
        run: |ground| Box::pin(one_winner(ground)),
    },
    Rule {
        name: "removed_stays_removed",
        text: "what was removed does not come back by a late writer",
        needs: Needs::Nothing,
        run: |ground| Box::pin(removed_stays_removed(ground)),
    },
];

/// Writers at one time, of each handle, and how often they meet.
const WRITERS: usize = 4;
const HANDLES: usize = 4;
const ROUNDS: usize = 12;

async fn versions_grow(ground: &Ground<'_>) -> Result<(), Fault> {
    let at = ground.connection();
    let (mut greatest, mut known) = (Version(0), None);
    for round in 0..12 {
        let handle = ground.open().await?;
        let version = handle.put(&at, known, &sample::record("v")).await?;
        ensure!(
            version > greatest || (round == 0 && version == greatest),
            "{version:?} after {greatest:?}{}",
            if known.is_none() {
                ", over a removal"
            } else {
                ""
            }
        );
        let read = handle.stored(&at).await?.version;
        ensure!(read == version, "{version:?} was given, {read:?} is read");
        (greatest, known) = (version, Some(version));
        if round % 3 == 2 {
            handle.remove(&at, version).await?;
            known = None;
        }
    }
    Ok(())
}

/// A connection with two records behind it: wrong versions to name, and the one that stands there.
async fn with_past(
    ground: &Ground<'_>,
) -> Result<(crate::ConnectionId, Vec<Option<Version>>, Version), Fault> {
    let handle = ground.open().await?;
    let at = ground.connection();
    let removed = handle.put(&at, None, &sample::record("removed")).await?;
    handle.remove(&at, removed).await?;
    let old = handle.put(&at, None, &sample::record("old")).await?;
    let now = handle.put(&at, Some(old), &sample::record("now")).await?;
    let wrong = vec![None, Some(removed), Some(old), Some(Version(now.0 + 1))];
    Ok((at, wrong, now))
}

async fn conflict_is_shown(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, wrong, now) = with_past(ground).await?;
    let record = sample::record("late");
    for expected in wrong {
        for record in [Some(&record), None] {
            match handle.replace(&at, expected, record).await? {
                Replaced::Conflict(Some(stored)) => ensure!(
                    stored.version == now && sample::mark(Some(&stored)) == "access-now",
                    "{} of {:?} is shown where {now:?} stands",
                    sample::mark(Some(&stored)),
                    stored.version
                ),
                other => ensure!(
                    false,
                    "a write over {expected:?} came to {} where {now:?} stands",
                    told(&other)
                ),
            }
        }
    }
    let empty = ground.connection();
    let came = handle.replace(&empty, Some(now), Some(&record)).await?;
    ensure!(
        matches!(came, Replaced::Conflict(None)),
        "a write over {now:?} came to {} where nothing stands",
        told(&came)
    );
    Ok(())
}

async fn conflict_changes_nothing(ground: &Ground<'_>) -> Result<(), Fault> {
    let handle = ground.open().await?;
    let (at, wrong, now) = with_past(ground).await?;
    let record = sample::record("late");
    for expected in wrong {
        for (what, record) in [("write", Some(&record)), ("removal", None)] {
            handle.replace(&at, expected, record).await?;
            let stored = handle.load(&at).await?;
            let read = sample::mark(stored.as_ref());
            ensure!(
                read == "access-now" && stored.is_some_and(|stored| stored.version == now),
                "{read} after a {what} over {expected:?} where {now:?} stood"
            );
        }
    }
    Ok(())
}

async fn one_winner(ground: &Ground<'_>) -> Result<(), Fault> {
    let handles = ground.open_many(HANDLES).await?;
    let at = ground.connection();
    let mut known = None;
    for round in 0..ROUNDS {
        let mut writers = JoinSet::new();
        for number in 0..HANDLES * WRITERS {
            let (handle, at) = (handles[number % HANDLES].clone(), at.clone());
            writers.spawn(async move {
                let record = sample::record(&format!("{round}-{number}"));
                // Those who remove write over the same version as the others.
                let removes = known.is_some() && number % 5 == 4;
                let record = Some(&record).filter(|_| !removes);
                handle.replace(&at, known, record).await
            });
        }
        let (mut won, mut shown) = (Vec::new(), Vec::new());
        while let Some(ended) = writers.join_next().await {
            match ended.map_err(|_| Fault("a panic".to_owned()))?? {
                Replaced::Done(version) => won.push(version),
                Replaced::Conflict(stored) => shown.push(stored),
                Replaced::LeaseLost => ensure!(false, "`replace` came to a lost lease"),
            }
        }
        ensure!(
            won.len() == 1,
            "{} of {} won",
            won.len(),
            won.len() + shown.len()
        );
        let stored = handles[0].load(&at).await?;
        let version = stored.as_ref().map(|stored| stored.version);
        ensure!(
            version == won[0],
            "{:?} won, {version:?} stands there",
            won[0]
        );
        for other in shown {
            ensure!(
                sample::mark(other.as_ref()) == sample::mark(stored.as_ref()),
                "a loser was shown {}, {} had won",
                sample::mark(other.as_ref()),
                sample::mark(stored.as_ref())
            );
        }
        known = version;
    }
    Ok(())
}

async fn removed_stays_removed(ground: &Ground<'_>) -> Result<(), Fault> {
    let (handle, late) = (ground.open().await?, ground.open().await?);
    let (at, _, now) = with_past(ground).await?;
    let stood = late.stored(&at).await?;
    handle.remove(&at, now).await?;
    let came = late.replace(&at, Some(now), Some(&stood.record)).await?;
    let read = handle.load(&at).await?;
    ensure!(
        matches!(came, Replaced::Conflict(None)) && read.is_none(),
        "a late write came to {}, and {} stands there",
        told(&came),
        sample::mark(read.as_ref())
    );
    // Nor does it replace the sign-in that came after it.
    handle.put(&at, None, &sample::record("anew")).await?;
    let came = late.replace(&at, Some(now), Some(&stood.record)).await?;
    let read = sample::mark(handle.load(&at).await?.as_ref());
    ensure!(
        read == "access-anew",
        "a late write came to {} after a new sign-in, {read} stands there",
        told(&came)
    );
    Ok(())
}
