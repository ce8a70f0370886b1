//! The realm's routes, its description and its error pages.

use axum::Router;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde_json::json;

use super::{DossierFacile, EMAIL, REALM, SCOPES};
use super::{authorize, token};
use crate::call::Call;
use crate::description::Route;
use crate::generated::dossierfacile::{
    AUTHORIZATION, CERTIFICATES, DISCOVERY, LOGOUT, REVOKE, TOKEN, USERINFO, word,
};
use crate::mount::Mount;
use crate::{answer, lock};

pub(super) fn router(provider: DossierFacile) -> Router {
    Router::new()
        .mount(REALM, &DISCOVERY, discovery)
        .mount(REALM, &CERTIFICATES, certs)
        .mount(REALM, &AUTHORIZATION, authorize::authorize)
        .mount(REALM, &TOKEN, token::token)
        .mount(REALM, &USERINFO, userinfo)
        .mount(REALM, &LOGOUT, token::logout)
        .mount(REALM, &REVOKE, token::revoke)
        .route(
            &format!("{REALM}/login-actions/authenticate"),
            post(authorize::authenticate),
        )
        .route(
            &format!("{REALM}/login-actions/consent"),
            post(authorize::consent),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn discovery(Provider(provider): Provider<DossierFacile>) -> Response {
    let issuer = provider.issuer();
    let endpoint = |route: &Route| format!("{issuer}{}", route.path);
    answer::json(
        StatusCode::OK,
        &json!({
            "issuer": issuer,
            "authorization_endpoint": endpoint(&AUTHORIZATION),
            "token_endpoint": endpoint(&TOKEN),
            "userinfo_endpoint": endpoint(&USERINFO),
            "end_session_endpoint": endpoint(&LOGOUT),
            "revocation_endpoint": endpoint(&REVOKE),
            "jwks_uri": endpoint(&CERTIFICATES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": SCOPES,
            "authorization_response_iss_parameter_supported": true,
        }),
    )
}

async fn certs(Provider(provider): Provider<DossierFacile>) -> Response {
    let key = provider.0.signers.jwk(&lock(&provider.0.state).signing);
    answer::json(StatusCode::OK, &json!({"keys": [key]}))
}

async fn userinfo(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    let now = provider.0.front.clock.now();
    let state = lock(&provider.0.state);
    let session = call
        .bearer()
        .and_then(|token| state.access_tokens.get(token));
    let session = session
        .filter(|token| now < token.expires_at)
        .and_then(|token| token.session.as_deref());
    if session.is_some_and(|session| state.is_live(session, now)) {
        let body = json!({"sub": provider.0.subject, "email": EMAIL, "email_verified": true});
        return answer::json(StatusCode::OK, &body);
    }
    let body =
        json!({"error": word::INVALID_TOKEN, "error_description": "Token verification failed"});
    answer::json(StatusCode::UNAUTHORIZED, &body)
}

async fn unknown() -> Response {
    let body = json!({
        "error": "Unable to find matching target resource method",
        "error_description": "For more on this error consult the server log.",
    });
    answer::json(StatusCode::NOT_FOUND, &body)
}

async fn wrong_method() -> Response {
    answer::json(
        StatusCode::METHOD_NOT_ALLOWED,
        &json!({"error": "HTTP 405 Method Not Allowed"}),
    )
}
