//! What is fixed about Keyclic, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    clippy::enum_variant_names,
    dead_code,
    unreachable_pub,
    reason = "a description is whole, a crate takes from it what it needs"
)]

use std::time::Duration;

use auth_core::{HeaderName, SecretKind};
use serde::{Deserialize, Serialize};

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "keyclic";

/// The scheme of an account's login and password (Keyclic documentation, authentication page;
/// specification shipped with app-sdk; assumed: accounts are common to all applications, and a
/// token is for an account).
///
/// A token is good for every application; the v2 specification calls its header an API key, without
/// `Bearer`, and programs generated from it are refused.
pub(crate) const LOGIN_SCHEME: &str = "login";

/// The scheme of an account that signs in at another identity provider (specification shipped with
/// app-sdk; assumed: accounts are common to all applications, and a token is for an account).
///
/// Each token is made from an ID token of its own, which the person signs in for at that provider.
pub(crate) const EXTERNAL_SCHEME: &str = "external";

/// Base `api` of the environment `production` (Keyclic documentation, technical page; specification
/// shipped with app-sdk).
///
/// https only, no version in paths.
pub(crate) const API_URL: &str = "https://api.keyclic.com";

/// Obtains a token, `POST` (Keyclic documentation, authentication page; specification shipped with
/// app-sdk; specification 1.28.0 shipped with keyclic-sdk; specification 2.13.11 shipped with
/// keyclic-sdk).
///
/// Refused with 400, 401, 403 or 500. `LOGIN_MEMBERS_2018`, `_2021` and `_2024` are the members of
/// the three generations; `/security/connect/facebook` went with the first.
pub(crate) const LOGIN_PATH: &str = "/security/login";

/// Trades an ID token of another identity provider for a token, `POST` (specification shipped with
/// app-sdk; assumed: the v3 specification wants a token everywhere, the login included, which
/// cannot be meant).
///
/// Without a credential of Keyclic's. In v3 since the end of 2023; refused with 401.
pub(crate) const EXTERNAL_TOKEN_PATH: &str = "/auth/token";

/// Lists feedbacks: tells whether the token and the application are accepted, `GET` (Keyclic
/// documentation, authentication page; specification shipped with app-sdk).
///
/// `X-Organization-Id` is for v3.
pub(crate) const FEEDBACKS_PATH: &str = "/feedbacks";

/// Says how an account may log in, `POST` (specification shipped with app-sdk; assumed: the v3
/// specification wants a token everywhere, the login included, which cannot be meant).
///
/// Without a credential; in v3 alone. Refused with 400 or 422.
pub(crate) const PROFILE_PATH: &str = "/auth/profile";

/// Makes an account, with the role `ROLE_USER`, `POST` (Keyclic documentation, authentication page;
/// specification shipped with app-sdk).
///
/// Without a credential by the documentation; the specifications since 2021 want a token. Refused
/// with 400, 401, 403 or 500.
pub(crate) const REGISTER_PATH: &str = "/security/register";

/// Mails a link to the person who forgot the password, until 2021, `POST` (Keyclic documentation,
/// authentication page; specification 1.28.0 shipped with keyclic-sdk; specification 2.13.11
/// shipped with keyclic-sdk).
///
/// Without a credential. Refused with 400 or 500.
pub(crate) const REQUEST_PASSWORD_CHANGE_PATH: &str = "/security/password/change-request";

/// Mails a link to the person who forgot the password, by the specification of today, `POST`
/// (specification shipped with app-sdk).
///
/// Without a credential. Refused with 400 or 500.
pub(crate) const REQUEST_PASSWORD_CHANGE_BY_USERNAME_PATH: &str =
    "/security/password/change-request";

/// Sets a new password with what the mail brought, `POST` (Keyclic documentation, authentication
/// page; specification shipped with app-sdk).
///
/// Without a credential. Refused with 400, 404 or 500. The token in the path is a secret: keep the
/// path out of logs.
pub(crate) const CHANGE_PASSWORD_PATH: &str = "/security/password/change/{change_token}";

