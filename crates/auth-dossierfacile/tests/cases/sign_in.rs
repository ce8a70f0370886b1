//! A person's way in: D1 to D3, D18, D19.

use auth_core::{ErrorKind, Grant, PersonTask, Provider};
use auth_dossierfacile::{
    AuthorizationRequest, ClientAuthentication, FileStatus, Profile, discover,
};
use auth_sandbox::Sandbox;

use crate::connection::{Connection, service, transport, user};

/// Shows S002-01, S002-03, S002-04, S002-06, S002-16.
#[tokio::test]
async fn d01_a_person_signs_in_and_shares_the_file() {
    let connection = Connection::signed_in().await;
    assert!(
        !connection.imitation().is_linked(),
        "signing in does not link"
    );
    let profile = connection.client.call(&Profile).await.unwrap();
    assert_eq!(
        profile.connected_tenant_id,
        connection.imitation().connected_tenant_id()
    );
    assert_eq!(profile.status(), Some(&FileStatus::ToProcess));
    assert!(connection.imitation().is_linked());
    assert_eq!(connection.exchanges(), 1);
}

#[tokio::test]
async fn d01_client_secret_post_works_too() {
    let post = ClientAuthentication::Post;
    let connection = Connection::new(|sandbox| service(sandbox).client_authentication(post)).await;
    connection.authenticator.headers().await.unwrap();

    let connection = Connection::new(|sandbox| user(sandbox).client_authentication(post)).await;
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    connection.advance(301);
    connection.authenticator.headers().await.unwrap();
}

#[tokio::test]
async fn d02_a_refused_consent_is_the_persons() {
    let connection = Connection::new(user).await;
    let AuthorizationRequest { url, pending, .. } =
        connection.provider.authorize().build().unwrap();
    let callback = connection
        .imitation()
        .answer_consent_denied(&url)
        .await
        .unwrap();
    let error = pending.finish(&callback).unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::Consent));
    assert_eq!(connection.exchanges(), 0);
}

#[tokio::test]
async fn d03_a_code_without_its_verifier_is_refused() {
    let connection = Connection::new(user).await;
    let Grant::AuthorizationCode(mut stolen) = connection.grant().await else {
        panic!("another grant");
    };
    stolen.code_verifier = None;
    let grant = Grant::AuthorizationCode(stolen.clone());
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(connection.exchanges(), 0, "it is not even sent");

    stolen.code_verifier = Some("x".repeat(43).into());
    let grant = Grant::AuthorizationCode(stolen);
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(connection.exchanges(), 1);
}

#[tokio::test]
async fn a_missing_scope_is_told_at_sign_in() {
    let connection = Connection::new(user).await;
    connection.imitation().set_dfc_scope(false);
    let grant = connection.grant().await;
    let error = connection.authenticator.sign_in(grant).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("dfc"), "{error}");
}

#[tokio::test]
async fn d18_who_signed_in_is_told_whatever_was_hinted() {
    let connection = Connection::new(user).await;
    let request = connection
        .provider
        .authorize()
        .login_hint("somebody-else@tenants.example")
        .login_edit_disabled()
        .build()
        .unwrap();
    let callback = connection
        .imitation()
        .answer_consent(&request.url)
        .await
        .unwrap();
    let grant = request.pending.finish(&callback).unwrap();
    connection.authenticator.sign_in(grant).await.unwrap();
    let attributes = connection.authenticator.status().attributes;
    assert!(!attributes["subject"].is_empty());
    assert_eq!(attributes["email"], connection.imitation().email());
}

#[tokio::test]
async fn d19_discovery_finds_the_realm_and_only_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = discover(user(&sandbox), &transport()).await.unwrap();
    assert_eq!(provider.facts().scheme, "user");
    let request = provider.authorize().build().unwrap();
    let callback = sandbox
        .dossierfacile()
        .answer_consent(&request.url)
        .await
        .unwrap();
    assert!(request.pending.finish(&callback).is_ok());

    let wrong = user(&sandbox).issuer(
        sandbox
            .dossierfacile()
            .issuer()
            .replace("dossier-facile", "other"),
    );
    let error = discover(wrong, &transport()).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}
