//! The partner's own token.

use auth_core::{ErrorKind, Grant};
use auth_dossierfacile::Settings;
use auth_reqwest::Client;

use crate::{realm::Realm, say};

#[tokio::test]
async fn the_service_token_is_obtained_with_a_secret_full_of_signs() {
    let Some(realm) = Realm::any().await else {
        return;
    };
    let provider = realm.service(&realm.client_secret).await;
    let tokens = match realm.exchange(&provider, &Grant::Client).await {
        Ok(tokens) => tokens,
        Err(error) if realm.subject().is_none() && error.code() == Some("unauthorized_client") => {
            say("not shown: the client has no service account");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    assert!(tokens.expiry().instant().is_some());
    assert!(tokens.refresh_token().is_none());

    let wrong = realm.service("wrong").await;
    let error = realm.exchange(&wrong, &Grant::Client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn the_service_tokens_calls_are_accepted() {
    let Some(realm) = Realm::own("calls of the partner itself").await else {
        return;
    };
    let provider = realm.service(&realm.client_secret).await;
    let client = Client::connect(provider).unwrap();
    assert_eq!(client.call(&Settings).await.unwrap().name, realm.client_id);
    let seen = realm.seen().await.unwrap();
    assert_eq!(seen.calls.accepted, 1);
    assert_eq!(seen.token_requests["client_credentials"], 1);
}
