//! A request as the imitations look at it.

use std::convert::Infallible;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Uri};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::front::InFlight;

/// A request with its body read.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Requests under way with the same `Authorization`, this one included.
    pub(crate) in_flight: usize,
}

/// What the `Authorization` header holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authorization<'a> {
    Absent,
    Bearer(&'a str),
    Basic(&'a str),
    /// Another scheme, none, or the header twice.
    Other,
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        let (parts, body) = request.into_parts();
        let in_flight = parts
            .extensions
            .get::<InFlight>()
            .map_or(1, |InFlight(count)| *count);
        // The front has read and bounded the body already.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Ok(Self {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
            in_flight,
        })
    }
}

impl Call {
    /// The header `name` as text; absent, doubled and unreadable are all none.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }

    pub(crate) fn authorization(&self) -> Authorization<'_> {
        if !self.headers.contains_key(AUTHORIZATION) {
            return Authorization::Absent;
        }
        match self
            .header(AUTHORIZATION.as_str())
            .and_then(|value| value.split_once(' '))
        {
            Some(("Bearer", token)) => Authorization::Bearer(token),
            Some(("Basic", credentials)) => Authorization::Basic(credentials),
            _ => Authorization::Other,
        }
    }

    /// The bearer token, when the header holds exactly that.
    pub(crate) fn bearer(&self) -> Option<&str> {
        match self.authorization() {
            Authorization::Bearer(token) => Some(token),
            _ => None,
        }
    }

    /// The media type in lower case, without its parameters; empty when absent.
    pub(crate) fn media_type(&self) -> String {
        let full = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        full.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// Whether `Accept` names JSON; `*/*` does not.
    pub(crate) fn accepts_json(&self) -> bool {
        self.header(ACCEPT.as_str())
            .is_some_and(|accept| accept.contains("/json") || accept.contains("+json"))
    }

    /// The parameters of the query, decoded, in their order.
    pub(crate) fn query(&self) -> Fields {
        Fields::parse(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// The body as a form; the media type is the caller's to check.
    pub(crate) fn form(&self) -> Fields {
        Fields::parse(&self.body)
    }

    /// The body as a JSON object; none when it is anything else.
    pub(crate) fn json(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The text fields of a multipart body; none when it is malformed.
    pub(crate) async fn multipart(&self) -> Option<Fields> {
        let mut request = Request::new(Body::from(self.body.clone()));
        request
            .headers_mut()
            .insert(CONTENT_TYPE, self.headers.get(CONTENT_TYPE)?.clone());
        let mut multipart = Multipart::from_request(request, &()).await.ok()?;
        let mut fields = Vec::new();
        while let Some(field) = multipart.next_field().await.ok()? {
            let name = field.name()?.to_owned();
            fields.push((name, field.text().await.ok()?));
        }
        Some(Fields(fields))
    }
}

/// Named values in their order.
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a name came more than once, which RFC 6749 §3.1 and §3.2 forbid.
    pub(crate) fn repeats(&self) -> bool {
        self.0
            .iter()
            .enumerate()
            .any(|(at, (name, _))| self.0[..at].iter().any(|(earlier, _)| earlier == name))
    }
}
