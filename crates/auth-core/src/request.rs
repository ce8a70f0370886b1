//! Requests as values: what a provider asks for, before any transport is involved.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use secrecy::SecretString;

use crate::{Error, ErrorKind, Path, Secret, SecretKind};

/// How fields become a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// `application/x-www-form-urlencoded` (RFC 6749 appendix B).
    Form,
    /// `multipart/form-data` (RFC 7578).
    Multipart,
    /// A JSON object (RFC 8259); a dot in a name leads into an object within.
    Json,
}

/// The value of one body field.
#[derive(Clone)]
#[non_exhaustive]
pub enum FieldValue {
    /// Text that is no secret.
    Text(String),
    /// A number; in forms it is written in decimal.
    Number(i64),
    /// Yes or no; in forms it is written `true` or `false`.
    Flag(bool),
    /// A secret, exposed by the transport only.
    Secret(SecretString),
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(..)"),
            Self::Number(_) => f.write_str("Number(..)"),
            Self::Flag(_) => f.write_str("Flag(..)"),
            Self::Secret(_) => f.write_str("Secret([redacted])"),
        }
    }
}

/// One body field.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: FieldValue,
}

/// The body of a [`Request`].
#[derive(Clone)]
#[non_exhaustive]
pub enum Body {
    /// None.
    Empty,
    /// Named fields, encoded by the transport.
    Fields(Encoding, Vec<Field>),
    /// Ready-made bytes.
    Bytes {
        /// Value of the `content-type` header.
        content_type: HeaderValue,
        /// The bytes.
        bytes: Bytes,
    },
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Fields(encoding, fields) => f
                .debug_list()
                .entry(encoding)
                .entries(fields.iter().map(|f| &f.name))
                .finish(),
            Self::Bytes { bytes, .. } => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

/// A request as a value. It knows which kinds of secrets it carries, so that the origin policy can be asked before it leaves.
#[derive(Clone)]
pub struct Request {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
    carries: Vec<SecretKind>,
    repeatable: bool,
}

impl Request {
    /// A request to `uri`: absolute for token requests; absolute or a path below the API base for calls.
    pub fn new(method: Method, uri: Uri) -> Self {
        let repeatable = method.is_idempotent();
        Self {
            method,
            uri,
            headers: HeaderMap::new(),
            body: Body::Empty,
            carries: Vec::new(),
            repeatable,
        }
    }

    /// A request to a path below the API base.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] naming the gap whose value is no segment of a path, or has none: whoever supplied it.
    pub fn to(method: Method, path: Path) -> Result<Self, Error> {
        let (uri, carries) = path.finish()?;
        let mut request = Self::new(method, uri);
        request.carries = carries;
        Ok(request)
    }

    /// The same request to another place, as when its path has been put behind the API base.
    #[must_use]
    pub fn at(mut self, uri: Uri) -> Self {
        self.uri = uri;
        self
    }

    /// Adds a header that is no secret, in place of an earlier one of this name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds `Authorization: Bearer` (RFC 6750 §2.1), marked sensitive.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when the secret has characters that no header can carry: whoever supplied it.
    pub fn bearer<S: Secret>(self, token: &S) -> Result<Self, Error> {
        let value = sensitive("Bearer ", token.expose_secret(), S::KIND)?;
        Ok(self.carrying(S::KIND).header(header::AUTHORIZATION, value))
    }

    /// Adds `Authorization: Basic` with both parts form-encoded first (RFC 6749 §2.3.1), marked sensitive.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] never in practice: Base64 always fits a header.
    pub fn basic<S: Secret>(self, client_id: &str, secret: &S) -> Result<Self, Error> {
        use base64::{Engine, prelude::BASE64_STANDARD};
        use zeroize::Zeroizing;
        let encode = |text: &str| {
            Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>())
        };
        let pair = Zeroizing::new(format!(
            "{}:{}",
            *encode(client_id),
            *encode(secret.expose_secret())
        ));
        let value = sensitive(
            "Basic ",
            &Zeroizing::new(BASE64_STANDARD.encode(&*pair)),
            S::KIND,
        )?;
        Ok(self.carrying(S::KIND).header(header::AUTHORIZATION, value))
    }

    /// Adds a header that carries a secret as it is, marked sensitive.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when the secret has characters that no header can carry: whoever supplied it.
    pub fn secret_header<S: Secret>(self, name: HeaderName, secret: &S) -> Result<Self, Error> {
        let value = sensitive("", secret.expose_secret(), S::KIND)?;
        Ok(self.carrying(S::KIND).header(name, value))
    }

    /// Sets how the fields added later become a body.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.body = Body::Fields(encoding, Vec::new());
        self
    }

    /// Adds a text field; without an [`Request::encoding`] the body is a form.
    #[must_use]
    pub fn field(self, name: &'static str, value: impl Into<String>) -> Self {
        self.add(name, FieldValue::Text(value.into()))
    }

    /// Adds a number field.
    #[must_use]
    pub fn number(self, name: &'static str, value: i64) -> Self {
        self.add(name, FieldValue::Number(value))
    }

    /// Adds a field that says yes or no.
    #[must_use]
    pub fn flag(self, name: &'static str, value: bool) -> Self {
        self.add(name, FieldValue::Flag(value))
    }

    /// Adds a field that carries a secret.
    #[must_use]
    pub fn secret<S: Secret>(self, name: &'static str, secret: &S) -> Self {
        self.carrying(S::KIND)
            .add(name, FieldValue::Secret(secret.expose_secret().into()))
    }

    /// Sets a ready-made body.
    #[must_use]
    pub fn bytes(mut self, content_type: HeaderValue, bytes: impl Into<Bytes>) -> Self {
        self.body = Body::Bytes {
            content_type,
            bytes: bytes.into(),
        };
        self
    }

    /// Says whether the request may be sent twice; by default its method decides (RFC 9110 §9.2.2).
    #[must_use]
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Where it goes. It may hold a secret ([`Path::with_secret`]), and `Debug` of a URI shows it: keep it out of logs.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The kinds of secrets it carries.
    pub fn carries(&self) -> &[SecretKind] {
        &self.carries
    }

    /// Whether it may be sent twice.
    pub fn is_repeatable(&self) -> bool {
        self.repeatable
    }

    fn add(mut self, name: &'static str, value: FieldValue) -> Self {
        let field = Field {
            name: Cow::Borrowed(name),
            value,
        };
        match &mut self.body {
            Body::Fields(_, fields) => fields.push(field),
            _ => self.body = Body::Fields(Encoding::Form, vec![field]),
        }
        self
    }

    fn carrying(mut self, kind: SecretKind) -> Self {
        if !self.carries.contains(&kind) {
            self.carries.push(kind);
        }
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.uri.host())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A header value that zeroises its bytes when the last clone is dropped.
pub(crate) fn sensitive(
    prefix: &str,
    secret: &str,
    kind: SecretKind,
) -> Result<HeaderValue, Error> {
    let mut text = zeroize::Zeroizing::new(Vec::with_capacity(prefix.len() + secret.len()));
    text.extend_from_slice(prefix.as_bytes());
    text.extend_from_slice(secret.as_bytes());
    let unusable = secret.is_empty() || !secret.bytes().all(|b| (0x20..0x7f).contains(&b));
    let value = if unusable {
        None
    } else {
        HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()
    };
    let mut value = value.ok_or_else(|| {
        Error::new(
            ErrorKind::Configuration,
            format!("{kind:?}: it is empty or has characters that no header can carry"),
        )
        .delivered(crate::Delivery::NotDelivered)
    })?;
    value.set_sensitive(true);
    Ok(value)
}
