//! What Keyclic's documents and specifications state, as data: addresses, names, values.

use std::time::Duration;

use auth_core::StatusCode;

/// Keyclic documentation, technical page: https only, no version in paths.
pub(crate) const API_URL: &str = "https://api.keyclic.com";
/// Keyclic documentation, authentication page.
pub(crate) const LOGIN_PATH: &str = "/security/login";
/// Specification shipped with app-sdk.
pub(crate) const FEEDBACKS_PATH: &str = "/feedbacks";

/// Required on all operations of the v2 specification, login included; the documentation exempts some.
pub(crate) const APP_HEADER: &str = "x-keyclic-app";
/// Keyclic documentation, technical page: the values of [`APP_HEADER`].
pub(crate) const APP: &str = "com.keyclic.app";
/// See [`APP`].
pub(crate) const APP_CITY: &str = "com.keyclic.city";
/// See [`APP`].
pub(crate) const APP_HIGHWAY: &str = "com.keyclic.highway";

/// Required on most operations of the v3 specification.
pub(crate) const ORGANIZATION_HEADER: &str = "x-organization-id";
/// Optional; specification shipped with app-sdk.
pub(crate) const PLATFORM_HEADER: &str = "x-keyclic-app-platform";
/// See [`PLATFORM_HEADER`].
pub(crate) const PLATFORM_MOBILE: &str = "mobile";
/// See [`PLATFORM_HEADER`].
pub(crate) const PLATFORM_WEB: &str = "web";
/// Optional; specification shipped with app-sdk.
pub(crate) const VERSION_HEADER: &str = "x-keyclic-app-version";
/// Optional; the values of `Accept-Language` that the specification lists.
pub(crate) const LANGUAGE_ENGLISH: &str = "en-US";
/// See [`LANGUAGE_ENGLISH`].
pub(crate) const LANGUAGE_SPANISH: &str = "es-ES";
/// See [`LANGUAGE_ENGLISH`].
pub(crate) const LANGUAGE_FRENCH: &str = "fr-FR";

/// v2 answers with HAL, v3 mixes HAL and plain JSON: specifications shipped with app-sdk.
pub(crate) const ACCEPT: &str = "application/hal+json, application/json";

/// RFC 6750; the one `tokenType` that any generation of the login answers.
pub(crate) const TOKEN_TYPE: &str = "bearer";

/// Client errors that say nothing of a login: too slow, too early, too often (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585
/// §4).
pub(crate) const NO_VERDICT: &[StatusCode] = &[
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_EARLY,
    StatusCode::TOO_MANY_REQUESTS,
];

/// Ten years, in practice never: no lifetime is documented for a token without `exp`, so it is used until it is rejected.
pub(crate) const RENEW_UNKNOWN_AFTER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// Environment variables read by `from_env`.
pub(crate) mod variable {
    pub(crate) const LOGIN: &str = "KEYCLIC_LOGIN";
    pub(crate) const PASSWORD: &str = "KEYCLIC_PASSWORD";
    pub(crate) const APP: &str = "KEYCLIC_APP";
    pub(crate) const API_URL: &str = "KEYCLIC_API_URL";
}
