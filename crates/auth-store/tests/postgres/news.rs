//! Whoever waits is told.

use std::time::{Duration, Instant};

use auth_core::{ConnectionId, TokenStore};

use crate::{
    common::{TERM, done, granted, id, record},
    open, proxied, server,
};

#[tokio::test]
async fn who_waits_is_woken_by_a_save_and_not_by_looking_every_second() {
    let Some((postgres, proxy, reader)) = proxied().await else {
        return;
    };
    let writer = open(&postgres.url()).await;
    let lease = granted(&writer, 1, TERM).await;
    let mut known = None;
    let mut waits = Vec::new();
    for round in 0..10 {
        let (reader, seen, before) = (reader.clone(), known, proxy.round_trips());
        let waiting = tokio::spawn(async move {
            reader.changed(&id(), seen).await.unwrap();
            let read = reader.load(&id()).await.unwrap();
            (Instant::now(), read.map(|stored| stored.version))
        });
        while proxy.round_trips() == before {
            tokio::task::yield_now().await;
        }
        // why: the look has left, and nothing tells when it was answered; without it the test would not wait
        tokio::time::sleep(Duration::from_millis(30)).await;
        let saved = writer
            .commit(&id(), &lease, known, &record(&round.to_string()))
            .await;
        let at = Instant::now();
        let version = done(saved);
        let (woken, read) = waiting.await.unwrap();
        assert_eq!(read, version);
        waits.push(woken.saturating_duration_since(at));
        known = version;
    }
    waits.sort();
    // A look without being told comes a second after the one before.
    assert!(waits[5] < Duration::from_millis(500), "{waits:?}");
}

#[tokio::test]
async fn who_waits_is_woken_by_a_release_and_not_by_other_connections() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    let lease = granted(&store, 1, TERM).await;
    let mut waiting = {
        let store = store.clone();
        tokio::spawn(async move { store.changed(&id(), None).await.unwrap() })
    };
    let other = ConnectionId::new("sinao/customer-43");
    store
        .replace(&other, None, Some(&record("1")))
        .await
        .unwrap();
    let early = tokio::time::timeout(Duration::from_millis(100), &mut waiting).await;
    assert!(early.is_err(), "woken for nothing");
    store.release(&id(), &lease).await.unwrap();
    waiting.await.unwrap();
}
