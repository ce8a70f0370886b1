//! A new key takes over under load: nobody is held up, nothing is lost, and the earlier key can be removed afterwards.
//!
//! A row at the end for each store.

#![cfg(all(
    unix,
    any(
        feature = "file",
        all(feature = "keyring", target_os = "linux"),
        feature = "postgres",
        feature = "redis",
        feature = "sqlite"
    )
))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[cfg(all(feature = "keyring", target_os = "linux"))]
#[path = "common/session.rs"]
mod session;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use auth_core::{
    ConnectionId, TokenStore,
    store::{Leased, Replaced, Stored, TransactionId},
};
use auth_store::{Key, KeyRing};
use common::{TERM, record, token_of};

/// That are renewed all the time; one more is not.
const CONNECTIONS: usize = 6;
/// Of each writer.
const RENEWALS: usize = 20;

fn old_key() -> Key {
    Key::new("old", [1; 32]).unwrap()
}

fn new_key() -> Key {
    Key::new("new", [2; 32]).unwrap()
}

/// The rings of a change without a gap: first all processes learn to open, then to seal, then to forget.
fn opens_both() -> KeyRing {
    KeyRing::new(old_key()).with_earlier(new_key()).unwrap()
}

fn seals_anew() -> KeyRing {
    KeyRing::new(new_key()).with_earlier(old_key()).unwrap()
}

fn connection(number: usize) -> ConnectionId {
    ConnectionId::new(format!("sinao/customer-{number}"))
}

fn renewals(stored: Option<&Stored>) -> usize {
    stored.map_or(0, |stored| token_of(&stored.record).parse().unwrap())
}

/// Renews each time what the one before has left, under a lease; nothing else may change the record.
async fn renew(store: &impl TokenStore, connection: &ConnectionId) {
    let by = TransactionId::random();
    let (lease, stored) = loop {
        match store.lease(connection, by, TERM).await.unwrap() {
            Leased::Granted { lease, stored } => break (lease, stored),
            Leased::Held { stored, .. } => {
                let known = stored.map(|stored| stored.version);
                store.changed(connection, known).await.unwrap();
            }
            other => panic!("{other:?}"),
        }
    };
    let expected = stored.as_ref().map(|stored| stored.version);
    let next = record(&(renewals(stored.as_ref()) + 1).to_string());
    let saved = store.commit(connection, &lease, expected, &next).await;
    assert!(matches!(saved, Ok(Replaced::Done(_))), "{saved:?}");
    store.release(connection, &lease).await.unwrap();
}

/// Renews every connection until all its work is done.
fn renewing(store: &Arc<impl TokenStore>, running: &Arc<AtomicUsize>) {
    for number in 0..CONNECTIONS {
        let (store, running) = (Arc::clone(store), Arc::clone(running));
        running.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            // However it ends: the test must see that it has.
            let _ended = Ended(running);
            for _ in 0..RENEWALS {
                renew(&*store, &connection(number)).await;
            }
        });
    }
}

struct Ended(Arc<AtomicUsize>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

macro_rules! a_new_key_takes_over {
    ($($store:ident if $there:meta: $server:expr, $open:expr;)*) => {$(
        #[cfg($there)]
        mod $store {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn a_new_key_takes_over_under_load() {
                let Some(server) = $server else { return };
                let open = async |ring| Arc::new(($open)(&server, ring).await.unwrap());
                let early = open(KeyRing::new(old_key())).await;
                for number in 0..=CONNECTIONS {
                    let (connection, first) = (connection(number), record("0"));
                    early.replace(&connection, None, Some(&first)).await.unwrap();
                }
                drop(early);
                let running = Arc::new(AtomicUsize::new(0));
                let late = open(seals_anew()).await;
                // Half of the fleet seals with the new key already, and all go on.
                renewing(&open(opens_both()).await, &running);
                renewing(&late, &running);
                let mut sealed_anew = 0;
                while running.load(Ordering::SeqCst) > 0 {
                    sealed_anew += late.rewrap().await.unwrap().sealed_anew;
                }
                assert!(sealed_anew > 0, "there was nothing to do");
                late.rewrap().await.unwrap();
                drop(late);
                let after = open(KeyRing::new(new_key())).await;
                for number in 0..=CONNECTIONS {
                    let stored = after.load(&connection(number)).await.unwrap();
                    let done = if number < CONNECTIONS { 2 * RENEWALS } else { 0 };
                    assert_eq!(renewals(stored.as_ref()), done);
                    renew(&*after, &connection(number)).await;
                }
                let rewrapped = after.rewrap().await.unwrap();
                let (anew, current) = (rewrapped.sealed_anew, rewrapped.current);
                assert_eq!((anew, current), (0, u64::try_from(CONNECTIONS + 1).unwrap()));
            }
        }
    )*};
}

a_new_key_takes_over! {
    file if feature = "file": Some(tempfile::tempdir().unwrap()),
        async |folder: &tempfile::TempDir, ring| auth_store::FileStore::open(folder.path().join("tokens"), ring).await;
    sqlite if feature = "sqlite": Some(tempfile::tempdir().unwrap()),
        async |folder: &tempfile::TempDir, ring| auth_store::SqliteStore::open(folder.path().join("tokens.db"), ring).await;
    postgres if feature = "postgres": auth_store::testing::found(auth_store::testing::Postgres::start()),
        async |server: &auth_store::testing::Postgres, ring| auth_store::PostgresStore::open(server.url(), ring).await;
    redis if feature = "redis": auth_store::testing::found(auth_store::testing::Redis::start()),
        async |server: &auth_store::testing::Redis, ring| auth_store::RedisStore::open(server.url(), ring).await;
    keyring if all(feature = "keyring", target_os = "linux"):
        session::in_session("keyring::a_new_key_takes_over_under_load").then_some("auth-test"),
        async |service: &&str, ring| auth_store::KeyringStore::open(service, ring).await;
}
