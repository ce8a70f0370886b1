//! What a call is about, beside its credential: application, organization, language, program, time. Each value is a header of
//! its own, for one call or for a view of a client: `client.with(AppKey::city())`.

use std::fmt;

use auth_core::{Error, HeaderName, HeaderValue, config};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    config::correct,
    generated::{self, variable},
};

/// The application a call is for (`X-Keyclic-App`). Accounts and tokens are common to all applications; data is not
/// (Keyclic documentation, technical page).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppKey(HeaderValue);

impl AppKey {
    /// `com.keyclic.app`, the default.
    pub fn app() -> Self {
        Self(HeaderValue::from_static(generated::APP))
    }

    /// `com.keyclic.city`.
    pub fn city() -> Self {
        Self(HeaderValue::from_static(generated::APP_CITY))
    }

    /// `com.keyclic.highway`.
    pub fn highway() -> Self {
        Self(HeaderValue::from_static(generated::APP_HIGHWAY))
    }

    /// Another application.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming `app` and its environment variable when it
    /// is empty or no header can carry it: the developer or operator corrects it.
    pub fn new(key: &str) -> Result<Self, Error> {
        config::required("app", variable::APP, key)?;
        text("app", key)
            .map(Self)
            .map_err(|error| error.advise(correct("app", variable::APP)))
    }

    /// The header that names it.
    pub fn header(&self) -> (HeaderName, HeaderValue) {
        (app_header(), self.0.clone())
    }
}

impl fmt::Display for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

impl From<AppKey> for (HeaderName, HeaderValue) {
    fn from(app: AppKey) -> Self {
        app.header()
    }
}

/// The organization a call is about (`X-Organization-Id`), which most calls of the v3 API need
/// (specification shipped with app-sdk).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrganizationId(HeaderValue);

impl OrganizationId {
    /// The organization of this identifier.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming `organization` when it is empty or no
    /// header can carry it: the developer passes an identifier.
    pub fn new(id: &str) -> Result<Self, Error> {
        text("organization", id).map(Self)
    }
}

impl From<OrganizationId> for (HeaderName, HeaderValue) {
    fn from(organization: OrganizationId) -> Self {
        (generated::ORGANIZATION_HEADER, organization.0)
    }
}

/// The version of the calling program (`X-Keyclic-App-Version`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppVersion(HeaderValue);

impl AppVersion {
    /// This version.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming `version` when it is empty or no header
    /// can carry it: the developer passes a version.
    pub fn new(version: &str) -> Result<Self, Error> {
        text("version", version).map(Self)
    }
}

impl From<AppVersion> for (HeaderName, HeaderValue) {
    fn from(version: AppVersion) -> Self {
        (generated::VERSION_HEADER, version.0)
    }
}

/// When the caller made a call (`X-Date-Time`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallerTime(HeaderValue);

impl CallerTime {
    /// This moment, written as RFC 3339 has it: the specification gives no format.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming `date_time` for a year that has not four
    /// digits: the developer passes another moment.
    pub fn new(at: OffsetDateTime) -> Result<Self, Error> {
        text("date_time", &at.format(&Rfc3339).unwrap_or_default()).map(Self)
    }
}

impl From<CallerTime> for (HeaderName, HeaderValue) {
    fn from(time: CallerTime) -> Self {
        (generated::DATE_TIME_HEADER, time.0)
    }
}

/// Where the calling program runs (`X-Keyclic-App-Platform`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Platform {
    /// A telephone or tablet.
    Mobile,
    /// A browser, or a server on behalf of one.
    Web,
}

impl From<Platform> for (HeaderName, HeaderValue) {
    fn from(platform: Platform) -> Self {
        let value = match platform {
            Platform::Mobile => generated::PLATFORM_MOBILE,
            Platform::Web => generated::PLATFORM_WEB,
        };
        (generated::PLATFORM_HEADER, HeaderValue::from_static(value))
    }
}

/// The language of texts in answers (`Accept-Language`), errors included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// `en-US`.
    English,
    /// `es-ES`.
    Spanish,
    /// `fr-FR`.
    French,
}

impl From<Language> for (HeaderName, HeaderValue) {
    fn from(language: Language) -> Self {
        let value = match language {
            Language::English => generated::LANGUAGE_ENGLISH,
            Language::Spanish => generated::LANGUAGE_SPANISH,
            Language::French => generated::LANGUAGE_FRENCH,
        };
        (generated::LANGUAGE_HEADER, HeaderValue::from_static(value))
    }
}

pub(crate) fn app_header() -> HeaderName {
    generated::APP_HEADER
}

/// A value that is one word of visible ASCII.
pub(crate) fn text(field: &str, value: &str) -> Result<HeaderValue, Error> {
    let unusable = || {
        Error::configuration(
            field,
            "it is empty or has characters that no header can carry",
        )
    };
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(unusable());
    }
    HeaderValue::from_str(value).map_err(|_| unusable())
}
