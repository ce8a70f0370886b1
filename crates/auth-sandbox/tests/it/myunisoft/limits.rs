//! Limits and the shapes of errors.

use auth_sandbox::{ErrorShape, Fault, FaultKind, Gate, RateHeaders, Sandbox};
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;

use super::{call, code, refusal};
use crate::support::{answer, status, text};

#[tokio::test]
async fn m6_twenty_first_call_in_ten_seconds() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    let provider = sandbox.myunisoft();
    let society = || call(provider, provider.societe_key(), "/society");
    for left in (0..20).rev() {
        let answer = society().send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["x-rate-limit-remaining"], left.to_string());
    }
    let limited = society().send().await.unwrap();
    assert_eq!(limited.status(), 429);
    assert!(!limited.headers().contains_key("retry-after"));
    assert_eq!(limited.headers()["x-rate-limit-total"], "20");
    let reset: f64 = limited.headers()["x-rate-limit-reset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let seconds = |at: OffsetDateTime| Duration::try_from(at - OffsetDateTime::UNIX_EPOCH).unwrap();
    let window_ends = seconds(sandbox.clock().now()) + Duration::from_secs(10);
    let off = Duration::from_secs_f64(reset).abs_diff(window_ends);
    assert!(off < Duration::from_millis(1), "{off:?}");
    let body: Value = limited.json().await.unwrap();
    assert_eq!(body["error"]["code"], "ERR-TOO-MANY-REQUEST");

    // Another key has its own window.
    assert_eq!(
        status(call(provider, provider.cabinet_key(), "/society")).await,
        200
    );
    provider.set_rate_headers(RateHeaders::ResetInPast);
    let past = society().send().await.unwrap();
    let reset: f64 = past.headers()["x-rate-limit-reset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        Duration::from_secs_f64(reset).as_secs()
            < u64::try_from(sandbox.clock().now().unix_timestamp()).unwrap()
    );
    provider.set_rate_headers(RateHeaders::Absent);
    assert!(
        !society()
            .send()
            .await
            .unwrap()
            .headers()
            .contains_key("x-rate-limit-reset")
    );
    sandbox.clock().advance(Duration::from_secs(10));
    assert_eq!(status(society()).await, 200);
}

#[tokio::test]
async fn m7_eleventh_call_at_once_in_both_spellings() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let gate = Gate::new();
    provider.fault(Fault::new(FaultKind::Hold(gate.clone())).times(10));
    let society = || call(provider, provider.societe_key(), "/society");
    let held: Vec<_> = (0..10).map(|_| tokio::spawn(society().send())).collect();
    while provider.count("GET", "/api/v1/society") < 10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        code(society()).await,
        refusal(429, "ERR-TOO-MANY-CONCURRENT-REQUESTS")
    );
    provider.set_singular_concurrency_code(true);
    assert_eq!(
        code(society()).await,
        refusal(429, "ERR-TOO-MANY-CONCURRENT-REQUEST")
    );
    assert_eq!(
        status(call(provider, provider.cabinet_key(), "/society")).await,
        200
    );
    gate.open();
    for call in held {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(status(society()).await, 200);
}

#[tokio::test]
async fn m8_shapes_of_errors() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let refused = || call(provider, provider.foreign_key(), "/society");
    let answered = refused().send().await.unwrap();
    let request_id = answered.headers()["request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(request_id.starts_with("req-"));
    let body: Value = answered.json().await.unwrap();
    assert_eq!(text(&body["error"]["details"], "requestId"), request_id);
    assert_eq!(text(&body["error"]["details"], "method"), "GET");

    provider.set_error_shape(ErrorShape::EmptyDetails);
    assert_eq!(answer(refused()).await.1["error"]["details"], "");
    provider.set_error_shape(ErrorShape::Rootless);
    assert_eq!(answer(refused()).await.1["code"], "ERR-INVALID-JWT");
    provider.set_error_shape(ErrorShape::Html);
    let page = refused().send().await.unwrap();
    assert!(
        page.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    assert!(page.headers().contains_key("request-id"));
}
