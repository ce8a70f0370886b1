//! What callers hold: headers that are right now, without knowing how they are obtained.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use crate::{AuthHeaders, Error, Generation, Provider, Verdict};

/// Hands out headers that authenticate a call now. Object-safe; held as a [`SharedAuthenticator`].
pub trait Authenticate: Send + Sync + 'static {
    /// The headers if they are at hand: one atomic load and one look at the clock, no lock, no allocation. When they are not,
    /// it may begin a renewal in the background.
    fn try_headers(&self) -> Option<AuthHeaders>;

    /// The headers, obtained or renewed first if need be. Ready at the first poll when they are at hand.
    ///
    /// # Errors
    /// An [`Error`] that says who must act. All callers that wait for one exchange get the same one.
    ///
    /// # Cancel safety
    /// Dropping the future never stops an exchange: its token is kept for the next caller.
    fn headers(&self) -> HeadersFuture<'_>;

    /// The provider: its facts, its verdicts, what it asks of a call.
    fn provider(&self) -> &dyn Provider;

    /// Takes note of what an API said about the credential of `generation`. Late words on an old one change nothing.
    fn report(&self, generation: Generation, verdict: &Verdict);

    /// Waits until the end of the process would lose nothing, at the latest until `limit`: see
    /// [`Authenticator::drain`](crate::Authenticator::drain). Ready at once unless it is implemented.
    ///
    /// # Errors
    /// What is left after `limit`, as there.
    ///
    /// # Cancel safety
    /// Dropping the future stops nothing but the waiting.
    #[expect(unused_variables, reason = "named for those who implement it")]
    fn drain(&self, limit: Duration) -> DrainFuture<'_> {
        Box::pin(ready(Ok(())))
    }
}

/// The future of [`Authenticate::drain`].
pub type DrainFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// The future of [`Authenticate::headers`]: ready-made on a hit, boxed on a miss.
#[must_use = "futures do nothing unless awaited"]
pub struct HeadersFuture<'a>(State<'a>);

enum State<'a> {
    Ready(Option<Result<AuthHeaders, Error>>),
    Waiting(Pin<Box<dyn Future<Output = Result<AuthHeaders, Error>> + Send + 'a>>),
}

impl<'a> HeadersFuture<'a> {
    /// A future that is ready.
    pub fn ready(result: Result<AuthHeaders, Error>) -> Self {
        Self(State::Ready(Some(result)))
    }

    /// A future that has to wait.
    pub fn waiting(future: impl Future<Output = Result<AuthHeaders, Error>> + Send + 'a) -> Self {
        Self(State::Waiting(Box::pin(future)))
    }
}

impl Future for HeadersFuture<'_> {
    type Output = Result<AuthHeaders, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Ready(result) => match result.take() {
                Some(result) => Poll::Ready(result),
                None => Poll::Pending,
            },
            State::Waiting(future) => future.as_mut().poll(cx),
        }
    }
}

impl fmt::Debug for HeadersFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Ready(_) => "HeadersFuture(ready)",
            State::Waiting(_) => "HeadersFuture(waiting)",
        })
    }
}

/// An erased [`Authenticate`], cheap to clone: fits a struct field, a static, an axum state.
#[derive(Clone)]
pub struct SharedAuthenticator(Arc<dyn Authenticate>);

impl SharedAuthenticator {
    /// Shares any implementation.
    pub fn new(authenticate: impl Authenticate) -> Self {
        Self(Arc::new(authenticate))
    }

    /// See [`Authenticate::try_headers`].
    pub fn try_headers(&self) -> Option<AuthHeaders> {
        self.0.try_headers()
    }

    /// See [`Authenticate::headers`].
    ///
    /// # Errors
    /// As there.
    pub fn headers(&self) -> HeadersFuture<'_> {
        self.0.headers()
    }

    /// See [`Authenticate::provider`].
    pub fn provider(&self) -> &dyn Provider {
        self.0.provider()
    }

    /// See [`Authenticate::report`].
    pub fn report(&self, generation: Generation, verdict: &Verdict) {
        self.0.report(generation, verdict);
    }

    /// See [`Authenticate::drain`].
    ///
    /// # Errors
    /// As there.
    ///
    /// # Cancel safety
    /// As there.
    pub async fn drain(&self, limit: Duration) -> Result<(), Error> {
        self.0.drain(limit).await
    }
}

impl fmt::Debug for SharedAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.provider().facts();
        write!(
            f,
            "SharedAuthenticator({} {})",
            facts.provider, facts.scheme
        )
    }
}
