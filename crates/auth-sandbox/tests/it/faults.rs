//! Every fault spoils what it says, on the side of the state change it says.

use std::error::Error;
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use auth_sandbox::{Fault, FaultKind, Gate, Keyclic, Sandbox, When};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::client;

const LOGIN: &str = "/security/login";

fn login(provider: &Keyclic) -> RequestBuilder {
    let body = json!({"login": provider.login(), "password": provider.password()});
    let url = format!("{}{LOGIN}", provider.api_url());
    client()
        .post(url)
        .header("X-Keyclic-App", provider.app())
        .json(&body)
}

async fn with(provider: &Keyclic, kind: FaultKind) -> Response {
    provider.fault(Fault::new(kind).on("POST", LOGIN));
    login(provider).send().await.unwrap()
}

/// The kind of I/O error at the bottom of a failed request.
fn cause(error: &reqwest::Error) -> Option<ErrorKind> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return Some(error.kind());
        }
        source = error.source();
    }
    None
}

#[tokio::test]
async fn replacements_come_before_or_after_the_token_is_issued() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    for kind in [
        FaultKind::Status(503),
        FaultKind::Html(502),
        FaultKind::HugeBody(10),
        FaultKind::TooManyRequests(Vec::new()),
        FaultKind::Redirect("https://elsewhere.example/".into()),
        FaultKind::EmptyBody,
    ] {
        let before = provider.issued();
        with(provider, kind.clone()).await;
        assert_eq!(provider.issued(), before, "{kind:?}");
        provider.fault(Fault::new(kind.clone()).when(When::AfterStateChange));
        login(provider).send().await.unwrap();
        assert_eq!(provider.issued(), before + 1, "{kind:?}");
    }
}

#[tokio::test]
async fn connections_end_before_or_after_the_token_is_issued() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    for kind in [FaultKind::Reset, FaultKind::DropAnswer] {
        for (when, issued) in [(When::BeforeStateChange, 0), (When::AfterStateChange, 1)] {
            let before = provider.issued();
            provider.fault(Fault::new(kind.clone()).when(when));
            let error = login(provider).send().await.unwrap_err();
            assert_eq!(provider.issued(), before + issued, "{kind:?} {when:?}");
            let reset = cause(&error) == Some(ErrorKind::ConnectionReset);
            assert_eq!(reset, matches!(kind, FaultKind::Reset), "{error:?}");
            assert_eq!(provider.requests().last().unwrap().status, None);
        }
    }
    assert_eq!(login(provider).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn statuses_pages_and_redirects() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    assert_eq!(with(provider, FaultKind::Status(503)).await.status(), 503);
    let page = with(provider, FaultKind::Html(502)).await;
    assert_eq!(page.status(), 502);
    assert!(page.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    let redirect = with(
        provider,
        FaultKind::Redirect("https://elsewhere.example/a".into()),
    )
    .await;
    assert_eq!(
        (redirect.status().as_u16(), &redirect.headers()["location"]),
        (307, &"https://elsewhere.example/a".parse().unwrap())
    );
    let headers = vec![
        ("Retry-After".to_owned(), "7".to_owned()),
        ("X-A".to_owned(), "b".to_owned()),
    ];
    let limited = with(provider, FaultKind::TooManyRequests(headers)).await;
    assert_eq!(
        (
            limited.status().as_u16(),
            &limited.headers()["retry-after"],
            &limited.headers()["x-a"]
        ),
        (429, &"7".parse().unwrap(), &"b".parse().unwrap())
    );
    let empty = with(provider, FaultKind::EmptyBody).await;
    assert_eq!(
        (empty.status().as_u16(), empty.bytes().await.unwrap().len()),
        (200, 0)
    );
    let seen: Vec<_> = provider
        .requests()
        .iter()
        .map(|seen| seen.status.unwrap())
        .collect();
    assert_eq!(seen, [503, 502, 307, 429, 200]);
}

#[tokio::test]
async fn huge_bodies_stream_without_a_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut huge = with(sandbox.keyclic(), FaultKind::HugeBody(1 << 40)).await;
    assert_eq!(huge.content_length(), None);
    let mut read = 0;
    while read < 1 << 20 {
        read += huge.chunk().await.unwrap().unwrap().len();
    }
    let exact = with(sandbox.keyclic(), FaultKind::HugeBody(100_000)).await;
    let body: Value = exact.json().await.unwrap();
    assert_eq!(body["access_token"].as_str().unwrap().len(), 100_000);
}

