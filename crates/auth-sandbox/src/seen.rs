//! What the imitations saw arrive.

use std::fmt;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use time::OffsetDateTime;

/// One request an imitation received, in the order of arrival.
///
/// The public fields and `Debug` hold no secret, but for what a provider wants in a path, such as the
/// token of Keyclic's mailed links; values are read through
/// [`header`](Seen::header) and [`query_value`](Seen::query_value).
#[derive(Clone)]
#[non_exhaustive]
pub struct Seen {
    /// The method, in capitals.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The names of the query parameters, as often as they came.
    pub query: Vec<String>,
    /// The names of the headers, in lower case.
    pub headers: Vec<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The status of the answer; none while the request is under way or when no answer left.
    pub status: Option<u16>,
    /// When it arrived, on the provider's clock.
    pub at: OffsetDateTime,
    values: HeaderMap,
    parameters: Vec<(String, String)>,
}

impl Seen {
    /// The value of the header `name`, secret or not; none when absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.to_str().ok()
    }

    /// The first value of the query parameter `name`, secret or not.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("content_type", &self.content_type)
            .field("status", &self.status)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// All requests of one provider.
#[derive(Default)]
pub(crate) struct Log {
    all: Vec<Seen>,
    /// How many were forgotten: numbers given out before stay those of other requests.
    forgotten: usize,
}

impl Log {
    /// Notes an arrival; the number given back is for [`Log::answered`].
    pub(crate) fn arrived(
        &mut self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        at: OffsetDateTime,
    ) -> usize {
        let parameters: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .into_owned()
                .collect();
        self.all.push(Seen {
            method: method.as_str().to_owned(),
            path: uri.path().to_owned(),
            query: parameters.iter().map(|(name, _)| name.clone()).collect(),
            headers: headers
                .keys()
                .map(|name| name.as_str().to_owned())
                .collect(),
            content_type: headers
                .get(CONTENT_TYPE)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            status: None,
            at,
            values: headers.clone(),
            parameters,
        });
        self.forgotten + self.all.len() - 1
    }

    pub(crate) fn answered(&mut self, number: usize, status: StatusCode) {
        let at = number.checked_sub(self.forgotten);
        if let Some(seen) = at.and_then(|at| self.all.get_mut(at)) {
            seen.status = Some(status.as_u16());
        }
    }

    pub(crate) fn clear(&mut self) {
        self.forgotten += self.all.len();
        self.all.clear();
    }

    pub(crate) fn all(&self) -> Vec<Seen> {
        self.all.clone()
    }

    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        self.all
            .iter()
            .filter(|seen| seen.method == method && seen.path == path)
            .count()
    }
}
