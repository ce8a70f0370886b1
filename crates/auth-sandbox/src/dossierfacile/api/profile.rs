//! The tenant's half.

use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::super::{DossierFacile, TENANT};
use super::Half;
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::lock;

/// Not a safe call, although a GET: it links the tenant and the partner, and tells of it before it answers.
pub(super) async fn profile(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Tenant)?;
    let mut state = lock(&provider.0.state);
    provider.link(&mut state, TENANT);
    let file = state.people.file(TENANT, &|id| provider.document_url(id));
    let body = json!({"connectedTenantId": TENANT, "apartmentSharing": file});
    Ok(answer::json(StatusCode::OK, &body))
}

/// Ends every session of the person; neither the consent nor the link.
pub(super) async fn logout(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Tenant)?;
    lock(&provider.0.state).end_sessions();
    Ok(answer::empty(StatusCode::OK))
}
