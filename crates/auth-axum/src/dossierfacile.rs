//! Webhooks of DossierFacile, which carry the partner's key, and the way of a person's browser through a sign-in.

mod browser;
mod callback;

use auth_core::ErrorKind;
use auth_dossierfacile::{Event, WebhookVerifier};
use axum::{
    extract::{FromRef, FromRequest, Request},
    http::StatusCode,
};

pub use browser::BrowserSession;
pub use callback::{Callback, Returned};

use crate::{Rejection, body};

/// The event of a webhook that carries the partner's key.
///
/// The [`WebhookVerifier`] is taken from the router's state, by [`FromRef`]; it cannot be made without a key, and what comes
/// without one is refused. The key proves nothing about the body: end tokens on the strength of an event, and read all else
/// through the service scheme.
///
/// Answer 2xx at once, also for a type that this version does not know and for a person that nobody knows yet: DossierFacile
/// sends nothing again.
///
/// ```
/// use auth_axum::dossierfacile::Webhook;
/// use auth_dossierfacile::{Effect, WebhookVerifier};
/// use axum::{Router, http::StatusCode, routing::post};
///
/// async fn received(Webhook(event): Webhook) -> StatusCode {
///     if let Effect::Revoked | Effect::Erased = event.effect() {
///         // End the tokens of event.on_tenant_id, before the answer.
///     }
///     StatusCode::NO_CONTENT
/// }
///
/// let verifier = WebhookVerifier::new("5PPwkHGgb0ZLQHsW1zXyu2W9RE3Gz4gO")?;
/// let app: Router = Router::new().route("/dossierfacile", post(received)).with_state(verifier);
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Webhook(pub Event);

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
        verifier
            .verify(&body, &parts.headers)
            .map(Self)
            .map_err(|error| {
                let status = match error.kind() {
                    ErrorKind::InvalidResponse => StatusCode::NO_CONTENT,
                    _ => StatusCode::UNAUTHORIZED,
                };
                Rejection::of(status, error)
            })
    }
}
