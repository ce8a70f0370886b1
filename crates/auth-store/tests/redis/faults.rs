//! Servers that are gone, silent, started anew, or that answer too late.

use std::time::Duration;

use auth_core::{
    ErrorKind, TokenStore,
    store::{Leased, Replaced, TransactionId},
};
use auth_store::{
    RedisStore,
    testing::{self, Proxy, Redis},
};

use crate::{
    common::{TERM, granted, id, record},
    create, keys, open, until,
};

#[tokio::test]
async fn a_connection_that_was_cut_costs_no_caller_an_error() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let proxy = Proxy::before(server.address()).unwrap();
    let store = open(format!("redis://{}", proxy.address())).await;
    let version = create(&store, &id()).await;
    for _ in 0..20 {
        proxy.cut();
        let stored = store.load(&id()).await.unwrap().unwrap();
        assert_eq!(stored.version, version);
    }
}

#[tokio::test]
async fn a_connection_cut_while_it_is_made_is_made_again() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let proxy = Proxy::before(server.address()).unwrap();
    let store = open(format!("redis://{}", proxy.address())).await;
    proxy.hold(true);
    proxy.cut();
    let before = proxy.round_trips();
    let asking = tokio::spawn(async move { store.load(&id()).await });
    while proxy.round_trips() == before {
        tokio::task::yield_now().await;
    }
    proxy.cut();
    proxy.hold(false);
    assert!(asking.await.unwrap().unwrap().is_none());
}

#[tokio::test]
async fn a_save_whose_answer_was_cut_off_is_done_once() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let proxy = Proxy::before(server.address()).unwrap();
    let (ours, theirs) = (
        open(format!("redis://{}", proxy.address())).await,
        open(server.url()).await,
    );
    let connection = id();
    let version = create(&ours, &connection).await;
    let lease = granted(&ours, 1, TERM).await;
    let next = record("next");
    // Loads the script: the save is to be one request.
    ours.commit(&connection, &lease, None, &next).await.unwrap();
    proxy.delay(Duration::from_secs(1));
    let saving = ours.commit(&connection, &lease, Some(version), &next);
    let cutting = async {
        until(async || {
            let stored = theirs.load(&connection).await.unwrap().unwrap();
            stored.version > version
        })
        .await;
        proxy.delay(Duration::ZERO);
        proxy.cut();
    };
    let (saved, ()) = tokio::join!(saving, cutting);
    let Ok(Replaced::Done(saved)) = saved else {
        panic!("{saved:?}");
    };
    let stored = theirs.load(&connection).await.unwrap().unwrap();
    assert_eq!((Some(stored.version), stored.record.id), (saved, next.id));
}

#[tokio::test]
async fn a_server_that_was_killed_comes_back_with_what_it_had_acknowledged() {
    let Some(mut server) = testing::found(Redis::start_durable()) else {
        return;
    };
    let store = open(server.url()).await;
    let connection = id();
    let version = create(&store, &connection).await;
    let lease = granted(&store, 1, TERM).await;
    server.kill();
    let error = store.load(&connection).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    server.restart().unwrap();
    let stored = store.load(&connection).await.unwrap().unwrap();
    assert_eq!(stored.version, version, "the first call after the restart");
    match store
        .lease(&connection, TransactionId::random(), TERM)
        .await
    {
        Ok(Leased::Held { .. }) => {}
        other => panic!("the lease of {lease:?} is over: {other:?}"),
    }
}

#[tokio::test]
async fn a_silent_server_is_an_error_until_it_speaks_again() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let version = create(&store, &id()).await;
    server.pause().unwrap();
    for _ in 0..2 {
        let error = store.load(&id()).await.unwrap_err();
        assert!(
            error.to_string().contains("did not answer in time"),
            "{error}"
        );
    }
    server.resume().unwrap();
    let stored = store.load(&id()).await.unwrap().unwrap();
    assert_eq!(stored.version, version);
}

/// A network that swallows what it is given: the machine goes on believing in the connection.
#[tokio::test]
async fn a_connection_that_leads_nowhere_is_given_up_for_another() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let proxy = Proxy::before(server.address()).unwrap();
    let store = open(format!("redis://{}", proxy.address())).await;
    let version = create(&store, &id()).await;
    proxy.hold(true);
    store.load(&id()).await.unwrap_err();
    proxy.refuse(true);
    let error = store.load(&id()).await.unwrap_err();
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    proxy.refuse(false);
    proxy.hold(false);
    let stored = store.load(&id()).await.unwrap().unwrap();
    assert_eq!(stored.version, version);
}

#[tokio::test]
async fn those_who_wait_for_an_unreachable_server_share_its_failure() {
    let Some(mut server) = testing::found(Redis::start()) else {
        return;
    };
    let store = std::sync::Arc::new(open(server.url()).await);
    server.pause().unwrap();
    store.load(&id()).await.unwrap_err();
    let begun = std::time::Instant::now();
    let loads: Vec<_> = (0..50)
        .map(|_| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move { store.load(&id()).await.is_err() })
        })
        .collect();
    for load in loads {
        assert!(load.await.unwrap());
    }
    // One after the other they would take 50 seconds.
    assert!(begun.elapsed() < Duration::from_secs(20));
    server.kill();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_at_once() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let opened = RedisStore::open(format!("redis://:pw-canary@{address}"), keys()).await;
    let error = opened.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    assert!(!format!("{error:?} {error:#}").contains("pw-canary"));
}

#[tokio::test]
async fn a_record_stands_when_the_server_has_no_memory_or_is_a_replica() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let store = open(server.url()).await;
    let version = create(&store, &id()).await;
    for (command, undone, said) in [
        (
            "CONFIG SET maxmemory 1",
            "CONFIG SET maxmemory 0",
            "no memory left",
        ),
        (
            "REPLICAOF 127.0.0.1 1",
            "REPLICAOF NO ONE",
            "replica that takes no writes",
        ),
    ] {
        let _: String = crate::ask(&server.url(), command).await;
        let error = store
            .replace(&id(), Some(version), Some(&record("next")))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Store);
        assert!(error.to_string().contains(said), "{error}");
        let stored = store.load(&id()).await.unwrap().unwrap();
        assert_eq!(stored.version, version, "{command}");
        let _: String = crate::ask(&server.url(), undone).await;
    }
}
