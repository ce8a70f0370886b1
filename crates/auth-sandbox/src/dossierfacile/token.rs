//! The token endpoint, and the two that take tokens back.

use axum::extract::State as Provider;
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::realm::KEY_ID;
use super::session::{AccessToken, RefreshToken};
use super::switches::IpCheck;
use super::{CLIENT_ID, DossierFacile, EMAIL, REDIRECT_URI, State};
use crate::call::{Call, Fields};
use crate::jwt::{at_hash, s256};
use crate::{answer, lock};

/// `accessTokenLifespan` of the published realm.
const ACCESS_LIFE: Duration = Duration::seconds(300);

/// An error of the token endpoint (RFC 6749 §5.2).
#[derive(Clone, Copy, Debug)]
pub(super) struct OauthError {
    status: u16,
    error: &'static str,
    description: &'static str,
}

impl OauthError {
    pub(super) fn new(status: u16, error: &'static str, description: &'static str) -> Self {
        Self {
            status,
            error,
            description,
        }
    }

    fn grant(description: &'static str) -> Self {
        Self::new(400, "invalid_grant", description)
    }

    fn answer(self) -> Response {
        let mut body = json!({"error": self.error});
        if !self.description.is_empty() {
            body["error_description"] = self.description.into();
        }
        answer::json(answer::status(self.status), &body)
    }
}

/// `POST …/token`.
pub(super) async fn token(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    let mut answer = match provider.token(&call) {
        Ok(body) => answer::json(StatusCode::OK, &body),
        Err(error) => error.answer(),
    };
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
        .headers_mut()
        .insert(PRAGMA, HeaderValue::from_static("no-cache"));
    answer
}

/// `POST …/logout` with a refresh token: ends its session.
pub(super) async fn logout(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    provider.give_back(&call, "refresh_token", StatusCode::NO_CONTENT)
}

/// `POST …/revoke` (RFC 7009): ends the session of the token; an unknown one is no error.
pub(super) async fn revoke(Provider(provider): Provider<DossierFacile>, call: Call) -> Response {
    provider.give_back(&call, "token", StatusCode::OK)
}

fn form_of(call: &Call) -> Result<Fields, OauthError> {
    if call.media_type() != "application/x-www-form-urlencoded" {
        return Err(OauthError::new(415, "HTTP 415 Unsupported Media Type", ""));
    }
    let form = call.form();
    if form.repeats() {
        return Err(OauthError::new(
            400,
            "invalid_request",
            "duplicated parameter",
        ));
    }
    Ok(form)
}

impl DossierFacile {
    fn token(&self, call: &Call) -> Result<Value, OauthError> {
        let form = form_of(call)?;
        let grant_type = form.value("grant_type");
        let missing = OauthError::new(400, "invalid_request", "Missing form parameter: grant_type");
        let grant_type = grant_type.ok_or(missing)?;
        self.authenticate_client(call, &form)?;
        match grant_type {
            "authorization_code" => self.exchange(&form),
            "refresh_token" => self.refresh(&form),
            "client_credentials" => self.client_credentials(&form),
            _ => Err(OauthError::new(
                400,
                "unsupported_grant_type",
                "Unsupported grant_type",
            )),
        }
    }

    fn exchange(&self, form: &Fields) -> Result<Value, OauthError> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        state.check_ip()?;
        let missing = OauthError::new(400, "invalid_request", "Missing parameter: code");
        let code = state.redeem(form.value("code").ok_or(missing)?, now);
        let code = code.ok_or(OauthError::grant("Code not valid"))?;
        if form.value("redirect_uri") != Some(REDIRECT_URI) {
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
        let missing = OauthError::new(400, "invalid_request", "No refresh token");
        let text = form.value("refresh_token").ok_or(missing)?;
        if let Some((error, description)) = state.refusal(text, now) {
            return Err(OauthError::new(400, error, description));
        }
        match state.refresh_tokens.get(text).cloned() {
            Some(token) => {
                Ok(self.issue(&mut state, &token.session, token.openid, token.nonce, now))
            }
            None => Err(OauthError::grant("Invalid refresh token")),
        }
    }

