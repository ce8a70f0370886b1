//! The PostgreSQL store over a real server.

#![cfg(all(feature = "postgres", unix))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    process::Command,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use auth_core::{
    AccessToken, ConnectionId, ErrorKind, Expiry, RefreshToken, TokenSet, TokenStore,
    store::{Lease, Leased, Record, Replaced, TransactionId, Version},
    testing::store::{Beneath, Case},
};
use auth_store::{
    Key, KeyRing, PostgresStore,
    testing::{Postgres, Proxy, found},
};
use secrecy::ExposeSecret;
use time::OffsetDateTime;
use tokio_postgres::{Client, NoTls};

const TERM: Duration = Duration::from_secs(3600);

fn server() -> Option<Postgres> {
    found(Postgres::start())
}

static RING: LazyLock<KeyRing> =
    LazyLock::new(|| KeyRing::new(Key::new("first", [1; 32]).unwrap()));

async fn open(url: &str) -> PostgresStore {
    PostgresStore::open(url, RING.clone()).await.unwrap()
}

/// A look beneath the store.
async fn sql(postgres: &Postgres) -> Client {
    let (client, connection) = tokio_postgres::connect(&postgres.url(), NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

fn id() -> ConnectionId {
    ConnectionId::new("sinao/customer-42")
}

fn record(token: &str) -> Record {
    let tokens = TokenSet::new(AccessToken::new(token), Expiry::Unknown)
        .with_refresh_token(RefreshToken::new("refresh-canary"), None);
    let now = OffsetDateTime::now_utc();
    Record::new(tokens, now, now)
}

fn done(replaced: Replaced) -> Version {
    match replaced {
        Replaced::Done(version) => version.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn granted(leased: Leased) -> Lease {
    match leased {
        Leased::Granted { lease, .. } => lease,
        other => panic!("{other:?}"),
    }
}

async fn token(store: &PostgresStore) -> String {
    let stored = store.load(&id()).await.unwrap().unwrap();
    stored
        .record
        .tokens
        .access_token()
        .expose_secret()
        .to_owned()
}

/// What PostgreSQL holds.
struct Rows<'a>(&'a Client);

impl Beneath for Rows<'_> {
    async fn everything(&self) -> Vec<u8> {
        let question = "SELECT s::text FROM auth_store_slots s";
        let rows = self.0.query(question, &[]).await.unwrap();
        let mut all: Vec<u8> = rows
            .iter()
            .flat_map(|row| row.get::<_, String>(0).into_bytes())
            .collect();
        let question = "SELECT sealed FROM auth_store_slots WHERE sealed IS NOT NULL";
        for row in self.0.query(question, &[]).await.unwrap() {
            all.extend(row.get::<_, Vec<u8>>(0));
        }
        all
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        let question = "SELECT sealed FROM auth_store_slots WHERE connection = $1";
        let row = self
            .0
            .query_one(question, &[&connection.as_str()])
            .await
            .unwrap();
        row.get(0)
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let change = "UPDATE auth_store_slots SET sealed = $2 WHERE connection = $1";
        let changed = self
            .0
            .execute(change, &[&connection.as_str(), &bytes])
            .await
            .unwrap();
        assert_eq!(changed, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_to_every_rule_of_a_store() {
    let Some(postgres) = server() else { return };
    let url = postgres.url();
    drop(open(&url).await);
    let client = sql(&postgres).await;
    let case = Case::new(async || PostgresStore::open(url.as_str(), RING.clone()).await)
        .sealed(Rows(&client))
        .patience(Duration::from_secs(60));
    case.check().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_writers_one_wins_and_the_others_are_shown_what_he_wrote() {
    let Some(postgres) = server() else { return };
    let mut stores = Vec::new();
    for _ in 0..8 {
        stores.push(open(&postgres.url()).await);
    }
    let mut expected = None;
    for round in 0..20 {
        let start = Arc::new(tokio::sync::Barrier::new(32));
        let writers: Vec<_> = (0..32)
            .map(|writer| {
                let (store, start) = (stores[writer % 8].clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    let record = record(&format!("{round} by {writer}"));
                    start.wait().await;
                    let replaced = store.replace(&id(), expected, Some(&record)).await.unwrap();
                    (record.id, replaced)
                })
            })
            .collect();
        let (mut won, mut shown) = (Vec::new(), Vec::new());
        for writer in writers {
            match writer.await.unwrap() {
                (author, Replaced::Done(version)) => won.push((version.unwrap(), author)),
                (_, Replaced::Conflict(stands)) => {
                    let stands = stands.unwrap();
                    shown.push((stands.version, stands.record.id));
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(won.len(), 1, "round {round}: {won:?}");
        assert_eq!(shown, vec![won[0]; 31], "round {round}");
        expected = Some(won[0].0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_takers_of_a_lease_one_is_granted_it() {
    let Some(postgres) = server() else { return };
    let mut stores = Vec::new();
    for _ in 0..8 {
        stores.push(open(&postgres.url()).await);
    }
    for round in 1..=10 {
        let takers: Vec<_> = (0..32)
            .map(|taker| {
                let store = stores[taker % 8].clone();
                tokio::spawn(async move {
                    store
                        .lease(&id(), TransactionId::random(), TERM)
                        .await
                        .unwrap()
                })
            })
            .collect();
        let mut leases = Vec::new();
        for taker in takers {
            if let Leased::Granted { lease, .. } = taker.await.unwrap() {
                leases.push(lease);
            }
        }
        let [lease] = leases[..] else {
            panic!("round {round}: {leases:?}")
        };
        assert_eq!(lease.fence, round);
        stores[0].release(&id(), &lease).await.unwrap();
    }
}

#[tokio::test]
async fn a_renewal_costs_four_round_trips() {
    let Some(postgres) = server() else { return };
    let proxy = Proxy::before(postgres.address()).unwrap();
    let store = open(&Postgres::url_at(proxy.address())).await;
    let first = done(
        store
            .replace(&id(), None, Some(&record("1")))
            .await
            .unwrap(),
    );
    let before = proxy.round_trips();
    // Lease, intent, save, release.
    let lease = granted(
        store
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .unwrap(),
    );
    let intent = store
        .commit(&id(), &lease, Some(first), &record("1"))
        .await
        .unwrap();
    let saved = store
        .commit(&id(), &lease, Some(done(intent)), &record("2"))
        .await
        .unwrap();
    done(saved);
    store.release(&id(), &lease).await.unwrap();
    assert_eq!(proxy.round_trips() - before, 4);
}

#[tokio::test]
async fn who_waits_is_woken_by_a_save_and_not_by_looking_every_second() {
    let Some(postgres) = server() else { return };
    let (writer, proxy) = (
        open(&postgres.url()).await,
        Proxy::before(postgres.address()).unwrap(),
    );
    let reader = open(&Postgres::url_at(proxy.address())).await;
    let lease = granted(
        writer
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .unwrap(),
    );
    let mut known = None;
    let mut waits = Vec::new();
    for round in 0..10 {
        let (reader, seen, before) = (reader.clone(), known, proxy.round_trips());
        let waiting = tokio::spawn(async move {
            reader.changed(&id(), seen).await.unwrap();
            (
                Instant::now(),
                reader.load(&id()).await.unwrap().unwrap().version,
            )
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
        let version = done(saved.unwrap());
        let (woken, read) = waiting.await.unwrap();
        assert_eq!(read, version);
        waits.push(woken.saturating_duration_since(at));
        known = Some(version);
    }
    waits.sort();
    // A look without being told comes a second after the one before.
    assert!(waits[5] < Duration::from_millis(500), "{waits:?}");
}

#[tokio::test]
async fn who_waits_is_woken_by_a_release_and_not_by_other_connections() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    let lease = granted(
        store
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .unwrap(),
    );
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

#[tokio::test]
async fn it_connects_again_when_connections_are_cut_and_who_waits_misses_nothing() {
    let Some(postgres) = server() else { return };
    let (direct, proxy) = (
        open(&postgres.url()).await,
        Proxy::before(postgres.address()).unwrap(),
    );
    let store = open(&Postgres::url_at(proxy.address())).await;
    let lease = granted(
        direct
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .unwrap(),
    );
    let mut known = None;
    for round in 0..5 {
        let (waiter, seen) = (store.clone(), known);
        let waiting = tokio::spawn(async move { waiter.changed(&id(), seen).await });
        tokio::task::yield_now().await;
        proxy.cut();
        let saved = direct
            .commit(&id(), &lease, known, &record(&round.to_string()))
            .await;
        known = Some(done(saved.unwrap()));
        waiting.await.unwrap().unwrap();
        assert_eq!(token(&store).await, round.to_string());
    }
}

#[tokio::test]
async fn a_connection_cut_while_it_is_made_is_made_again() {
    let Some(postgres) = server() else { return };
    let proxy = Proxy::before(postgres.address()).unwrap();
    let store = open(&Postgres::url_at(proxy.address())).await;
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
    let lease = granted(
        store
            .lease(&id(), TransactionId::random(), TERM)
            .await
            .unwrap(),
    );
    let first = done(
        store
            .commit(&id(), &lease, None, &record("1"))
            .await
            .unwrap(),
    );
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
    done(
        store
            .commit(&id(), &lease, Some(first), &record("2"))
            .await
            .unwrap(),
    );
    assert_eq!(token(&store).await, "2");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_and_taken_up_again() {
    let Some(postgres) = server() else { return };
    let proxy = Proxy::before(postgres.address()).unwrap();
    let store = open(&Postgres::url_at(proxy.address())).await;
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
    let first = done(
        store
            .replace(&id(), None, Some(&record("1")))
            .await
            .unwrap(),
    );
    let mut client = sql(&postgres).await;
    let locking = client.transaction().await.unwrap();
    locking
        .execute("SELECT FROM auth_store_slots FOR UPDATE", &[])
        .await
        .unwrap();
    let error = store.replace(&id(), Some(first), None).await.unwrap_err();
    assert!(
        error.to_string().contains("keeps a record locked"),
        "{error}"
    );
    assert_eq!(token(&store).await, "1");
    locking.rollback().await.unwrap();
    done(
        store
            .replace(&id(), Some(first), Some(&record("2")))
            .await
            .unwrap(),
    );
}

#[tokio::test]
async fn a_runtime_that_ends_takes_no_store_along() {
    let Some(postgres) = server() else { return };
    let url = postgres.url();
    let (store, lease) = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = open(&url).await;
            let lease = store
                .lease(&id(), TransactionId::random(), TERM)
                .await
                .unwrap();
            let known = Some(Version(99));
            store.changed(&id(), known).await.unwrap();
            (store, granted(lease))
        })
    })
    .await
    .unwrap();
    let version = done(
        store
            .commit(&id(), &lease, None, &record("1"))
            .await
            .unwrap(),
    );
    let waiting = {
        let store = store.clone();
        tokio::spawn(async move { store.changed(&id(), Some(version)).await.unwrap() })
    };
    tokio::task::yield_now().await;
    done(
        store
            .commit(&id(), &lease, Some(version), &record("2"))
            .await
            .unwrap(),
    );
    waiting.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_open_a_new_database_at_once_create_its_tables_once() {
    let Some(postgres) = server() else { return };
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let url = postgres.url();
            tokio::spawn(async move { PostgresStore::open(url.as_str(), RING.clone()).await })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
    let client = sql(&postgres).await;
    let row = client
        .query_one("SELECT count(*) FROM auth_store_schema", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    store
        .replace(&id(), None, Some(&record("1")))
        .await
        .unwrap();
    let client = sql(&postgres).await;
    client
        .execute("INSERT INTO auth_store_schema VALUES (99)", &[])
        .await
        .unwrap();
    let error = PostgresStore::open(postgres.url(), RING.clone())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Store);
    assert!(error.to_string().contains("newer schema"), "{error}");
    let row = client
        .query_one("SELECT max(version) FROM auth_store_schema", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, i32>(0), 99);
    assert_eq!(token(&store).await, "1");
}

#[tokio::test]
async fn what_the_operator_has_to_change_is_said_without_a_secret() {
    let Some(postgres) = server() else { return };
    let at = postgres.address();
    let client = sql(&postgres).await;
    client
        .batch_execute("CREATE ROLE weak LOGIN PASSWORD 'weak-canary'")
        .await
        .unwrap();
    let (user, password) = (Postgres::USER, Postgres::PASSWORD);
    for (url, kind, says) in [
        (
            format!("postgres://{user}:wrong-canary@{at}/postgres"),
            ErrorKind::Configuration,
            "refuses the user or the password",
        ),
        (
            format!("postgres://{user}@{at}/postgres"),
            ErrorKind::Configuration,
            "asks for a password",
        ),
        (
            format!("postgres://{user}:{password}@{at}/absent-canary"),
            ErrorKind::Configuration,
            "no such database",
        ),
        (
            format!("postgres://weak:weak-canary@{at}/postgres"),
            ErrorKind::Configuration,
            "forbids this user",
        ),
        (
            format!(
                "postgres://{user}:{password}@{at}/postgres?options=-c%20default_transaction_read_only%3Don"
            ),
            ErrorKind::Store,
            "read-only",
        ),
        (
            format!("postgres://{user}:{password}@127.0.0.1:1/postgres"),
            ErrorKind::Store,
            "cannot be reached",
        ),
        (
            format!("postgres://{user}:{password}@{at}/postgres?nonsense=1"),
            ErrorKind::Configuration,
            "url",
        ),
    ] {
        let error = PostgresStore::open(url.as_str(), RING.clone())
            .await
            .unwrap_err();
        let shown = format!("{error} {error:?}");
        assert_eq!(error.kind(), &kind, "{shown}");
        assert!(shown.contains(says), "{shown}");
        assert!(
            !shown.contains("canary") && !shown.contains(password),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_name_that_postgresql_cannot_keep_is_an_error() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    for name in ["a\0b".to_owned(), random_text()] {
        let id = ConnectionId::new(name);
        let error = store
            .replace(&id, None, Some(&record("1")))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("of this name"), "{error}");
    }
    done(
        store
            .replace(&id(), None, Some(&record("1")))
            .await
            .unwrap(),
    );
}

/// Too long for an index, and not to be compressed.
fn random_text() -> String {
    (0..400)
        .map(|_| TransactionId::random().to_string())
        .collect()
}

#[tokio::test]
async fn its_tables_can_be_dumped_and_restored() {
    let Some(postgres) = server() else { return };
    let store = open(&postgres.url()).await;
    store
        .replace(&id(), None, Some(&record("1")))
        .await
        .unwrap();
    let client = sql(&postgres).await;
    client.batch_execute("CREATE DATABASE copy").await.unwrap();
    let copy = postgres.url().replace("/postgres?", "/copy?");
    let script = format!(
        "pg_dump '{}' | psql -q -v ON_ERROR_STOP=1 '{copy}' >&2",
        postgres.url()
    );
    assert!(
        Command::new("sh")
            .args(["-c", &script])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(token(&open(&copy).await).await, "1");
}
