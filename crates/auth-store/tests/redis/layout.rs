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

use crate::{TERM, ask, connection, create, granted, keys, open, record};

const WEEK: u64 = 7 * 24 * 3600;

#[tokio::test]
async fn a_newer_schema_is_refused_and_stays() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    create(&store, &connection()).await;
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
    let _: String = ask(&server.url(), "SET auth:record:test/1 theirs").await;
    for result in [
        store.load(&connection()).await.map(drop),
        store
            .replace(&connection(), None, Some(&record("ours")))
            .await
            .map(drop),
        store
            .lease(&connection(), TransactionId::random(), TERM)
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
    let theirs: String = ask(&server.url(), "GET auth:record:test/1").await;
    assert_eq!(theirs, "theirs");
}

#[tokio::test]
async fn what_is_left_of_a_removed_record_expires_and_a_record_never_does() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let ttl = async || ask::<i64>(&server.url(), "TTL auth:record:test/1").await;
    let lease = granted(&store, &connection(), TERM).await;
    assert!(ttl().await > 0, "a lease without a record");
    let version = create(&store, &connection()).await;
    assert_eq!(ttl().await, -1, "a record");
    store
        .replace(&connection(), Some(version), None)
        .await
        .unwrap();
    let left = ttl().await;
    assert!(
        (1..=i64::try_from(WEEK).unwrap()).contains(&left),
        "a tombstone: {left}"
    );
    store.release(&connection(), &lease).await.unwrap();
    create(&store, &connection()).await;
    assert_eq!(ttl().await, -1, "a record again");
}

#[tokio::test]
async fn versions_and_fences_grow_over_a_server_that_forgot_them() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let connection = connection();
    let lease = granted(&store, &connection, TERM).await;
    let version = create(&store, &connection).await;
    let _: String = ask(&server.url(), "FLUSHALL").await;
    let next = granted(&store, &connection, TERM).await;
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
    let connection = connection();
    let term = Duration::from_millis(300);
    granted(&store, &connection, term).await;
    // As it stands there when the server's clock has gone back by a century.
    let _: i64 = ask(
        &server.url(),
        "HSET auth:record:test/1 ends 5000000000000000",
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
    granted(&store, &ConnectionId::new("leased"), TERM).await;
    let strange = ConnectionId::new("é *?[]\\ \n{}");
    create(&odd, &strange).await;
    create(&other, &connection()).await;
    assert_eq!(store.connections().await.unwrap(), names);
    assert_eq!(odd.connections().await.unwrap(), [strange]);
    assert_eq!(other.connections().await.unwrap(), [connection()]);
}
