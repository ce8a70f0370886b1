//! The API keys of the sample application, for its administrator.

use axum::extract::{Path, State as Provider};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{APP, Sinao, State, login};
use crate::answer::{self, Refused};
use crate::call::Call;
use crate::generated::sinao::header;
use crate::lock;

/// How many items a list has where the call does not say.
const LIMIT: usize = 10;

pub(super) struct Key {
    id: String,
    name: Option<String>,
    pub(super) text: String,
}

impl Key {
    fn told(&self) -> Value {
        json!({"id": self.id, "name": self.name, "key": self.text, "api_partner_id": null})
    }
}

/// `GET /v1/apps/{appId}/apikeys`.
pub(super) async fn list(
    Provider(provider): Provider<Sinao>,
    Path(app): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    provider.administrator(&app, &call)?;
    let limit = call.query().value("limit").map(str::parse::<usize>);
    let Ok(limit) = limit.unwrap_or(Ok(LIMIT)) else {
        return Err(login::invalid("limit", "The limit must be an integer."));
    };
    let state = lock(&provider.0.state);
    let keys: Vec<Value> = state.keys.iter().take(limit).map(Key::told).collect();
    let list = if state.switches.lists_wrapped {
        json!({"data": keys})
    } else {
        json!(keys)
    };
    Ok(answer::json(StatusCode::OK, &list))
}

/// `POST /v1/apps/{appId}/apikeys`.
pub(super) async fn create(
    Provider(provider): Provider<Sinao>,
    Path(app): Path<String>,
    call: Call,
) -> Result<Response, Refused> {
    provider.administrator(&app, &call)?;
    let fields = provider.fields(&call).await;
    let key = Key {
        id: provider.0.seed.uuid(),
        name: fields.value("name").map(str::to_owned),
        text: provider.0.seed.fresh(),
    };
    let mut state = lock(&provider.0.state);
    let told = if state.switches.key_withheld {
        json!({"code": 200, "message": "API key created.", "type": "success"})
    } else {
        key.told()
    };
    state.keys.push(key);
    Ok(answer::json(StatusCode::OK, &told))
}

/// `DELETE /v1/apps/{appId}/apikeys/{id}`.
pub(super) async fn delete(
    Provider(provider): Provider<Sinao>,
    Path((app, id)): Path<(String, String)>,
    call: Call,
) -> Result<Response, Refused> {
    provider.administrator(&app, &call)?;
    let mut state = lock(&provider.0.state);
    let before = state.keys.len();
    state.keys.retain(|key| key.id != id);
    if state.keys.len() == before {
        return Err(login::refused(StatusCode::NOT_FOUND, "Api key not found"));
    }
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

impl Sinao {
    /// The key that the application has from the start.
    pub(super) fn seed_key(&self) {
        let key = Key {
            id: "1".to_owned(),
            name: Some("Sandbox".to_owned()),
            text: self.0.api_key.clone(),
        };
        lock(&self.0.state).keys.push(key);
    }

    /// Lets the token of the account pass that administers the application; a key may not make keys.
    fn administrator(&self, app: &str, call: &Call) -> Result<(), Refused> {
        if call.headers.contains_key(header::API_KEY) {
            return Err(login::refused(StatusCode::FORBIDDEN, "Administrators only"));
        }
        let token = self.signed_in(call)?;
        if app != APP.to_string() {
            return Err(login::refused(StatusCode::NOT_FOUND, "App not found"));
        }
        lock(&self.0.front.tally).accept(token);
        Ok(())
    }
}

impl State {
    pub(super) fn knows_key(&self, text: &str) -> bool {
        self.keys.iter().any(|key| key.text == text)
    }
}
