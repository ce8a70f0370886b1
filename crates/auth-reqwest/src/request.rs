//! One call, built as with reqwest.

use std::{fmt, sync::Arc, time::Duration};

use auth_core::{Error, HeaderMap};
use http::{HeaderName, HeaderValue, Method};
use reqwest::{Body, Response, multipart::Form};
use serde::Serialize;

use crate::{Client, connection::Connection, exchange, outgoing::Draft};

/// One call of a [`Client`]; what is wrong with it is said by [`RequestBuilder::send`].
#[must_use = "a call does nothing until it is sent"]
pub struct RequestBuilder {
    client: Client,
    /// By whose base the URL was made.
    connection: Arc<Connection>,
    request: Result<reqwest::RequestBuilder, Error>,
    repeatable: Option<bool>,
}

impl RequestBuilder {
    pub(crate) fn new(client: Client, method: Method, target: &str) -> Self {
        let connection = client.current.load_full();
        let request = connection
            .base
            .resolve(target)
            .and_then(|url| connection.wire.request(method, url));
        Self {
            client,
            connection,
            request,
            repeatable: None,
        }
    }

    /// Appends to the query, as `application/x-www-form-urlencoded`. No secret belongs there.
    pub fn query<T: Serialize + ?Sized>(self, query: &T) -> Self {
        self.map(|request| request.query(query))
    }

    /// Adds a header. A credential of the same name replaces it; `accept` is `application/json` unless it is given.
    pub fn header<N, V>(self, name: N, value: V) -> Self
    where
        HeaderName: TryFrom<N, Error: Into<http::Error>>,
        HeaderValue: TryFrom<V, Error: Into<http::Error>>,
    {
        self.map(|request| request.header(name, value))
    }

    /// Adds headers, each in place of an earlier one of its name.
    pub fn headers(self, headers: HeaderMap) -> Self {
        self.map(|request| request.headers(headers))
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.map(|request| request.json(body))
    }

    /// Sets a body of form fields.
    pub fn form<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.map(|request| request.form(body))
    }

    /// Sets a multipart body. It streams: the call is not repeated by itself.
    pub fn multipart(self, body: Form) -> Self {
        self.map(|request| request.multipart(body))
    }

    /// Sets the body; bytes without a `content-type` leave as `application/octet-stream`.
    pub fn body(self, body: impl Into<Body>) -> Self {
        self.map(|request| request.body(body))
    }

    /// Sets the longest time for this call and its answer, in place of the client's.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|request| request.timeout(timeout))
    }

    /// Says whether the call may be sent twice when its credential was rejected; by default its method decides
    /// (RFC 9110 §9.2.2). A body that streams prevents it in any case.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = Some(repeatable);
        self
    }

    /// Sends the call with the credential that is right now.
    ///
    /// Returns the answer whatever its status says about the call itself (a 404 is `Ok`); redirects are returned too.
    /// The waiting for a credential is bounded by the authenticator, that for its turn by the client's
    /// [patience](crate::ClientBuilder::patience), each attempt by the timeout. Where the provider limits calls, this one
    /// counts as under way until the head of its answer has come.
    ///
    /// # Errors
    /// Those of obtaining a credential; besides:
    /// - [`OriginRefused`](auth_core::ErrorKind::OriginRefused): the URL is not one that this credential may go to,
    ///   nothing was sent; the developer.
    /// - [`Configuration`](auth_core::ErrorKind::Configuration): the call lacks what the provider asks for (nothing was
    ///   sent), the provider refuses the application's own secret, or rejects a credential just issued; the operator.
    /// - [`SignInRequired`](auth_core::ErrorKind::SignInRequired): the grant is gone; the person.
    /// - [`Forbidden`](auth_core::ErrorKind::Forbidden), [`RateLimited`](auth_core::ErrorKind::RateLimited),
    ///   [`Suspended`](auth_core::ErrorKind::Suspended): as the provider answered.
    /// - [`Unavailable`](auth_core::ErrorKind::Unavailable): no answer (its delivery says whether the call may have
    ///   arrived), or a rejected credential on a call that may not be repeated; wait, or call again.
    ///
    /// # Cancel safety
    /// A dropped future closes the connection; the call may have been processed.
    pub async fn send(self) -> Result<Response, Error> {
        let Self {
            client,
            connection,
            request,
            repeatable,
        } = self;
        let draft = Draft::of_builder(&client, &connection, request?, repeatable)?;
        drop(connection);
        let answered = exchange::exchange(&client.current, draft).await?;
        Ok(answered.response)
    }

    fn map(
        mut self,
        step: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Self {
        self.request = self.request.map(step);
        self
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("client", &self.client)
            .field("error", &self.request.as_ref().err())
            .field("repeatable", &self.repeatable)
            .finish_non_exhaustive()
    }
}
