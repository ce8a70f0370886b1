//! The partner's half: list, files, documents, settings, and the webhooks that follow from what happens.

use auth_sandbox::{Fault, FaultKind, Gate, Sandbox, When};
use serde_json::{Value, json};
use std::time::Duration;
use time::macros::datetime;

use super::{get, service, sign_in};
use crate::support::{answer, client, status, text};

const LIST: &str = "/dfc/api/v1/tenants";
const SETTINGS: &str = "/dfc/api/v1/settings";

fn ids(page: &Value) -> Vec<u64> {
    let rows = page["data"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn d11_the_first_profile_call_links_a_couple_and_tells_before_it_answers() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    provider.add_partner(70_002);
    let tokens = sign_in(provider).await;
    let gate = Gate::new();
    let held = Fault::new(FaultKind::Hold(gate.clone())).when(When::AfterStateChange);
    provider.fault(held.on("GET", "/dfc/tenant/profile"));
    let profile = tokio::spawn(get(provider, "/dfc/tenant/profile", &tokens).send());
    let mut told = Vec::new();
    for _ in 0..2 {
        let left = provider.next_webhook().await;
        assert_eq!(left.url, provider.callback_url());
        let key = provider.webhook_key();
        assert_eq!(left.webhook.header("x-api-key"), Some(&*key));
        let event: Value = serde_json::from_slice(left.webhook.body()).unwrap();
        assert_eq!(event["partnerCallBackType"], "CREATED_ACCOUNT");
        assert_eq!(event["applicationType"], "COUPLE");
        told.push(event["onTenantId"].as_u64().unwrap());
    }
    assert_eq!(told, [70_001, 70_002]);
    assert!(!profile.is_finished(), "the answer is still on its way");
    gate.open();
    assert_eq!(profile.await.unwrap().unwrap().status(), 200);
    assert!(provider.is_tenant_linked(70_002));
    assert_eq!(
        status(get(provider, "/dfc/tenant/profile", &tokens)).await,
        200
    );
    assert!(
        provider.take_webhooks().is_empty(),
        "the second call is news to nobody"
    );
}

#[tokio::test]
async fn d12_the_withdrawal_is_told_before_it_holds() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    provider.add_tenant(1201, datetime!(2026-01-01 00:00 UTC));
    let (_, token) = service(provider).await;
    let path = format!("{LIST}/1201");
    provider.announce_withdrawal(1201);
    assert_eq!(status(get(provider, &path, &token)).await, 200);
    provider.revoke_link(1201);
    let refused = get(provider, &path, &token).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(!refused.headers().contains_key("www-authenticate"));
    assert!(refused.bytes().await.unwrap().is_empty());
    let told = provider.take_webhooks();
    assert_eq!(told.len(), 1);
    let event: Value = serde_json::from_slice(told[0].webhook.body()).unwrap();
    assert_eq!(
        event,
        json!({"onTenantId": 1201, "partnerCallBackType": "ACCESS_REVOKED"})
    );
    provider.delete_account(1201);
    assert_eq!(status(get(provider, &path, &token)).await, 404);
    assert!(
        provider.take_webhooks().is_empty(),
        "who is not linked is no news"
    );
}

#[tokio::test]
async fn d13_the_list_has_the_traps_of_the_real_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let (_, token) = service(provider).await;
    let list = |query: &str| answer(get(provider, &format!("{LIST}?{query}"), &token));
    let (_, empty) = list("").await;
    assert_eq!(empty["metadata"]["resultCount"], 0);
    assert!(empty["metadata"]["nextLink"].is_string(), "always there");

    let tie = datetime!(2026-03-01 10:00 UTC);
    for id in [1, 2, 3] {
        provider.add_tenant(id, tie);
    }
    provider.add_tenant(4, datetime!(2026-03-02 10:00:00.25 UTC));
    let (_, first) = list("limit=2").await;
    assert_eq!(ids(&first), [1, 2]);
    let next = text(&first["metadata"], "nextLink");
    let (_, second) = answer(get(provider, next, &token)).await;
    assert_eq!(ids(&second), [4], "a tie at the edge is lost");
    let (_, late) = list("after=2026-03-02T10:00:00.25%2B09:00").await;
    assert_eq!(ids(&late), [0; 0], "the offset is dropped");

    provider.delete_account(1);
    provider.revoke_link(2);
    provider.revoke_link(3);
    let all = "includeDeleted=true&includeRevoked=true";
    let (_, all_rows) = list(all).await;
    assert_eq!(
        ids(&all_rows),
        [4, 1, 3],
        "one withdrawal alone, and no date at the end"
    );
    assert!(all_rows["data"][2].get("lastUpdateDate").is_none());
    let next = text(&all_rows["metadata"], "nextLink");
    assert!(next.contains("?after=&"), "{next}");
    let (_, looped) = answer(get(provider, next, &token)).await;
    assert_eq!(ids(&looped), [4, 1, 3]);

    for bad in [
        "after=yesterday",
        "limit=0",
        "limit=all",
        "includeDeleted=1",
    ] {
        let (refused, body) = list(bad).await;
        assert_eq!(refused, 400, "{bad}");
        assert!(body["errors"].is_array());
    }
    provider.set_next_link_origin("https://evil.example");
    let (_, page) = list("").await;
    assert!(text(&page["metadata"], "nextLink").starts_with("https://evil.example/dfc"));
}

