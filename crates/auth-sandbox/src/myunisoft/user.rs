//! A user's token, and the key that is made with one: left the documents in 2023.

use axum::extract::State as Provider;
use axum::response::Response;
use serde_json::{Value, json};

use super::keys::{Key, Reach};
use super::login::{Outcome, stated};
use super::refusal::Refusal;
use super::{MyUnisoft, State, THIRD_PARTY};
use crate::call::Call;
use crate::generated::myunisoft::{code, word};
use crate::lock;

const PERSON: u64 = 9001;

pub(super) async fn login(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    let body = provider.outcome(&call).map(|outcome| match outcome {
        Outcome::Unfinished(body) => body,
        Outcome::Granted(firm) => provider.issue_user(firm),
    });
    provider.answer_login(&call, body)
}

pub(super) async fn create_key(Provider(provider): Provider<MyUnisoft>, call: Call) -> Response {
    provider.change(&call, |state, key| {
        if !matches!(key.reach, Reach::User(_)) {
            let message = "The token is not a user's.";
            return Err(Refusal::token(code::ERR_INVALID_USER_JWT, message));
        }
        provider.create_key(state, key, &call)
    })
}

impl MyUnisoft {
    fn issue_user(&self, (firm, label): (u64, &str)) -> Value {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let expires_at = state.end_of_login(now);
        let token = self.0.signer.sign(&json!({
            "member_group_id": firm, "pers_physique_id": PERSON.to_string(), "profilType": word::CABINET,
            "iat": now.unix_timestamp(), "exp": expires_at.unix_timestamp(), "jti": self.0.seed.uuid(),
        }));
        let user = Key::until(Reach::User(firm), expires_at);
        state.keys.insert(token.clone(), user);
        lock(&self.0.front.tally).issue(&token);
        let details = json!({
            "expire_in": stated(state.switches.expires_in, now, expires_at),
            "access_token": token,
            "refresh_token": self.0.seed.alphanumeric("user refresh token", 40),
            "token_type": "bearer",
        });
        let status = word::AUTHENTICATED;
        let id = state.id(firm);
        if state.switches.older_user_answers {
            json!({"status": status, "policy": "OAuth2", "firmId": id, "details": details})
        } else {
            let firm = json!({"id": id, "label": label});
            json!({"status": status, "policy": "OAuth2", "firm": firm, "details": details})
        }
    }

    fn create_key(&self, state: &mut State, user: &Key, call: &Call) -> Result<Value, Refusal> {
        let target = match call.json().and_then(|body| body.get("target").cloned()) {
            Some(Value::Number(id)) => id.as_u64(),
            Some(Value::String(id)) => id.parse().ok(),
            _ => None,
        };
        let message = "The member target names no folder.";
        let target = target.ok_or_else(|| Refusal::new(400, code::ERR_HTTP, message))?;
        if !user.reach.societies().contains(&target) {
            let message = "No access to this society.";
            return Err(Refusal::new(403, code::DROIT1, message));
        }
        let issued_at = self.0.front.clock.now().unix_timestamp();
        let value = self.0.signer.sign(&json!({
            "type": word::API, "m": user.reach.firm(), "t": THIRD_PARTY.to_string(), "s": target.to_string(),
            "iat": issued_at, "jti": self.0.seed.uuid(),
        }));
        let key = Key::pending(Reach::Society(target));
        state.keys.insert(value.clone(), key);
        Ok(json!({
            "id": self.0.seed.uuid(), "target": state.id(target), "grantedBy": state.id(PERSON),
            "grantedFor": state.id(THIRD_PARTY), "value": value,
        }))
    }
}
