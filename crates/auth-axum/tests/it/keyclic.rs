//! The example server of Keyclic under all that may come.

#[path = "../../examples/keyclic.rs"]
#[allow(dead_code, reason = "its main has no part here")]
mod example;

use std::{sync::Arc, time::Duration};

use auth_axum::keyclic::UnprovenHint;
use auth_keyclic::WebhookSegment;
use auth_sandbox::Sandbox;
use axum::{Router, http::StatusCode, routing::post};
use tokio::sync::Notify;

use crate::support::{Logged, serve};

const SEGMENT: &str = "Q2pRSmxhd0tXb1R4dHhYbA-x";

async fn receiver() -> (String, Arc<Notify>) {
    let hinted = Arc::new(Notify::new());
    let segment = WebhookSegment::new(SEGMENT).unwrap();
    let server = example::server(segment, Arc::clone(&hinted));
    (serve(server).await + "/keyclic", hinted)
}

/// Whether a hint is waiting.
async fn is_hinted(hinted: &Notify) -> bool {
    tokio::time::timeout(Duration::ZERO, hinted.notified())
        .await
        .is_ok()
}

#[tokio::test]
async fn hints_of_any_number_and_order_make_one_reading() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let (url, hinted) = receiver().await;
    assert!(!is_hinted(&hinted).await);
    let removed = keyclic.webhook(&keyclic.event("operationRemoved"));
    let created = keyclic.webhook(&keyclic.event("operationCreated"));
    let unknown = keyclic.webhook(&keyclic.event("tomorrow"));
    for webhook in [&removed, &created, &created, &unknown] {
        let delivered = webhook.send(&format!("{url}/{SEGMENT}")).await.unwrap();
        assert_eq!(delivered.status, 204);
    }
    assert!(is_hinted(&hinted).await);
    assert!(!is_hinted(&hinted).await);
}

#[tokio::test]
async fn at_another_place_there_is_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let (logged, _guard) = Logged::begin();
    let (url, hinted) = receiver().await;
    let webhook = keyclic.webhook(&keyclic.event("reportCreated"));
    let places = ["guessed", &SEGMENT[1..], &SEGMENT.to_lowercase(), "", "%51"];
    for place in places {
        let delivered = webhook.send(&format!("{url}/{place}")).await.unwrap();
        assert_eq!(delivered.status, 404, "{place}");
    }
    let unreadable = keyclic.webhook(r#"{"canary":1}"#);
    let delivered = unreadable.send(&format!("{url}/{SEGMENT}")).await.unwrap();
    assert_eq!(delivered.status, 400);
    assert!(!is_hinted(&hinted).await);
    let logged = logged.text();
    assert!(logged.contains("another"), "{logged}");
    for secret in [SEGMENT, "canary", "guessed"] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}

#[tokio::test]
async fn a_route_without_a_parameter_is_the_developers_fault() {
    async fn received(_: UnprovenHint) -> StatusCode {
        StatusCode::NO_CONTENT
    }
    let sandbox = Sandbox::start().await.unwrap();
    let server = Router::new()
        .route("/keyclic", post(received))
        .with_state(WebhookSegment::new(SEGMENT).unwrap());
    let url = serve(server).await + "/keyclic";
    let (logged, _guard) = Logged::begin();
    let webhook = sandbox.keyclic().webhook(r#"{"event":"reportCreated"}"#);
    assert_eq!(webhook.send(&url).await.unwrap().status, 500);
    assert!(
        logged.text().contains("/keyclic/{segment}"),
        "{}",
        logged.text()
    );
}
