//! Keys, secrets and folders.

use auth_sandbox::Sandbox;
use serde_json::json;

use super::{call, code, refusal};
use crate::support::{answer, client, status};

#[tokio::test]
async fn m1_partner_secret_missing_wrong_and_not_set_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let url = format!("{}/society", provider.api_url());
    let naive = client().get(&url).bearer_auth(provider.societe_key());
    assert_eq!(code(naive).await, refusal(401, "ERR-SECRET-HEADER-NOT-SET"));
    // The prose of the documentation also names the header `X-Third-Party`.
    let misnamed = client().get(&url).bearer_auth(provider.societe_key());
    let misnamed = misnamed.header("X-Third-Party", provider.partner_secret());
    assert_eq!(
        code(misnamed).await,
        refusal(401, "ERR-SECRET-HEADER-NOT-SET")
    );
    let wrong = client().get(&url).bearer_auth(provider.societe_key());
    let wrong = wrong.header("X-Third-Party-Secret", "Sandbox-made-up");
    assert_eq!(code(wrong).await, refusal(401, "ERR-INVALID-SECRET"));

    provider.deactivate_secret();
    let key = provider.societe_key();
    assert_eq!(
        code(call(provider, key, "/society")).await,
        refusal(401, "ERR-SECRET-NOT-CONFIGURED")
    );
    provider.activate_secret();
    assert_eq!(status(call(provider, key, "/society")).await, 200);
    assert_eq!(provider.uses_of(key), 1);
}

#[tokio::test]
async fn m2_authorization_without_bearer() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let url = format!("{}/society", provider.api_url());
    for value in [
        provider.societe_key().to_owned(),
        format!("Token {}", provider.societe_key()),
    ] {
        let naive = client().get(&url).header("Authorization", value);
        let naive = naive.header("X-Third-Party-Secret", provider.partner_secret());
        assert_eq!(code(naive).await, refusal(401, "ERR-INVALID-AUTH-HEADER"));
    }
}

#[tokio::test]
async fn m3_key_waits_until_it_is_activated_or_used() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let key = provider.societe_key();
    assert!(!provider.is_activated(key));
    let (_, body) = answer(call(provider, key, "/key/info?mode=extended")).await;
    assert_eq!(body["isActivated"], true);
    assert_eq!(
        body["target"],
        json!({"type": "api", "schemaId": 501, "thirdPartyId": 37, "societyId": 1201})
    );
    assert!(provider.is_activated(key));
    let (_, routes) = answer(call(provider, key, "/key/info")).await;
    assert!(
        routes
            .as_array()
            .unwrap()
            .contains(&json!({"path": "/api/v1/society", "method": "get"}))
    );

    assert!(!provider.is_activated(provider.second_societe_key()));
    assert_eq!(
        status(call(provider, provider.second_societe_key(), "/society")).await,
        200
    );
    assert!(provider.is_activated(provider.second_societe_key()));
}

#[tokio::test]
async fn m4_revoked_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    for (key, expected) in [
        (provider.societe_key(), "ERR-API-TOKEN-NOT-FOUND"),
        (provider.cabinet_key(), "ERR-FIRM-TOKEN-NOT-FOUND"),
    ] {
        assert_eq!(status(call(provider, key, "/society")).await, 200);
        provider.revoke_key(key);
        assert_eq!(
            code(call(provider, key, "/society")).await,
            refusal(401, expected)
        );
        provider.set_statuses(403, 403);
        assert_eq!(
            code(call(provider, key, "/society")).await,
            refusal(403, expected)
        );
        provider.set_statuses(401, 403);
    }
}

