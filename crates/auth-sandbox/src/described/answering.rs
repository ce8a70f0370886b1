//! From a request to its answer.

use axum::extract::State;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::sync::Arc;

use super::Inner;
use super::body::Body;
use super::check::Arrived;
use super::exchange::{Exchange, ISSUED};
use super::reason::plain;
use crate::call::Call;
use crate::description::Of;
use crate::lock;

/// One of a provider's origins.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) provider: Arc<Inner>,
    pub(super) base: &'static str,
}

pub(super) async fn answer(State(origin): State<Origin>, call: Call) -> Response {
    let body = Body::of(&call).await;
    origin.provider.answer(origin.base, &Arrived { call, body })
}

impl Inner {
    fn answer(&self, base: &str, request: &Arrived) -> Response {
        let call = &request.call;
        let mut here = self.description.at(base, call.uri.path());
        if self.has_credential_in_query(&here, call) {
            lock(&self.state).credentials_in_query += 1;
            let about = "a credential is in the query: it would end in access logs";
            return plain(StatusCode::BAD_REQUEST, about);
        }
        if here.is_empty() {
            return plain(StatusCode::NOT_FOUND, "this path is not described");
        }
        let allowed = methods(&here);
        here.retain(|exchange| exchange.route.method == call.method.as_str());
        if here.is_empty() {
            return wrong_method(&allowed);
        }
        // The last of those that came furthest: its words are as good as the others'.
        let mut refused = None;
        for exchange in &here {
            let done = self
                .check(exchange, request)
                .and_then(|given| self.perform(exchange, &given));
            match done {
                Ok(answer) => return answer,
                Err(reason) => {
                    let further =
                        |(_, known): &(_, super::reason::Reason)| known.stage <= reason.stage;
                    if refused.as_ref().is_none_or(further) {
                        refused = Some((exchange, reason));
                    }
                }
            }
        }
        match refused {
            Some((exchange, reason)) => reason.answer(self.description, exchange),
            None => plain(StatusCode::NOT_FOUND, "this path is not described"),
        }
    }

    /// Whether a secret is where logs keep it: by its value, or by the name it has elsewhere.
    fn has_credential_in_query(&self, here: &[Exchange], call: &Call) -> bool {
        let described = |name: &str| {
            let mut query = here.iter().flat_map(|exchange| exchange.route.query);
            query.any(|field| field.name == name)
        };
        let query = call.query();
        let mut sent = query.0.iter();
        sent.any(|(name, value)| {
            self.is_issued_or_secret(value) || (!described(name) && self.names_secret(name))
        })
    }

    fn names_secret(&self, name: &str) -> bool {
        let steps = self
            .description
            .schemes
            .iter()
            .flat_map(|scheme| scheme.steps);
        let mut fields = steps.flat_map(|step| step.fields);
        ISSUED.contains(&name)
            || fields.any(|field| {
                field.name == name
                    && matches!(field.of, Of::Id(id) if self.description.is_secret(id))
            })
    }

    fn is_issued_or_secret(&self, value: &str) -> bool {
        let mut inputs = self.description.inputs.iter();
        let secret = inputs.any(|input| input.secret && self.samples.of(input.id) == Some(value));
        let state = lock(&self.state);
        secret || state.tokens.knows(value) || state.codes.knows(value)
    }
}

fn methods(here: &[Exchange]) -> String {
    let mut methods: Vec<_> = here.iter().map(|exchange| exchange.route.method).collect();
    methods.sort_unstable();
    methods.dedup();
    methods.join(", ")
}

fn wrong_method(allowed: &str) -> Response {
    let mut answer = plain(
        StatusCode::METHOD_NOT_ALLOWED,
        "this method is not described here",
    );
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}