/// Changes what is known of a person, `PATCH` (Keyclic documentation, authentication page;
/// specification shipped with app-sdk).
///
/// What is left out stays. The documentation speaks of JSON Patch (RFC 6902), yet shows a plain
/// object, and that is what the SDKs send: as `CONTENT_TYPE` to v2, as `MERGE_PATCH` to v3. `job`
/// is its name in the documentation, `jobTitle` in the specification. States are changed by `POST
/// …/workflow/transition`.
pub(crate) const CHANGE_PERSON_PATH: &str = "/people/{person}";

/// Tells how an application is set up, `GET` (specification shipped with app-sdk).
///
/// Without a credential.
pub(crate) const APPLICATION_PATH: &str = "/applications/{application}";

/// The specification of today, `GET` (Keyclic documentation, technical page).
///
/// Without a credential, and for no application.
pub(crate) const SPECIFICATION_PATH: &str = "/swagger.json";

/// What `feedbacks` changes at the provider.
pub(crate) const FEEDBACKS_CHANGES: Option<&str> = None;

/// What `profile` changes at the provider.
pub(crate) const PROFILE_CHANGES: Option<&str> = None;

/// What `register` changes at the provider.
pub(crate) const REGISTER_CHANGES: Option<&str> = Some("makes an account");

/// What `request_password_change` changes at the provider.
pub(crate) const REQUEST_PASSWORD_CHANGE_CHANGES: Option<&str> = Some("messages a person");

/// What `request_password_change_by_username` changes at the provider.
pub(crate) const REQUEST_PASSWORD_CHANGE_BY_USERNAME_CHANGES: Option<&str> =
    Some("messages a person");

/// What `change_password` changes at the provider.
pub(crate) const CHANGE_PASSWORD_CHANGES: Option<&str> = Some("changes the password");

/// What `change_person` changes at the provider.
pub(crate) const CHANGE_PERSON_CHANGES: Option<&str> = Some("changes the person");

/// What `application` changes at the provider.
pub(crate) const APPLICATION_CHANGES: Option<&str> = None;

/// What `specification` changes at the provider.
pub(crate) const SPECIFICATION_CHANGES: Option<&str> = None;

/// Field of a request that holds `login`.
pub(crate) const LOGIN_FIELD: &str = "login";

/// Field of a request that holds `password`.
pub(crate) const PASSWORD_FIELD: &str = "password";

/// Field of a request that holds `id_token`.
pub(crate) const ID_TOKEN_FIELD: &str = "idToken";

/// Field of a request that holds `email`.
pub(crate) const EMAIL_FIELD: &str = "email";

/// Field of a request that holds `older_than`.
pub(crate) const OLDER_THAN_FIELD: &str = "agreement.olderThan";

/// Field of a request that holds `privacy_policy`.
pub(crate) const PRIVACY_POLICY_FIELD: &str = "agreement.privacyPolicy";

/// Field of a request that holds `terms_of_service`.
pub(crate) const TERMS_OF_SERVICE_FIELD: &str = "agreement.termsOfService";

/// Field of a request that holds `invitation`.
pub(crate) const INVITATION_FIELD: &str = "invitation";

/// Field of a request that holds `family_name`.
pub(crate) const FAMILY_NAME_FIELD: &str = "familyName";

/// Field of a request that holds `given_name`.
pub(crate) const GIVEN_NAME_FIELD: &str = "givenName";

/// Field of a request that holds `image`.
pub(crate) const IMAGE_FIELD: &str = "image";

/// Field of a request that holds `job`.
pub(crate) const JOB_FIELD: &str = "job";

/// Field of a request that holds `job_title`.
pub(crate) const JOB_TITLE_FIELD: &str = "jobTitle";

/// `X-Keyclic-App`: the application, that of the connection unless the call names another; on all
/// operations of the v2 specification, login included, and on most of v3 (specification shipped
/// with app-sdk).
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

