//! One call from credential to verdict, and its one repetition.

use auth_core::{AuthHeaders, Clock, Error, HeaderMap, SystemClock, Verdict};
use reqwest::Response;

use crate::{bounded, client::Connection, encode, outgoing::Outgoing, refusal, wire};

/// How much of an error answer a provider is shown.
const SHOWN: usize = 64 << 10;

/// What an attempt ends with, unless the answer is the caller's.
enum Refusal {
    /// Another credential may pass.
    Rejected(Error),
    /// The same would happen again, or nothing is known.
    Final(Error),
}

impl Connection {
    /// Sends a call, and once more with another credential where the first was rejected and that is safe.
    pub(crate) async fn exchange(&self, call: Outgoing) -> Result<Response, Error> {
        let subject = self.subject(&call);
        let answer = self.attempts(call).await;
        answer.map_err(|error| error.about(subject))
    }

    /// What an error is about. Paths may hold names of persons and stay out.
    pub(crate) fn subject(&self, call: &Outgoing) -> String {
        let facts = self.auth.provider().facts();
        let method = call.request.method();
        format!("{} {}: {method} call", facts.provider, facts.scheme)
    }

    /// Sends a call that needs no credential; its answer is the caller's, whatever it is.
    pub(crate) async fn exchange_bare(&self, mut call: Outgoing) -> Result<Response, Error> {
        let subject = self.subject(&call);
        let headers = call.headers.clone();
        let answer = self.answered(&mut call, headers).await;
        answer.map_err(|error| error.about(subject))
    }

    async fn attempts(&self, mut call: Outgoing) -> Result<Response, Error> {
        let headers = self.auth.headers().await?;
        let rejection = match self.attempt(&mut call, &headers).await {
            Ok(response) => return Ok(response),
            Err(Refusal::Rejected(error)) if call.repeatable => error,
            Err(Refusal::Rejected(error) | Refusal::Final(error)) => return Err(error),
        };
        let renewed = self.auth.headers().await?;
        if renewed.generation() == headers.generation() {
            return Err(rejection);
        }
        tracing::debug!(
            provider = self.auth.provider().facts().provider,
            rejected = %headers.generation(),
            renewed = %renewed.generation(),
            "the API rejected a credential: the call is repeated once"
        );
        self.attempt(&mut call, &renewed)
            .await
            .map_err(|refusal| match refusal {
                Refusal::Rejected(error) => refusal::rejected_again(&error),
                Refusal::Final(error) => error,
            })
    }

    async fn attempt(&self, call: &mut Outgoing, auth: &AuthHeaders) -> Result<Response, Refusal> {
        let mut headers = call.headers.clone();
        auth.apply(&call.uri, &mut headers)?;
        let sent_at = SystemClock.now().wall;
        let response = self.answered(call, headers).await?;
        if response.status().as_u16() < 400 {
            return Ok(response);
        }
        let (response, answer) = bounded::peek(response, SHOWN).await?;
        let answer = answer.sent_at(sent_at);
        let provider = self.auth.provider();
        let verdict = provider.verdict(&answer);
        self.auth.report(auth.generation(), &verdict);
        let Some(error) = provider.refusal(&answer, &verdict) else {
            return Ok(response);
        };
        Err(match verdict {
            Verdict::Rejected => Refusal::Rejected(error),
            _ => Refusal::Final(error),
        })
    }

    /// Sends it with these headers and returns the answer's head.
    async fn answered(&self, call: &mut Outgoing, headers: HeaderMap) -> Result<Response, Error> {
        let method = call.request.method().clone();
        let mut builder = self.wire.request(method, call.url.clone())?;
        builder = encode::write(builder, headers, call.request.body())?.timeout(call.timeout);
        if let Some(stream) = call.stream.take() {
            builder = builder.body(stream);
        }
        wire::send(builder).await
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Final(error)
    }
}