#[tokio::test]
async fn slow_bodies_and_delays_take_real_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let started = Instant::now();
    let mut slow = with(provider, FaultKind::SlowBody(Duration::from_millis(20))).await;
    for _ in 0..5 {
        assert!(!slow.chunk().await.unwrap().unwrap().is_empty());
    }
    assert!(started.elapsed() >= Duration::from_millis(20));
    drop(slow);

    for when in [When::BeforeStateChange, When::AfterStateChange] {
        let started = Instant::now();
        provider.fault(Fault::new(FaultKind::Delay(Duration::from_millis(50))).when(when));
        assert_eq!(login(provider).send().await.unwrap().status(), 200);
        assert!(started.elapsed() >= Duration::from_millis(50));
    }
    assert_eq!(provider.issued(), 3);
}

#[tokio::test]
async fn gates_hold_before_or_after_the_token_is_issued() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    for (when, issued) in [(When::BeforeStateChange, 0), (When::AfterStateChange, 1)] {
        let (before, arrived) = (provider.issued(), provider.count("POST", LOGIN));
        let gate = Gate::new();
        provider.fault(Fault::new(FaultKind::Hold(gate.clone())).when(when));
        let call = tokio::spawn(login(provider).send());
        while provider.count("POST", LOGIN) == arrived || provider.issued() < before + issued {
            tokio::task::yield_now().await;
        }
        assert_eq!(provider.issued(), before + issued);
        assert!(!call.is_finished());
        gate.open();
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
        assert_eq!(provider.issued(), before + 1);
    }
}

#[tokio::test]
async fn altered_bodies() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    let cut = with(provider, FaultKind::TruncatedJson)
        .await
        .text()
        .await
        .unwrap();
    assert!(cut.starts_with('{') && serde_json::from_str::<Value>(&cut).is_err());
    let marked = with(provider, FaultKind::Bom).await.bytes().await.unwrap();
    assert!(marked.starts_with(b"\xEF\xBB\xBF{"));
    let mislabelled = with(provider, FaultKind::WrongContentType).await;
    assert_eq!(mislabelled.headers()["content-type"], "text/plain");
    assert!(mislabelled.json::<Value>().await.unwrap()["accessToken"].is_string());

    let compressed = with(provider, FaultKind::Gzip).await;
    assert_eq!(compressed.headers()["content-encoding"], "gzip");
    let mut plain = String::new();
    let bytes = compressed.bytes().await.unwrap();
    flate2::read::GzDecoder::new(bytes.as_ref())
        .read_to_string(&mut plain)
        .unwrap();
    assert!(plain.starts_with('{'));

    let doubled = with(provider, FaultKind::DuplicateMembers)
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(doubled.matches("\"accessToken\":").count(), 2);
    assert_eq!(
        serde_json::from_str::<Value>(&doubled).unwrap()["tokenType"],
        "another value"
    );
    for value in [
        json!(-1),
        json!(1e300),
        json!("300"),
        json!(null),
        json!(0.5),
    ] {
        let replaced = with(
            provider,
            FaultKind::ReplaceMember("expires_in".into(), value.clone()),
        )
        .await;
        assert_eq!(replaced.json::<Value>().await.unwrap()["expires_in"], value);
    }
    let removed = with(provider, FaultKind::RemoveMember("accessToken".into())).await;
    assert_eq!(
        removed.json::<Value>().await.unwrap().get("accessToken"),
        None
    );
    assert_eq!(provider.issued(), 11, "what alters an answer needs one");
}

#[tokio::test]
async fn faults_strike_their_route_in_their_order_as_often_as_said() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.keyclic();
    provider.fault(Fault::new(FaultKind::Status(500)).on("GET", "/feedbacks"));
    provider.fault(
        Fault::new(FaultKind::Status(503))
            .on("POST", LOGIN)
            .times(2),
    );
    provider.fault(Fault::new(FaultKind::Status(502)));
    provider.fault(Fault::new(FaultKind::Status(504)).times(0));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(login(provider).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 502, 200]);
    provider.clear_faults();
    let feedbacks = client()
        .get(format!("{}/feedbacks", provider.api_url()))
        .send()
        .await
        .unwrap();
    assert_eq!(
        feedbacks.status(),
        400,
        "the fault for this route was forgotten"
    );
}
