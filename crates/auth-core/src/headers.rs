//! The unit that is handed out: headers ready to send, bound to the origins that may receive them.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use time::OffsetDateTime;

use crate::{Error, Origin, OriginPolicy, Secret, SecretKind, origin, request::sensitive};

/// Counts the credentials that one authenticator has had; a later credential has a greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub(crate) u64);

impl Generation {
    /// The first credential.
    pub const FIRST: Self = Self(1);
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a provider puts on a call: built once per token, from secrets whose kinds it remembers.
#[derive(Clone, Debug, Default)]
pub struct HeaderSet {
    headers: Vec<(HeaderName, HeaderValue)>,
    kinds: Vec<SecretKind>,
}

impl HeaderSet {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `Authorization: Bearer` (RFC 6750 §2.1).
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the secret has characters that no header can carry.
    pub fn bearer<S: Secret>(self, token: &S) -> Result<Self, Error> {
        self.add("Bearer ", header::AUTHORIZATION, token)
    }

    /// Adds a header that carries a secret as it is.
    ///
    /// # Errors
    /// As [`HeaderSet::bearer`].
    pub fn secret<S: Secret>(self, name: HeaderName, secret: &S) -> Result<Self, Error> {
        self.add("", name, secret)
    }

    /// Adds a header that is no secret.
    #[must_use]
    pub fn plain(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    fn add<S: Secret>(mut self, prefix: &str, name: HeaderName, secret: &S) -> Result<Self, Error> {
        self.headers
            .push((name, sensitive(prefix, secret.expose_secret(), S::KIND)?));
        self.kinds.push(S::KIND);
        Ok(self)
    }
}

/// Headers that authenticate a call right now: ready-made, sensitive, cheap to clone (one reference count).
///
/// They leave this type only through [`AuthHeaders::apply`], which checks the origin first.
#[derive(Clone)]
pub struct AuthHeaders(Arc<Ready>);

struct Ready {
    headers: Box<[(HeaderName, HeaderValue)]>,
    kinds: Box<[SecretKind]>,
    origins: OriginPolicy,
    generation: Generation,
    expires_at: Option<OffsetDateTime>,
}

impl AuthHeaders {
    /// Headers of `generation` for the origins that `policy` names for all the secrets in `set`.
    pub fn new(
        set: HeaderSet,
        policy: &OriginPolicy,
        generation: Generation,
        expires_at: Option<OffsetDateTime>,
    ) -> Self {
        Self(Arc::new(Ready {
            headers: set.headers.into(),
            kinds: set.kinds.into(),
            origins: policy.clone(),
            generation,
            expires_at,
        }))
    }

    /// Puts the headers on a request to `uri`, in place of earlier ones of the same names.
    ///
    /// # Errors
    /// [`ErrorKind::OriginRefused`](crate::ErrorKind::OriginRefused) when `uri` is not an absolute URL at an origin that may
    /// receive these secrets; `headers` is untouched then. The developer calls the right host.
    pub fn apply(&self, uri: &Uri, headers: &mut HeaderMap) -> Result<(), Error> {
        let origin = Origin::of(uri)?;
        if !self.0.origins.permits(&self.0.kinds, &origin) {
            return Err(origin::refused("this credential", &origin));
        }
        for (name, value) in &self.0.headers {
            headers.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// Which credential this is; to be named when an API rejects it.
    pub fn generation(&self) -> Generation {
        self.0.generation
    }

    /// When the provider's own word ends it, wall time; `None` when it has no end or none is known.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        self.0.expires_at
    }
}

impl fmt::Debug for AuthHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthHeaders")
            .field(
                "names",
                &self
                    .0
                    .headers
                    .iter()
                    .map(|(name, _)| name)
                    .collect::<Vec<_>>(),
            )
            .field("generation", &self.0.generation.0)
            .finish_non_exhaustive()
    }
}