#[tokio::test]
async fn d13_a_new_link_does_not_touch_the_date() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let tokens = sign_in(provider).await;
    assert_eq!(
        status(get(provider, "/dfc/tenant/profile", &tokens)).await,
        200
    );
    let (_, token) = service(provider).await;
    let (_, since) = answer(get(
        provider,
        &format!("{LIST}?after=2026-11-01T00:00:00"),
        &token,
    ))
    .await;
    assert_eq!(ids(&since), [0; 0]);
    let (_, all) = answer(get(provider, LIST, &token)).await;
    assert_eq!(ids(&all), [70_001]);
}

#[tokio::test]
async fn d14_settings_are_changed_as_the_real_one_does() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let (_, token) = service(provider).await;
    let patch = |body: Value| {
        let patch = client().patch(format!("{}{SETTINGS}", provider.api_url()));
        answer(patch.bearer_auth(text(&token, "access_token")).json(&body))
    };
    let (_, before) = answer(get(provider, SETTINGS, &token)).await;
    assert_eq!(before["callbackApiKey"], provider.webhook_key());
    let idle = json!({"email": " ", "callbackUrl": null, "name": "other", "version": 3});
    assert_eq!(patch(idle).await, (200, before.clone()));
    let (_, after) =
        patch(json!({"email": "Équipe@Partenaire.example", "callbackApiKey": ""})).await;
    assert_eq!(after["email"], "equipe@partenaire.example");
    assert_eq!(after["callbackUrl"], before["callbackUrl"]);
    provider.add_tenant(1, datetime!(2026-01-01 00:00 UTC));
    provider.set_file_status(1, "VALIDATED");
    let told = provider.take_webhooks();
    assert_eq!(told[0].webhook.header("x-api-key"), None);
    patch(json!({"callbackUrl": ""})).await;
    provider.set_file_status(1, "DECLINED");
    assert!(provider.take_webhooks().is_empty());

    provider.set_settings_conflicts(1);
    let patch = client().patch(format!("{}{SETTINGS}", provider.api_url()));
    let patch = patch
        .bearer_auth(text(&token, "access_token"))
        .json(&json!({}));
    let conflict = patch.send().await.unwrap();
    assert_eq!(conflict.status(), 409);
    assert_eq!(conflict.text().await.unwrap(), "Optimistic locking failure");
    provider.set_partner_unknown(true);
    let unknown = get(provider, SETTINGS, &token).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    assert_eq!(unknown.text().await.unwrap(), "Partner not found");
}

#[tokio::test]
async fn d16_documents_want_a_scope_and_have_a_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    sandbox.clock().freeze();
    provider.add_tenant(1, datetime!(2026-01-01 00:00 UTC));
    let (_, token) = service(provider).await;
    let (_, file) = answer(get(provider, &format!("{LIST}/1"), &token)).await;
    let url = text(
        &file["apartmentSharing"]["tenants"][0]["documents"][0],
        "name",
    );
    let path = url.strip_prefix(&provider.api_url()).unwrap();
    let refused = get(provider, path, &token).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(refused.headers().contains_key("www-authenticate"));

    provider.set_documents_scope(true);
    let (_, token) = service(provider).await;
    assert_eq!(token["scope"], "dfc dfc-documents");
    provider.set_documents_a_minute(3);
    for _ in 0..2 {
        let pdf = get(provider, path, &token).send().await.unwrap();
        assert_eq!(pdf.headers()["content-type"], "application/pdf");
        assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF"));
    }
    let limited = get(provider, path, &token).send().await.unwrap();
    assert_eq!(limited.status(), 429);
    assert!(!limited.headers().contains_key("retry-after"));
    assert_eq!(limited.text().await.unwrap(), "Too Many Requests");
    sandbox.clock().advance(Duration::from_secs(60));
    assert_eq!(status(get(provider, path, &token)).await, 200);
    let other = path.replace("/1/", "/9/");
    assert_eq!(status(get(provider, &other, &token)).await, 404);
}