/// `X-Date-Time`: date and time of the caller, as RFC 3339 writes it; optional (specification
/// shipped with app-sdk; assumed: the specification gives no format; RFC 3339 is what JSON APIs
/// mostly take).
pub(crate) const DATE_TIME_HEADER: HeaderName = HeaderName::from_static("x-date-time");

/// What `api` may receive from `login` (Keyclic documentation, technical page; specification
/// shipped with app-sdk).
pub(crate) const LOGIN_API_SECRETS: &[SecretKind] =
    &[SecretKind::AccessToken, SecretKind::Password];

/// What `api` may receive from `external` (Keyclic documentation, technical page; specification
/// shipped with app-sdk).
pub(crate) const EXTERNAL_API_SECRETS: &[SecretKind] = &[
    SecretKind::AccessToken,
    SecretKind::Password,
    SecretKind::Assertion,
];

/// Client errors that say nothing of a login: too slow, too early (RFC 9110 §15.5.9; RFC 8470
/// §5.2).
///
/// Client errors that say nothing of a login: too often (RFC 6585 §4).
pub(crate) const NO_VERDICT: &[u16] = &[408, 425, 429];

/// The `grantType` of a call that trades an ID token (specification shipped with app-sdk).
pub(crate) const EXTERNAL_GRANT: &str = "external_auth";

/// Field of a request that names what is traded (specification shipped with app-sdk).
pub(crate) const GRANT_TYPE_FIELD: &str = "grantType";

/// Field of a request that holds `login`, in calls since the login's own (specification shipped
/// with app-sdk).
pub(crate) const USERNAME_FIELD: &str = "username";

/// Refusals of a call that are about what a person gave (specification shipped with app-sdk;
/// assumed: RFC 9110 §15.5, by which a client error is about what was sent).
///
/// 401 and 403 are about the credential or the application.
pub(crate) const REFUSED: &[u16] = &[400, 404, 409, 422];

/// Member that holds what belongs to an answer, or to an error (Keyclic documentation, technical
/// page; specification shipped with app-sdk).
pub(crate) const EMBEDDED_MEMBER: &str = "_embedded";

/// Member, within, that holds the single errors (Keyclic documentation, technical page;
/// specification shipped with app-sdk).
pub(crate) const ERRORS_MEMBER: &str = "errors";

/// Member of a single error that names the field it is about (Keyclic documentation, technical
/// page).
///
/// Until 2021; not declared since.
pub(crate) const PATH_MEMBER: &str = "path";

/// Members of a login's answer in the first generation (specification 1.28.0 shipped with
/// keyclic-sdk).
pub(crate) const LOGIN_MEMBERS_2018: &[&str] = &[
    "accessToken",
    "tokenType",
    "credentials.id",
    "credentials.login",
    "credentials.roles",
    "credentials.administratorOf",
    "credentials.memberOf",
];

/// Members of a login's answer in the second generation (specification 2.13.11 shipped with
/// keyclic-sdk).
pub(crate) const LOGIN_MEMBERS_2021: &[&str] = &[
    "accessToken",
    "tokenType",
    "credentials.id",
    "credentials.login",
];

/// Members of a login's answer in the third generation, since the end of 2024 (specification
/// shipped with app-sdk).
///
/// `idToken` is no bearer token.
pub(crate) const LOGIN_MEMBERS_2024: &[&str] = &["accessToken", "idToken", "tokenType"];

/// How tokens are signed, with a key of 4096 bits that the header does not name (sample token of
/// 2017 in Keyclic's documentation; assumed: a token of 2017 is the only one published).
pub(crate) const TOKEN_ALGORITHM: &str = "RS256";

/// Claim of a token: a list of texts, words of `AccountRole` (sample token of 2017 in Keyclic's
/// documentation; assumed: a token of 2017 is the only one published).
pub(crate) const ROLES_CLAIM: &str = "roles";

