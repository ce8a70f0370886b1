//! A client for API calls that reads like reqwest's.

use std::{fmt, sync::Arc};

use arc_swap::ArcSwap;
use auth_core::{
    Authenticator, Call, Error, Execute, HeaderMap, HeaderName, HeaderValue, Provider, Response,
    SharedAuthenticator,
};
use http::Method;

use crate::{
    ClientBuilder, HttpTransport, RequestBuilder, bounded,
    connection::Connection,
    exchange::{self, Answered},
    outgoing::Draft,
    refusal,
};

/// Calls a provider's API with credentials that are right now; cheap to clone, clones share their connections.
///
/// Each call gets the credential after a check of its URL. An answer with an error status is shown to the provider: a
/// rejected credential is reported and the call repeated once with another one, where that is safe; what only a
/// person, an operator or time can cure is an [`Error`] that says so; anything else is the caller's, untouched.
/// Redirects are handed to the caller, never followed.
#[derive(Clone)]
pub struct Client {
    pub(crate) current: Arc<ArcSwap<Connection>>,
    /// What this view adds to each call.
    pub(crate) headers: HeaderMap,
}

impl Client {
    /// Signs in to `provider` and calls it, everything by default; nothing is sent before the first call.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn connect(provider: impl Provider) -> Result<Self, Error> {
        Self::new(authenticator(provider)?)
    }

    /// A client with the default limits for an authenticator of yours.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn new(auth: impl Into<SharedAuthenticator>) -> Result<Self, Error> {
        Self::builder(auth).build()
    }

    /// Limits to set, or a reqwest client of yours.
    pub fn builder(auth: impl Into<SharedAuthenticator>) -> ClientBuilder {
        ClientBuilder::new(auth.into())
    }

    /// The authenticator behind it: the one that calls begun now would use.
    pub fn authenticator(&self) -> SharedAuthenticator {
        self.current.load().auth.clone()
    }

    /// Goes over to another authenticator without a gap, for this client, its clones and all its views.
    ///
    /// The new one's first credential is obtained first; when that fails, nothing changes. Calls under way end with
    /// everything they began with, later ones have everything from the new one: no call mixes the two. A call whose old
    /// credential turns out to be gone after the switch is made again with the new one, if it can be. Limits, timeouts
    /// and a reqwest client of yours stay. Of two switches at the same time, the one that ends last counts.
    ///
    /// # Errors
    /// Those of obtaining the credential; besides
    /// [`OriginRefused`](auth_core::ErrorKind::OriginRefused) when the provider's API base is no absolute URL or may not
    /// receive its own credential: the developer or operator corrects it.
    ///
    /// # Cancel safety
    /// A dropped future changes nothing.
    pub async fn switch(&self, auth: impl Into<SharedAuthenticator>) -> Result<(), Error> {
        let next = self.current.load_full().switched(auth.into()).await?;
        tracing::info!(
            provider = next.facts().provider,
            scheme = next.facts().scheme,
            "the connection is switched"
        );
        self.current.store(Arc::new(next));
        Ok(())
    }

    /// As [`Client::switch`], to a provider with everything by default.
    ///
    /// # Errors
    /// As [`Client::switch`], and [`ClientBuilder::build`].
    ///
    /// # Cancel safety
    /// As [`Client::switch`].
    pub async fn switch_to(&self, provider: impl Provider) -> Result<(), Error> {
        self.switch(authenticator(provider)?).await
    }

    /// A view of the same connection that adds a header to each call, such as the one that names a tenant or an application.
    ///
    /// A call's own header of that name wins; a credential's wins over both.
    #[must_use]
    pub fn with_header(&self, name: HeaderName, value: HeaderValue) -> Self {
        let mut view = self.clone();
        view.headers.insert(name, value);
        view
    }

    /// As [`Client::with_header`], for a checked value that provides its own header.
    #[must_use]
    pub fn with(&self, header: impl Into<(HeaderName, HeaderValue)>) -> Self {
        let (name, value) = header.into();
        self.with_header(name, value)
    }

    /// Begins a `GET` of a path below the API's base, or of an absolute URL of the provider.
    pub fn get(&self, target: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::GET, target)
    }

    /// Begins a `POST`; see [`Client::get`].
    pub fn post(&self, target: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::POST, target)
    }

    /// Begins a `PUT`; see [`Client::get`].
    pub fn put(&self, target: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::PUT, target)
    }

    /// Begins a `PATCH`; see [`Client::get`].
    pub fn patch(&self, target: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::PATCH, target)
    }

    /// Begins a `DELETE`; see [`Client::get`].
    pub fn delete(&self, target: impl AsRef<str>) -> RequestBuilder {
        self.request(Method::DELETE, target)
    }

    /// Begins a call by any method; see [`Client::get`].
    pub fn request(&self, method: Method, target: impl AsRef<str>) -> RequestBuilder {
        RequestBuilder::new(self.clone(), method, target.as_ref())
    }

    /// Executes a typed call and reads its answer; one that needs no credential is sent without signing in.
    ///
    /// # Errors
    /// As [`RequestBuilder::send`]; besides, those of the call itself, and for an answer without a success status that
    /// of [`Call::refusal`].
    ///
    /// # Cancel safety
    /// As [`RequestBuilder::send`].
    pub async fn call<C: Call + ?Sized>(&self, call: &C) -> Result<C::Answer, Error> {
        let mut answered = self.begin(call).await?;
        let answer = read(&mut answered, call).await;
        answer
            .and_then(|answer| call.answer(&answer))
            .map_err(|error| error.about(answered.subject))
    }

    /// Executes a typed call and hands its successful answer over unread, to be streamed: for what is too long for memory.
    /// [`Call::answer`] is not asked, and the time of the whole call bounds the reading, too.
    ///
    /// # Errors
    /// As [`Client::call`], but for those of the answer.
    ///
    /// # Cancel safety
    /// As [`RequestBuilder::send`].
    pub async fn open<C: Call + ?Sized>(&self, call: &C) -> Result<reqwest::Response, Error> {
        let mut answered = self.begin(call).await?;
        if answered.response.status().is_success() {
            return Ok(answered.response);
        }
        let refused = match read(&mut answered, call).await {
            Ok(answer) => call.refusal(&answer),
            Err(error) => error,
        };
        Err(refused.about(answered.subject))
    }

    /// Sends a typed call and waits for the head of its answer.
    async fn begin<C: Call + ?Sized>(&self, call: &C) -> Result<Answered, Error> {
        let mut draft = Draft::of_call(self, call.request()?);
        if call.needs_credential() {
            exchange::exchange(&self.current, draft).await
        } else {
            exchange::exchange_bare(&self.current.load_full(), &mut draft).await
        }
    }
}

/// Reads an answer to its end; one without a success status is the call's refusal.
async fn read<C: Call + ?Sized>(answered: &mut Answered, call: &C) -> Result<Response, Error> {
    let response = &mut answered.response;
    let read = bounded::whole(response, answered.answer_limit).await;
    drop(answered.permit.take());
    let headers = std::mem::take(response.headers_mut());
    let answer = Response::new(response.status(), headers, read?).sent_at(answered.sent_at);
    if answer.status().is_success() {
        Ok(answer)
    } else {
        Err(refusal::identified(call.refusal(&answer), &answer))
    }
}

impl Execute for Client {
    async fn execute<C: Call + Sync>(&self, call: &C) -> Result<C::Answer, Error> {
        self.call(call).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("authenticator", &self.authenticator())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Everything by default.
fn authenticator(provider: impl Provider) -> Result<Authenticator, Error> {
    let loopback_http = provider.facts().origins.allows_loopback_http();
    let transport = HttpTransport::builder()
        .allow_loopback_http(loopback_http)
        .build()?;
    Ok(Authenticator::new(provider, transport))
}
