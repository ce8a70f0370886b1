//! The token endpoint, and the two that take tokens back.

use axum::Json;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::oauth_error::OauthError;
use super::switches::IpCheck;
use super::{DossierFacile, State, knows_scopes, redirect_uri, spend};
use crate::call::{Call, Fields};
use crate::generated::dossierfacile::code;
use crate::jwt::s256;
use crate::lock;

/// `POST …/token`.
pub(super) async fn token(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    (headers, provider.token(&call).map(Json)).into_response()
}

/// `POST …/logout` with a refresh token: ends its session.
pub(super) async fn logout(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<StatusCode, OauthError> {
    let form = provider.form_of_client(&call)?;
    let missing = OauthError::new(400, code::INVALID_REQUEST, "No refresh token");
    if provider.end_session_of(form.value("refresh_token").ok_or(missing)?) {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(OauthError::grant("Invalid refresh token"))
}

/// `POST …/revoke` (RFC 7009): ends the session of the token; an unknown one is no error.
pub(super) async fn revoke(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<StatusCode, OauthError> {
    let form = provider.form_of_client(&call)?;
    let missing = OauthError::new(400, code::INVALID_REQUEST, "Token not provided");
    provider.end_session_of(form.value("token").ok_or(missing)?);
    Ok(StatusCode::OK)
}

fn form_of(call: &Call) -> Result<Fields, OauthError> {
    if call.media_type() != "application/x-www-form-urlencoded" {
        return Err(OauthError::new(415, "HTTP 415 Unsupported Media Type", ""));
    }
    let form = call.form();
    if form.repeats() {
        return Err(OauthError::new(
            400,
            code::INVALID_REQUEST,
            "duplicated parameter",
        ));
    }
    Ok(form)
}

impl DossierFacile {
    fn token(&self, call: &Call) -> Result<Value, OauthError> {
        let grant: fn(&Self, &Fields) -> Result<Value, OauthError> =
            match form_of(call)?.value("grant_type") {
                Some("authorization_code") => Self::exchange,
                Some("refresh_token") => Self::refresh,
                Some("client_credentials") => Self::client_credentials,
                Some(_) => {
                    let description = "Unsupported grant_type";
                    return Err(OauthError::new(
                        400,
                        code::UNSUPPORTED_GRANT_TYPE,
                        description,
                    ));
                }
                None => {
                    let description = "Missing form parameter: grant_type";
                    return Err(OauthError::new(400, code::INVALID_REQUEST, description));
                }
            };
        grant(self, &self.form_of_client(call)?)
    }

    /// The form of a client that proved who it is.
    fn form_of_client(&self, call: &Call) -> Result<Fields, OauthError> {
        let form = form_of(call)?;
        self.authenticate_client(call, &form)?;
        Ok(form)
    }

    /// Whether the refresh token was known.
    fn end_session_of(&self, refresh_token: &str) -> bool {
        let mut state = lock(&self.0.state);
        let token = state.refresh_tokens.get(refresh_token);
        let session = token.map(|token| token.session.clone());
        session
            .inspect(|session| state.end_session(session))
            .is_some()
    }

    fn exchange(&self, form: &Fields) -> Result<Value, OauthError> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        state.check_ip()?;
        let missing = OauthError::new(400, code::INVALID_REQUEST, "Missing parameter: code");
        let code = state.redeem(form.value("code").ok_or(missing)?, now);
        let code = code.ok_or(OauthError::grant("Code not valid"))?;
        if form.value("redirect_uri") != Some(redirect_uri()) {
            return Err(OauthError::grant("Incorrect redirect_uri"));
        }
        match (&code.challenge, form.value("code_verifier")) {
            (None, None) => {}
            (Some(_), None) => return Err(OauthError::grant("PKCE code verifier not specified")),
            (None, Some(_)) => {
                return Err(OauthError::grant(
                    "PKCE code verifier specified but challenge not present in login",
                ));
            }
            (Some(challenge), Some(verifier)) if *challenge == s256(verifier) => {}
            (Some(_), Some(_)) => {
                return Err(OauthError::grant("PKCE verification failed: Code mismatch"));
            }
        }
        if !state.is_live(&code.session, now) {
            return Err(OauthError::grant("Session not active"));
        }
        Ok(self.issue(&mut state, &code.session, code.openid, code.nonce, now))
    }

    fn refresh(&self, form: &Fields) -> Result<Value, OauthError> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let missing = OauthError::new(400, code::INVALID_REQUEST, "No refresh token");
        let text = form.value("refresh_token").ok_or(missing)?;
        let issued = state
            .refreshable(text, now)
            .map(|token| self.issue(&mut state, &token.session, token.openid, token.nonce, now));
        let successor = issued
            .as_ref()
            .ok()
            .and_then(|body| body["refresh_token"].as_str());
        spend::note(&mut state.spends, now, text, successor);
        issued
    }

    fn client_credentials(&self, form: &Fields) -> Result<Value, OauthError> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        state.check_ip()?;
        if !state.switches.service_enabled {
            let description = "Client not enabled to retrieve service account";
            return Err(OauthError::new(400, code::UNAUTHORIZED_CLIENT, description));
        }
        if !knows_scopes(form.value("scope").unwrap_or_default()) {
            return Err(OauthError::new(400, code::INVALID_SCOPE, "Invalid scopes"));
        }
        Ok(self.issue_service_token(&mut state, now))
    }
}

impl State {
    fn check_ip(&self) -> Result<(), OauthError> {
        match self.switches.ip_check {
            IpCheck::Passed => Ok(()),
            // The two values are swapped at the source.
            IpCheck::Refused => Err(OauthError::new(
                403,
                "Access denied from IpWhitelistExecutor",
                code::INVALID_CLIENT,
            )),
            IpCheck::Undetermined => Err(OauthError::new(
                400,
                "Client IP address could not be determined",
                code::NA,
            )),
        }
    }
}