/// Claim of a token: the account's login, a text (sample token of 2017 in Keyclic's documentation;
/// assumed: a token of 2017 is the only one published).
pub(crate) const USERNAME_CLAIM: &str = "username";

/// Claim of a token: the IP address that logged in, a text (sample token of 2017 in Keyclic's
/// documentation; assumed: a token of 2017 is the only one published).
///
/// Personal data, like the login: keep tokens out of logs, whole or decoded.
pub(crate) const ADDRESS_CLAIM: &str = "ip";

/// Claim of a token: when it was made, seconds since 1970 (RFC 7519; sample token of 2017 in
/// Keyclic's documentation; assumed: a token of 2017 is the only one published).
pub(crate) const ISSUED_CLAIM: &str = "iat";

/// Claim of a token: when it ends, seconds since 1970 (RFC 7519; sample token of 2017 in Keyclic's
/// documentation; assumed: a token of 2017 is the only one published).
///
/// There is neither an issuer nor an audience.
pub(crate) const END_CLAIM: &str = "exp";

/// Members of an event: its type, and what it is about (Keyclic documentation, page of operations
/// and webhooks).
pub(crate) const EVENT_MEMBERS: &[&str] = &["event", "payload"];

/// An error in the documentation and in specifications until 2021 (Keyclic documentation, technical
/// page; specification 1.28.0 shipped with keyclic-sdk; specification 2.13.11 shipped with
/// keyclic-sdk).
///
/// May as well be empty, or a page.
pub(crate) const VND_ERROR_MEMBERS: &[&str] =
    &["@context", "@type", "message", "total", "_embedded.errors"];

/// One of `_embedded.errors` until 2021 (Keyclic documentation, technical page; specification
/// 1.28.0 shipped with keyclic-sdk; specification 2.13.11 shipped with keyclic-sdk).
pub(crate) const VND_ERROR_ITEM_MEMBERS: &[&str] = &["@type", "message", "path"];

/// The `@type` of an error about the content of a request (Keyclic documentation, technical page).
pub(crate) const VND_ERROR_TYPE: &str = "ValidationError";

/// An error in specifications since the end of 2021; each of `_embedded.errors` is one in turn
/// (specification shipped with app-sdk).
///
/// May as well be empty, or a page.
pub(crate) const PROBLEM_MEMBERS: &[&str] = &["type", "title", "detail", "_embedded.errors"];

/// What requests are by the v2 specification (specification shipped with app-sdk).
pub(crate) const CONTENT_TYPE: &str = "application/json;charset=UTF-8";

/// What a `PATCH` is by the v3 specification (specification shipped with app-sdk).
pub(crate) const MERGE_PATCH: &str = "application/merge-patch+json";

/// What answers are by the v2 specification (specification shipped with app-sdk).
pub(crate) const ANSWER_TYPE: &str = "application/hal+json;charset=UTF-8";

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

/// How an account may log in, at `types` of the call `profile` (specification shipped with
/// app-sdk).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LoginType {
    /// By a password.
    #[serde(rename = "password")]
    Password,
    /// By the identity provider of an enterprise.
    #[serde(rename = "enterprise")]
    Enterprise,
    /// By a social network.
    #[serde(rename = "social")]
    Social,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What an account is, in the claim `roles` of its token; the first generation of the login tells
/// them too (Keyclic documentation, authentication page; sample token of 2017 in Keyclic's
/// documentation).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AccountRole {
    /// Every account.
    #[serde(rename = "ROLE_USER")]
    RoleUser,
    /// An administrator of an organization.
    #[serde(rename = "ORGANIZATION:ADMIN")]
    OrganizationAdmin,
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

    /// Application that logins and calls are for (Keyclic documentation, technical page; assumed:
    /// accounts are common to all applications, and a token is for an account).
    ///
    /// Accounts and tokens are common to all applications, data is not.
    pub(crate) const APP: &str = "KEYCLIC_APP";

    /// Base of the API (Keyclic documentation, technical page).
    pub(crate) const API_URL: &str = "KEYCLIC_API_URL";
}
