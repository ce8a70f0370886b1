//! Signing in by e-mail and password, with a code where the account asks for one.

use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::switches::SecondFactor;
use super::{Sinao, State, api};
use crate::answer::{self, Refused};
use crate::call::{Call, Fields};
use crate::lock;

pub(super) const EMAIL: &str = "compta@factures.example";
pub(super) const PASSWORDLESS_EMAIL: &str = "sans-mot-de-passe@factures.example";
pub(super) const UNKNOWN_EMAIL: &str = "personne@factures.example";
const CODE_LIFE: Duration = Duration::minutes(10);

pub(super) fn second_factor_email(signal: SecondFactor) -> &'static str {
    match signal {
        SecondFactor::Success => "code-200@factures.example",
        SecondFactor::Forbidden => "code-403@factures.example",
        SecondFactor::Unprocessable => "code-422@factures.example",
    }
}

fn second_factor(email: &str) -> Option<SecondFactor> {
    let all = [
        SecondFactor::Success,
        SecondFactor::Forbidden,
        SecondFactor::Unprocessable,
    ];
    all.into_iter()
        .find(|signal| second_factor_email(*signal) == email)
}

/// `POST /v1/login`.
pub(super) async fn login(
    Provider(provider): Provider<Sinao>,
    call: Call,
) -> Result<Response, Refused> {
    let fields = provider.credentials(&call).await?;
    let email = fields.value("email").unwrap_or_default();
    let now = provider.0.front.clock.now();
    let mut state = lock(&provider.0.state);
    if let Some(signal) = second_factor(email) {
        match fields.value("code") {
            None | Some("") => return Err(code_required(signal)),
            Some(code) => state.take_code(email, code == provider.0.code, now)?,
        }
    }
    Ok(answer::json(
        StatusCode::OK,
        &provider.issue(&mut state, now, now),
    ))
}

/// `POST /v1/login/send/2fa`: messages a person.
pub(super) async fn send_code(
    Provider(provider): Provider<Sinao>,
    call: Call,
) -> Result<Response, Refused> {
    let fields = provider.credentials(&call).await?;
    let email = fields.value("email").unwrap_or_default();
    if second_factor(email).is_none() {
        return Err(invalid("email", "This account has no second factor."));
    }
    let mut state = lock(&provider.0.state);
    state
        .codes
        .insert(email.to_owned(), provider.0.front.clock.now());
    state.codes_sent += 1;
    Ok(answer::json(
        StatusCode::OK,
        &json!({"message": "Code sent."}),
    ))
}

impl Sinao {
    /// The fields of a sign-in whose e-mail and password are right.
    async fn credentials(&self, call: &Call) -> Result<Fields, Refused> {
        let fields = self.asked(call, &["email", "password"]).await?;
        let email = fields.value("email").unwrap_or_default();
        if email == PASSWORDLESS_EMAIL {
            return Err(refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "No password is defined for this account",
            ));
        }
        let Some(right) = self.password_of(email) else {
            return Err(refused(StatusCode::NOT_FOUND, "Email not found"));
        };
        let changed = lock(&self.0.state).switches.password_refused;
        if changed || fields.value("password") != Some(&right) {
            return Err(refused(StatusCode::UNAUTHORIZED, "Wrong password"));
        }
        Ok(fields)
    }

    /// The password of an account that has one.
    pub(super) fn password_of(&self, email: &str) -> Option<String> {
        let known = lock(&self.0.state).passwords.get(email).cloned();
        let sample = || email == EMAIL || second_factor(email).is_some();
        known.or_else(|| sample().then(|| self.password().to_owned()))
    }

    /// The fields of the body of a request without a credential, with those that are `required`.
    pub(super) async fn asked(&self, call: &Call, required: &[&str]) -> Result<Fields, Refused> {
        if call.uri.query().is_some() {
            lock(&self.0.state).credentials_in_query += 1;
            let message = "Nothing belongs in the query: it would end in access logs.";
            return Err(answer::refused(
                StatusCode::BAD_REQUEST,
                &json!({"message": message}),
            ));
        }
        if !call.accepts_json() {
            return Err(api::to_login_page(self));
        }
        let fields = self.fields(call).await;
        for name in required {
            if fields.value(name).is_none_or(str::is_empty) {
                return Err(invalid(name, &format!("The {name} field is required.")));
            }
        }
        Ok(fields)
    }

    /// The fields of the body; none in an encoding that is not read.
    pub(super) async fn fields(&self, call: &Call) -> Fields {
        let (form, json) = {
            let switches = &lock(&self.0.state).switches;
            (switches.form, switches.json)
        };
        let none = || Fields(Vec::new());
        match call.media_type().as_str() {
            "multipart/form-data" => call.multipart().await.unwrap_or_else(none),
            "application/x-www-form-urlencoded" if form => call.form(),
            "application/json" if json => call.json().map_or_else(none, |body| {
                let text =
                    |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
                Fields(body.into_iter().filter_map(text).collect())
            }),
            _ => none(),
        }
    }
}

impl State {
    /// Uses up the code sent to this account.
    fn take_code(&mut self, email: &str, right: bool, now: OffsetDateTime) -> Result<(), Refused> {
        match self.codes.get(email) {
            Some(sent) if right && now < *sent + CODE_LIFE => {
                self.codes.remove(email);
                Ok(())
            }
            Some(_) if right => Err(invalid("code", "The code has expired.")),
            _ => Err(invalid("code", "The code is invalid.")),
        }
    }
}

fn code_required(signal: SecondFactor) -> Refused {
    match signal {
        SecondFactor::Success => answer::refused(
            StatusCode::OK,
            &json!({"message": "A code is required.", "two_factor": true}),
        ),
        SecondFactor::Forbidden => {
            let body = json!({"code": 403, "message": "2fa code required", "type": "two_factor"});
            answer::refused(StatusCode::FORBIDDEN, &body)
        }
        SecondFactor::Unprocessable => invalid("code", "The code field is required."),
    }
}

/// A refusal in the shape of the OpenAPI description.
pub(super) fn refused(status: StatusCode, message: &str) -> Refused {
    answer::refused(
        status,
        &json!({"code": status.as_u16(), "message": message, "type": "error"}),
    )
}

/// A refusal in the shape of Laravel's validation.
pub(super) fn invalid(field: &str, message: &str) -> Refused {
    let body = json!({"message": message, "errors": {field: [message]}});
    answer::refused(StatusCode::UNPROCESSABLE_ENTITY, &body)
}
