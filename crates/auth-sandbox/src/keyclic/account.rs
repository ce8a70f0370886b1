//! Accounts made, asked about, and given another password: what needs no credential.

use axum::extract::{Path, State as Provider};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::api::HAL;
use super::{Keyclic, LOGIN};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::lock;

const AGREEMENT: [&str; 3] = ["olderThan", "privacyPolicy", "termsOfService"];

/// `POST /security/register`.
pub(super) async fn register(
    Provider(provider): Provider<Keyclic>,
    call: Call,
) -> Result<Response, Refused> {
    if lock(&provider.0.state).switches.register_needs_token {
        provider.admit(&call)?;
    }
    let body = provider.asked(&call)?;
    let bad = |detail| provider.refuse(StatusCode::BAD_REQUEST, detail);
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (email, password) = (text("email"), text("password"));
    if !email.contains('@') || password.is_empty() {
        return Err(bad("The members email and password are required."));
    }
    if let Some(agreement) = body.get("agreement") {
        let known = |(name, value): (&String, &Value)| {
            AGREEMENT.contains(&name.as_str()) && value.is_boolean()
        };
        if !agreement
            .as_object()
            .is_some_and(|members| members.iter().all(known))
        {
            return Err(bad("The member agreement holds booleans."));
        }
    }
    if provider.password_of(email).is_some() {
        return Err(bad("This account exists."));
    }
    let mut state = lock(&provider.0.state);
    state
        .passwords
        .insert(email.to_owned(), password.to_owned());
    let person = json!({"type": "Person", "id": provider.0.seed.uuid(), "email": email});
    Ok(answer::typed(StatusCode::CREATED, HAL, person.to_string()))
}

/// `POST /auth/profile`.
pub(super) async fn profile(
    Provider(provider): Provider<Keyclic>,
    call: Call,
) -> Result<Response, Refused> {
    let body = provider.asked(&call)?;
    let Some(login) = body.get("username").and_then(Value::as_str) else {
        return Err(provider.refuse(StatusCode::BAD_REQUEST, "The member username is required."));
    };
    if provider.password_of(login).is_none() {
        return Err(provider.refuse(StatusCode::UNPROCESSABLE_ENTITY, "Unknown username."));
    }
    let body = json!({
        "types": ["password", "social"], "connections": [], "user": null, "firstConnection": false,
    });
    Ok(answer::json(StatusCode::OK, &body))
}

/// `POST /security/password/change-request`: mails a token, to those who have an account.
pub(super) async fn request_change(
    Provider(provider): Provider<Keyclic>,
    call: Call,
) -> Result<Response, Refused> {
    let body = provider.asked(&call)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let required = lock(&provider.0.state).switches.username_required;
    let login = match (text("username"), text("email")) {
        (Some(username), _) if required => username,
        (_, Some(email)) if !required => email,
        _ => {
            let member = if required { "username" } else { "email" };
            let detail = format!("The member {member} is required.");
            return Err(provider.refuse(StatusCode::BAD_REQUEST, &detail));
        }
    };
    if provider.password_of(login).is_some() {
        let token = provider.0.seed.fresh();
        lock(&provider.0.state).mailed = Some((token, login.to_owned()));
    }
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `POST /security/password/change/{token}`: a token works once.
pub(super) async fn change_password(
    Provider(provider): Provider<Keyclic>,
    Path(token): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    let body = provider.asked(&call)?;
    let mailed = lock(&provider.0.state).mailed.clone();
    let Some((_, login)) = mailed.filter(|(mailed, _)| *mailed == token) else {
        return Err(provider.refuse(StatusCode::NOT_FOUND, "Unknown token."));
    };
    let password = body.get("password").and_then(Value::as_str);
    let Some(password) = password.filter(|password| !password.is_empty()) else {
        return Err(provider.refuse(StatusCode::BAD_REQUEST, "The member password is required."));
    };
    let mut state = lock(&provider.0.state);
    state.mailed = None;
    state.passwords.insert(login, password.to_owned());
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

impl Keyclic {
    /// The password of an account.
    pub(super) fn password_of(&self, login: &str) -> Option<String> {
        let known = lock(&self.0.state).passwords.get(login).cloned();
        known.or_else(|| (login == LOGIN).then(|| self.password().to_owned()))
    }
}
