//! How long it goes on: D4, D6, D12.

use auth_core::PersonTask;
use auth_dossierfacile::Profile;
use auth_sandbox::{Fault, FaultKind, When};

use crate::connection::{Connection, PROFILE, TOKEN, user};

/// Shows S002-17.
#[tokio::test]
async fn d04_tokens_are_renewed_until_the_session_ends() {
    let connection = Connection::signed_in().await;
    for renewals in 1..=3 {
        connection.advance(301);
        connection.client.call(&Profile).await.unwrap();
        assert_eq!(connection.exchanges(), 1 + renewals);
    }
    connection.advance(1801);
    assert_eq!(connection.task().await, PersonTask::SignIn);
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.client.call(&Profile).await.unwrap();
}

#[tokio::test]
async fn d06_a_lost_refresh_is_repeated_where_tokens_are_known_to_stay() {
    let connection = Connection::new(|sandbox| user(sandbox).refresh_tokens_rotate(false)).await;
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.advance(301);
    let lost = Fault::new(FaultKind::DropAnswer)
        .on("POST", TOKEN)
        .when(When::AfterStateChange);
    connection.imitation().fault(lost);
    let error = connection.authenticator.headers().await.unwrap_err();
    assert!(error.person_task().is_none(), "{error}");
    connection.advance(61);
    connection.authenticator.headers().await.unwrap();
    assert_eq!(connection.exchanges(), 3);
}

#[tokio::test]
async fn d12_nothing_calls_the_profile_on_its_own() {
    let connection = Connection::signed_in().await;
    connection.client.call(&Profile).await.unwrap();
    connection.imitation().withdraw_consent();
    for _ in 0..4 {
        connection.advance(301);
        let _ = connection.authenticator.headers().await;
    }
    assert_eq!(connection.imitation().count("GET", PROFILE), 1);
    assert!(!connection.imitation().is_linked());
}
