//! Whatever a provider answers, the refresh token that is used next is the newest that was issued.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use auth_core::{
    AuthorizationCode, AuthorizationCodeGrant, Body, ExposeSecret, FieldValue, Grant, Request,
    testing::{ManualClock, ScriptedTransport},
};
use common::{Plain, connect, json, secs};
use proptest::prelude::*;

fn sent_token(request: &Request) -> Option<String> {
    let Body::Fields(_, fields) = request.body() else {
        return None;
    };
    fields
        .iter()
        .find(|field| field.name == "refresh_token")
        .map(|field| match &field.value {
            FieldValue::Secret(secret) => secret.expose_secret().to_owned(),
            _ => panic!("a refresh token travels as a secret"),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_omitted_refresh_token_is_kept_and_a_new_one_replaces_it(issued in proptest::collection::vec(any::<bool>(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut transport = ScriptedTransport::new()
            .then_json(200, r#"{"access_token":"t","expires_in":300,"refresh_token":"r-start"}"#);
        let mut expected = vec![None];
        let mut newest = "r-start".to_owned();
        for (n, issued) in issued.iter().enumerate() {
            expected.push(Some(newest.clone()));
            let body = if *issued {
                newest = format!("r-{n}");
                format!(r#"{{"access_token":"t{n}","expires_in":300,"refresh_token":"{newest}"}}"#)
            } else {
                format!(r#"{{"access_token":"t{n}","expires_in":300}}"#)
            };
            transport = transport.then(move |_| Ok(json(200, &body)));
        }
        let clock = ManualClock::default();
        let auth = connect(Plain::person(), &transport, &clock);
        runtime.block_on(async {
            let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://a.test/");
            auth.sign_in(Grant::AuthorizationCode(code)).await.unwrap();
            for _ in &issued {
                clock.advance(secs(300));
                auth.headers().await.unwrap();
            }
        });
        let sent: Vec<_> = transport.sent().iter().map(sent_token).collect();
        prop_assert_eq!(sent, expected);
    }
}
