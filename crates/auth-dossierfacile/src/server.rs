//! The addresses of a connection, checked before anything is sent to them.

use auth_core::{Delivery, Error, Origin, Uri, config::LOOPBACK_HTTP};

use crate::generated::{self, variable};

/// The authorization server (RFC 6749 §1.1).
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) issuer: String,
    pub(crate) authorization: String,
    pub(crate) token: Uri,
    /// Where the realm publishes its keys.
    pub(crate) certificates: Uri,
    /// Whether its callbacks always name the issuer (RFC 9207 §3).
    pub(crate) names_itself: bool,
}

impl Server {
    /// Keycloak's endpoints below a checked issuer.
    pub(crate) fn keycloak(issuer: &str) -> Result<Self, Error> {
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization: format!("{issuer}{}", generated::AUTHORIZATION_PATH),
            token: below(issuer, generated::TOKEN_PATH)?,
            certificates: below(issuer, generated::CERTIFICATES_PATH)?,
            names_itself: false,
        })
    }

    /// Where a checked issuer publishes its metadata (OpenID Connect Discovery §4).
    pub(crate) fn metadata(issuer: &str) -> Result<Uri, Error> {
        below(issuer, generated::DISCOVERY_PATH)
    }
}

/// Checks the issuer.
pub(crate) fn issuer(value: Option<&str>, loopback_http: bool) -> Result<&str, Error> {
    let field = Field("issuer", variable::ISSUER);
    let value = value.ok_or_else(|| field.missing())?;
    field.base_url(value, loopback_http)?;
    if value.ends_with('/') {
        return Err(field.wrong("it ends with a slash, which no realm's issuer does"));
    }
    Ok(value)
}

/// The issuer is well-formed and not the right one, as its own answer shows.
pub(crate) fn wrong_issuer(problem: &str) -> Error {
    Field("issuer", variable::ISSUER)
        .wrong(problem)
        .delivered(Delivery::Answered)
}

/// Checks the base of the API.
pub(crate) fn api_url(value: Option<&str>, loopback_http: bool) -> Result<Uri, Error> {
    let field = Field("api_url", variable::API_URL);
    let value = value.ok_or_else(|| field.missing())?;
    field.base_url(value.strip_suffix('/').unwrap_or(value), loopback_http)
}

/// Checks the redirection endpoint (RFC 6749 §3.1.2): http only to the developer's own machine.
pub(crate) fn check_redirect_uri(value: &str) -> Result<(), Error> {
    let field = Field("redirect_uri", variable::REDIRECT_URI);
    auth_core::config::required(field.0, field.1, value)?;
    if value.contains('#') {
        return Err(field.wrong("it has a fragment"));
    }
    field.url(value, true).map(drop)
}

fn below(issuer: &str, path: &str) -> Result<Uri, Error> {
    let field = Field("issuer", variable::ISSUER);
    format!("{issuer}{path}")
        .parse()
        .map_err(|_| field.wrong("it is no URL"))
}

/// A setting and its environment variable.
#[derive(Clone, Copy)]
struct Field(&'static str, &'static str);

impl Field {
    fn missing(self) -> Error {
        let Self(field, variable) = self;
        Error::configuration(field, "it is not set").advise(format!(
            "set {field} (environment variable {variable}); preproduction() sets it for pre-production only"
        ))
    }

    fn wrong(self, problem: &str) -> Error {
        let Self(field, variable) = self;
        Error::configuration(field, problem)
            .advise(format!("correct {field} (environment variable {variable})"))
    }

    fn base_url(self, value: &str, loopback_http: bool) -> Result<Uri, Error> {
        auth_core::config::required(self.0, self.1, value)?;
        if value.contains(['?', '#']) {
            return Err(self.wrong("it has a query or a fragment"));
        }
        self.url(value, loopback_http)
    }

    fn url(self, value: &str, loopback_http: bool) -> Result<Uri, Error> {
        let uri: Uri = value
            .parse()
            .ok()
            .filter(|_| value.is_ascii())
            .ok_or_else(|| self.wrong("it is no URL"))?;
        let origin = Origin::of(&uri).map_err(|_| self.wrong("it is no absolute https URL"))?;
        if origin.is_https() || (loopback_http && origin.is_loopback()) {
            return Ok(uri);
        }
        let error = self
            .wrong("it is http, which is permitted to loopback only and when explicitly allowed");
        if !origin.is_loopback() {
            return Err(error);
        }
        let Self(field, variable) = self;
        Err(error.advise(format!(
            "correct {field} (environment variable {variable}), or allow it: allow_loopback_http, {LOOPBACK_HTTP}=1"
        )))
    }
}
