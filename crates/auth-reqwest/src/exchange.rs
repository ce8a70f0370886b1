//! One call from credential to verdict, and its repetitions.

use std::sync::Arc;

use arc_swap::ArcSwap;
use auth_core::{
    AuthHeaders, Clock, Delivery, Error, Generation, HeaderMap, Response as Answer, SystemClock,
    Verdict,
};
use reqwest::Response;
use time::OffsetDateTime;

use crate::{
    bounded,
    connection::Connection,
    encode,
    limit::{self, Limiter, Permit},
    outgoing::{Draft, Outgoing},
    patience::Patience,
    refusal, wire,
};

/// How much of an error answer a provider is shown.
const SHOWN: usize = 64 << 10;

/// An answer that is the caller's.
pub(crate) struct Answered {
    pub(crate) response: Response,
    /// When its request left.
    pub(crate) sent_at: OffsetDateTime,
    /// Held as long as the call counts as under way.
    pub(crate) permit: Option<Permit>,
    /// The longest body that a typed call reads.
    pub(crate) answer_limit: usize,
    /// What an error about it is about.
    pub(crate) subject: String,
}

/// What an attempt ends with, unless the answer is the caller's.
enum Refusal {
    /// Another credential of the same connection may pass.
    Rejected(Error),
    /// Only another connection may pass.
    Gone(Error),
    /// Later it may pass.
    Limited(Error, Arc<Limiter>),
    /// The same would happen again, or nothing is known.
    Final(Error),
}

/// How a connection failed a call.
enum Failure {
    /// Another one took its place before the call left.
    Switched,
    /// Before it left: another connection can take it on.
    Unsent(Error),
    /// For its credential: another connection may pass.
    Credential(Error),
    /// In a way that another connection does not help with.
    Final(Error),
}

/// Sends a call by the connection that is current. When another one has taken its place meanwhile, what failed for the old
/// one's credential is sent by the new one, where that is safe.
pub(crate) async fn exchange(
    current: &ArcSwap<Connection>,
    mut draft: Draft,
) -> Result<Answered, Error> {
    let mut connection = current.load_full();
    let mut patience = Patience::new(connection.limits.patience);
    loop {
        let mut call = draft.prepare(&connection)?;
        let switched = || !Arc::ptr_eq(&connection, &current.load());
        let failure = match connection
            .attempts(&mut call, &mut patience, switched)
            .await
        {
            Ok(answered) => return Ok(answered),
            Err(failure) => failure,
        };
        let error = match failure {
            Failure::Switched => None,
            Failure::Unsent(_) if switched() => None,
            Failure::Credential(_) if switched() && call.repeatable && call.is_whole() => None,
            Failure::Unsent(error) | Failure::Credential(error) | Failure::Final(error) => {
                Some(error)
            }
        };
        if let Some(error) = error {
            return Err(error.about(connection.subject(call.request.method())));
        }
        tracing::debug!(
            provider = connection.facts().provider,
            scheme = connection.facts().scheme,
            "the connection was switched meanwhile: the call goes by the new one"
        );
        draft.stream = call.stream.take();
        connection = current.load_full();
    }
}

/// Sends a call that needs no credential; its answer is the caller's, whatever it is.
pub(crate) async fn exchange_bare(
    connection: &Connection,
    draft: &mut Draft,
) -> Result<Answered, Error> {
    let mut call = draft.prepare(connection)?;
    let headers = call.headers.clone();
    let subject = connection.subject(call.request.method());
    let sent_at = SystemClock.now().wall;
    match connection.answered(&mut call, headers).await {
        Ok(response) => Ok(Answered {
            response,
            sent_at,
            permit: None,
            answer_limit: connection.limits.answer,
            subject,
        }),
        Err(error) => Err(error.about(subject)),
    }
}

impl Connection {
    /// Sends a call, once more with another credential where the first was rejected and that is safe, and again after a
    /// while where there were too many calls.
    async fn attempts(
        &self,
        call: &mut Outgoing,
        patience: &mut Patience,
        switched: impl Fn() -> bool,
    ) -> Result<Answered, Failure> {
        let mut rejected: Option<(Generation, Error)> = None;
        loop {
            let (auth, permit) = self
                .admitted(call, patience, &switched, rejected.as_ref())
                .await?;
            let refused = match self.attempt(call, &auth, permit, &switched).await {
                Ok(answered) => return Ok(answered),
                Err(refused) => refused,
            };
            match refused {
                Refusal::Limited(error, limiter) if call.is_whole() => {
                    let waited = patience.pause(&limiter, self.facts(), error).await;
                    waited.map_err(Failure::Final)?;
                }
                Refusal::Rejected(error) if rejected.is_some() => {
                    return Err(Failure::Credential(refusal::rejected_again(&error)));
                }
                Refusal::Rejected(error) if call.repeatable && call.is_whole() && !switched() => {
                    tracing::debug!(
                        provider = self.facts().provider,
                        rejected = %auth.generation(),
                        "the API rejected a credential: the call is repeated once with another one"
                    );
                    rejected = Some((auth.generation(), error));
                }
                Refusal::Rejected(error) | Refusal::Gone(error) => {
                    return Err(Failure::Credential(error));
                }
                Refusal::Limited(error, _) | Refusal::Final(error) => {
                    return Err(Failure::Final(error));
                }
            }
        }
    }

