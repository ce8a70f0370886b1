//! Token requests over reqwest.

use std::{fmt, time::Duration};

use auth_core::{Clock, Error, Request, Response, SystemClock, Transport};

use crate::{
    bounded, encode, target,
    timeouts::Timeouts,
    wire,
    wire::{Pool, Wire},
};

const BODY_LIMIT: usize = 1 << 20;

/// Sends token requests over reqwest; cheap to clone.
///
/// https only by HTTP/1.1, TLS by rustls and the machine's root certificates, proxies from the environment as reqwest
/// reads them. No redirect is followed, no cookie kept, nothing decompressed, nothing sent twice. Bodies are bounded
/// while they stream, and so is the time of every phase. Each request has a connection of its own: none that the
/// server closed meanwhile, none that lives on a runtime which may go down.
///
/// ```
/// use std::time::Duration;
/// use auth_reqwest::HttpTransport;
///
/// # fn main() -> Result<(), auth_core::Error> {
/// let transport = HttpTransport::builder()
///     .connect_timeout(Duration::from_secs(2))
///     .build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct HttpTransport {
    wire: Wire,
    total: Duration,
    body_limit: usize,
}

impl HttpTransport {
    /// A transport with the default limits.
    ///
    /// # Errors
    /// As [`HttpTransportBuilder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A transport over a client of yours, which must neither follow redirects nor keep cookies.
    ///
    /// Its proxies, TLS, connect and read timeouts are used; the total time and the body are bounded here. Give it no
    /// retry policy, for a renewal must not be sent twice, and use it for nothing else: exchanges run on a runtime of
    /// their own, and a connection dies with the runtime that opened it.
    ///
    /// # Errors
    /// As [`HttpTransportBuilder::build`].
    pub fn with_client(client: reqwest::Client) -> Result<Self, Error> {
        Self::builder().client(client).build()
    }

    /// Limits to set, and whether loopback http is allowed.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder::default()
    }
}

impl Transport for HttpTransport {
    /// Sends `request` and reads its whole answer.
    ///
    /// # Errors
    /// - [`OriginRefused`](auth_core::ErrorKind::OriginRefused): neither https nor allowed loopback; the developer.
    /// - [`Unavailable`](auth_core::ErrorKind::Unavailable): no connection (*not delivered*), no answer or only a part of
    ///   one (*uncertain*, unless its status says that nothing was processed); wait.
    /// - [`RateLimited`](auth_core::ErrorKind::RateLimited): a 429 whose body could not be read; wait.
    /// - [`InvalidResponse`](auth_core::ErrorKind::InvalidResponse): more body than the limit; wait, then check the address.
    /// - [`Configuration`](auth_core::ErrorKind::Configuration): no root certificates, or a value that cannot be put on
    ///   the wire; the operator.
    ///
    /// # Cancel safety
    /// A dropped future closes the connection; the request may have been processed.
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let url = target::absolute(request.uri())?;
        let builder = self.wire.request(request.method().clone(), url)?;
        let builder = encode::write(builder, request.headers().clone(), request.body())?;
        let sent_at = SystemClock.now().wall;
        let mut response = wire::send(builder.timeout(self.total)).await?;
        let body = bounded::whole(&mut response, self.body_limit).await?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Response::new(response.status(), headers, body).sent_at(sent_at))
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("total", &self.total)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}

/// Limits of an [`HttpTransport`].
#[must_use]
pub struct HttpTransportBuilder {
    client: Option<reqwest::Client>,
    timeouts: Timeouts,
    body_limit: usize,
    loopback_http: bool,
}

impl Default for HttpTransportBuilder {
    fn default() -> Self {
        Self {
            client: None,
            timeouts: Timeouts {
                connect: Duration::from_secs(5),
                read: Duration::from_secs(10),
                total: Duration::from_secs(20),
            },
            body_limit: BODY_LIMIT,
            loopback_http: false,
        }
    }
}

impl HttpTransportBuilder {
    /// The longest time for name resolution, TCP and TLS; 5 s by default. A client of yours keeps its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// The longest silence while an answer is awaited or read; 10 s by default. A client of yours keeps its own.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.read = timeout;
        self
    }

    /// The longest time for a whole token request and its answer; 20 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// The longest body that is read, in bytes; 1 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Allows http, without a proxy, to this machine's loopback: for a sandbox.
    pub fn allow_loopback_http(mut self, allowed: bool) -> Self {
        self.loopback_http = allowed;
        self
    }

    /// Sends over a client of yours; see [`HttpTransport::with_client`].
    pub fn client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// The transport.
    ///
    /// # Errors
    /// [`Configuration`](auth_core::ErrorKind::Configuration), for the developer or operator to correct: timeouts that
    /// contradict each other, a client that follows redirects or keeps cookies, a machine without root certificates
    /// (said at the first https request when loopback http is allowed).
    pub fn build(self) -> Result<HttpTransport, Error> {
        let loopback_http = self.loopback_http;
        Ok(HttpTransport {
            wire: match self.client {
                Some(client) => Wire::given(client, self.timeouts, Pool::None, loopback_http)?,
                None => Wire::new(self.timeouts.check()?, Pool::None, loopback_http)?,
            },
            total: self.timeouts.total,
            body_limit: self.body_limit,
        })
    }
}

impl fmt::Debug for HttpTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A client prints its default headers, which may be credentials.
        f.debug_struct("HttpTransportBuilder")
            .field("timeouts", &self.timeouts)
            .field("body_limit", &self.body_limit)
            .field("loopback_http", &self.loopback_http)
            .finish_non_exhaustive()
    }
}
