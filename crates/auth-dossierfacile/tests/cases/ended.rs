//! A person ends the connection while another sign-in of theirs is under way, and while much else is told: D12, D13, D15.

use auth_core::HeaderMap;
use auth_dossierfacile::{
    CatchUp, Effect, Event, Inbox, InboxLimits, Link, Listing, Received, WebhookVerifier,
};
use auth_sandbox::{Fault, FaultKind};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde_json::json;
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::connection::{Connection, service};

const TENANT: u64 = 7;
const LIST: &str = "/dfc/api/v1/tenants";
const START: OffsetDateTime = datetime!(2026-11-22 10:00 UTC);

fn at(seconds: i64) -> OffsetDateTime {
    START + Duration::seconds(seconds)
}

fn event(event_type: &str, tenant_id: u64) -> Event {
    let body = json!({"partnerCallBackType": event_type, "onTenantId": tenant_id}).to_string();
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", "canary-key".parse().unwrap());
    let verifier = WebhookVerifier::new("canary-key").unwrap();
    verifier.verify(body.as_bytes(), &headers).unwrap()
}

fn revoked() -> Event {
    event("ACCESS_REVOKED", TENANT)
}

fn told(inbox: &Inbox) -> Vec<(u64, Effect)> {
    let mut notices = inbox.notices();
    std::iter::from_fn(|| notices.next().now_or_never().flatten())
        .map(|notice| (notice.tenant_id, notice.effect()))
        .collect()
}

/// The tokens went with the link, or both are there.
fn is_over(link: &Link, connection: &Connection) -> bool {
    let tokens = connection.authenticator.try_headers().is_some();
    assert_eq!(link.is_ended(), !tokens);
    link.is_ended()
}

#[tokio::test]
async fn d12_a_revocation_and_its_copy_before_the_answer_end_the_link() {
    let connection = Connection::signed_in().await;
    let inbox = Inbox::default();
    for second in [1, 2] {
        let received = inbox.receive(revoked(), at(second));
        assert_eq!(received, Received::Parked);
    }
    let link = inbox.connected(TENANT, &connection.authenticator, at(0));
    assert!(is_over(&link, &connection));
    assert_eq!(told(&inbox), [(TENANT, Effect::Revoked)]);
}

#[tokio::test]
async fn d12_a_revocation_ends_the_connection_that_is_being_made_beside_another() {
    let (old, new) = (Connection::signed_in().await, Connection::signed_in().await);
    let inbox = Inbox::default();
    let link = inbox.connected(TENANT, &old.authenticator, at(0));
    // The profile call of the second sign-in begins at 10, and its answer comes after the revocation.
    assert_eq!(inbox.receive(revoked(), at(11)), Received::Delivered);
    assert!(is_over(&link, &old));
    let link = inbox.connected(TENANT, &new.authenticator, at(10));
    assert!(is_over(&link, &new));
}

#[tokio::test]
async fn d12_a_second_revocation_is_no_copy_for_a_sign_in_under_way() {
    let (old, new) = (Connection::signed_in().await, Connection::signed_in().await);
    let inbox = Inbox::default();
    let _ = inbox.connected(TENANT, &old.authenticator, at(0));
    assert_eq!(inbox.receive(revoked(), at(5)), Received::Delivered);
    assert_eq!(inbox.receive(revoked(), at(11)), Received::Duplicate);
    let link = inbox.connected(TENANT, &new.authenticator, at(10));
    assert!(is_over(&link, &new));
    // It is no part of a later one, nor told once more.
    let later = Connection::signed_in().await;
    let link = inbox.connected(TENANT, &later.authenticator, at(20));
    assert!(!is_over(&link, &later));
    told(&inbox);
    inbox.receive(event("CREATED_ACCOUNT", 9), at(3600));
    assert_eq!(told(&inbox), []);
}

#[tokio::test]
async fn d12_a_deletion_after_a_revocation_is_told() {
    let inbox = Inbox::default();
    inbox.know(TENANT);
    inbox.receive(revoked(), at(0));
    let deleted = event("DELETED_ACCOUNT", TENANT);
    assert_eq!(inbox.receive(deleted, at(1)), Received::Parked);
    inbox.receive(event("CREATED_ACCOUNT", 9), at(3600));
    let ends = [(TENANT, Effect::Revoked), (TENANT, Effect::Erased)];
    assert_eq!(told(&inbox), ends);
}

fn narrow(queued: usize) -> Inbox {
    let mut limits = InboxLimits::default();
    limits.queued = queued;
    Inbox::new(limits)
}

#[tokio::test]
async fn d15_what_ends_a_connection_is_not_lost_for_want_of_room() {
    let inbox = narrow(2);
    (TENANT..TENANT + 4).for_each(|tenant_id| inbox.know(tenant_id));
    inbox.receive(revoked(), at(0));
    for tenant_id in TENANT + 1..TENANT + 4 {
        inbox.receive(event("VERIFIED_ACCOUNT", tenant_id), at(1));
    }
    let left = [(TENANT, Effect::Revoked), (TENANT + 3, Effect::None)];
    assert_eq!(told(&inbox), left);
}

#[tokio::test]
async fn d13_whom_the_list_told_without_room_it_tells_again() {
    let connection = Connection::new(service).await;
    for tenant_id in 1..=3 {
        let changed = START + Duration::days(i64::try_from(tenant_id).unwrap());
        connection.imitation().add_tenant(tenant_id, changed);
    }
    let inbox = narrow(2);
    let mut catch_up = CatchUp::new(None);
    let mut people = Vec::new();
    for minutes in [0, 5, 10] {
        let now = START + Duration::minutes(minutes);
        catch_up.run(&connection.client, &inbox, now).await.unwrap();
        people.extend(told(&inbox).into_iter().map(|(tenant_id, _)| tenant_id));
    }
    assert_eq!(people, [2, 3, 1]);
}

#[tokio::test]
async fn d13_somebody_who_is_listed_twice_leads_nobody_in_a_circle() {
    let connection = Connection::new(service).await;
    let row = |id: u64, date: Option<&str>| json!({"id": id, "lastUpdateDate": date});
    let date = Some("2026-03-01T10:00:00.000000");
    // One who revoked and is back, on full pages that stay the same.
    let page = json!([row(1, date), row(1, None), row(2, None), row(3, None)]);
    for _ in 0..8 {
        let same = FaultKind::ReplaceMember("data".into(), page.clone());
        connection
            .imitation()
            .fault(Fault::new(same).on("GET", LIST));
    }
    let mut listing = Listing::full().page_size(4);
    let rows: Vec<_> = listing
        .stream(&connection.client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(rows.len(), 4);
}
