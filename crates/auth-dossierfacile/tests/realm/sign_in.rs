//! A person signs in, consents, and calls are accepted.

use auth_core::{Grant, PersonTask};
use auth_dossierfacile::{DossierFacile, LoginHint};
use auth_reqwest::Client;
use serde::Deserialize;

use crate::{
    chromium::Chromium,
    realm::{Hands, Realm},
};

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
}

/// A person signs in, with an ID token signed by the provider's keys; calls are accepted, and everybody speaks of the
/// same person.
async fn signs_in(realm: &Realm, provider: &DossierFacile, hands: Hands<'_>) {
    let (pending, callback) = realm.callback(provider, hands).await;
    let authenticator = realm.authenticator(provider).build();
    let signed_in = pending.sign_in(&authenticator, &callback).await.unwrap();
    let client = Client::new(authenticator.clone()).unwrap();
    let answer = client.get(&realm.userinfo).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let info: UserInfo = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(signed_in.identity.subject, info.sub);

    let Some(subject) = realm.subject() else {
        return;
    };
    assert_eq!(info.sub, subject);
    let status = authenticator.status();
    assert_eq!(status.scope.as_deref(), Some("openid dfc"));
    assert!(status.person_needed_at > status.expires_at);
    let connected = signed_in.connect(&client).await.unwrap();
    assert_eq!(connected.tenant_id, 7);
    assert_eq!(connected.login_hint, LoginHint::Same);
}

#[tokio::test]
async fn a_person_signs_in_by_the_pages_forms() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    signs_in(&realm, &realm.user().await, Hands::Filler("accept")).await;
    if let Some(seen) = realm.seen().await {
        assert_eq!(seen.pages, ["login", "consent"]);
        assert_eq!(seen.token_requests["authorization_code"], 1);
        assert!(seen.causes.is_empty(), "{:?}", seen.causes);
    }
}

#[tokio::test]
async fn a_person_signs_in_in_chromium() {
    let what = "typing in Chromium: the pages of the tests' own realm are known to the letter";
    let Some(realm) = Realm::own(what).await else {
        return;
    };
    let Some(chromium) = Chromium::start().await else {
        return;
    };
    signs_in(&realm, &realm.user().await, Hands::Chromium(&chromium)).await;
    assert_eq!(realm.seen().await.unwrap().pages, ["login", "consent"]);
    chromium.close().await;
}

#[tokio::test]
async fn consent_is_asked_for_once() {
    let Some(realm) = Realm::own("which pages the provider showed").await else {
        return;
    };
    let provider = realm.user().await;
    for _ in 0..2 {
        signs_in(&realm, &provider, Hands::Filler("accept")).await;
    }
    let seen = realm.seen().await.unwrap();
    assert_eq!(seen.pages, ["login", "consent", "login"]);
    assert_eq!(seen.keys_asked, 1, "the keys are kept");
}

#[tokio::test]
async fn a_sign_in_after_the_keys_were_rotated_fetches_them_again() {
    let Some(realm) = Realm::own("a rotation of the provider's keys").await else {
        return;
    };
    let provider = realm.user().await;
    signs_in(&realm, &provider, Hands::Filler("accept")).await;
    realm.does("rotate-keys").await;
    signs_in(&realm, &provider, Hands::Filler("accept")).await;
    assert_eq!(realm.seen().await.unwrap().keys_asked, 2);
}

#[tokio::test]
async fn a_refused_consent_asks_for_consent() {
    let Some(realm) = Realm::own("a person who refuses to consent").await else {
        return;
    };
    let (pending, callback) = realm
        .callback(&realm.user().await, Hands::Filler("cancel"))
        .await;
    assert_eq!(
        pending.finish(&callback).unwrap_err().person_task(),
        Some(&PersonTask::Consent)
    );
    assert!(realm.seen().await.unwrap().token_requests.is_empty());
}

#[tokio::test]
async fn a_stolen_code_is_worth_nothing_without_its_verifier_and_nonce() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    let provider = realm.user().await;
    let stolen = async || match realm.grant(&provider).await.unwrap() {
        Grant::AuthorizationCode(code) => code,
        other => panic!("{other:?}"),
    };
    let mut code = stolen().await;
    code.code_verifier = Some("x".repeat(43).into());
    let exchanged = realm
        .exchange(&provider, &Grant::AuthorizationCode(code))
        .await;
    assert_eq!(exchanged.unwrap_err().code(), Some("invalid_grant"));

    let code = stolen().await.with_nonce("another");
    let exchanged = realm
        .exchange(&provider, &Grant::AuthorizationCode(code))
        .await;
    let error = exchanged.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert!(error.to_string().contains("nonce"), "{error}");
}
