//! How a session ends, and who is told.

use auth_core::{
    Authenticator, ConnectionId, Error, ErrorKind, MemoryStore, PersonTask, TokenStore,
    testing::ManualClock,
};
use auth_reqwest::Client;

use crate::{realm::Realm, renewals, say};

fn connection() -> ConnectionId {
    ConnectionId::new("dossierfacile/tenant")
}

/// Renews when the token that is held is over.
async fn renewed(authenticator: &Authenticator, clock: &ManualClock) -> Result<(), Error> {
    renewals::wait_for_the_end(authenticator, clock);
    authenticator.headers().await.map(drop)
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session_and_asks_for_a_person() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    let provider = realm.user().await;
    let clock = renewals::now();
    let on = |store: &MemoryStore| {
        let builder = realm.authenticator(&provider).clock(clock.clone());
        builder.store(store.clone(), connection()).build()
    };
    let store = MemoryStore::new();
    let first = on(&store);
    first
        .sign_in(realm.grant(&provider).await.unwrap())
        .await
        .unwrap();

    // A machine that was restored from a copy of the store: a second client with the same refresh token.
    let copy = MemoryStore::new();
    let stored = store.load(&connection()).await.unwrap().unwrap();
    copy.replace(&connection(), None, Some(&stored.record))
        .await
        .unwrap();
    let second = on(&copy);
    second.headers().await.unwrap();
    renewed(&second, &clock).await.unwrap();

    let Err(error) = first.headers().await else {
        say("not shown: the provider lets a refresh token be used twice");
        return;
    };
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(
        first.status().problem.unwrap().person_task(),
        Some(&PersonTask::SignIn)
    );

    // Whoever of the two is the thief, neither goes on.
    let error = renewed(&second, &clock).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    if let Some(seen) = realm.seen().await {
        let reuses = seen
            .causes
            .iter()
            .filter(|cause| *cause == "refresh token already used");
        assert_eq!(reuses.count(), 1, "{:?}", seen.causes);
    }

    first
        .sign_in(realm.grant(&provider).await.unwrap())
        .await
        .unwrap();
    renewed(&first, &clock).await.unwrap();
}

#[tokio::test]
async fn a_withdrawn_consent_is_noticed_and_asked_for_again() {
    let Some(realm) = Realm::own("a consent that the person withdraws at the provider").await
    else {
        return;
    };
    let (authenticator, client) = realm.signed_in().await;
    realm.does("withdraw-consent").await;
    let error = client.get(&realm.userinfo).send().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::SignInRequired(_)),
        "{error}"
    );
    assert_eq!(error.code(), Some("invalid_grant"));

    // Nobody asks the provider again before a person has acted.
    let asked = realm.seen().await.unwrap().token_requests;
    client.get(&realm.userinfo).send().await.unwrap_err();
    assert_eq!(realm.seen().await.unwrap().token_requests, asked);

    let grant = realm.grant(&realm.user().await).await.unwrap();
    authenticator.sign_in(grant).await.unwrap();
    client.get(&realm.userinfo).send().await.unwrap();
    let pages = realm.seen().await.unwrap().pages;
    assert_eq!(pages, ["login", "consent", "login", "consent"]);
}

#[tokio::test]
async fn a_code_used_twice_ends_the_session() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    let provider = realm.user().await;
    let authenticator = realm.authenticator(&provider).build();
    let client = Client::new(authenticator.clone()).unwrap();
    let grant = realm.grant(&provider).await.unwrap();
    authenticator.sign_in(grant.clone()).await.unwrap();
    client.get(&realm.userinfo).send().await.unwrap();

    // A second use of the code revokes what the first one gave (RFC 6749 §4.1.2).
    let error = realm.exchange(&provider, &grant).await.unwrap_err();
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
    let Err(error) = client.get(&realm.userinfo).send().await else {
        say("in part: the provider refuses a code that was used, and lets its tokens live");
        return;
    };
    assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
}
