//! Keyclic's access tokens.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::person::ID;
use super::switches::{Generation, TokenForm};
use super::{Keyclic, LOGIN, State};
use crate::lock;

const LIFE: Duration = Duration::hours(24);

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// None where the token has no end.
    pub(super) expires_at: Option<OffsetDateTime>,
}

impl Keyclic {
    /// Issues a token and words the answer; none where the answer is 204.
    pub(super) fn issue(&self, state: &mut State) -> Option<Value> {
        let now = self.0.clock.now();
        let expires_at = match state.switches.token_form {
            TokenForm::Expiring | TokenForm::Opaque => Some(now + LIFE),
            TokenForm::WithoutExp => None,
            TokenForm::ExpiredAtIssue => Some(now - Duration::hours(1)),
        };
        // `jti` is not in the published sample; it keeps two logins of one second apart.
        let mut claims = json!({
            "roles": ["ORGANIZATION:ADMIN", "ROLE_USER"], "username": LOGIN, "ip": "127.0.0.1",
            "iat": now.unix_timestamp(), "jti": self.0.seed.uuid(),
        });
        if let Some(expires_at) = expires_at {
            claims["exp"] = expires_at.unix_timestamp().into();
        }
        let sign = |claims: &Value| self.0.signer.sign(&json!({"alg": "RS256"}), claims);
        let access_token = match state.switches.token_form {
            TokenForm::Opaque => self.0.seed.fresh(),
            _ => sign(&claims),
        };
        state
            .tokens
            .insert(access_token.clone(), Token { expires_at });
        lock(&self.0.front.tally).issue(&access_token);

        let mut body = json!({"accessToken": access_token, "tokenType": "Bearer"});
        match state.switches.generation {
            Generation::V2018 => {
                body["credentials"] = json!({
                    "id": ID, "login": LOGIN, "roles": ["ROLE_USER"],
                    "administratorOf": [self.organization_id()], "memberOf": [self.organization_id()],
                });
            }
            Generation::V2021 => body["credentials"] = json!({"id": ID, "login": LOGIN}),
            Generation::V2024 => {
                claims["typ"] = "identity".into();
                body["idToken"] = sign(&claims).into();
            }
            Generation::NoContent => return None,
        }
        Some(body)
    }
}

impl State {
    pub(super) fn accepts(&self, token: &str, now: OffsetDateTime) -> bool {
        let known = self.tokens.get(token);
        known.is_some_and(|token| token.expires_at.is_none_or(|expires_at| now < expires_at))
    }
}
