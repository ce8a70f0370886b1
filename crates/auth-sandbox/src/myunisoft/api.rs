//! The partner API's routes.

use axum::Router;
use axum::extract::State as Provider;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::keys::{Key, Reach};
use super::refusal::{Refusal, identify};
use super::{BASE, FIRM, MyUnisoft, State, THIRD_PARTY, administration, user};
use crate::call::Call;
use crate::generated::myunisoft::{
    KEY_CREATE, KEY_INFO, SOCIETIES, WEBHOOK_CHANGE, WEBHOOK_CREATE, WEBHOOK_DELETE, WEBHOOKS,
    code, word,
};
use crate::mount::Mount;
use crate::{answer, lock};

/// An invented list of one folder, below the base.
const ACCOUNTS: &str = "/accounts";

pub(super) fn router(provider: MyUnisoft) -> Router {
    Router::new()
        .mount(BASE, &KEY_INFO, key_info)
        .mount(BASE, &KEY_CREATE, user::create_key)
        .mount(BASE, &SOCIETIES, societies)
        .mount(BASE, &WEBHOOKS, administration::list)
        .mount(BASE, &WEBHOOK_CREATE, administration::create)
        .mount(BASE, &WEBHOOK_CHANGE, administration::change)
        .mount(BASE, &WEBHOOK_DELETE, administration::delete)
        .route(&format!("{BASE}{ACCOUNTS}"), get(accounts))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(provider)
}

async fn key_info(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |state, key| {
        let exercises = format!("{}/exercie", SOCIETIES.path);
        let paths = [KEY_INFO.path, SOCIETIES.path, ACCOUNTS, &exercises];
        let routes = paths.map(|path| json!({"path": format!("{BASE}{path}"), "method": "get"}));
        let routes = Value::from(routes.to_vec());
        match call.query().value("mode") {
            Some("extended") => {
                key.reach.of_a_key()?;
                Ok(extended(state, key, &routes))
            }
            _ => Ok(routes),
        }
    })
}

fn extended(state: &State, key: &Key, routes: &Value) -> Value {
    let id = |id: u64| state.id(id);
    let target = match key.reach {
        Reach::Society(society) => json!({
            "type": word::API, "schemaId": id(FIRM), "thirdPartyId": id(THIRD_PARTY), "societyId": id(society),
        }),
        Reach::Firm(firm) | Reach::User(firm) => {
            json!({"type": word::FIRM, "schemaId": id(firm), "thirdPartyId": id(THIRD_PARTY)})
        }
    };
    json!({
        "target": target,
        "version": {"current": 1, "latest": 1, "beta": false},
        "canBeActivated": state.switches.activates,
        "isActivated": key.activated,
        "routes": routes,
    })
}

async fn societies(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |state, key| {
        let societies = key.reach.listed(&call)?;
        Ok(societies
            .into_iter()
            .map(|society| json!({"society_id": state.id(society), "name": format!("Société {society}")}))
            .collect())
    })
}

async fn accounts(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |state, key| {
        let society = state.id(key.reach.folder(&call)?);
        Ok(json!([
            {"account_id": state.id(1), "account_number": "512000", "label": "Banque", "society_id": society},
            {"account_id": state.id(2), "account_number": "706000", "label": "Prestations", "society_id": society},
        ]))
    })
}

async fn unknown(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |_, _| {
        Err(Refusal::new(404, code::ERR_HTTP, "Route not found."))
    })
}

async fn wrong_method(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.answer(&call, |_, _| {
        Err(Refusal::new(405, code::ERR_HTTP, "Method not allowed."))
    })
}

impl State {
    pub(super) fn id(&self, id: u64) -> Value {
        if self.switches.ids_as_text {
            id.to_string().into()
        } else {
            id.into()
        }
    }
}

impl MyUnisoft {
    /// Lets `work` answer a call that may pass; adds what every answer of the API carries.
    pub(super) fn answer(
        &self,
        call: &Call,
        work: impl FnOnce(&State, &Key) -> Result<Value, Refusal>,
    ) -> Response {
        self.change(call, |state, key| work(state, key))
    }

    /// As [`answer`](Self::answer), for a call that changes something.
    pub(super) fn change(
        &self,
        call: &Call,
        work: impl FnOnce(&mut State, &Key) -> Result<Value, Refusal>,
    ) -> Response {
        let now = self.0.front.clock.now();
        let request_id = format!("req-{}", self.0.seed.uuid());
        let mut state = lock(&self.0.state);
        let window = state.enter_window(call, now);
        let outcome = state.within_limits(call, window).and_then(|()| {
            let (token, key) = self.admit(&mut state, call)?;
            if let Some(refusal) = state.refusals.pop_front() {
                return Err(refusal);
            }
            let body = work(&mut state, &key)?;
            lock(&self.0.front.tally).accept(token);
            Ok(body)
        });
        let mut answer = match outcome {
            Ok(body) => answer::json(StatusCode::OK, &body),
            Err(refusal) => refusal.answer(&state.switches, call, &request_id, now),
        };
        state.rate_headers(&mut answer, window);
        identify(&mut answer, &request_id);
        answer
    }

    /// Refuses without a look at keys and limits.
    pub(super) fn refuse(&self, call: &Call, refusal: &Refusal) -> Response {
        let request_id = format!("req-{}", self.0.seed.uuid());
        let now = self.0.front.clock.now();
        let mut answer = refusal.answer(&lock(&self.0.state).switches, call, &request_id, now);
        identify(&mut answer, &request_id);
        answer
    }
}
