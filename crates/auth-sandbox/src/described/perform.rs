//! What the exchanges do.

use axum::http::StatusCode;
use axum::response::Response;
use url::Url;

use super::Inner;
use super::check::Given;
use super::codes::Unusable;
use super::exchange::Exchange;
use super::issue::written;
use super::reason::{self, Reason, Stage};
use crate::description::{How, On, Role, Route, Scheme};
use crate::{answer, lock};

impl Inner {
    /// Answers a request in which everything is right so far.
    pub(super) fn perform(&self, exchange: &Exchange, given: &Given) -> Result<Response, Reason> {
        if exchange.route.role == Role::Authorize {
            return self.consent(given);
        }
        if let Some(refusal) = lock(&self.state).refusing.take(exchange.on()) {
            return Ok(reason::worded(refusal));
        }
        let Some(scheme) = exchange.scheme else {
            return Ok(done(exchange.route));
        };
        match exchange.route.role {
            Role::Renew => self.renew(exchange.route, scheme, given),
            Role::Revoke => {
                self.sign_out(given);
                Ok(done(exchange.route))
            }
            Role::Call | Role::Verify => {
                self.count(exchange, given);
                Ok(done(exchange.route))
            }
            Role::Authorize | Role::Obtain | Role::SecondFactor => {
                self.obtain(exchange.route, scheme, given)
            }
        }
    }

    /// The browser's way back, with a code or with the refusal that was asked for.
    fn consent(&self, given: &Given) -> Result<Response, Reason> {
        let wrong = || Reason::new(Stage::Shape, "the redirect_uri is not registered");
        let redirect_uri = given.value("redirect_uri").unwrap_or_default();
        let mut callback = Url::parse(redirect_uri).ok().ok_or_else(wrong)?;
        let refusal = lock(&self.state).refusing.take(On::Callback);
        let code = if let Some(refusal) = refusal {
            ("error", reason::code(refusal))
        } else {
            let code = self.authorize(redirect_uri, given.value("code_challenge"));
            ("code", code.ok_or_else(wrong)?)
        };
        let state = given
            .value("state")
            .map(|state| ("state", state.to_owned()));
        callback
            .query_pairs_mut()
            .extend_pairs([code].into_iter().chain(state));
        Ok(answer::redirect(StatusCode::FOUND, callback.as_str()))
    }

    /// A code for the client's redirect URI; none for another one.
    pub(super) fn authorize(&self, redirect_uri: &str, challenge: Option<&str>) -> Option<String> {
        let registered = self.samples.of("redirect_uri");
        if registered.is_some_and(|registered| registered != redirect_uri) {
            return None;
        }
        let code = self.seed.fresh();
        let now = self.front.clock.now();
        lock(&self.state)
            .codes
            .add(&code, redirect_uri, challenge, now);
        Some(code)
    }

    fn obtain(&self, route: &Route, scheme: &Scheme, given: &Given) -> Result<Response, Reason> {
        let now = self.front.clock.now();
        let code = given.value("authorization_code");
        let mut state = lock(&self.state);
        if let Some(code) = code {
            let redirect_uri = given.value("redirect_uri");
            let redeemed =
                state
                    .codes
                    .redeem(code, redirect_uri, given.value("code_verifier"), now);
            if let Err(unusable) = redeemed {
                if let Unusable::Used(Some(family)) = unusable {
                    state.tokens.end(family);
                }
                return Err(Reason::new(
                    Stage::Grant,
                    "the authorization code is not good",
                ));
            }
        }
        if route.answer.token.is_none() {
            return Ok(done(route));
        }
        let family = state.tokens.sign_in(scheme, now);
        if let Some(code) = code {
            state.codes.led_to(code, family);
        }
        Ok(self.issue(&mut state.tokens, route, scheme, family, None))
    }

    fn renew(&self, route: &Route, scheme: &Scheme, given: &Given) -> Result<Response, Reason> {
        let now = self.front.clock.now();
        let access = given.value("access_token");
        let refresh = given.value("refresh_token");
        let mut state = lock(&self.state);
        let tokens = &mut state.tokens;
        let family = match scheme.renewal.how {
            How::GetWithOldBearer => access
                .or(refresh)
                .and_then(|token| tokens.exchange(token, scheme, now)),
            How::RefreshToken => refresh.and_then(|token| tokens.refresh(token, scheme, now)),
            How::None | How::SignIn => None,
        };
        let about = "what the renewal was made with is not good for it";
        let family = family.ok_or_else(|| Reason::new(Stage::Grant, about))?;
        let kept = refresh.filter(|_| !scheme.renewal.rotates);
        Ok(self.issue(tokens, route, scheme, family, kept))
    }

    fn sign_out(&self, given: &Given) {
        let tokens = &mut lock(&self.state).tokens;
        for id in ["access_token", "refresh_token"] {
            if let Some(token) = given.value(id) {
                tokens.sign_out(token);
            }
        }
    }

    /// Counts an accepted call for the token or the key that opened it.
    fn count(&self, exchange: &Exchange, given: &Given) {
        let ids = || exchange.carried().iter().flat_map(|header| header.of);
        let token = ids().find(|id| **id == "access_token");
        let credential = token.or_else(|| ids().find(|id| self.description.is_secret(id)));
        if let Some(value) = credential.and_then(|id| given.value(id)) {
            lock(&self.front.tally).accept(value);
        }
    }
}

/// The success of a route that issues nothing.
fn done(route: &Route) -> Response {
    written(route, &route.answer.body())
}