    /// The credential that is right when the call's turn has come, another one than was rejected.
    async fn admitted(
        &self,
        call: &Outgoing,
        patience: &mut Patience,
        switched: impl Fn() -> bool,
        rejected: Option<&(Generation, Error)>,
    ) -> Result<(AuthHeaders, Option<Permit>), Failure> {
        loop {
            let auth = self.auth.headers().await.map_err(|error| match rejected {
                Some(_) => Failure::Credential(error),
                None => Failure::Unsent(error),
            })?;
            if let Some((generation, error)) = rejected
                && *generation == auth.generation()
            {
                return Err(Failure::Credential(error.clone()));
            }
            let Some(limiter) = self.limiter(call, &auth).map_err(Failure::Final)? else {
                return Ok((auth, None));
            };
            let entered = patience.enter(&limiter, self.facts()).await;
            let (permit, waited) = entered.map_err(Failure::Final)?;
            if !waited {
                return Ok((auth, Some(permit)));
            }
            // What was right before the wait may not be any more.
            if switched() {
                return Err(Failure::Switched);
            }
            let same = |now: AuthHeaders| now.generation() == auth.generation();
            if self.auth.try_headers().is_some_and(same) {
                return Ok((auth, Some(permit)));
            }
        }
    }

    /// The limiter of the credential; `None` where the provider has no limit.
    fn limiter(&self, call: &Outgoing, auth: &AuthHeaders) -> Result<Option<Arc<Limiter>>, Error> {
        let Some(limit) = &self.facts().limit else {
            return Ok(None);
        };
        let mut credential = HeaderMap::new();
        auth.apply(&call.uri, &mut credential)?;
        Ok(Some(limit::limiter(self.facts(), limit, &credential)))
    }

    async fn attempt(
        &self,
        call: &mut Outgoing,
        auth: &AuthHeaders,
        mut permit: Option<Permit>,
        switched: impl Fn() -> bool,
    ) -> Result<Answered, Refusal> {
        let mut headers = call.headers.clone();
        auth.apply(&call.uri, &mut headers)?;
        if let Some(permit) = &mut permit {
            permit.leaves();
        }
        let sent_at = SystemClock.now().wall;
        let response = self.answered(call, headers).await;
        if let Some(permit) = &mut permit {
            self.tell(permit, &response);
        }
        let response = response?;
        if response.status().as_u16() < 400 {
            return Ok(self.for_caller(call, response, sent_at, permit));
        }
        let (response, answer) = bounded::peek(response, SHOWN).await?;
        let answer = answer.sent_at(sent_at);
        let provider = self.auth.provider();
        let verdict = provider.verdict(&answer);
        // One that was left is not told of a dead token: a late call would make it sign in for nobody.
        if verdict != Verdict::Rejected || !switched() {
            self.auth.report(auth.generation(), &verdict);
        }
        let Some(error) = provider.refusal(&answer, &verdict) else {
            return Ok(self.for_caller(call, response, sent_at, permit));
        };
        Err(match (verdict, permit) {
            (Verdict::Rejected, _) => Refusal::Rejected(error),
            (Verdict::NeedsPerson(_), _) => Refusal::Gone(error),
            (Verdict::RateLimited(_), Some(permit)) => {
                Refusal::Limited(error, Arc::clone(permit.limiter()))
            }
            _ => Refusal::Final(error),
        })
    }

    /// Tells the limiter how a call ended; an error that leaves open whether it left is told by the permit's own end.
    fn tell(&self, permit: &mut Permit, response: &Result<Response, Error>) {
        match response {
            Ok(response) => {
                let headers = self.facts().limit.and_then(|limit| limit.headers);
                let told = headers.map(|headers| {
                    let answer = Answer::new(response.status(), response.headers().clone(), []);
                    headers.read(&answer.sent_at(SystemClock.now().wall))
                });
                permit.answered(&told.unwrap_or_default());
            }
            Err(error) if error.delivery() == Delivery::NotDelivered => permit.stayed(),
            Err(_) => {}
        }
    }

    fn for_caller(
        &self,
        call: &Outgoing,
        response: Response,
        sent_at: OffsetDateTime,
        permit: Option<Permit>,
    ) -> Answered {
        Answered {
            response,
            sent_at,
            permit,
            answer_limit: self.limits.answer,
            subject: self.subject(call.request.method()),
        }
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
