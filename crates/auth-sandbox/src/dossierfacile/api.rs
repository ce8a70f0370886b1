//! The API: the tenant's half and the partner service's half.

mod profile;
mod settings;
mod tenant;
mod tenants;

use axum::Router;
use axum::extract::State as Provider;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use serde_json::json;

use super::DossierFacile;
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::dossierfacile::{
    DOCUMENT, PROFILE, SETTINGS, SETTINGS_CHANGE, TENANT, TENANT_LOGOUT, TENANT_LOGOUT_POST,
    TENANTS, code, word,
};
use crate::lock;
use crate::mount::Mount;

pub(super) use settings::Settings;

/// Which kind of token opens a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Tenant,
    Partner,
    /// Any valid token, whatever its scope: routes that do not exist.
    Either,
}

pub(super) fn router(provider: DossierFacile) -> Router {
    Router::new()
        .mount("", &PROFILE, profile::profile)
        .mount("", &TENANT_LOGOUT, profile::logout)
        .mount("", &TENANT_LOGOUT_POST, profile::logout)
        .mount("", &TENANTS, tenants::tenants)
        .mount("", &TENANT, tenant::tenant)
        .mount("", &DOCUMENT, tenant::document)
        .mount("", &SETTINGS, settings::settings)
        .mount("", &SETTINGS_CHANGE, settings::change)
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn unknown(Provider(provider): Provider<DossierFacile>, call: Call) -> Refused {
    provider.no_such(&call, StatusCode::NOT_FOUND, "Not Found")
}

async fn wrong_method(Provider(provider): Provider<DossierFacile>, call: Call) -> Refused {
    provider.no_such(&call, StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
}

/// An empty 403; a header alone says why.
fn insufficient_scope() -> Refused {
    let mut refusal = answer::empty(StatusCode::FORBIDDEN);
    let challenge = format!("Bearer error=\"{}\"", word::INSUFFICIENT_SCOPE);
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        refusal.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    refusal.into()
}

impl DossierFacile {
    /// Passes a token of the right half; the sessions behind user tokens are not looked at, as the
    /// API checks signature and expiry only.
    fn admit(&self, call: &Call, half: Half) -> Result<(), Refused> {
        let state = lock(&self.0.state);
        let now = self.0.front.clock.now();
        let known = call
            .bearer()
            .and_then(|text| Some((text, state.access_tokens.get(text)?)));
        let Some((text, token)) = known.filter(|(_, token)| now < token.expires_at) else {
            return Err(answer::empty(StatusCode::UNAUTHORIZED).into());
        };
        if half == Half::Either {
            return Ok(());
        }
        if !token.dfc {
            return Err(insufficient_scope());
        }
        if token.session.is_some() != (half == Half::Tenant) {
            return Err(answer::refused(
                StatusCode::FORBIDDEN,
                &json!({"status": code::FORBIDDEN, "message": "Access Denied"}),
            ));
        }
        lock(&self.0.front.tally).accept(text);
        Ok(())
    }

    /// Who is not signed in does not learn which routes exist.
    fn no_such(&self, call: &Call, status: StatusCode, error: &str) -> Refused {
        let body = json!({"status": status.as_u16(), "error": error, "path": call.uri.path()});
        let signed_in = self.admit(call, Half::Either);
        signed_in
            .err()
            .unwrap_or_else(|| answer::refused(status, &body))
    }
}
