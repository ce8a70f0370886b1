//! Calls: what opens them.

use serde_json::json;

use super::fixtures::{ACME, BUREAU, CLE};
use super::*;

const HEALTH: &str = "/cpro/factures/v1/health";

async fn acme() -> (Tried, String, String) {
    let tried = Tried::start(&ACME).await;
    let form = tried.acme_form();
    let (_, body) = answer(tried.post("oauth", "/api/oauth/token").form(&form)).await;
    let account = tried.joined("technical_login", "technical_password");
    let token = text(&body, "/access_token");
    (tried, token, account)
}

fn renew() -> (u16, Value) {
    (401, json!({"error": "invalid_token"}))
}

#[tokio::test]
async fn all_that_the_scheme_carries_opens_a_call() {
    let (tried, token, account) = acme().await;
    let call = tried
        .get("api", HEALTH)
        .bearer_auth(&token)
        .header("CPRO-Account", &account);
    assert_eq!(answer(call).await, (200, json!({"status": "UP"})));
    assert_eq!(
        (tried.provider.uses(0), tried.provider.uses_of(&token)),
        (1, 1)
    );
}

#[tokio::test]
async fn a_call_without_one_of_the_headers_is_refused() {
    let (tried, token, account) = acme().await;
    assert_eq!(answer(tried.get("api", HEALTH)).await, renew());
    assert_eq!(
        answer(tried.get("api", HEALTH).bearer_auth(&token)).await,
        renew()
    );
    assert_eq!(
        answer(tried.get("api", HEALTH).header("cpro-account", &account)).await,
        renew()
    );
    let misnamed = tried
        .get("api", HEALTH)
        .bearer_auth(&token)
        .header("cpro_account", &account);
    assert_eq!(answer(misnamed).await, renew());
    assert_eq!(tried.provider.uses(0), 0);
}

#[tokio::test]
async fn a_public_call_takes_no_credential() {
    let (tried, token, _) = acme().await;
    let version = || tried.get("api", "/version");
    assert_eq!(answer(version()).await, (200, json!({"version": 3})));
    assert_eq!(answer(version().bearer_auth(&token)).await.0, 400);
}

