//! The partner's own settings.

use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::{CLIENT_ID, DossierFacile, State};
use super::Half;
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::dossierfacile::SETTINGS;
use crate::lock;

/// What the partner may change; an empty text is none.
#[derive(Default)]
pub(in crate::dossierfacile) struct Settings {
    email: String,
    pub(in crate::dossierfacile) callback_url: String,
    pub(in crate::dossierfacile) callback_api_key: String,
}

impl Settings {
    pub(in crate::dossierfacile) fn with_key(callback_api_key: String) -> Self {
        let sample = SETTINGS.answer.body();
        let text = |member: &str| sample[member].as_str().unwrap_or_default().to_owned();
        Self {
            email: text("email"),
            callback_url: text("callbackUrl"),
            callback_api_key,
        }
    }

    /// Shown in clear, the key too.
    fn body(&self) -> Value {
        json!({
            "name": CLIENT_ID, "email": self.email,
            "callbackUrl": self.callback_url, "callbackApiKey": self.callback_api_key,
        })
    }

    /// What is null or missing stays, and so do the name and the version that once could be changed.
    fn change(&mut self, given: &Map<String, Value>) -> Result<(), Refused> {
        let text = |member: &str| match given.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(_) => Err(unreadable()),
        };
        let (email, url) = (text("email")?, text("callbackUrl")?);
        let key = text("callbackApiKey")?;
        if let Some(email) = email.filter(|email| !email.trim().is_empty()) {
            self.email = plain(&email);
        }
        if let Some(url) = url {
            self.callback_url = url;
        }
        if let Some(key) = key {
            self.callback_api_key = key;
        }
        Ok(())
    }
}

/// In lower case, and without accents.
fn plain(email: &str) -> String {
    let letter = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        other => other,
    };
    email.to_lowercase().chars().map(letter).collect()
}

pub(super) async fn settings(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Partner)?;
    let state = lock(&provider.0.state);
    state.known()?;
    Ok(answer::json(StatusCode::OK, &state.settings.body()))
}

pub(super) async fn change(
    Provider(provider): Provider<DossierFacile>,
    call: Call,
) -> Result<Response, Refused> {
    provider.admit(&call, Half::Partner)?;
    let mut state = lock(&provider.0.state);
    state.known()?;
    if call.media_type() != "application/json" {
        let body = json!({"status": 415, "error": "Unsupported Media Type"});
        return Err(answer::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, &body));
    }
    let given = call.json().ok_or_else(unreadable)?;
    if state.switches.settings_conflicts > 0 {
        state.switches.settings_conflicts -= 1;
        return Err(text(StatusCode::CONFLICT, "Optimistic locking failure"));
    }
    state.settings.change(&given)?;
    Ok(answer::json(StatusCode::OK, &state.settings.body()))
}

fn unreadable() -> Refused {
    text(StatusCode::BAD_REQUEST, "Invalid request body")
}

fn text(status: StatusCode, text: &str) -> Refused {
    answer::typed(status, "text/plain;charset=UTF-8", text).into()
}

impl State {
    fn known(&self) -> Result<(), Refused> {
        if self.switches.partner_unknown {
            return Err(text(StatusCode::NOT_FOUND, "Partner not found"));
        }
        Ok(())
    }
}
