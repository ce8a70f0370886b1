//! Webhooks leave as the providers send them, to this machine only, in the order that a test wants.

use std::io::Read;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use auth_sandbox::{Fault, FaultKind, Flaw, Gate, Sandbox, Webhook, When};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ring::hmac;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::client;

/// What a receiver got, in order.
type Inbox = Arc<Mutex<Vec<(HeaderMap, String)>>>;

async fn receiver(status: u16) -> (String, Inbox) {
    let inbox = Inbox::default();
    let status = StatusCode::from_u16(status).unwrap();
    let take = async move |State(inbox): State<Inbox>, headers: HeaderMap, body: String| {
        inbox.lock().unwrap().push((headers, body));
        (status, "thank you")
    };
    let router = Router::new()
        .route("/hook", post(take))
        .with_state(Arc::clone(&inbox));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, inbox)
}

fn bodies(inbox: &Inbox) -> Vec<String> {
    let inbox = inbox.lock().unwrap();
    inbox.iter().map(|(_, body)| body.clone()).collect()
}

/// Whether the documented recipe makes the signature.
fn is_signed(secret: &str, webhook: &Webhook) -> bool {
    let date = webhook.header("date").unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, &[webhook.body(), date.as_bytes()].concat());
    let hex = tag
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    webhook.header("signature") == Some(&hex)
}

#[tokio::test]
async fn m15_the_sender_signs_what_it_sends_and_each_flaw_shows() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.clock().freeze();
    let provider = sandbox.myunisoft();
    let secret = provider.partner_secret();
    let odd = r#"[{"name":"document","operation":"CREATE","scope":{"schemaId":501.0,"accountingFolderId":1201},"data":{"n":1.0,"big":123456789012345678901234567890,"t":"\u00e9"}}]"#;
    let good = provider.webhook(odd);
    assert_eq!(good.body(), odd.as_bytes());
    assert!(is_signed(secret, &good));
    let now = sandbox.clock().now().unix_timestamp();
    let date: i64 = good.header("date").unwrap().parse().unwrap();
    assert_eq!(date / 1000, now);

    let flawed = |flaw| provider.flawed_webhook(odd, Some(flaw));
    for flaw in [
        Flaw::AlteredBody,
        Flaw::WrongSecret,
        Flaw::NoProof,
        Flaw::UpperCaseHex,
        Flaw::Reformatted,
    ] {
        assert!(!is_signed(secret, &flawed(flaw)), "{flaw:?}");
    }
    assert_eq!(flawed(Flaw::NoProof).header("signature"), None);
    let altered = flawed(Flaw::AlteredBody);
    assert!(String::from_utf8_lossy(altered.body()).contains("1202"));
    for seconds in [-3600, 3600] {
        let webhook = flawed(Flaw::Dated(seconds));
        assert!(is_signed(secret, &webhook));
        let date: i64 = webhook.header("date").unwrap().parse().unwrap();
        assert_eq!(date / 1000, now + seconds);
    }
    let dated = flawed(Flaw::HttpDate);
    assert!(is_signed(secret, &dated));
    assert!(dated.header("date").unwrap().ends_with(" GMT"));
    assert_eq!(
        flawed(Flaw::Reformatted).header("signature"),
        good.header("signature")
    );

    let two: Value = serde_json::from_str(&provider.events_of(&["document", "tomorrow"])).unwrap();
    assert_eq!(two[1]["name"], "tomorrow");
    assert_ne!(two[0]["webhookId"], two[1]["webhookId"]);
    assert!(!format!("{good:?}").contains(date_of(&good)), "{good:?}");
}

fn date_of(webhook: &Webhook) -> &str {
    webhook.header("date").unwrap()
}