#[tokio::test]
async fn m5_folder_level_calls_with_a_cabinet_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let accounts = || call(provider, provider.cabinet_key(), "/accounts");
    assert_eq!(code(accounts()).await, refusal(400, "GBL10"));
    for naive in ["", "undefined", "null", "1201a"] {
        assert_eq!(
            code(accounts().header("society-id", naive)).await,
            refusal(400, "GBL10"),
            "{naive}"
        );
    }
    assert_eq!(
        code(accounts().header("society-id", 999)).await,
        refusal(403, "DROIT1")
    );
    let (ok, body) = answer(accounts().header("society-id", provider.second_society_id())).await;
    assert_eq!(
        (ok, &body[0]["society_id"]),
        (200, &json!(provider.second_society_id()))
    );
    // A société key ignores the header, and /society needs none.
    let ignoring =
        call(provider, provider.societe_key(), "/accounts").header("society-id", "undefined");
    assert_eq!(status(ignoring).await, 200);
    let listed = |key: &str| call(provider, key, "/society");
    let (_, societies) = answer(listed(provider.cabinet_key())).await;
    assert_eq!(societies.as_array().unwrap().len(), 2);
    let one = listed(provider.cabinet_key()).header("society-id", provider.society_id());
    assert_eq!(answer(one).await.1.as_array().unwrap().len(), 1);
    for naive in ["", "undefined", "1201a"] {
        let naive = |key: &str| listed(key).header("society-id", naive);
        assert_eq!(
            code(naive(provider.cabinet_key())).await,
            refusal(400, "GBL10")
        );
        assert_eq!(status(naive(provider.societe_key())).await, 200);
    }
}

#[tokio::test]
async fn m11_ids_as_numbers_and_as_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let (_, body) = answer(call(
        provider,
        provider.cabinet_key(),
        "/key/info?mode=extended",
    ))
    .await;
    assert_eq!(
        body["target"],
        json!({"type": "firm", "schemaId": 501, "thirdPartyId": 37})
    );
    provider.set_ids_as_text(true);
    let (_, body) = answer(call(
        provider,
        provider.cabinet_key(),
        "/key/info?mode=extended",
    ))
    .await;
    assert_eq!(
        body["target"],
        json!({"type": "firm", "schemaId": "501", "thirdPartyId": "37"})
    );
}

#[tokio::test]
async fn m12_statuses_that_mislead() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    provider.refuse_next(400, "TOKEN2");
    provider.refuse_next(401, "PROFIL1");
    let society = || call(provider, provider.societe_key(), "/society");
    assert_eq!(code(society()).await, refusal(400, "TOKEN2"));
    assert_eq!(code(society()).await, refusal(401, "PROFIL1"));
    assert_eq!(status(society()).await, 200);
}

#[tokio::test]
async fn m13_integration_suspended_and_maintenance() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let society = || call(provider, provider.societe_key(), "/society");
    provider.suspend_integration();
    assert_eq!(
        code(society()).await,
        refusal(403, "ERR-THIRD-PARTY-DISCONNECTED")
    );
    provider.resume_integration();
    provider.maintenance(true);
    assert_eq!(
        code(society()).await,
        refusal(503, "ERR-API-UNDER-MAINTENANCE")
    );
    provider.maintenance(false);
    assert_eq!(status(society()).await, 200);
}

#[tokio::test]
async fn m14_keys_of_another_environment_or_made_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let altered = format!("{}x", provider.societe_key());
    for key in [provider.foreign_key(), "made.up.key", "opaque", &altered] {
        assert_eq!(
            code(call(provider, key, "/society")).await,
            refusal(401, "ERR-INVALID-JWT"),
            "{key}"
        );
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_answer_in_the_usual_shape() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    assert_eq!(
        code(call(provider, provider.societe_key(), "/token")).await,
        refusal(404, "ERR-HTTP")
    );
    let url = format!("{}/society", provider.api_url());
    let post = client().post(url).bearer_auth(provider.societe_key());
    let post = post.header("X-Third-Party-Secret", provider.partner_secret());
    assert_eq!(code(post).await, refusal(405, "ERR-HTTP"));
    let url = format!("{}/api/authenticate/firm", provider.auth_url());
    assert_eq!(code(client().get(url)).await, refusal(405, "ERR-HTTP"));
}
