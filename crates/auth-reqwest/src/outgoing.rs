//! A call before it leaves: as it was written, and as one connection's provider has checked and completed it.

use std::time::Duration;

use auth_core::{Error, HeaderMap, HeaderValue, Request, Uri};
use bytes::Bytes;
use http::header;
use url::Url;

use crate::{Client, connection::Connection, fault, target};

/// What a body without a type is (RFC 9110 §8.3).
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// A call as its author wrote it, for any connection.
pub(crate) struct Draft {
    /// With a path below the API's base, where it is one.
    request: Request,
    /// The URL that a builder made of it, by one connection's base.
    url: Option<Url>,
    /// Several values for a name, where `request` keeps one of them.
    headers: HeaderMap,
    /// A body that streams, until it has left.
    pub(crate) stream: Option<reqwest::Body>,
    streams: bool,
    timeout: Option<Duration>,
}

/// A call without its credential.
pub(crate) struct Outgoing {
    /// Method and body; its headers are in `headers` too.
    pub(crate) request: Request,
    pub(crate) url: Url,
    /// The same URL, as the origin check reads it.
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// A body that streams, until it has left.
    pub(crate) stream: Option<reqwest::Body>,
    streams: bool,
    pub(crate) repeatable: bool,
    pub(crate) timeout: Duration,
}

impl Draft {
    /// From a call built as with reqwest, by `connection`.
    pub(crate) fn of_builder(
        client: &Client,
        connection: &Connection,
        builder: reqwest::RequestBuilder,
        repeatable: Option<bool>,
    ) -> Result<Self, Error> {
        let mut built = builder
            .build()
            .map_err(|error| fault::unbuildable(&error))?;
        let mut headers = std::mem::take(built.headers_mut());
        for (name, value) in &client.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let shown = connection.base.shown(built.url())?;
        let mut request = Request::new(built.method().clone(), shown);
        let mut stream = built.body_mut().take();
        if let Some(bytes) = stream.as_ref().and_then(reqwest::Body::as_bytes) {
            let content_type = headers.remove(header::CONTENT_TYPE).unwrap_or(BYTES);
            request = request.bytes(content_type, Bytes::copy_from_slice(bytes));
            stream = None;
        }
        for (name, value) in &headers {
            request = request.header(name.clone(), value.clone());
        }
        if let Some(repeatable) = repeatable {
            request = request.repeatable(repeatable);
        }
        Ok(Self {
            request,
            headers,
            streams: stream.is_some(),
            stream,
            timeout: built.timeout().copied(),
            url: Some(built.url().clone()),
        })
    }

    /// From a typed call.
    pub(crate) fn of_call(client: &Client, mut request: Request) -> Self {
        for (name, value) in &client.headers {
            if !request.headers().contains_key(name) {
                request = request.header(name.clone(), value.clone());
            }
        }
        Self {
            request,
            url: None,
            headers: HeaderMap::new(),
            stream: None,
            streams: false,
            timeout: None,
        }
    }

    /// The call as it leaves by `connection`, which takes the stream along.
    pub(crate) fn prepare(&mut self, connection: &Connection) -> Result<Outgoing, Error> {
        let provider = connection.auth.provider();
        let request = provider.prepare(self.request.clone())?;
        let unchanged = |url: &&Url| {
            let shown = connection.base.shown(url);
            shown.is_ok_and(|shown| shown == *request.uri())
        };
        let url = match self.url.as_ref().filter(unchanged) {
            Some(url) => url.clone(),
            None => connection.base.resolve(&request.uri().to_string())?,
        };
        // What is judged is where it really goes, not what the call wrote.
        let uri = target::uri(&url)?;
        let request = request.at(uri.clone());
        if !request.carries().is_empty() {
            provider.facts().origins.check(&request)?;
        }
        let mut headers = self.headers.clone();
        for (name, value) in request.headers() {
            if !headers.get_all(name).iter().any(|known| known == value) {
                headers.insert(name.clone(), value.clone());
            }
        }
        Ok(Outgoing {
            repeatable: request.is_repeatable(),
            timeout: self.timeout.unwrap_or(connection.limits.timeouts.total),
            stream: self.stream.take(),
            streams: self.streams,
            request,
            url,
            uri,
            headers,
        })
    }
}

impl Outgoing {
    /// Whether all of it is at hand, as a body that streams is not once it has left.
    pub(crate) fn is_whole(&self) -> bool {
        !self.streams || self.stream.is_some()
    }
}