#[tokio::test]
async fn headers_of_another_form_are_refused() {
    let (tried, token, account) = acme().await;
    let swapped = tried.joined("technical_password", "technical_login");
    let half = STANDARD.encode(tried.input("technical_login"));
    let plain = format!(
        "{}:{}",
        tried.input("technical_login"),
        tried.input("technical_password")
    );
    for account in [&swapped, &half, &plain, &format!("Basic {account}"), ""] {
        let call = tried
            .get("api", HEALTH)
            .bearer_auth(&token)
            .header("cpro-account", account);
        assert_eq!(answer(call).await, renew(), "{account}");
    }
    for authorization in [
        token.clone(),
        format!("bearer {token}"),
        format!("Basic {token}"),
        "Bearer ".to_owned(),
    ] {
        let call = tried.get("api", HEALTH).header("cpro-account", &account);
        assert_eq!(
            answer(call.header("authorization", &authorization)).await,
            renew(),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn a_header_that_comes_twice_is_refused() {
    let (tried, token, account) = acme().await;
    let twice = || {
        tried
            .get("api", HEALTH)
            .bearer_auth(&token)
            .header("cpro-account", &account)
    };
    assert_eq!(answer(twice().bearer_auth(&token)).await, renew());
    assert_eq!(
        answer(twice().header("cpro-account", &account)).await,
        renew()
    );
}

#[tokio::test]
async fn made_up_expired_and_revoked_tokens_are_refused() {
    let (tried, token, account) = acme().await;
    let call = |token: &str| {
        let call = tried.get("api", HEALTH).header("cpro-account", &account);
        answer(call.bearer_auth(token))
    };
    assert_eq!(call("made-up").await, renew());
    tried.advance(3599);
    assert_eq!(call(&token).await.0, 200);
    tried.advance(1);
    assert_eq!(call(&token).await, renew());

    let (tried, token, account) = acme().await;
    let call = || {
        tried
            .get("api", HEALTH)
            .header("cpro-account", &account)
            .bearer_auth(&token)
    };
    tried.provider.revoke("another");
    assert_eq!(answer(call()).await.0, 200);
    tried.provider.revoke(&token);
    assert_eq!(answer(call()).await, renew());

    let (tried, token, account) = acme().await;
    tried.provider.revoke_all();
    let call = tried
        .get("api", HEALTH)
        .header("cpro-account", &account)
        .bearer_auth(&token);
    assert_eq!(answer(call).await, renew());
}

#[tokio::test]
async fn a_key_opens_calls_until_it_is_revoked() {
    let revocations: [fn(&Tried); 2] = [
        |tried| tried.provider.revoke(tried.input("api_key")),
        |tried| tried.provider.revoke_all(),
    ];
    for revoke in revocations {
        let tried = Tried::start(&CLE).await;
        let key = tried.input("api_key");
        let call = |key: &str| answer(tried.get("api", "/ping").header("Api-Key", key));
        assert_eq!(call(key).await, (200, json!({})));
        assert_eq!(tried.provider.uses_of(key), 1);
        let refused = (403, json!({"code": "GONE"}));
        assert_eq!(call("another").await, refused);
        assert_eq!(answer(tried.get("api", "/ping")).await, refused);
        revoke(&tried);
        assert_eq!(call(key).await, refused);
    }
}

#[tokio::test]
async fn context_values_are_asked_for_but_not_known() {
    let tried = Tried::start(&BUREAU).await;
    let (key, app) = (tried.input("api_key"), tried.input("app"));
    let call = |path: &str, app: &str| {
        let call = tried.get("api", path).header("Api-Key", key);
        call.header("X-App", app).header("X-Organization", "any")
    };
    let right = "/societies/12/entries?version=2";
    assert_eq!(status(call(right, app)).await, 200);
    assert_eq!(
        status(call("/societies/12/entries?version=2&page=3", app)).await,
        200
    );
    assert_eq!(
        status(call("/societies//entries?version=2", app)).await,
        404
    );
    for wrong in [
        "",
        "?version=1",
        "?version=2&limit=5",
        "?version=2&version=2",
        "?page=3",
    ] {
        let path = format!("/societies/12/entries{wrong}");
        assert_eq!(status(call(&path, app)).await, 400, "{wrong}");
    }
    // What a call is about is known where it is an input; the credential is good all the same.
    assert_eq!(status(call(right, "another")).await, 403);
    let firm = |firm: &str| {
        tried
            .get("api", &format!("/firms/{firm}"))
            .header("Api-Key", key)
    };
    assert_eq!(status(firm(tried.input("firm_id"))).await, 200);
    assert_eq!(status(firm("another")).await, 403);
    let without = tried.get("api", right).header("Api-Key", key);
    assert_eq!(status(without.header("X-App", app)).await, 400);
    let without = tried.get("api", right).header("Api-Key", key);
    assert_eq!(status(without.header("X-Organization", "any")).await, 400);
    let empty = tried
        .get("api", right)
        .header("Api-Key", key)
        .header("X-App", app);
    assert_eq!(status(empty.header("X-Organization", "")).await, 400);
    assert_eq!(
        status(call(right, app).header("X-Organization", "any")).await,
        400
    );
}

#[tokio::test]
async fn bodies_of_calls_that_describe_no_fields_are_only_decoded() {
    let tried = Tried::start(&BUREAU).await;
    let key = tried.input("api_key");
    let call = || tried.post("api", "/entries").header("Api-Key", key);
    assert_eq!(status(call().json(&json!([{"amount": 1}]))).await, 201);
    assert_eq!(status(call().form(&[("amount", "1")])).await, 400);
    let broken = call().header("content-type", "application/json").body("{");
    assert_eq!(status(broken).await, 400);
}

#[tokio::test]
async fn a_call_without_a_scheme_needs_nothing_and_takes_no_credential() {
    let tried = Tried::start(&BUREAU).await;
    assert_eq!(status(tried.get("public", "/status")).await, 200);
    let key = tried.input("api_key");
    assert_eq!(
        status(tried.get("public", "/status").header("Api-Key", key)).await,
        400
    );
    assert_eq!(status(tried.get("public", "/status").body("x")).await, 400);
}
