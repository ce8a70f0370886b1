//! What is known of a person, changed by a partial object.

use axum::extract::{Path, State as Provider};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::api::HAL;
use super::{Keyclic, LOGIN};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::lock;

pub(super) const ID: &str = "c0ffee";
const MEMBERS: [&str; 6] = [
    "familyName",
    "givenName",
    "image",
    "job",
    "jobTitle",
    "email",
];
/// A plain object by v2, a merge patch by v3; a JSON Patch is neither, whatever the documentation
/// calls it.
const PARTIAL: [&str; 2] = ["application/json", "application/merge-patch+json"];

/// `PATCH /people/{id}`.
pub(super) async fn change(
    Provider(provider): Provider<Keyclic>,
    Path(person): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call)?;
    let bad = |detail| provider.refuse(StatusCode::BAD_REQUEST, detail);
    if person != ID {
        return Err(provider.refuse(StatusCode::NOT_FOUND, "Not Found"));
    }
    if !PARTIAL.contains(&call.media_type().as_str()) {
        return Err(bad("The body must be JSON or a merge patch."));
    }
    let Some(changes) = call.json() else {
        return Err(bad("The body must be a JSON object."));
    };
    let known = |(name, value): (&String, &Value)| {
        MEMBERS.contains(&name.as_str()) && (value.is_string() || value.is_null())
    };
    if !changes.iter().all(known) {
        return Err(bad("A member is unknown or no text."));
    }
    let mut state = lock(&provider.0.state);
    state.person.extend(changes);
    let mut told = json!({"type": "Person", "id": ID, "email": LOGIN});
    for (name, value) in &state.person {
        told[name] = value.clone();
    }
    Ok(answer::typed(StatusCode::OK, HAL, told.to_string()))
}
