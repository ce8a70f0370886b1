//! What is fixed about Keyclic, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "a description is whole, a crate takes from it what it needs"
)]

use std::time::Duration;

use auth_core::{HeaderName, SecretKind};
use serde::{Deserialize, Serialize};

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "keyclic";

/// The scheme of an account's login and password (Keyclic documentation, authentication page).
///
/// A token is good for every application; the v2 specification calls its header an API key, without
/// `Bearer`.
pub(crate) const LOGIN_SCHEME: &str = "login";

/// Base `api` of the environment `production` (Keyclic documentation, technical page; specification
/// shipped with app-sdk).
///
/// https only, no version in paths.
pub(crate) const API_URL: &str = "https://api.keyclic.com";

/// Obtains a token, `POST` (Keyclic documentation, authentication page; specification shipped with
/// app-sdk).
pub(crate) const LOGIN_PATH: &str = "/security/login";

/// Lists feedbacks: tells whether the token and the application are accepted, `GET` (Keyclic
/// documentation, authentication page; specification shipped with app-sdk).
pub(crate) const FEEDBACKS_PATH: &str = "/feedbacks";

/// Field of a request that holds `login`.
pub(crate) const LOGIN_FIELD: &str = "login";

/// Field of a request that holds `password`.
pub(crate) const PASSWORD_FIELD: &str = "password";

/// `X-Keyclic-App`: the application, that of the connection unless the call names another; on all
/// operations of the v2 specification, login included (specification shipped with app-sdk).
///
/// The documentation exempts some operations, and not the same ones on each page: it is always
/// sent.
pub(crate) const APP_HEADER: HeaderName = HeaderName::from_static("x-keyclic-app");

/// `X-Organization-Id`: identifier of an organization; on most operations of the v3 specification
/// (specification shipped with app-sdk).
pub(crate) const ORGANIZATION_HEADER: HeaderName = HeaderName::from_static("x-organization-id");

/// `X-Keyclic-App-Platform`: `mobile` or `web`; optional (specification shipped with app-sdk).
pub(crate) const PLATFORM_HEADER: HeaderName = HeaderName::from_static("x-keyclic-app-platform");

/// `X-Keyclic-App-Version`: version of the calling program; optional (specification shipped with
/// app-sdk).
pub(crate) const VERSION_HEADER: HeaderName = HeaderName::from_static("x-keyclic-app-version");

/// `Accept-Language`: language of texts in answers, errors included; optional (specification
/// shipped with app-sdk).
pub(crate) const LANGUAGE_HEADER: HeaderName = HeaderName::from_static("accept-language");

/// `X-Date-Time`: date and time of the caller; optional (specification shipped with app-sdk).
pub(crate) const DATE_TIME_HEADER: HeaderName = HeaderName::from_static("x-date-time");

/// What `api` may receive (Keyclic documentation, technical page; specification shipped with
/// app-sdk).
pub(crate) const API_SECRETS: &[SecretKind] = &[SecretKind::AccessToken, SecretKind::Password];

/// Client errors that say nothing of a login: too slow, too early (RFC 9110 §15.5.9; RFC 8470
/// §5.2).
///
/// Client errors that say nothing of a login: too often (RFC 6585 §4).
pub(crate) const NO_VERDICT: &[u16] = &[408, 425, 429];

/// An application, the default: a value of `X-Keyclic-App` (Keyclic documentation, technical page).
pub(crate) const APP: &str = "com.keyclic.app";

/// An application: a value of `X-Keyclic-App` (Keyclic documentation, technical page).
pub(crate) const APP_CITY: &str = "com.keyclic.city";

/// An application: a value of `X-Keyclic-App` (Keyclic documentation, technical page).
pub(crate) const APP_HIGHWAY: &str = "com.keyclic.highway";

/// A telephone or tablet: a value of `X-Keyclic-App-Platform` (specification shipped with app-sdk).
pub(crate) const PLATFORM_MOBILE: &str = "mobile";

/// A browser: a value of `X-Keyclic-App-Platform` (specification shipped with app-sdk).
pub(crate) const PLATFORM_WEB: &str = "web";

/// A value of `Accept-Language` (specification shipped with app-sdk).
pub(crate) const LANGUAGE_ENGLISH: &str = "en-US";

/// A value of `Accept-Language` (specification shipped with app-sdk).
pub(crate) const LANGUAGE_SPANISH: &str = "es-ES";

/// A value of `Accept-Language` (specification shipped with app-sdk).
pub(crate) const LANGUAGE_FRENCH: &str = "fr-FR";

/// V2 answers with HAL, v3 mixes HAL and plain JSON (specification shipped with app-sdk).
pub(crate) const ACCEPT: &str = "application/hal+json, application/json";

/// The one `tokenType` that any generation of the login answers, in lower case (specification
/// shipped with app-sdk; RFC 6750).
pub(crate) const TOKEN_TYPE: &str = "bearer";

/// The age at which a token without `exp` is renewed in the background: ten years, in practice
/// never (assumed: no document gives a lifetime to a token without `exp`).
///
/// It is used until it is rejected.
pub(crate) const RENEW_UNKNOWN_AFTER: Duration = Duration::from_secs(3650 * 24 * 3600);

/// Type of an event of the webhook `operations`, at `event` (Keyclic documentation, page of
/// operations and webhooks).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OperationsEvent {
    /// A report was made (Keyclic documentation, page of operations and webhooks).
    #[serde(rename = "reportCreated")]
    ReportCreated,
    /// A report changed its state (Keyclic documentation, page of operations and webhooks).
    #[serde(rename = "reportStateChanged")]
    ReportStateChanged,
    /// An operation was made (Keyclic documentation, page of operations and webhooks).
    #[serde(rename = "operationCreated")]
    OperationCreated,
    /// An operation changed its state (Keyclic documentation, page of operations and webhooks).
    #[serde(rename = "operationStateChanged")]
    OperationStateChanged,
    /// An operation was removed (Keyclic documentation, page of operations and webhooks).
    #[serde(rename = "operationRemoved")]
    OperationRemoved,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// Environment variables.
pub(crate) mod variable {
    /// Login of the account (Keyclic documentation, authentication page).
    pub(crate) const LOGIN: &str = "KEYCLIC_LOGIN";

    /// Password of the account (Keyclic documentation, authentication page).
    ///
    /// Kept in memory; without it a person signs in.
    pub(crate) const PASSWORD: &str = "KEYCLIC_PASSWORD";

    /// Application that logins and calls are for (Keyclic documentation, technical page).
    pub(crate) const APP: &str = "KEYCLIC_APP";

    /// Base of the API (Keyclic documentation, technical page).
    pub(crate) const API_URL: &str = "KEYCLIC_API_URL";
}
