//! Sinao's tokens: one token plays both parts, access and refresh.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::switches::RefreshWindow;
use super::{Sinao, State};
use crate::generated::sinao::LOGIN;
use crate::lock;

const LIFE: Duration = Duration::hours(24);
const REFRESHABLE: Duration = Duration::days(14);

#[derive(Clone)]
pub(super) struct Token {
    /// When the 14 days began.
    since: OffsetDateTime,
    pub(super) expires_at: OffsetDateTime,
    pub(super) blacklisted: bool,
}

impl Sinao {
    /// Issues a token whose 14 days began at `since`.
    pub(super) fn issue(
        &self,
        state: &mut State,
        since: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Value {
        let expires_at = now + LIFE;
        let text = self.0.signer.sign(&json!({
            "iss": format!("{}{}", self.api_url(), LOGIN.path), "iat": since.unix_timestamp(), "nbf": now.unix_timestamp(),
            "exp": expires_at.unix_timestamp(), "jti": self.0.seed.uuid(), "sub": "8801",
        }));
        state.tokens.insert(
            text.clone(),
            Token {
                since,
                expires_at,
                blacklisted: false,
            },
        );
        lock(&self.0.front.tally).issue(&text);
        json!({"access_token": text, "expires_in": LIFE.whole_seconds(), "token_type": "bearer"})
    }

    /// Exchanges a token, also an expired one; from then on it is black-listed.
    pub(super) fn refresh(&self, text: &str) -> Result<Value, &'static str> {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let window = state.switches.window;
        let token = state.known(text)?;
        if now >= token.since + REFRESHABLE {
            return Err("Token has expired and can no longer be refreshed");
        }
        token.blacklisted = true;
        let since = match window {
            RefreshWindow::FromLogin => token.since,
            RefreshWindow::Sliding => now,
        };
        Ok(self.issue(&mut state, since, now))
    }

    /// Whether a token opens the API; the reason when not.
    pub(super) fn check(&self, text: &str) -> Result<(), &'static str> {
        let now = self.0.front.clock.now();
        if now >= lock(&self.0.state).known(text)?.expires_at {
            return Err("Token has expired");
        }
        Ok(())
    }
}

impl State {
    fn known(&mut self, text: &str) -> Result<&mut Token, &'static str> {
        match self.tokens.get_mut(text) {
            None => Err("Token Signature could not be verified."),
            Some(token) if token.blacklisted => Err("The token has been blacklisted"),
            Some(token) => Ok(token),
        }
    }
}
