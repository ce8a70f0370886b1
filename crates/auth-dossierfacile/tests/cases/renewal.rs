//! How long it goes on, and how it ends: D4 to D7, D12.

use auth_core::PersonTask;
use auth_dossierfacile::Profile;
use auth_sandbox::{Fault, FaultKind, When};

use crate::connection::{Connection, PROFILE, TOKEN, user};

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
async fn d04_ten_hours_are_the_end_whatever_was_renewed() {
    let connection = Connection::signed_in().await;
    for _ in 0..23 {
        connection.advance(1500);
        connection.authenticator.headers().await.unwrap();
    }
    connection.advance(1501);
    assert_eq!(connection.task().await, PersonTask::SignIn);
}

#[tokio::test]
async fn d05_a_hundred_callers_make_one_refresh_under_rotation() {
    let connection = Connection::signed_in().await;
    connection.imitation().set_rotation(true);
    for renewals in 1..=2 {
        connection.advance(301);
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let authenticator = connection.authenticator.clone();
                tokio::spawn(async move { authenticator.headers().await.map(drop) })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap().unwrap();
        }
        assert_eq!(connection.exchanges(), 1 + renewals);
    }
}

#[tokio::test]
async fn d06_a_lost_refresh_is_never_repeated_where_tokens_may_rotate() {
    let connection = Connection::signed_in().await;
    connection.imitation().set_rotation(true);
    connection.advance(301);
    let lost = Fault::new(FaultKind::DropAnswer)
        .on("POST", TOKEN)
        .when(When::AfterStateChange);
    connection.imitation().fault(lost);
    let task = connection.task().await;
    assert!(
        matches!(task, PersonTask::SignInAfterLostAnswer(_)),
        "{task:?}"
    );
    assert_eq!(connection.task().await, task, "it stays so");
    assert_eq!(connection.exchanges(), 2);
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
async fn d07_withdrawn_consent_a_disabled_account_and_an_ended_session_need_the_person() {
    type Revoke = fn(&auth_sandbox::DossierFacile);
    let ways: [(Revoke, PersonTask); 3] = [
        (
            auth_sandbox::DossierFacile::withdraw_consent,
            PersonTask::Consent,
        ),
        (
            auth_sandbox::DossierFacile::disable_user,
            PersonTask::SignIn,
        ),
        (auth_sandbox::DossierFacile::end_session, PersonTask::SignIn),
    ];
    for (revoke, task) in ways {
        let connection = Connection::signed_in().await;
        revoke(connection.imitation());
        connection.advance(301);
        assert_eq!(connection.task().await, task);
        assert_eq!(connection.task().await, task, "it is remembered");
        assert_eq!(connection.exchanges(), 2, "and not asked again");
    }
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
