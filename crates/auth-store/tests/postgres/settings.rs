//! Servers, users and URLs that are not as the store needs them.

use auth_core::ErrorKind;
use auth_store::{PostgresStore, testing::Postgres};

use crate::{RING, server, sql};

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
