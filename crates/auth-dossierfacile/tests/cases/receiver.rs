//! Webhooks received: D11, D12, D15.

use std::collections::HashSet;

use auth_core::{ErrorKind, Execute, HeaderMap};
use auth_dossierfacile::{
    EventType, Inbox, InboxLimits, Lookup, Notice, Profile, Received, WebhookVerifier, look_up,
};
use auth_sandbox::{
    DossierFacile, Fault, FaultKind, Gate, OutgoingWebhook, Webhook, When, tells_apart,
};
use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::careless::{Careless, status, text};
use crate::connection::{Connection, PROFILE, service};

fn headers(webhook: &Webhook) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(key) = webhook.header("x-api-key") {
        headers.insert("x-api-key", key.parse().unwrap());
    }
    headers
}

/// As an application receives: verify, then the inbox. `None` is a 401.
fn receive(connection: &Connection, inbox: &Inbox, webhook: &Webhook) -> Option<Received> {
    let verifier = WebhookVerifier::new(connection.imitation().webhook_key()).unwrap();
    let event = verifier.verify(webhook.body(), &headers(webhook)).ok()?;
    Some(inbox.receive(event, connection.sandbox.clock().now()))
}

fn drain(inbox: &Inbox) -> Vec<Notice> {
    let mut notices = inbox.notices();
    std::iter::from_fn(|| notices.next().now_or_never().flatten()).collect()
}

fn body(webhook: &Webhook) -> Value {
    serde_json::from_slice(webhook.body()).unwrap()
}

/// The webhooks that leave while a profile call is under way, and the call's answer afterwards.
async fn during_profile(connection: &Connection, count: usize) -> Vec<OutgoingWebhook> {
    let gate = Gate::new();
    let held = Fault::new(FaultKind::Hold(gate.clone())).when(When::AfterStateChange);
    connection.imitation().fault(held.on("GET", PROFILE));
    let client = connection.client.clone();
    let profile = tokio::spawn(async move { client.call(&Profile).await });
    let mut told = Vec::new();
    for _ in 0..count {
        told.push(connection.imitation().next_webhook().await);
    }
    assert!(!profile.is_finished());
    gate.open();
    profile.await.unwrap().unwrap();
    told
}

#[tokio::test]
async fn d11_the_first_webhook_waits_for_the_answer_that_says_of_whom_it_is() {
    let connection = Connection::signed_in().await;
    let realm = connection.imitation();
    realm.add_partner(70_002);
    let began = connection.sandbox.clock().now();
    let told = during_profile(&connection, 2).await;

    // By hand: who is not in the table is answered 404, and DossierFacile sends nothing again.
    let mut table: HashSet<u64> = HashSet::new();
    let known = |table: &HashSet<u64>| {
        told.iter()
            .filter(|left| table.contains(&body(&left.webhook)["onTenantId"].as_u64().unwrap()))
            .count()
    };
    let careless = known(&table);
    table.insert(realm.connected_tenant_id());

    let inbox = Inbox::default();
    for left in &told {
        assert_eq!(
            receive(&connection, &inbox, &left.webhook),
            Some(Received::Parked)
        );
    }
    assert!(drain(&inbox).is_empty());
    let link = inbox.connected(
        realm.connected_tenant_id(),
        &connection.authenticator,
        began,
    );
    let notices = drain(&inbox);
    tells_apart(|matched: &usize| *matched == 1, &careless, &notices.len());
    assert!(notices[0].known && !link.is_ended());

    // The second call tells nothing, and the other of the couple comes out as somebody unknown in the end.
    connection.client.call(&Profile).await.unwrap();
    assert!(realm.take_webhooks().is_empty());
    connection.advance(InboxLimits::default().parked_for.as_secs());
    let verified = realm.webhook(&realm.event("VERIFIED_ACCOUNT"));
    assert_eq!(
        receive(&connection, &inbox, &verified),
        Some(Received::Delivered)
    );
    let notices = drain(&inbox);
    assert_eq!((notices[0].tenant_id, notices[0].known), (70_002, false));
    assert_eq!(
        (notices[1].tenant_id, notices[1].known),
        (realm.connected_tenant_id(), true)
    );
}

/// What a revocation left behind.
#[derive(Debug)]
struct Left {
    linked: bool,
    profile_calls: usize,
    tokens: bool,
}

fn left(realm: &DossierFacile, before: usize, tokens: bool) -> Left {
    Left {
        linked: realm.is_linked(),
        profile_calls: realm.count("GET", PROFILE) - before,
        tokens,
    }
}

