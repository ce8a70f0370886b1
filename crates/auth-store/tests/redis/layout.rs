//! What stands on the server.

use std::time::Duration;

use auth_core::{
    ConnectionId, TokenStore,
    store::{Leased, Replaced, TransactionId},
};
use auth_store::{
    RedisStore,
    testing::{self, Redis},
};

use crate::{
    ask,
    common::{TERM, granted, id, record},
    create, keys, open,
};

const WEEK: u64 = 7 * 24 * 3600;

#[tokio::test]
async fn a_newer_schema_is_refused_and_stays() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    create(&store, &id()).await;
    let _: String = ask(&server.url(), "SET auth:schema 2").await;
    let error = RedisStore::open(server.url(), keys()).await.unwrap_err();
    assert!(error.to_string().contains("schema"), "{error}");
    let mark: String = ask(&server.url(), "GET auth:schema").await;
    assert_eq!(mark, "2");
}

#[tokio::test]
async fn a_key_of_somebody_else_is_told_and_stays() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let _: String = ask(&server.url(), "SET auth:record:sinao/customer-42 theirs").await;
    for result in [
        store.load(&id()).await.map(drop),
        store
            .replace(&id(), None, Some(&record("ours")))
            .await
            .map(drop),
        store
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .map(drop),
    ] {
        let error = result.unwrap_err();
        assert!(
            error.to_string().contains("no record of this store"),
            "{error}"
        );
    }
    assert_eq!(store.connections().await.unwrap(), []);
    let theirs: String = ask(&server.url(), "GET auth:record:sinao/customer-42").await;
    assert_eq!(theirs, "theirs");
}

#[tokio::test]
async fn what_is_left_of_a_removed_record_expires_and_a_record_never_does() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let ttl = async || ask::<i64>(&server.url(), "TTL auth:record:sinao/customer-42").await;
    let lease = granted(&store, 1, TERM).await;
    assert!(ttl().await > 0, "a lease without a record");
    let version = create(&store, &id()).await;
    assert_eq!(ttl().await, -1, "a record");
    store.replace(&id(), Some(version), None).await.unwrap();
    let left = ttl().await;
    assert!(
        (1..=i64::try_from(WEEK).unwrap()).contains(&left),
        "a tombstone: {left}"
    );
    store.release(&id(), &lease).await.unwrap();
    create(&store, &id()).await;
    assert_eq!(ttl().await, -1, "a record again");
}

#[tokio::test]
async fn versions_and_fences_grow_over_a_server_that_forgot_them() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let connection = id();
    let lease = granted(&store, 1, TERM).await;
    let version = create(&store, &connection).await;
    let _: String = ask(&server.url(), "FLUSHALL").await;
    let next = granted(&store, 2, TERM).await;
    assert!(next.fence > lease.fence);
    let again = create(&store, &connection).await;
    assert!(again > version);
    let late = store
        .commit(&connection, &lease, Some(version), &record("late"))
        .await;
    assert!(matches!(late, Ok(Replaced::LeaseLost)), "{late:?}");
}

#[tokio::test]
async fn a_clock_that_was_set_back_prolongs_no_lease() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let connection = id();
    let term = Duration::from_millis(300);
    granted(&store, 1, term).await;
    // As it stands there when the server's clock has gone back by a century.
    let _: i64 = ask(
        &server.url(),
        "HSET auth:record:sinao/customer-42 ends 5000000000000000",
    )
    .await;
    let mut looks = 0;
    super::until(async || {
        looks += 1;
        match store
            .lease(&connection, TransactionId::random(), TERM)
            .await
        {
            Ok(Leased::Held { left, .. }) => {
                assert!(left <= term, "{left:?}");
                false
            }
            Ok(Leased::Granted { .. }) => true,
            other => panic!("{other:?}"),
        }
    })
    .await;
    assert!(looks > 1, "it was still held at first");
}

#[tokio::test]
async fn connections_are_those_with_a_record_under_the_prefix() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let odd = RedisStore::open_under("a*[b]?\\:", server.url(), keys())
        .await
        .unwrap();
    let other = RedisStore::open_under("a*[b]?\\:x", server.url(), keys())
        .await
        .unwrap();
    let store = open(server.url()).await;
    let mut names = Vec::new();
    for n in 0..2500 {
        let name = ConnectionId::new(format!("customer/{n}"));
        create(&store, &name).await;
        names.push(name);
    }
    names.sort();
    let gone = ConnectionId::new("gone");
    let version = create(&store, &gone).await;
    store.replace(&gone, Some(version), None).await.unwrap();
    let leased = ConnectionId::new("leased");
    let by = TransactionId::random();
    store.lease(&leased, by, TERM).await.unwrap();
    let strange = ConnectionId::new("é *?[]\\ \n{}");
    create(&odd, &strange).await;
    create(&other, &id()).await;
    assert_eq!(store.connections().await.unwrap(), names);
    assert_eq!(odd.connections().await.unwrap(), [strange]);
    assert_eq!(other.connections().await.unwrap(), [id()]);
}
