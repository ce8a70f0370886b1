//! What is fixed about Sinao, as data, each with its source.

use std::time::Duration;

use auth_core::{HeaderName, SecretKind, StatusCode};

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "sinao";

/// The scheme of an account's e-mail address and password (Authentification page).
pub(crate) const LOGIN_SCHEME: &str = "login";

/// The scheme of an application's key (Authentification page).
pub(crate) const API_KEY_SCHEME: &str = "api_key";

/// Production API (Authentification page; `servers` of the `OpenAPI` file 1.1.0).
pub(crate) const API_URL: &str = "https://api.sinao.app/v1";

/// Obtains a token, `POST` (Authentification page).
pub(crate) const LOGIN_PATH: &str = "/login";

/// Messages a second factor to the account's owner, `POST` (`OpenAPI` file 1.1.0).
pub(crate) const SEND_SECOND_FACTOR_PATH: &str = "/login/send/2fa";

/// Trades a token, expired or not, for the next one, `GET` (Authentification page).
pub(crate) const REFRESH_PATH: &str = "/refresh";

/// Ends a token, `POST` (`OpenAPI` file 1.1.0).
pub(crate) const LOGOUT_PATH: &str = "/logout";

/// Says who is calling, `GET` (Authentification page).
pub(crate) const ME_PATH: &str = "/me";

/// Carries a key, in place of `Authorization` (Authentification page).
pub(crate) const API_KEY_HEADER: HeaderName = HeaderName::from_static("api-key");

/// Without it the framework may answer a redirect to a page for people (assumed: Laravel).
pub(crate) const ACCEPT: &str = "application/json";

/// `GET /refresh` changes state: no cache may answer it (assumed: RFC 9111 §5.2.1.5).
pub(crate) const REFRESH_CACHE_CONTROL: &str = "no-store";

/// Field of the login: the account (Authentification page).
pub(crate) const EMAIL_FIELD: &str = "email";

/// Field of the login: its password (Authentification page).
pub(crate) const PASSWORD_FIELD: &str = "password";

/// Field of the login: the second factor (`OpenAPI` file, newer edition).
pub(crate) const CODE_FIELD: &str = "code";

/// How long after the login renewals go on (Authentification page). Whether a renewal starts it anew is not said.
pub(crate) const SESSION: Duration = Duration::from_secs(14 * 24 * 3600);

/// What the API may receive from the login scheme.
pub(crate) const LOGIN_SECRETS: &[SecretKind] = &[
    SecretKind::Password,
    SecretKind::OneTimeCode,
    SecretKind::AccessToken,
    SecretKind::RefreshToken,
];

/// What the API may receive from the key scheme.
pub(crate) const API_KEY_SECRETS: &[SecretKind] = &[SecretKind::ApiKey];

/// Client errors that say nothing of a login: too slow, too early, too often (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585
/// §4). The others refuse it, of which 401, 404 and 422 are published (`OpenAPI` file 1.1.0).
pub(crate) const NO_VERDICT: &[StatusCode] = &[
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_EARLY,
    StatusCode::TOO_MANY_REQUESTS,
];

/// The refusals that may ask for a second factor (assumed: only the two operations are published).
pub(crate) const SECOND_FACTOR_ASKED: &[StatusCode] = &[
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::UNPROCESSABLE_ENTITY,
];

/// A refused renewal (assumed: jwt-auth on Laravel).
pub(crate) const REFRESH_REFUSED: &[StatusCode] = &[
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::UNPROCESSABLE_ENTITY,
];

/// Answers to a call that had its credential accepted and its content refused (assumed: Laravel).
pub(crate) const BUSINESS: &[StatusCode] = &[
    StatusCode::BAD_REQUEST,
    StatusCode::NOT_FOUND,
    StatusCode::CONFLICT,
    StatusCode::UNPROCESSABLE_ENTITY,
];

/// Members that may hold a message: `ApiResponse` of the `OpenAPI` file; `error` is assumed.
pub(crate) const MESSAGE_MEMBERS: &[&str] = &["message", "error"];

/// Member that holds validation errors by field (assumed: Laravel).
pub(crate) const ERRORS_MEMBER: &str = "errors";

/// What a 500 may be about when the token is to blame (assumed: jwt-auth) …
pub(crate) const TOKEN_WORD: &str = "token";

/// … and what it then says of it.
pub(crate) const TOKEN_COMPLAINTS: &[&str] =
    &["expired", "blacklisted", "signature", "not provided"];

/// How an answer may name a second factor, in lower case (assumed).
pub(crate) const SECOND_FACTOR_WORDS: &[&str] =
    &["2fa", "twofactor", "two_factor", "two-factor", "two factor"];

/// How a message may ask for its code, in lower case (assumed). The word alone will not do: messages cite error codes.
pub(crate) const CODE_PHRASES: &[&str] = &[
    "code is required",
    "code required",
    "code field is required",
    "code is invalid",
    "enter the code",
    "verification code",
    "authentication code",
    "security code",
    "one-time code",
    "one time code",
    "code de vérification",
    "code de sécurité",
    "code requis",
    "code est obligatoire",
];

/// Environment variable of the account.
pub(crate) const EMAIL_VARIABLE: &str = "SINAO_EMAIL";

/// Environment variable of the password.
pub(crate) const PASSWORD_VARIABLE: &str = "SINAO_PASSWORD";

/// Environment variable of the key.
pub(crate) const API_KEY_VARIABLE: &str = "SINAO_API_KEY";

/// Environment variable of the API base.
pub(crate) const API_URL_VARIABLE: &str = "SINAO_API_URL";
