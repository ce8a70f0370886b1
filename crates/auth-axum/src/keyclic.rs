//! Webhooks of Keyclic: hints at a place that nobody can guess.

use auth_core::{Error, ErrorKind};
use auth_keyclic::{Event, WebhookSegment};
use axum::{
    RequestExt,
    extract::{FromRef, FromRequest, RawPathParams, Request},
    http::StatusCode,
};

use crate::{Rejection, body};

/// What somebody says who knows the address that Keyclic was told: perhaps Keyclic.
///
/// Keyclic proves nothing of its webhooks, so this is a hint and no more: read the thing again through the API before acting
/// on it. The last part of the route's path must be a parameter, which is compared in constant time with the
/// [`WebhookSegment`] of the router's state, taken by [`FromRef`]; anything else is answered with 404. The address is as good
/// as a key, and stands in the path: keep that out of logs.
///
/// ```
/// use auth_axum::keyclic::UnprovenHint;
/// use auth_keyclic::WebhookSegment;
/// use axum::{Router, http::StatusCode, routing::post};
///
/// async fn received(UnprovenHint(event): UnprovenHint) -> StatusCode {
///     println!("{:?}, they say", event.event_type); // now read through the API what changed
///     StatusCode::NO_CONTENT
/// }
///
/// let segment = WebhookSegment::new("Q2pRSmxhd0tXb1R4dHhYbA-x")?;
/// let app: Router = Router::new().route("/keyclic/{segment}", post(received)).with_state(segment);
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Debug)]
pub struct UnprovenHint(pub Event);

impl<S> FromRequest<S> for UnprovenHint
where
    WebhookSegment: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Rejection> {
        let known = WebhookSegment::from_ref(state);
        let parameters = request.extract_parts::<RawPathParams>().await;
        let segment = parameters.ok().and_then(|parameters| {
            let last = parameters.iter().last();
            last.map(|(_, value)| value.to_owned())
        });
        let segment = segment
            .ok_or_else(|| Rejection::of(StatusCode::INTERNAL_SERVER_ERROR, no_segment()))?;
        // The place first: who does not know it has no body read.
        if !known.accepts(&segment) {
            let error = known.read(&segment, b"").err().unwrap_or_else(no_segment);
            return Err(Rejection::of(StatusCode::NOT_FOUND, error));
        }
        let body = body::read(request.into_body()).await?;
        known.read(&segment, &body).map(Self).map_err(|error| {
            let status = match error.kind() {
                ErrorKind::InvalidResponse => StatusCode::BAD_REQUEST,
                _ => StatusCode::NOT_FOUND,
            };
            Rejection::of(status, error)
        })
    }
}

fn no_segment() -> Error {
    Error::configuration("webhook route", "its path has no parameter")
        .advise("end the path of the route with one, as in /keyclic/{segment}")
        .about("webhook of Keyclic")
}
