//! Webhooks of MyUnisoft: signed arrays of events.

use auth_core::ErrorKind;
use auth_myunisoft::{Event, WebhookVerifier};
use axum::{
    extract::{FromRef, FromRequest, Request},
    http::StatusCode,
};
use time::OffsetDateTime;

use crate::{Rejection, body};

/// The events of a webhook that MyUnisoft signed, not long ago, in the order they came.
///
/// The [`WebhookVerifier`] is taken from the router's state, by [`FromRef`]: without one the program does not compile. The
/// signature is made over the body as it came, so nothing may parse it before, and nothing else can take it after.
///
/// Types of events and operations that this version does not know are events too: answer them with 2xx. Within the window
/// of freshness a copy is let in again: tell it by [`Event::webhook_id`].
///
/// ```
/// use auth_axum::myunisoft::Webhook;
/// use auth_myunisoft::WebhookVerifier;
/// use axum::{Router, http::StatusCode, routing::post};
///
/// async fn received(Webhook(events): Webhook) -> StatusCode {
///     // Hand the events to whoever works on them, and answer at once.
///     println!("{} events", events.len());
///     StatusCode::NO_CONTENT
/// }
///
/// let verifier = WebhookVerifier::new("Dunes-7f3a")?; // or from_env()
/// let app: Router = Router::new().route("/myunisoft", post(received)).with_state(verifier);
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Webhook(pub Vec<Event>);

impl<S> FromRequest<S> for Webhook
where
    WebhookVerifier: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let verifier = WebhookVerifier::from_ref(state);
        let (parts, body) = request.into_parts();
        let body = body::read(body).await?;
        let events = verifier.verify(&body, &parts.headers, OffsetDateTime::now_utc());
        events.map(Self).map_err(|error| {
            let status = match error.kind() {
                ErrorKind::InvalidResponse => StatusCode::NO_CONTENT,
                _ => StatusCode::UNAUTHORIZED,
            };
            Rejection::of(status, error)
        })
    }
}
