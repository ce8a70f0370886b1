//! Servers that are gone, silent or started anew, and records that are kept locked.

use std::time::{Duration, Instant};

use auth_core::{ErrorKind, TokenStore, store::Version};
use auth_store::PostgresStore;

use crate::{
    RING,
    common::{TERM, done, granted, id, record, token},
    open, proxied, server, sql,
};

#[tokio::test]
async fn it_connects_again_when_connections_are_cut_and_who_waits_misses_nothing() {
    let Some((postgres, proxy, store)) = proxied().await else {
        return;
    };
    let direct = open(&postgres.url()).await;
    let lease = granted(&direct, 1, TERM).await;
    let mut known = None;
    for round in 0..5 {
        let (waiter, seen) = (store.clone(), known);
        let waiting = tokio::spawn(async move { waiter.changed(&id(), seen).await });
        tokio::task::yield_now().await;
        proxy.cut();
        let saved = direct
            .commit(&id(), &lease, known, &record(&round.to_string()))
            .await;
        known = done(saved);
        waiting.await.unwrap().unwrap();
        assert_eq!(token(&store).await, round.to_string());
    }
}

#[tokio::test]
async fn a_connection_cut_while_it_is_made_is_made_again() {
    let Some((_postgres, proxy, store)) = proxied().await else {
        return;
    };
    let before = proxy.round_trips();
    proxy.hold(true);
    let asking = tokio::spawn(async move { store.load(&id()).await });
    while proxy.round_trips() == before {
        tokio::task::yield_now().await;
    }
    proxy.cut();
    proxy.hold(false);
    assert!(asking.await.unwrap().unwrap().is_none());
}

#[tokio::test]
async fn what_was_saved_is_there_after_the_server_was_restarted() {
    let Some(mut postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    let lease = granted(&store, 1, TERM).await;
    let first = done(store.commit(&id(), &lease, None, &record("1")).await);
    postgres.kill();
    let begun = Instant::now();
    let error = store.load(&id()).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store, "{error}");
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "an exchange waits for this"
    );
    let refused = PostgresStore::open(postgres.url(), RING.clone())
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("cannot be reached"),
        "{refused}"
    );
    postgres.restart().unwrap();
    assert_eq!(token(&store).await, "1");
    done(store.commit(&id(), &lease, first, &record("2")).await);
    assert_eq!(token(&store).await, "2");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_and_taken_up_again() {
    let Some((_postgres, proxy, store)) = proxied().await else {
        return;
    };
    store
        .replace(&id(), None, Some(&record("1")))
        .await
        .unwrap();
    proxy.hold(true);
    let error = store.load(&id()).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    proxy.hold(false);
    assert_eq!(token(&store).await, "1");
}

#[tokio::test]
async fn a_record_that_another_session_keeps_locked_is_an_error_and_no_dead_end() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    let first = done(store.replace(&id(), None, Some(&record("1"))).await);
    let mut client = sql(&postgres).await;
    let locking = client.transaction().await.unwrap();
    locking
        .execute("SELECT FROM auth_store_slots FOR UPDATE", &[])
        .await
        .unwrap();
    let error = store.replace(&id(), first, None).await.unwrap_err();
    assert!(
        error.to_string().contains("keeps a record locked"),
        "{error}"
    );
    assert_eq!(token(&store).await, "1");
    locking.rollback().await.unwrap();
    done(store.replace(&id(), first, Some(&record("2"))).await);
}

#[tokio::test]
async fn a_runtime_that_ends_takes_no_store_along() {
    let Some(postgres) = server() else { return };
    let url = postgres.url();
    let (store, lease) = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = open(&url).await;
            let lease = granted(&store, 1, TERM).await;
            let known = Some(Version(99));
            store.changed(&id(), known).await.unwrap();
            (store, lease)
        })
    })
    .await
    .unwrap();
    let version = done(store.commit(&id(), &lease, None, &record("1")).await);
    let waiting = {
        let store = store.clone();
        tokio::spawn(async move { store.changed(&id(), version).await.unwrap() })
    };
    tokio::task::yield_now().await;
    done(store.commit(&id(), &lease, version, &record("2")).await);
    waiting.await.unwrap();
}