    fn client_credentials(&self, form: &Fields) -> Result<Value, OauthError> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        state.check_ip()?;
        if !state.switches.service_enabled {
            let description = "Client not enabled to retrieve service account";
            return Err(OauthError::new(400, "unauthorized_client", description));
        }
        let asked = form.value("scope").unwrap_or_default();
        if !asked
            .split_whitespace()
            .all(|scope| ["openid", "dfc", "profile", "email"].contains(&scope))
        {
            return Err(OauthError::new(400, "invalid_scope", "Invalid scopes"));
        }
        let dfc = state.switches.dfc_scope;
        let scope = if dfc { "dfc" } else { "email" };
        let expires_at = now + ACCESS_LIFE;
        let mut claims = self.claims("Bearer", now.unix_timestamp(), expires_at.unix_timestamp());
        claims["client_id"] = CLIENT_ID.into();
        claims["sub"] = format!("service-account-{CLIENT_ID}").into();
        claims["scope"] = scope.into();
        let access_token = self.sign(&claims);
        state.access_tokens.insert(
            access_token.clone(),
            AccessToken {
                session: None,
                dfc,
                expires_at,
            },
        );
        lock(&self.0.front.tally).issue(&access_token);
        Ok(json!({
            "access_token": access_token,
            "expires_in": ACCESS_LIFE.whole_seconds(),
            "refresh_expires_in": 0,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "scope": scope,
        }))
    }

    /// Issues a pair for the session; the clock of its idle window starts again.
    fn issue(
        &self,
        state: &mut State,
        session: &str,
        openid: bool,
        nonce: Option<String>,
        now: OffsetDateTime,
    ) -> Value {
        let (expires_at, refresh_until) = state.slide(session, now, ACCESS_LIFE);
        let dfc = state.switches.dfc_scope;
        let scope = match (openid, dfc) {
            (true, true) => "openid dfc",
            (true, false) => "openid",
            (false, true) => "dfc",
            (false, false) => "email",
        };
        let (issued, expires) = (now.unix_timestamp(), expires_at.unix_timestamp());
        let mut claims = self.claims("Bearer", issued, expires);
        claims["sid"] = session.into();
        claims["scope"] = scope.into();
        claims["email"] = EMAIL.into();
        let access_token = self.sign(&claims);
        let mut claims = self.claims("Refresh", issued, refresh_until.unix_timestamp());
        claims["sid"] = session.into();
        let refresh_token = self.sign(&claims);

        let mut body = json!({
            "access_token": access_token,
            "expires_in": (expires_at - now).whole_seconds(),
            "refresh_expires_in": (refresh_until - now).whole_seconds(),
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "session_state": session,
            "scope": scope,
        });
        if openid {
            let mut claims = self.claims("ID", issued, expires);
            claims["aud"] = CLIENT_ID.into();
            claims["sid"] = session.into();
            claims["at_hash"] = at_hash(&access_token).into();
            claims["email"] = EMAIL.into();
            if let Some(nonce) = &nonce {
                claims["nonce"] = nonce.as_str().into();
            }
            body["id_token"] = self.sign(&claims).into();
        }
        let token = AccessToken {
            session: Some(session.to_owned()),
            dfc,
            expires_at,
        };
        state.access_tokens.insert(access_token.clone(), token);
        let token = RefreshToken {
            session: session.to_owned(),
            nonce,
            openid,
            expires_at: refresh_until,
        };
        state.keep_refresh_token(&refresh_token, token);
        lock(&self.0.front.tally).issue(&access_token);
        body
    }

    fn sign(&self, claims: &Value) -> String {
        self.0.signer.sign(
            &json!({"alg": "RS256", "typ": "JWT", "kid": KEY_ID}),
            claims,
        )
    }

    fn give_back(&self, call: &Call, field: &str, done: StatusCode) -> Response {
        let form = match form_of(call)
            .and_then(|form| self.authenticate_client(call, &form).map(|()| form))
        {
            Ok(form) => form,
            Err(error) => return error.answer(),
        };
        let Some(text) = form.value(field) else {
            return OauthError::new(400, "invalid_request", "Token not provided").answer();
        };
        let mut state = lock(&self.0.state);
        if let Some(session) = state
            .refresh_tokens
            .get(text)
            .map(|token| token.session.clone())
        {
            state.end_session(&session);
        } else if field == "refresh_token" {
            return OauthError::grant("Invalid refresh token").answer();
        }
        answer::empty(done)
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
                "invalid_client",
            )),
            IpCheck::Undetermined => Err(OauthError::new(
                400,
                "Client IP address could not be determined",
                "NA",
            )),
        }
    }
}
