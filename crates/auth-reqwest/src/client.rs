//! A client for API calls that reads like reqwest's.

use std::{fmt, sync::Arc, time::Duration};

use auth_core::{
    Authenticator, Call, Clock, Error, Execute, HeaderMap, HeaderName, HeaderValue, Provider,
    Response, SharedAuthenticator, SystemClock,
};
use http::Method;

use crate::{
    HttpTransport, RequestBuilder, bounded,
    outgoing::Outgoing,
    refusal,
    target::ApiBase,
    timeouts::Timeouts,
    wire::{Pool, Wire},
};

/// Calls a provider's API with credentials that are right now; cheap to clone, clones share their connections.
///
/// Each call gets the credential after a check of its URL. An answer with an error status is shown to the provider: a
/// rejected credential is reported and the call repeated once with another one, where that is safe; what only a
/// person, an operator or time can cure is an [`Error`] that says so; anything else is the caller's, untouched.
/// Redirects are handed to the caller, never followed.
#[derive(Clone)]
pub struct Client {
    pub(crate) connection: Arc<Connection>,
    /// What this view adds to each call.
    pub(crate) headers: HeaderMap,
}

/// What all the views of one connection share.
pub(crate) struct Connection {
    pub(crate) auth: SharedAuthenticator,
    pub(crate) wire: Wire,
    pub(crate) base: ApiBase,
    pub(crate) timeout: Duration,
    answer_limit: usize,
}

impl Client {
    /// Signs in to `provider` and calls it, everything by default; nothing is sent before the first call.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`].
    pub fn connect(provider: impl Provider) -> Result<Self, Error> {
        let loopback_http = provider.facts().origins.allows_loopback_http();
        let transport = HttpTransport::builder()
            .allow_loopback_http(loopback_http)
            .build()?;
        Self::new(Authenticator::new(provider, transport))
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
        ClientBuilder {
            auth: auth.into(),
            client: None,
            timeouts: Timeouts {
                connect: Duration::from_secs(5),
                read: Duration::from_secs(30),
                total: Duration::from_secs(60),
            },
            answer_limit: 16 << 20,
        }
    }

    /// The authenticator behind it.
    pub fn authenticator(&self) -> &SharedAuthenticator {
        &self.connection.auth
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
        let outgoing = Outgoing::of_call(self, call.request()?)?;
        let subject = self.connection.subject(&outgoing);
        let sent_at = SystemClock.now().wall;
        let mut response = if call.needs_credential() {
            self.connection.exchange(outgoing).await?
        } else {
            self.connection.exchange_bare(outgoing).await?
        };
        let read = bounded::whole(&mut response, self.connection.answer_limit).await;
        let headers = std::mem::take(response.headers_mut());
        read.and_then(|body| {
            let answer = Response::new(response.status(), headers, body).sent_at(sent_at);
            if answer.status().is_success() {
                call.answer(&answer)
            } else {
                Err(refusal::identified(call.refusal(&answer), &answer))
            }
        })
        .map_err(|error| error.about(subject))
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
            .field("authenticator", &self.connection.auth)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Limits of a [`Client`], and what it sends over.
#[must_use]
pub struct ClientBuilder {
    auth: SharedAuthenticator,
    client: Option<reqwest::Client>,
    timeouts: Timeouts,
    answer_limit: usize,
}

impl ClientBuilder {
    /// Sends over a client of yours, which must neither follow redirects nor keep cookies.
    ///
    /// Its proxies, TLS, connect and read timeouts are used. Whether an answer is decompressed is its choice too.
    pub fn client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// The longest time for name resolution, TCP and TLS; 5 s by default. A client of yours keeps its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// The longest silence while an answer is awaited or read; 30 s by default. A client of yours keeps its own.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.read = timeout;
        self
    }

    /// The longest time for one call and its answer; 60 s by default. A repeated call has it once more.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// The longest answer that [`Client::call`] reads, in bytes; 16 MiB by default.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// The client. Loopback http is allowed where the provider's own origins allow it.
    ///
    /// # Errors
    /// [`Configuration`](auth_core::ErrorKind::Configuration) as [`HttpTransportBuilder::build`](crate::HttpTransportBuilder::build),
    /// [`OriginRefused`](auth_core::ErrorKind::OriginRefused) when the provider's API base is no absolute URL: the
    /// developer or operator corrects it.
    pub fn build(self) -> Result<Client, Error> {
        let facts = self.auth.provider().facts();
        let loopback_http = facts.origins.allows_loopback_http();
        let base = ApiBase::new(&facts.api)?;
        let wire = match self.client {
            Some(client) => Wire::given(client, self.timeouts, Pool::Kept, loopback_http)?,
            None => Wire::new(self.timeouts.check()?, Pool::Kept, loopback_http)?,
        };
        Ok(Client {
            connection: Arc::new(Connection {
                wire,
                base,
                timeout: self.timeouts.total,
                answer_limit: self.answer_limit,
                auth: self.auth,
            }),
            headers: HeaderMap::new(),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("authenticator", &self.auth)
            .field("timeouts", &self.timeouts)
            .field("answer_limit", &self.answer_limit)
            .finish_non_exhaustive()
    }
}
