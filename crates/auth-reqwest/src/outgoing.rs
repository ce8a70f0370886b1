//! A call as it will leave, checked and completed by its provider, without its credential.

use std::time::Duration;

use auth_core::{Error, HeaderMap, HeaderValue, Request, Uri};
use bytes::Bytes;
use http::header;
use url::Url;

use crate::{Client, client::Connection, fault, target};

/// What a body without a type is (RFC 9110 §8.3).
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// A call that its provider has checked and completed.
pub(crate) struct Outgoing {
    /// Method and body; its headers are in `headers` too.
    pub(crate) request: Request,
    pub(crate) url: Url,
    /// The same URL, as the origin check reads it.
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// A body that streams, until it has left.
    pub(crate) stream: Option<reqwest::Body>,
    pub(crate) repeatable: bool,
    pub(crate) timeout: Duration,
}

impl Outgoing {
    /// From a call built as with reqwest.
    pub(crate) fn of_builder(
        client: &Client,
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
        let shown = client.connection.base.shown(built.url())?;
        let mut request = Request::new(built.method().clone(), shown.clone());
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
        let request = client.connection.auth.provider().prepare(request)?;
        let url = if *request.uri() == shown {
            built.url().clone()
        } else {
            client.connection.base.resolve(&request.uri().to_string())?
        };
        let mut outgoing = Self::new(&client.connection, request, url, headers)?;
        outgoing.repeatable &= stream.is_none();
        outgoing.stream = stream;
        outgoing.timeout = built.timeout().copied().unwrap_or(outgoing.timeout);
        Ok(outgoing)
    }

    /// From a typed call.
    pub(crate) fn of_call(client: &Client, mut request: Request) -> Result<Self, Error> {
        for (name, value) in &client.headers {
            if !request.headers().contains_key(name) {
                request = request.header(name.clone(), value.clone());
            }
        }
        let provider = client.connection.auth.provider();
        let request = provider.prepare(request)?;
        let url = client.connection.base.resolve(&request.uri().to_string())?;
        // What is judged is where it really goes, not what the call wrote.
        let request = request.at(target::uri(&url)?);
        if !request.carries().is_empty() {
            provider.facts().origins.check(&request)?;
        }
        Self::new(&client.connection, request, url, HeaderMap::new())
    }

    /// `headers` may have several values for a name, where `request` keeps one of them.
    fn new(
        connection: &Connection,
        request: Request,
        url: Url,
        mut headers: HeaderMap,
    ) -> Result<Self, Error> {
        for (name, value) in request.headers() {
            if !headers.get_all(name).iter().any(|known| known == value) {
                headers.insert(name.clone(), value.clone());
            }
        }
        let uri = target::uri(&url)?;
        Ok(Self {
            repeatable: request.is_repeatable(),
            timeout: connection.timeout,
            stream: None,
            request,
            url,
            uri,
            headers,
        })
    }
}
