//! What stands in the database.

use std::process::Command;

use auth_core::{ConnectionId, ErrorKind, TokenStore, store::TransactionId};
use auth_store::PostgresStore;

use crate::{
    RING,
    common::{done, id, record, token},
    open, server, sql,
};

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
    done(store.replace(&id(), None, Some(&record("1"))).await);
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
