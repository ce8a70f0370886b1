//! Telling a running sandbox what to do, over HTTP, for tests in any language.
//!
//! Every verb stands once in [`VERBS`], which describes the API to whoever asks and decides what is unknown.

mod controlled;
mod guard;
mod order;
mod tell;
mod wrong;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::server::{Server, bind};
use crate::{Clock, answer};

pub(crate) use controlled::{Choice, Controlled, Switch, Turn, controlled, list, revoke, turn};
pub(crate) use wrong::Wrong;

/// Longer bodies are refused.
const BODY_LIMIT: usize = 1 << 20;

/// What is told, and how.
struct Verb {
    method: &'static str,
    /// A segment `{provider}` stands for any of the four.
    path: &'static str,
    about: &'static str,
}

const fn verb(method: &'static str, path: &'static str, about: &'static str) -> Verb {
    Verb {
        method,
        path,
        about,
    }
}

#[rustfmt::skip] // A table reads in rows.
const VERBS: &[Verb] = &[
    verb("GET", "/v1", "what may be told"),
    verb("GET", "/v1/clock", "what the imitations take for now"),
    verb("POST", "/v1/clock/advance", "moves the clock forward: {seconds}"),
    verb("POST", "/v1/clock/freeze", "stops the clock: {}"),
    verb("POST", "/v1/reset", "everything as at the start, the clock too: {}"),
    verb("GET", "/v1/{provider}/requests", "what arrived, without values of headers and queries"),
    verb("GET", "/v1/{provider}/counters", "how many requests, issued tokens, and accepted calls of each token"),
    verb("GET", "/v1/{provider}/switches", "the switches, and what each takes"),
    verb("POST", "/v1/{provider}/switches", "turns switches: {name: value, …}"),
    verb("POST", "/v1/{provider}/expire", "ends all access tokens now: {}"),
    verb("POST", "/v1/{provider}/revoke", "revokes: {what?} or {credential}"),
    verb("POST", "/v1/{provider}/drop-answer", "loses an answer: {on?, when?, times?}"),
    verb("POST", "/v1/{provider}/slow", "answers late: {milliseconds, on?, when?, times?}"),
    verb("POST", "/v1/{provider}/fault", "spoils an answer: {kind, on?, when?, times?}"),
    verb("POST", "/v1/{provider}/send-webhook", "sends a webhook: {to, event?, body?, flaw?, times?, before_answer_of?, queued?}"),
    verb("POST", "/v1/{provider}/reset", "this provider as at the start, the clock as it is: {}"),
];

/// All that can be told, by handle.
struct Control {
    address: SocketAddr,
    clock: Clock,
    providers: Vec<(&'static str, Box<dyn Controlled>)>,
}

/// Listens on loopback for what it is told; gives the address.
pub(crate) async fn start(
    port: u16,
    clock: Clock,
    providers: Vec<(&'static str, Box<dyn Controlled>)>,
) -> io::Result<(SocketAddr, Server)> {
    let (listener, address) = bind(port).await?;
    let control = Control {
        address,
        clock,
        providers,
    };
    let router = Router::new().fallback(answer).with_state(Arc::new(control));
    Ok((address, Server::start(listener, router)))
}

async fn answer(State(control): State<Arc<Control>>, request: Request) -> Response {
    match control.handle(request).await {
        Ok(done) => answer::json(StatusCode::OK, &done),
        Err(wrong) => wrong.into_response(),
    }
}

impl Control {
    async fn handle(&self, request: Request) -> Result<serde_json::Value, Wrong> {
        guard::check(&request, self.address)?;
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, BODY_LIMIT).await;
        let body = body.map_err(|_| Wrong::new(413, "the body is too long", "at most 1 MiB"))?;
        let media_type = parts.headers.get(CONTENT_TYPE);
        let is_json =
            media_type.is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
        if !body.is_empty() && !is_json {
            return Err(Wrong::new(
                415,
                "the body is not declared as JSON",
                "Content-Type: application/json",
            ));
        }
        self.tell(parts.method.as_str(), parts.uri.path(), &body)
            .await
    }
}
