//! Servers that are not set as the store needs them, and URLs.

use auth_core::{Actor, ErrorKind};
use auth_store::{
    RedisStore,
    testing::{self, Redis},
};

use crate::{ask, common::id, create, keys, open};

#[tokio::test]
async fn a_password_that_is_wrong_or_missing_is_told_to_the_operator_without_it() {
    let Some(server) = testing::found(Redis::start_with(&["--requirepass", "right-canary"])) else {
        return;
    };
    let address = server.address();
    for (user, said) in [
        (":wrong-canary@", "refuses the user or the password"),
        (
            "wrong-canary:wrong-canary@",
            "refuses the user or the password",
        ),
        ("", "asks for a password"),
    ] {
        let opened = RedisStore::open(format!("redis://{user}{address}"), keys()).await;
        let error = opened.unwrap_err();
        assert_eq!(error.actor(), Actor::Operator);
        let shown = format!("{error} {error:?} {}", error.advice());
        assert!(shown.contains(said), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
    let store = open(format!("redis://:right-canary@{address}")).await;
    create(&store, &id()).await;
    assert!(!format!("{store:?}").contains("canary"), "{store:?}");
}

#[tokio::test]
async fn a_password_that_is_changed_is_an_error_until_it_is_changed_back() {
    let Some(server) = testing::found(Redis::start_with(&["--requirepass", "one"])) else {
        return;
    };
    let url = format!("redis://:one@{}", server.address());
    let store = open(&*url).await;
    let changed = format!("redis://:two@{}", server.address());
    let _: String = ask(&url, "CONFIG SET requirepass two").await;
    let _: u64 = ask(&changed, "CLIENT KILL TYPE pubsub SKIPME yes").await;
    let error = store.connections().await.unwrap_err();
    assert!(error.to_string().contains("refuses"), "{error}");
    let _: String = ask(&changed, "CONFIG SET requirepass one").await;
    assert_eq!(store.connections().await.unwrap(), []);
}

#[tokio::test]
async fn a_user_without_the_rights_is_told_which_ones() {
    let Some(server) = testing::found(Redis::start()) else {
        return;
    };
    let _: String = ask(
        &server.url(),
        "ACL SETUSER few on >pw +@all -@scripting ~auth:* &auth:*",
    )
    .await;
    let _: String = ask(
        &server.url(),
        "ACL SETUSER deaf on >pw +@all ~auth:* resetchannels",
    )
    .await;
    let rights =
        "+@connection +@scripting +@hash +@keyspace +@pubsub +@string +time ~auth:* &auth:*";
    let _: String = ask(
        &server.url(),
        &format!("ACL SETUSER enough on >pw -@all {rights}"),
    )
    .await;
    for user in ["few", "deaf"] {
        let url = format!("redis://{user}:pw@{}", server.address());
        let error = RedisStore::open(url, keys()).await.unwrap_err();
        assert_eq!(error.actor(), Actor::Operator);
        assert!(error.advice().contains("+@scripting"), "{user}: {error:?}");
    }
    let store = open(format!("redis://enough:pw@{}", server.address())).await;
    create(&store, &id()).await;
    assert_eq!(store.connections().await.unwrap(), [id()]);
}

#[tokio::test]
async fn what_is_no_url_of_a_server_is_refused_without_being_shown() {
    for url in [
        "",
        "canary",
        "http://:canary@127.0.0.1",
        "redis://:canary@127.0.0.1:port",
        "redis://:canary@",
    ] {
        let error = RedisStore::open(url, keys()).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Configuration, "{url}");
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
    }
}
