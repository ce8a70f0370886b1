//! Whoever waits is told.

use std::time::{Duration, Instant};

use auth_core::{
    TokenStore,
    store::{Lease, Replaced, Version},
};
use auth_store::{
    RedisStore,
    testing::{self, Proxy, Redis},
};

use crate::{
    ask,
    common::{TERM, granted, id, record},
    create, open, until,
};

/// Before the store would look again without having been told.
const TOLD: Duration = Duration::from_millis(900);
/// Who waits as long has been forgotten.
const PATIENCE: Duration = Duration::from_secs(30);

struct Fleet {
    ours: RedisStore,
    theirs: RedisStore,
    lease: Lease,
    proxy: Proxy,
    server: Redis,
}

/// One process that waits, behind a proxy, and one that holds the lease.
async fn fleet() -> Option<(Fleet, Version)> {
    let server = testing::found(Redis::start())?;
    let proxy = Proxy::before(server.address()).unwrap();
    let ours = open(format!("redis://{}", proxy.address())).await;
    let theirs = open(server.url()).await;
    let version = create(&theirs, &id()).await;
    let lease = granted(&theirs, 1, TERM).await;
    let fleet = Fleet {
        ours,
        theirs,
        lease,
        proxy,
        server,
    };
    Some((fleet, version))
}

impl Fleet {
    async fn save(&self, version: Version) -> Version {
        let saved = self
            .theirs
            .commit(&id(), &self.lease, Some(version), &record("next"))
            .await;
        match saved {
            Ok(Replaced::Done(Some(version))) => version,
            other => panic!("{other:?}"),
        }
    }

    /// How long after `change` the process that waits knows of it; it waits already when the change begins.
    async fn told<T>(&self, known: Version, change: impl Future<Output = T>) -> (Duration, T) {
        let asked = self.proxy.round_trips();
        let waiting = async {
            let connection = id();
            let changed = self.ours.changed(&connection, Some(known));
            tokio::time::timeout(PATIENCE, changed)
                .await
                .unwrap()
                .unwrap();
            Instant::now()
        };
        let changing = async {
            until(async || self.proxy.round_trips() > asked).await;
            let changed = change.await;
            (Instant::now(), changed)
        };
        let (told, (at, changed)) = tokio::join!(waiting, changing);
        (told.saturating_duration_since(at), changed)
    }
}

#[tokio::test]
async fn a_waiter_is_told_of_a_save_and_of_a_release() {
    let Some((fleet, mut version)) = fleet().await else {
        return;
    };
    let mut fastest = PATIENCE;
    for _ in 0..5 {
        let (took, saved) = fleet.told(version, fleet.save(version)).await;
        fastest = fastest.min(took);
        version = saved;
    }
    assert!(fastest < TOLD, "nobody told of a save: {fastest:?}");
    let connection = id();
    let release = fleet.theirs.release(&connection, &fleet.lease);
    let (took, released) = fleet.told(version, release).await;
    released.unwrap();
    assert!(took < TOLD, "nobody told of a release: {took:?}");
}

#[tokio::test]
async fn a_waiter_whose_connection_is_cut_is_told_over_the_next_one() {
    let Some((fleet, mut version)) = fleet().await else {
        return;
    };
    let (mut meanwhile, mut afterwards) = (PATIENCE, PATIENCE);
    for _ in 0..5 {
        let (took, saved) = fleet
            .told(version, async {
                fleet.proxy.cut();
                fleet.save(version).await
            })
            .await;
        meanwhile = meanwhile.min(took);
        let (took, saved) = fleet.told(saved, fleet.save(saved)).await;
        afterwards = afterwards.min(took);
        version = saved;
    }
    assert!(meanwhile < TOLD, "a cut was not noticed: {meanwhile:?}");
    assert!(afterwards < TOLD, "never subscribed again: {afterwards:?}");
}

#[tokio::test]
async fn a_change_that_nobody_tells_of_is_found_by_looking() {
    let Some((fleet, version)) = fleet().await else {
        return;
    };
    let (_, set) = fleet
        .told(version, async {
            let key = "auth:record:sinao/customer-42";
            ask::<i64>(&fleet.server.url(), &format!("HSET {key} version 1")).await
        })
        .await;
    assert_eq!(set, 0, "it was there before");
}

#[tokio::test]
async fn a_lease_that_runs_out_ends_the_wait() {
    let Some((fleet, version)) = fleet().await else {
        return;
    };
    let connection = id();
    fleet
        .theirs
        .release(&connection, &fleet.lease)
        .await
        .unwrap();
    granted(&fleet.theirs, 2, Duration::from_millis(200)).await;
    let changed = fleet.ours.changed(&connection, Some(version));
    tokio::time::timeout(PATIENCE, changed)
        .await
        .unwrap()
        .unwrap();
}