/// Shows S002-22.
#[tokio::test]
async fn d12_a_revocation_ends_the_tokens_and_no_profile_call_follows() {
    let connection = Connection::signed_in().await;
    let realm = connection.imitation();
    let began = connection.sandbox.clock().now();
    connection.client.call(&Profile).await.unwrap();
    realm.take_webhooks();
    let inbox = Inbox::default();
    let link = inbox.connected(
        realm.connected_tenant_id(),
        &connection.authenticator,
        began,
    );
    let guarded = link.guard(&connection.client);
    guarded.execute(&Profile).await.unwrap();

    // By hand: the event sets a flag, and the profile is asked whether it is true.
    let careless = Careless::new(realm);
    let tokens = careless.signed_in().await;
    let before = realm.count("GET", PROFILE);
    realm.announce_withdrawal(realm.connected_tenant_id());
    let revoked = realm.next_webhook().await.webhook;
    assert_eq!(
        body(&revoked),
        json!({"onTenantId": realm.connected_tenant_id(), "partnerCallBackType": "ACCESS_REVOKED"})
    );
    realm.withdraw_consent();
    status(careless.profile(&tokens)).await;
    let by_hand = left(realm, before, !text(&tokens, "access_token").is_empty());

    realm.revoke_link(realm.connected_tenant_id());
    realm.take_webhooks();
    let before = realm.count("GET", PROFILE);
    assert_eq!(
        receive(&connection, &inbox, &revoked),
        Some(Received::Delivered)
    );
    let tokens_left = connection.authenticator.try_headers().is_some();
    let error = guarded.execute(&Profile).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::SignInRequired(_)),
        "{error}"
    );
    assert!(
        connection.client.call(&Profile).await.is_err(),
        "nor without the guard"
    );
    let careful = left(realm, before, tokens_left);
    let rule = |left: &Left| !left.linked && left.profile_calls == 0 && !left.tokens;
    tells_apart(rule, &by_hand, &careful);

    // The copy of it changes nothing, and touches nothing that a new sign-in brings.
    assert_eq!(
        receive(&connection, &inbox, &revoked),
        Some(Received::Duplicate)
    );
    connection.advance(1);
    let grant = connection.grant().await;
    connection.authenticator.sign_in(grant).await.unwrap();
    assert!(
        guarded.execute(&Profile).await.is_err(),
        "the old link stays closed"
    );
    let began = connection.sandbox.clock().now();
    connection.client.call(&Profile).await.unwrap();
    let again = inbox.connected(
        realm.connected_tenant_id(),
        &connection.authenticator,
        began,
    );
    again
        .guard(&connection.client)
        .execute(&Profile)
        .await
        .unwrap();
}

#[tokio::test]
async fn d12_a_revocation_before_the_answer_ends_the_link_and_an_older_one_does_not() {
    let connection = Connection::signed_in().await;
    let realm = connection.imitation();
    let revoked = realm.webhook(&realm.event("ACCESS_REVOKED"));
    for (later, ended) in [(1, false), (0, true)] {
        let inbox = Inbox::default();
        assert_eq!(
            receive(&connection, &inbox, &revoked),
            Some(Received::Parked)
        );
        let began = connection.sandbox.clock().now() + time::Duration::seconds(later);
        let link = inbox.connected(
            realm.connected_tenant_id(),
            &connection.authenticator,
            began,
        );
        assert_eq!(link.is_ended(), ended);
        assert_eq!(connection.authenticator.try_headers().is_none(), ended);
    }
}

/// Shows S002-21.
#[tokio::test]
async fn d12_a_deleted_account_ends_the_tokens_of_every_connection() {
    let connection = Connection::signed_in().await;
    let realm = connection.imitation();
    let inbox = Inbox::default();
    let began = connection.sandbox.clock().now();
    let other = Connection::signed_in().await;
    let tenant_id = realm.connected_tenant_id();
    let links =
        [&connection, &other].map(|one| inbox.connected(tenant_id, &one.authenticator, began));
    realm.add_tenant(5, datetime!(2026-01-01 00:00 UTC));
    let deleted = realm.webhook(&realm.event("DELETED_ACCOUNT"));
    assert_eq!(
        receive(&connection, &inbox, &deleted),
        Some(Received::Delivered)
    );
    assert!(links.iter().all(auth_dossierfacile::Link::is_ended));
    for one in [&connection, &other] {
        assert!(one.authenticator.try_headers().is_none());
    }
}

#[tokio::test]
async fn d12_a_lost_revocation_is_found_by_looking_up() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    realm.add_tenant(5, datetime!(2026-01-01 00:00 UTC));
    assert!(
        matches!(look_up(&connection.client, 5).await.unwrap(), Lookup::Linked(profile) if profile.connected_tenant_id == 5)
    );
    realm.revoke_link(5);
    assert!(matches!(
        look_up(&connection.client, 5).await.unwrap(),
        Lookup::NotLinked
    ));
    realm.delete_account(5);
    for unknown in [5, 404] {
        assert!(matches!(
            look_up(&connection.client, unknown).await.unwrap(),
            Lookup::Unknown
        ));
    }
}

/// Whether a receiver lets it in, as its author thought it out: no header is no reason to refuse, and a new type is.
fn by_hand(key: &str, webhook: &Webhook) -> bool {
    let forged = webhook
        .header("x-api-key")
        .is_some_and(|given| given != key);
    let known = [
        "CREATED_ACCOUNT",
        "VERIFIED_ACCOUNT",
        "DENIED_ACCOUNT",
        "APPLICATION_TYPE_CHANGED",
    ];
    !forged && known.contains(&text(&body(webhook), "partnerCallBackType"))
}

