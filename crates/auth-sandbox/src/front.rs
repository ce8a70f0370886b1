//! What every request passes on its way in and every answer on its way out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, DATE};
use axum::http::{HeaderValue, StatusCode, request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router};

use crate::fault::Faults;
use crate::seen::Log;
use crate::server::Cut;
use crate::tally::Tally;
use crate::{Clock, answer, lock, spoil};

/// Larger request bodies are refused; no sign-in needs more.
const BODY_LIMIT: usize = 1 << 20;

/// How many requests with the same `Authorization` are under way, in a request's extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFlight(pub(crate) usize);

/// The books one provider keeps over all its listeners.
pub(crate) struct Front {
    pub(crate) clock: Clock,
    pub(crate) log: Mutex<Log>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) tally: Mutex<Tally>,
    in_flight: Mutex<HashMap<Vec<u8>, usize>>,
}

impl Front {
    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            clock,
            log: Mutex::default(),
            faults: Mutex::default(),
            tally: Mutex::default(),
            in_flight: Mutex::default(),
        })
    }

    /// Puts the front before all routes of `router`, the unknown ones too.
    pub(crate) fn before(self: &Arc<Self>, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(Arc::clone(self), pass))
    }

    /// Forgets what was seen and counted, and the faults that have not struck yet.
    pub(crate) fn reset(&self) {
        lock(&self.log).clear();
        lock(&self.faults).clear();
        *lock(&self.tally) = Tally::default();
    }

    fn enter(&self, parts: &request::Parts) -> Flight<'_> {
        let key = parts
            .headers
            .get(AUTHORIZATION)
            .map(|value| value.as_bytes().to_vec())
            .unwrap_or_default();
        let mut in_flight = lock(&self.in_flight);
        let count = in_flight.entry(key.clone()).or_default();
        *count += 1;
        Flight {
            front: self,
            count: *count,
            key,
        }
    }
}

/// One request under way; dropped with its answer or with its connection.
struct Flight<'a> {
    front: &'a Front,
    key: Vec<u8>,
    count: usize,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut in_flight = lock(&self.front.in_flight);
        if let Some(count) = in_flight.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                in_flight.remove(&self.key);
            }
        }
    }
}

async fn pass(
    State(front): State<Arc<Front>>,
    Extension(cut): Extension<Cut>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let number =
        lock(&front.log).arrived(&parts.method, &parts.uri, &parts.headers, front.clock.now());
    let flight = front.enter(&parts);
    parts.extensions.insert(InFlight(flight.count));
    let fault = lock(&front.faults).take(parts.method.as_str(), parts.uri.path());

    let mut answer = match to_bytes(body, BODY_LIMIT).await {
        Err(_) => answer::empty(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(body) => {
            let real = next.run(Request::from_parts(parts, Body::from(body)));
            match fault {
                None => real.await,
                Some((kind, when)) => spoil::spoil(kind, when, &cut, real).await,
            }
        }
    };

    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(SystemTime::from(
        front.clock.now(),
    ))) {
        answer.headers_mut().insert(DATE, date);
    }
    lock(&front.log).answered(number, answer.status());
    answer
}
