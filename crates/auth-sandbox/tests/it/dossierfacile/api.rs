//! The two halves of the API, and discovery.

use auth_sandbox::{Fault, FaultKind, Sandbox};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::time::Duration;

use super::{endpoint, get, service, sign_in};
use crate::support::{answer, client, status, text};

#[tokio::test]
async fn d10_each_token_opens_its_own_half() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let user = sign_in(provider).await;
    let (_, service_token) = service(provider).await;
    let denied = (
        403,
        json!({"status": "FORBIDDEN", "message": "Access Denied"}),
    );
    assert_eq!(
        answer(get(provider, "/dfc/tenant/profile", &service_token)).await,
        denied
    );
    assert_eq!(
        answer(get(provider, "/dfc/api/v1/settings", &user)).await,
        denied
    );

    for bad in [
        json!({"access_token": "made up"}),
        json!({"access_token": user["id_token"]}),
    ] {
        let refused = get(provider, "/dfc/tenant/profile", &bad)
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), 401);
        assert!(!refused.headers().contains_key("www-authenticate"));
        assert!(refused.bytes().await.unwrap().is_empty());
    }
    provider.set_dfc_scope(false);
    let user = sign_in(provider).await;
    assert_eq!(user["scope"], "openid");
    let refused = get(provider, "/dfc/tenant/profile", &user)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    assert_eq!(
        refused.headers()["www-authenticate"],
        "Bearer error=\"insufficient_scope\""
    );
    assert!(refused.bytes().await.unwrap().is_empty());
    assert_eq!(
        answer(get(provider, "/dfc/unknown", &user)).await.1["error"],
        "Not Found"
    );
    let post = client().post(format!("{}/dfc/tenant/profile", provider.api_url()));
    assert_eq!(
        status(post.bearer_auth(text(&user, "access_token"))).await,
        405
    );
}

#[tokio::test]
async fn d12_profile_links_again_until_the_access_token_ends() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    sandbox.clock().freeze();
    let tokens = sign_in(provider).await;
    assert!(!provider.is_linked(), "signing in links nobody");
    let profile = || status(get(provider, "/dfc/tenant/profile", &tokens));
    assert_eq!(profile().await, 200);
    assert!(provider.is_linked());
    provider.withdraw_consent();
    assert!(!provider.is_linked());
    // A client that polls the profile undoes what the tenant has just done.
    assert_eq!(profile().await, 200);
    assert!(provider.is_linked());
    sandbox.clock().advance(Duration::from_secs(300));
    assert_eq!(profile().await, 401);
}

#[tokio::test]
async fn d19_discovery_names_the_endpoints_and_the_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let url = format!("{}/.well-known/openid-configuration", provider.issuer());
    let (_, discovery) = answer(client().get(&url)).await;
    assert_eq!(discovery["issuer"], provider.issuer());
    assert_eq!(discovery["token_endpoint"], endpoint(provider, "token"));
    let (_, keys) = answer(client().get(text(&discovery, "jwks_uri"))).await;
    let tokens = sign_in(provider).await;
    let (input, signature) = text(&tokens, "id_token").rsplit_once('.').unwrap();
    let member = |name: &str| {
        URL_SAFE_NO_PAD
            .decode(text(&keys["keys"][0], name))
            .unwrap()
    };
    let key = ring::signature::RsaPublicKeyComponents {
        n: member("n"),
        e: member("e"),
    };
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let algorithm = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
    key.verify(algorithm, input.as_bytes(), &signature).unwrap();

    provider.fault(Fault::new(FaultKind::ReplaceMember(
        "issuer".into(),
        "https://other.example".into(),
    )));
    assert_eq!(
        answer(client().get(&url)).await.1["issuer"],
        "https://other.example"
    );
    assert_eq!(
        status(client().get(format!("{}/unknown", provider.issuer()))).await,
        404
    );
    assert_eq!(status(client().get(endpoint(provider, "token"))).await, 405);
}
