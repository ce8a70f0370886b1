//! Accounts made, and passwords changed by who forgot them: what needs no credential.

use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::Sinao;
use super::login::{self, PASSWORDLESS_EMAIL};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::lock;

const SHORTEST_PASSWORD: usize = 8;
/// What the framework takes for an agreement.
const AGREED: [&str; 4] = ["1", "true", "on", "yes"];

/// `POST /v1/register`.
pub(super) async fn register(
    Provider(provider): Provider<Sinao>,
    call: Call,
) -> Result<Response, Refused> {
    let fields = provider.asked(&call, &["email", "password", "cgu"]).await?;
    let value = |name| fields.value(name).unwrap_or_default();
    let (email, password) = (value("email"), value("password"));
    if !email.contains('@') {
        return Err(login::invalid(
            "email",
            "The email must be a valid email address.",
        ));
    }
    if email == PASSWORDLESS_EMAIL || provider.password_of(email).is_some() {
        return Err(login::invalid("email", "The email has already been taken."));
    }
    long_enough(password)?;
    if !AGREED.contains(&value("cgu")) {
        return Err(login::invalid("cgu", "The cgu must be accepted."));
    }
    let mut state = lock(&provider.0.state);
    let id = 8801 + state.passwords.len() + 1;
    state
        .passwords
        .insert(email.to_owned(), password.to_owned());
    let user = json!({"id": id, "email": email, "civility": null, "password_is_undefined": false});
    Ok(answer::json(StatusCode::CREATED, &user))
}

/// `POST /v1/sendpassword`: messages a person.
pub(super) async fn send_password(
    Provider(provider): Provider<Sinao>,
    call: Call,
) -> Result<Response, Refused> {
    let fields = provider.asked(&call, &["email"]).await?;
    let email = fields.value("email").unwrap_or_default();
    if email != PASSWORDLESS_EMAIL && provider.password_of(email).is_none() {
        return Err(login::invalid("email", "The selected email is invalid."));
    }
    let token = provider.0.seed.fresh();
    lock(&provider.0.state).mailed = Some((token, email.to_owned()));
    Ok(answer::json(
        StatusCode::OK,
        &json!({"message": "Email sent."}),
    ))
}

/// `POST /v1/changepassword`: with a token that works once.
pub(super) async fn change_password(
    Provider(provider): Provider<Sinao>,
    call: Call,
) -> Result<Response, Refused> {
    const TOKEN: &str = "forgotten_password_token";
    let fields = provider.asked(&call, &[TOKEN, "password"]).await?;
    let password = fields.value("password").unwrap_or_default();
    let mut state = lock(&provider.0.state);
    let mailed = state.mailed.clone();
    let Some((_, email)) = mailed.filter(|(token, _)| fields.value(TOKEN) == Some(token)) else {
        return Err(login::invalid(TOKEN, "The token is invalid."));
    };
    long_enough(password)?;
    state.mailed = None;
    state.passwords.insert(email, password.to_owned());
    Ok(answer::json(
        StatusCode::OK,
        &json!({"code": 200, "message": "Password changed.", "type": "success"}),
    ))
}

fn long_enough(password: &str) -> Result<(), Refused> {
    if password.chars().count() < SHORTEST_PASSWORD {
        let message = format!("The password must be at least {SHORTEST_PASSWORD} characters.");
        return Err(login::invalid("password", &message));
    }
    Ok(())
}