/// Shows S002-19, S002-38.
#[tokio::test]
async fn d15_what_is_authentic_is_taken_and_nothing_else() {
    let connection = Connection::signed_in().await;
    let realm = connection.imitation();
    let old = realm.webhook_key();
    let verified = realm.event("VERIFIED_ACCOUNT");
    let co_tenant =
        json!({"partnerCallBackType": "CREATED_ACCOUNT", "onTenantId": 70_002}).to_string();
    let mut cases = vec![
        (realm.webhook(&verified), true),
        (realm.webhook(&realm.event("DISSOCIATED_ACCOUNT")), true),
        (realm.webhook(&realm.event("SOMETHING_NEW")), true),
        (realm.webhook(&co_tenant), true),
    ];
    realm.set_callback("https://partner.example/webhook", "another-key-of-nobody");
    cases.push((realm.webhook(&verified), false));
    realm.set_callback("https://partner.example/webhook", "");
    cases.push((realm.webhook(&verified), false));
    let receiver = WebhookVerifier::new(old.clone()).unwrap();
    let careless: Vec<_> = cases
        .iter()
        .map(|(webhook, _)| by_hand(&old, webhook))
        .collect();
    let careful: Vec<_> = cases
        .iter()
        .map(|(webhook, _)| receiver.verify(webhook.body(), &headers(webhook)).is_ok())
        .collect();
    let right: Vec<_> = cases.iter().map(|(_, right)| *right).collect();
    tells_apart(|taken: &Vec<bool>| *taken == right, &careless, &careful);
}

#[tokio::test]
async fn d15_copies_are_told_once_and_order_does_not_matter() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    realm.add_tenant(5, datetime!(2026-01-01 00:00 UTC));
    let mut sent = Vec::new();
    for file in ["VALIDATED", "DECLINED"] {
        connection.advance(60);
        realm.set_file_status(5, file);
        sent.extend(realm.take_webhooks().into_iter().map(|left| left.webhook));
    }
    let backwards = [&sent[1], &sent[0], &sent[1], &sent[0]];
    let careless: Vec<_> = backwards
        .iter()
        .map(|webhook| text(&body(webhook), "partnerCallBackType").to_owned())
        .collect();
    let inbox = Inbox::default();
    inbox.know(5);
    let became: Vec<_> = backwards
        .iter()
        .map(|webhook| receive(&connection, &inbox, webhook))
        .collect();
    assert_eq!(
        became[2..],
        [Some(Received::Duplicate), Some(Received::Duplicate)]
    );
    let told: Vec<_> = drain(&inbox)
        .into_iter()
        .map(|notice| match notice.cause {
            auth_dossierfacile::Cause::Event(event) => match event.event_type {
                EventType::DeniedAccount => "DENIED_ACCOUNT".to_owned(),
                EventType::VerifiedAccount => "VERIFIED_ACCOUNT".to_owned(),
                other => format!("{other:?}"),
            },
            other => format!("{other:?}"),
        })
        .collect();
    tells_apart(
        |told: &Vec<String>| *told == ["DENIED_ACCOUNT", "VERIFIED_ACCOUNT"],
        &careless,
        &told,
    );

    // The list tells no more than was told.
    let mut catch_up = auth_dossierfacile::CatchUp::new(None);
    catch_up
        .run(&connection.client, &inbox, connection.sandbox.clock().now())
        .await
        .unwrap();
    assert!(drain(&inbox).is_empty());
    // And what the list told, no webhook tells again.
    connection.advance(60);
    realm.set_file_status(5, "VALIDATED");
    let late = realm.take_webhooks().remove(0).webhook;
    let later = connection.sandbox.clock().now() + time::Duration::minutes(6);
    catch_up
        .run(&connection.client, &inbox, later)
        .await
        .unwrap();
    assert_eq!(drain(&inbox).len(), 1);
    assert_eq!(
        receive(&connection, &inbox, &late),
        Some(Received::Duplicate)
    );
}

#[tokio::test]
async fn d15_memory_is_bounded_and_nothing_is_lost_in_silence() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    let mut limits = InboxLimits::default();
    (limits.parked, limits.queued, limits.remembered) = (3, 2, 4);
    let inbox = Inbox::new(limits);
    for id in 1..=6 {
        let event = json!({"partnerCallBackType": "CREATED_ACCOUNT", "onTenantId": id}).to_string();
        assert_eq!(
            receive(&connection, &inbox, &realm.webhook(&event)),
            Some(Received::Parked)
        );
    }
    // Three wait; of the three that had no room two are told, and the list is read for the lost one.
    let mut catch_up = auth_dossierfacile::CatchUp::new(None);
    let now = connection.sandbox.clock().now();
    assert_eq!(
        drain(&inbox)
            .iter()
            .map(|notice| notice.tenant_id)
            .collect::<Vec<_>>(),
        [2, 3]
    );
    realm.add_tenant(1, datetime!(2026-01-01 00:00 UTC));
    catch_up.run(&connection.client, &inbox, now).await.unwrap();
    assert_eq!(drain(&inbox)[0].tenant_id, 1);
}
