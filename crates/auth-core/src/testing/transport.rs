//! A transport that answers from a script.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::sync::Semaphore;

use crate::{Delivery, Error, ErrorKind, Request, Response, Transport};

type Answer = Box<dyn FnOnce(&Request) -> Result<Response, Error> + Send>;
type EveryAnswer = Box<dyn Fn(&Request) -> Result<Response, Error> + Send>;

/// Answers from a queue, then by a rule; remembers what was sent; can hold answers back. Clones are one transport.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Script>);

#[derive(Default)]
struct Script {
    queue: Mutex<VecDeque<Answer>>,
    otherwise: Mutex<Option<EveryAnswer>>,
    sent: Mutex<Vec<Request>>,
    gate: Mutex<Option<Arc<Semaphore>>>,
}

impl ScriptedTransport {
    /// A transport without a script: every request fails as undelivered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers the next unanswered request with `answer`.
    #[must_use]
    pub fn then(
        self,
        answer: impl FnOnce(&Request) -> Result<Response, Error> + Send + 'static,
    ) -> Self {
        lock(&self.0.queue).push_back(Box::new(answer));
        self
    }

    /// Answers the next unanswered request with a status and a JSON body.
    #[must_use]
    pub fn then_json(self, status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        self.then(move |_| Ok(json(status, body)))
    }

    /// Answers every request beyond the queue with `answer`.
    #[must_use]
    pub fn otherwise(
        self,
        answer: impl Fn(&Request) -> Result<Response, Error> + Send + 'static,
    ) -> Self {
        *lock(&self.0.otherwise) = Some(Box::new(answer));
        self
    }

    /// From now on requests wait at the returned gate before they are answered.
    pub fn hold(&self) -> Gate {
        let gate = Arc::new(Semaphore::new(0));
        *lock(&self.0.gate) = Some(Arc::clone(&gate));
        Gate(gate)
    }

    /// What was sent so far.
    pub fn sent(&self) -> Vec<Request> {
        lock(&self.0.sent).clone()
    }

    /// How many requests were sent so far.
    pub fn count(&self) -> usize {
        lock(&self.0.sent).len()
    }
}

/// A JSON answer.
fn json(status: u16, body: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::new(status, headers, body)
}

impl Transport for ScriptedTransport {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        lock(&self.0.sent).push(request.clone());
        let gate = lock(&self.0.gate).clone();
        if let Some(gate) = gate
            && let Ok(permit) = gate.acquire().await
        {
            permit.forget();
        }
        let next = lock(&self.0.queue).pop_front();
        match next {
            Some(answer) => answer(&request),
            None => match &*lock(&self.0.otherwise) {
                Some(answer) => answer(&request),
                None => Err(
                    Error::new(ErrorKind::Unavailable, "the script has no answer")
                        .delivered(Delivery::NotDelivered),
                ),
            },
        }
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScriptedTransport({} sent)", self.count())
    }
}

/// Holds requests of a [`ScriptedTransport`] back until they are let through.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// Lets `requests` through.
    pub fn open(&self, requests: usize) {
        self.0.add_permits(requests);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
