//! Tokens on their way out.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::Inner;
use super::body::put;
use super::tokens::{FamilyNumber, Tokens};
use crate::description::{Format, Route, Scheme};
use crate::{answer, lock};

impl Inner {
    /// Issues what the answer of a route names; `kept` is a refresh token that goes on working.
    pub(super) fn issue(
        &self,
        tokens: &mut Tokens,
        route: &Route,
        scheme: &Scheme,
        family: FamilyNumber,
        kept: Option<&str>,
    ) -> Response {
        let now = self.front.clock.now();
        let end = scheme.expiry.end(now);
        let mut body = route.answer.body();
        if let Some(path) = route.answer.token {
            let token = if scheme.expiry.format == Format::Claim {
                let mut claims = json!({
                    "sub": scheme.id, "iat": now.unix_timestamp(), "jti": self.seed.uuid(),
                });
                scheme.expiry.claim(&mut claims, end);
                self.signer.sign(&claims)
            } else {
                self.seed.fresh()
            };
            tokens.add_access(&token, family, end);
            lock(&self.front.tally).issue(&token);
            put(&mut body, path, Value::from(token));
        }
        if let Some(path) = route.answer.refresh_token {
            let token = kept.map_or_else(|| self.seed.fresh(), str::to_owned);
            if kept.is_none() {
                tokens.add_refresh(&token, family);
            }
            put(&mut body, path, Value::from(token));
            if let Some(member) = scheme.expiry.refresh_member {
                let until = tokens.renewable_until(family);
                let left = until.map_or(0, |until| (until - now).whole_seconds());
                put(&mut body, member, Value::from(left));
            }
        }
        scheme.expiry.tell(&mut body, end, now);
        written(route, &body)
    }
}

/// A success with this body.
pub(super) fn written(route: &Route, body: &Value) -> Response {
    match answer::status(route.answer.status) {
        status @ (StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) => answer::empty(status),
        status => answer::json(status, body),
    }
}
