//! A receiver of MyUnisoft's webhooks, and the sandbox that sends them:
//! `cargo run -p auth-axum --features myunisoft --example myunisoft`.

use std::{collections::HashSet, error::Error, future::IntoFuture};

use auth_axum::myunisoft::Webhook;
use auth_myunisoft::{Event, WebhookVerifier};
use auth_sandbox::{Flaw, Sandbox};
use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    routing::post,
};
use tokio::{net::TcpListener, sync::mpsc};

/// What the routes share.
#[derive(Clone)]
struct App {
    verifier: WebhookVerifier,
    work: mpsc::Sender<Event>,
}

impl FromRef<App> for WebhookVerifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

/// The server; verified events go to `work`.
pub(crate) fn server(verifier: WebhookVerifier, work: mpsc::Sender<Event>) -> Router {
    Router::new()
        .route("/myunisoft", post(received))
        .with_state(App { verifier, work })
}

/// Hands the events over, and answers at once.
async fn received(State(app): State<App>, Webhook(events): Webhook) -> StatusCode {
    // Room for all of them, or for none: a webhook is not taken by halves.
    let Ok(room) = app.work.try_reserve_many(events.len()) else {
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    for (room, event) in room.zip(events) {
        room.send(event);
    }
    StatusCode::NO_CONTENT
}

/// Works on each event once, until nobody sends any more; a copy is told by its id.
pub(crate) async fn work_on(mut events: mpsc::Receiver<Event>, mut each: impl FnMut(Event)) {
    // In a database, where it lasts, and where old ids are dropped: a copy is fresh for five minutes.
    let mut known = HashSet::new();
    while let Some(event) = events.recv().await {
        if event.webhook_id.clone().is_none_or(|id| known.insert(id)) {
            each(event);
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let myunisoft = sandbox.myunisoft();
    let verifier = WebhookVerifier::new(myunisoft.partner_secret())?; // or from_env()

    let (work, events) = mpsc::channel(1000);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/myunisoft", listener.local_addr()?);
    let serving = tokio::spawn(axum::serve(listener, server(verifier, work)).into_future());
    let working = tokio::spawn(work_on(events, |event| {
        println!(
            "read again what changed: {:?} in {:?}",
            event.event_type, event.scope.schema_id
        );
    }));

    let webhook = myunisoft.webhook(&myunisoft.events());
    println!("signed: {}", webhook.send(&url).await?.status);
    println!("once more: {}", webhook.send(&url).await?.status);
    let forged = myunisoft.flawed_webhook(&myunisoft.events(), Some(Flaw::AlteredBody));
    println!("altered on its way: {}", forged.send(&url).await?.status);

    serving.abort();
    working.await?;
    Ok(())
}
