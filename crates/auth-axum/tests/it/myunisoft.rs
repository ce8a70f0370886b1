//! The example server of MyUnisoft under all that may come.

#[path = "../../examples/myunisoft.rs"]
#[allow(dead_code, reason = "its main has no part here")]
mod example;

use std::sync::{Arc, Mutex};

use auth_myunisoft::{Event, EventType, WebhookVerifier};
use auth_sandbox::{Flaw, MyUnisoft, Sandbox};
use tokio::sync::mpsc;

use crate::support::{Logged, serve};

/// The example server, and what it worked on.
struct Receiver {
    url: String,
    worked: Arc<Mutex<Vec<Event>>>,
    working: tokio::task::JoinHandle<()>,
    serving: tokio::task::JoinHandle<()>,
}

impl Receiver {
    async fn start(provider: &MyUnisoft, room: usize) -> Self {
        let verifier = WebhookVerifier::new(provider.partner_secret()).unwrap();
        let (work, events) = mpsc::channel(room);
        let worked = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&worked);
        let working = tokio::spawn(example::work_on(events, move |event| {
            keep.lock().unwrap().push(event);
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/myunisoft", listener.local_addr().unwrap());
        let server = example::server(verifier, work);
        let serving = tokio::spawn(async move { axum::serve(listener, server).await.unwrap() });
        Self {
            url,
            worked,
            working,
            serving,
        }
    }

    /// All that was worked on, once the server is gone.
    async fn end(self) -> Vec<Event> {
        self.serving.abort();
        self.working.await.unwrap();
        let mut worked = self.worked.lock().unwrap();
        std::mem::take(&mut *worked)
    }
}

async fn status(webhook: &auth_sandbox::Webhook, url: &str) -> u16 {
    webhook.send(url).await.unwrap().status
}

#[tokio::test]
async fn single_several_duplicate_and_out_of_order_deliveries_are_worked_on_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let receiver = Receiver::start(provider, 100).await;
    let first = provider.webhook(&provider.events());
    let several = provider.webhook(&provider.events_of(&["accountingFolder", "tomorrow"]));
    for webhook in [&several, &first, &first, &several] {
        assert_eq!(status(webhook, &receiver.url).await, 204);
    }
    let types: Vec<_> = receiver
        .end()
        .await
        .into_iter()
        .map(|event| event.event_type)
        .collect();
    let [EventType::AccountingFolder, unknown, EventType::Document] = &types[..] else {
        panic!("{types:?}")
    };
    assert_eq!(*unknown, EventType::Unknown("tomorrow".into()));
}

#[tokio::test]
async fn m15_what_is_forged_stale_or_oddly_signed_is_answered_with_401() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let (logged, _guard) = Logged::begin();
    let receiver = Receiver::start(provider, 100).await;
    let events = provider.events();
    for flaw in [
        Flaw::AlteredBody,
        Flaw::WrongSecret,
        Flaw::NoProof,
        Flaw::Dated(-3600),
        Flaw::Dated(3600),
        Flaw::HttpDate,
        Flaw::UpperCaseHex,
    ] {
        let webhook = provider.flawed_webhook(&events, Some(flaw));
        assert_eq!(status(&webhook, &receiver.url).await, 401, "{flaw:?}");
        // Nothing of a forgery is remembered, not even its id.
    }
    let reformatted = provider.flawed_webhook(&events, Some(Flaw::Reformatted));
    assert_eq!(status(&reformatted, &receiver.url).await, 204);
    let odd = provider.webhook(
        &events
            .replace(r#""7""#, "1.0")
            .replace("schemaId\":501", "schemaId\":\"501\""),
    );
    assert_eq!(status(&odd, &receiver.url).await, 204);
    assert_eq!(
        receiver.end().await.len(),
        1,
        "the odd one has the id of the other"
    );

    let logged = logged.text();
    assert!(logged.contains("was not let in"), "{logged}");
    for secret in ["accountingFolderId", "webhookId", provider.partner_secret()] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}

#[tokio::test]
async fn what_is_signed_and_not_readable_is_acknowledged_and_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let (logged, _guard) = Logged::begin();
    let receiver = Receiver::start(provider, 100).await;
    let webhook = provider.webhook(r#"{"canary":1}"#);
    assert_eq!(status(&webhook, &receiver.url).await, 204);
    assert_eq!(receiver.end().await, []);
    assert!(logged.text().contains("it is signed"), "{}", logged.text());
    assert!(!logged.text().contains("canary"));
}

#[tokio::test]
async fn a_full_queue_takes_nothing_of_a_webhook() {
    let sandbox = Sandbox::start().await.unwrap();
    let provider = sandbox.myunisoft();
    let verifier = WebhookVerifier::new(provider.partner_secret()).unwrap();
    let (work, mut events) = mpsc::channel(1);
    let url = serve(example::server(verifier, work)).await + "/myunisoft";
    let two = provider.webhook(&provider.events_of(&["document", "document"]));
    assert_eq!(status(&two, &url).await, 503);
    assert_eq!(
        status(&provider.webhook(&provider.events()), &url).await,
        204
    );
    assert!(events.recv().await.is_some());
    assert!(events.try_recv().is_err());
}