#[tokio::test]
async fn d15_the_sender_carries_the_key_of_the_settings() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.dossierfacile();
    let (url, inbox) = receiver(204).await;
    let revoked = provider.event("ACCESS_REVOKED");
    let sent: Value = serde_json::from_str(&revoked).unwrap();
    let tenant = provider.connected_tenant_id();
    assert_eq!(
        sent,
        json!({"onTenantId": tenant, "partnerCallBackType": "ACCESS_REVOKED"})
    );
    provider.webhook(&revoked).send(&url).await.unwrap();
    for flaw in [Flaw::NoProof, Flaw::WrongSecret] {
        let webhook = provider.flawed_webhook(&revoked, Some(flaw)).unwrap();
        webhook.send(&url).await.unwrap();
    }
    let inbox = inbox.lock().unwrap();
    let keys: Vec<_> = inbox
        .iter()
        .map(|(headers, _)| headers.get("x-api-key"))
        .collect();
    assert_eq!(keys[0].unwrap(), provider.webhook_key().as_str());
    assert_eq!(keys[1], None);
    assert_ne!(keys[2].unwrap(), provider.webhook_key().as_str());
    let error = provider.flawed_webhook(&revoked, Some(Flaw::UpperCaseHex));
    assert_eq!(error.unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn no_answer_makes_a_webhook_come_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (dossierfacile, keyclic) = (sandbox.dossierfacile(), sandbox.keyclic());
    let (url, inbox) = receiver(503).await;
    for webhook in [
        dossierfacile.webhook(&dossierfacile.event("VERIFIED_ACCOUNT")),
        keyclic.webhook(&keyclic.event("reportCreated")),
    ] {
        let delivered = webhook.send(&url).await.unwrap();
        assert_eq!((delivered.status, delivered.tries), (503, 1));
    }
    assert_eq!(bodies(&inbox).len(), 2);
}

/// Reads a request and closes without an answer; gives how many came in all.
fn deaf() -> (std::net::SocketAddr, JoinHandle<usize>) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let count = thread::spawn(move || {
        let read = |mut stream: std::net::TcpStream| stream.read(&mut [0; 64]).unwrap_or(1);
        // A connection without a byte ends the count.
        let came = listener.incoming().map(|stream| read(stream.unwrap()));
        came.take_while(|bytes| *bytes > 0).count()
    });
    (address, count)
}

#[tokio::test]
async fn d15_only_dossierfacile_tries_again_when_the_connection_fails() {
    let sandbox = Sandbox::start().await.unwrap();
    let (dossierfacile, myunisoft) = (sandbox.dossierfacile(), sandbox.myunisoft());
    for (webhook, sent) in [
        (
            dossierfacile.webhook(&dossierfacile.event("CREATED_ACCOUNT")),
            2,
        ),
        (myunisoft.webhook(&myunisoft.events()), 1),
    ] {
        let (address, count) = deaf();
        let url = format!("http://{address}/hook");
        webhook.send(&url).await.unwrap_err();
        drop(std::net::TcpStream::connect(address).unwrap());
        assert_eq!(count.join().unwrap(), sent);
    }
}

#[tokio::test]
async fn nothing_leaves_this_machine() {
    let sandbox = Sandbox::start().await.unwrap();
    let webhook = sandbox.keyclic().webhook("{}");
    for url in [
        "http://192.0.2.1/hook",
        "http://partner.example/hook",
        "http://localhost.partner.example/hook",
        "http://0.0.0.0/hook",
        "https://127.0.0.1/hook",
        "http://name@127.0.0.1/hook",
        "127.0.0.1/hook",
    ] {
        let error = webhook.send(url).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{url}");
    }
    let (url, inbox) = receiver(204).await;
    webhook
        .send(&url.replace("127.0.0.1", "localhost"))
        .await
        .unwrap();
    assert_eq!(bodies(&inbox), ["{}"]);
}

#[tokio::test]
async fn a_webhook_may_come_before_the_answer_or_be_late_and_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let keyclic = sandbox.keyclic();
    let (url, inbox) = receiver(204).await;
    let first = keyclic.webhook(&keyclic.event("reportCreated"));
    let deliver = FaultKind::Deliver(first.clone(), url.clone());
    let gate = Gate::new();
    keyclic.fault(Fault::new(deliver).when(When::AfterStateChange));
    let login = || {
        client()
            .post(format!("{}/security/login", keyclic.api_url()))
            .header("X-Keyclic-App", keyclic.app())
            .json(&json!({"login": keyclic.login(), "password": keyclic.password()}))
    };
    assert_eq!(login().send().await.unwrap().status(), 200);
    assert_eq!(bodies(&inbox).len(), 1, "it came before the answer");
    assert_eq!(keyclic.issued(), 1);

    // The same by hand: the answer waits for the test.
    keyclic.fault(Fault::new(FaultKind::Hold(gate.clone())).when(When::AfterStateChange));
    let answer = tokio::spawn(login().send());
    first.send(&url).await.unwrap();
    gate.open();
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    assert_eq!(bodies(&inbox)[0], bodies(&inbox)[1], "a duplicate");

    // A receiver that is gone does not keep the answer back.
    keyclic.fault(Fault::new(FaultKind::Deliver(
        first,
        "http://127.0.0.1:1/".to_owned(),
    )));
    let patience = Duration::from_secs(60);
    let answer = tokio::time::timeout(patience, login().send()).await;
    assert_eq!(answer.unwrap().unwrap().status(), 200);
}
