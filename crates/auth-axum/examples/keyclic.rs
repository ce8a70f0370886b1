//! A receiver of Keyclic's webhooks, which reads again what they hint at, and the sandbox that sends them:
//! `cargo run -p auth-axum --features keyclic --example keyclic`.

use std::{error::Error, future::IntoFuture, sync::Arc};

use auth_axum::keyclic::UnprovenHint;
use auth_keyclic::{Feedbacks, Keyclic, WebhookSegment};
use auth_reqwest::Client;
use auth_sandbox::Sandbox;
use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    routing::post,
};
use tokio::{net::TcpListener, sync::Notify};

/// Part of the address that Keyclic was told; in earnest 32 random bytes, from the environment.
const SEGMENT: &str = "Q2pRSmxhd0tXb1R4dHhYbA-x";

/// What the routes share.
#[derive(Clone)]
struct App {
    segment: WebhookSegment,
    hinted: Arc<Notify>,
}

impl FromRef<App> for WebhookSegment {
    fn from_ref(app: &App) -> Self {
        app.segment.clone()
    }
}

/// The server; each hint wakes whoever waits at `hinted`.
pub(crate) fn server(segment: WebhookSegment, hinted: Arc<Notify>) -> Router {
    Router::new()
        .route("/keyclic/{segment}", post(received))
        .with_state(App { segment, hinted })
}

/// Nothing of a hint is used but that it came: many at once, twice the same, or in any order, they make one reading.
async fn received(State(app): State<App>, UnprovenHint(_): UnprovenHint) -> StatusCode {
    app.hinted.notify_one();
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let keyclic = sandbox.keyclic();
    let provider = Keyclic::login(keyclic.login())
        .password(keyclic.password())
        .api_url(keyclic.api_url())
        .allow_loopback_http()
        .build()?;
    let client = Client::connect(provider)?;

    let hinted = Arc::new(Notify::new());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/keyclic", listener.local_addr()?);
    let server = server(WebhookSegment::new(SEGMENT)?, Arc::clone(&hinted));
    tokio::spawn(axum::serve(listener, server).into_future());

    let webhook = keyclic.webhook(&keyclic.event("reportCreated"));
    let told = webhook.send(&format!("{url}/{SEGMENT}")).await?;
    println!("at the address that Keyclic was told: {}", told.status);
    hinted.notified().await;
    let page = client.call(&Feedbacks).await?;
    println!("read again through the API: {} feedbacks", page.items.len());

    let guessed = webhook.send(&format!("{url}/guessed")).await?;
    println!("at another address: {}", guessed.status);
    Ok(())
}
