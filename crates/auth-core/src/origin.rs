//! Where each kind of secret may go: exact scheme, host and port, https only.

use std::{fmt, net::IpAddr, sync::Arc};

use http::Uri;

use crate::{Delivery, Error, ErrorKind, Request, SecretKind};

/// Scheme, host and port of a URL (RFC 6454 §4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an absolute URL.
    ///
    /// # Errors
    /// [`ErrorKind::OriginRefused`] for a relative URL, another scheme than http or https, user information before the
    /// host, or a port that is not one: the developer corrects the URL.
    pub fn of(uri: &Uri) -> Result<Self, Error> {
        let refuse = |why: &str| {
            Err(
                Error::new(ErrorKind::OriginRefused, format!("the URL {why}"))
                    .delivered(Delivery::NotDelivered),
            )
        };
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) => return refuse("has another scheme than https"),
            None => return refuse("is not absolute"),
        };
        let Some(authority) = uri.authority() else {
            return refuse("has no host");
        };
        let host = authority.host();
        let port = match authority.as_str().strip_prefix(host) {
            Some("") => None,
            Some(_) => match authority.port_u16() {
                Some(port) if port != 0 => Some(port),
                _ => return refuse("has a port that is not one"),
            },
            None => return refuse("has user information before the host"),
        };
        if host.is_empty() {
            return refuse("has no host");
        }
        Ok(Self {
            https,
            host: host.to_ascii_lowercase(),
            port: port.unwrap_or(if https { 443 } else { 80 }),
        })
    }

    /// Whether the host is this machine's loopback.
    pub fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Whether requests to it are encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

/// Which origins may receive which kind of secret; what is not named is refused.
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    rules: Arc<Vec<Rule>>,
    loopback_http: bool,
}

#[derive(Clone, Debug)]
struct Rule {
    origin: Origin,
    kinds: Vec<SecretKind>,
}

impl OriginPolicy {
    /// A policy that permits nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets http origins on this machine's loopback be named, for a sandbox.
    #[must_use]
    pub fn with_loopback_http(mut self, allowed: bool) -> Self {
        self.loopback_http = allowed;
        self
    }

    /// Names the origin of `url` for the given kinds.
    ///
    /// # Errors
    /// [`ErrorKind::OriginRefused`] when the URL has no usable origin, or is http and not an allowed loopback: the
    /// developer or operator corrects the configured URL.
    pub fn allow(mut self, url: &Uri, kinds: &[SecretKind]) -> Result<Self, Error> {
        let origin = Origin::of(url)?;
        if !self.encrypts(&origin) {
            let why = if origin.is_loopback() {
                "is http: loopback http must be allowed explicitly"
            } else {
                "is http: a secret leaves by https only"
            };
            return Err(
                Error::new(ErrorKind::OriginRefused, format!("{origin} {why}"))
                    .delivered(Delivery::NotDelivered),
            );
        }
        let rules = Arc::make_mut(&mut self.rules);
        match rules.iter_mut().find(|rule| rule.origin == origin) {
            Some(rule) => rule.kinds.extend_from_slice(kinds),
            None => rules.push(Rule {
                origin,
                kinds: kinds.to_vec(),
            }),
        }
        Ok(self)
    }

    /// Whether http to loopback is allowed.
    pub fn allows_loopback_http(&self) -> bool {
        self.loopback_http
    }

    /// Checks that every secret of the request may go where it goes.
    ///
    /// # Errors
    /// [`ErrorKind::OriginRefused`] naming the kind and the origin; nothing was sent.
    pub fn check(&self, request: &Request) -> Result<(), Error> {
        let origin = Origin::of(request.uri())?;
        for kind in request.carries() {
            if !self.permits(&[*kind], &origin) {
                return Err(refused(&format!("{kind:?}"), &origin));
            }
        }
        if !self.encrypts(&origin) {
            return Err(refused("a request with a credential", &origin));
        }
        Ok(())
    }

    /// Whether what goes to `origin` cannot be read on the way.
    fn encrypts(&self, origin: &Origin) -> bool {
        origin.https || (self.loopback_http && origin.is_loopback())
    }

    /// Whether `origin` is named for all of `kinds`.
    pub(crate) fn permits(&self, kinds: &[SecretKind], origin: &Origin) -> bool {
        self.rules.iter().any(|rule| {
            rule.origin == *origin && kinds.iter().all(|kind| rule.kinds.contains(kind))
        })
    }
}

pub(crate) fn refused(what: &str, origin: &Origin) -> Error {
    Error::new(
        ErrorKind::OriginRefused,
        format!("{what} may not be sent to {origin}"),
    )
    .delivered(Delivery::NotDelivered)
}
