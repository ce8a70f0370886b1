//! What a call carries, as the engine hands it out.

#![expect(clippy::expect_used, reason = "what only tests call")]

mod support;

use auth_core::{Authenticator, Grant, HeaderMap, Uri, http::header, testing::ScriptedTransport};
use support::{keyed, login};

const TOKEN: &str = r#"{"access_token":"canary-token","expires_in":86400,"token_type":"bearer"}"#;

fn apply(headers: &auth_core::AuthHeaders, url: &'static str) -> Option<HeaderMap> {
    let mut carried = HeaderMap::new();
    headers.apply(&Uri::from_static(url), &mut carried).ok()?;
    Some(carried)
}

async fn signed_in() -> auth_core::AuthHeaders {
    let transport = ScriptedTransport::new().then_json(200, TOKEN);
    let authenticator = Authenticator::new(login(), transport);
    let grant = Grant::password("canary-password");
    authenticator.sign_in(grant).await.expect("headers")
}

/// Shows S003-01, S003-06.
#[tokio::test]
async fn a_login_gives_a_bearer_token_and_no_key() {
    let headers = signed_in().await;
    let carried = apply(&headers, "https://api.sinao.app/v1/me").expect("its own API");
    assert_eq!(carried[header::AUTHORIZATION], "Bearer canary-token");
    assert!(carried[header::AUTHORIZATION].is_sensitive());
    assert_eq!(carried.len(), 1);
}

/// Shows S003-01, S003-08, S003-10.
#[tokio::test]
async fn a_key_stands_alone_and_costs_no_exchange() {
    let transport = ScriptedTransport::new();
    let authenticator = Authenticator::new(keyed(), transport.clone());
    let headers = authenticator.headers().await.expect("headers");
    assert_eq!(headers.expires_at(), None);
    let carried = apply(&headers, "https://api.sinao.app/v1/me").expect("its own API");
    assert_eq!(carried["api-key"], "canary-key");
    assert!(carried["api-key"].is_sensitive());
    assert_eq!(carried.len(), 1);
    assert_eq!(transport.count(), 0);
}

#[tokio::test]
async fn credentials_stay_at_the_api() {
    let key = Authenticator::new(keyed(), ScriptedTransport::new());
    let key = key.headers().await.expect("headers");
    for headers in [signed_in().await, key] {
        for url in [
            "http://api.sinao.app/v1/me",
            "https://sinao.app/v1/me",
            "https://api.sinao.app.evil.test/v1/me",
            "https://api.sinao.app:8443/v1/me",
            "https://api.sinao.dev/v1/me",
        ] {
            assert!(apply(&headers, url).is_none(), "{url}");
        }
    }
}
