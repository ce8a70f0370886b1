//! What is fixed about Sinao, as data, each with its source.
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

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "sinao";

/// The scheme of an application's key (Sinao: Authentification page).
///
/// In place of `Authorization`; the `OpenAPI` file calls it a bearer token, which is refused.
pub(crate) const API_KEY_SCHEME: &str = "api_key";

/// The scheme of an account's e-mail address and password (Sinao: Authentification page).
///
/// A call carries this header or `Api-Key`, never both.
pub(crate) const LOGIN_SCHEME: &str = "login";

/// How long after `login` renewals go on (Sinao: Authentification page; assumed: jwt-auth on
/// Laravel).
///
/// Whether a renewal starts the 14 days anew is not said, and with the library that seems to be in
/// use it does not; that the old token ends at once is assumed, so that calls under way with it
/// fail.
pub(crate) const LOGIN_SESSION: Duration = Duration::from_secs(14 * 24 * 3600);

/// Base `api` of the environment `production` (Sinao: Authentification page; `OpenAPI` file 1.1.0).
///
/// No sandbox is documented.
pub(crate) const API_URL: &str = "https://api.sinao.app/v1";

/// Says whom a key stands for, `GET` (Sinao: Authentification page; `OpenAPI` file 1.1.0).
pub(crate) const ME_WITH_KEY_PATH: &str = "/me";

/// Obtains a token, `POST` (Sinao: Authentification page; `OpenAPI` file 1.1.0; `OpenAPI` file,
/// newer edition; assumed: Laravel; assumed: the schema that the `OpenAPI` file has for `/refresh`,
/// since it has none for `/login`).
///
/// The `OpenAPI` file puts the fields into the query: never, passwords would stand in access logs.
/// A form or JSON in place of multipart is assumed to do as well; the members of the answer are
/// assumed, for the file has none.
pub(crate) const LOGIN_PATH: &str = "/login";

/// Messages a second factor to the account's owner, `POST` (`OpenAPI` file 1.1.0; `OpenAPI` file,
/// newer edition).
///
/// Only when somebody asks for it. By which sign a login asks for it is not published.
pub(crate) const SEND_SECOND_FACTOR_PATH: &str = "/login/send/2fa";

/// Trades a token, expired or not, for the next one, `GET` (Sinao: Authentification page; `OpenAPI`
/// file 1.1.0).
///
/// One token plays both parts: what is sent is the access token. It is a `GET` that changes state:
/// past caches, and not to be sent again unasked.
pub(crate) const REFRESH_PATH: &str = "/refresh";

/// Ends a token, `POST` (`OpenAPI` file 1.1.0).
///
/// Whatever the answer, the token is forgotten.
pub(crate) const LOGOUT_PATH: &str = "/logout";

/// Says who is calling, `GET` (Sinao: Authentification page; `OpenAPI` file 1.1.0).
pub(crate) const ME_PATH: &str = "/me";

/// Makes an account, `POST` (`OpenAPI` file 1.1.0; assumed: Laravel).
///
/// Without a credential. There are more fields; the encoding is assumed to be that of the login.
/// 422 names the fields that are refused.
pub(crate) const REGISTER_PATH: &str = "/register";

/// Messages the owner of an account who forgot the password, `POST` (`OpenAPI` file 1.1.0; assumed:
/// Laravel).
///
/// Without a credential; the encoding is assumed to be that of the login.
pub(crate) const SEND_PASSWORD_PATH: &str = "/sendpassword";

/// Sets a new password with what the message brought, `POST` (`OpenAPI` file 1.1.0; assumed:
/// Laravel).
///
/// Without a credential; the encoding is assumed to be that of the login.
pub(crate) const CHANGE_PASSWORD_PATH: &str = "/changepassword";

/// Lists the keys of an application, `GET` (`OpenAPI` file 1.1.0; `OpenAPI` file, newer edition;
/// programs of others that call Sinao).
///
/// For administrators; the file calls that basic authentication, which misleads. Without `limit`
/// the first 10.
pub(crate) const API_KEYS_PATH: &str = "/apps/{app_id}/apikeys";

/// Makes a key of an application, `POST` (`OpenAPI` file 1.1.0; `OpenAPI` file, newer edition;
/// assumed: Laravel; assumed: no schema of a key is published).
///
/// For administrators. The file puts the fields into the query; the encoding is assumed to be that
/// of the login.
pub(crate) const CREATE_API_KEY_PATH: &str = "/apps/{app_id}/apikeys";

/// Deletes a key of an application, `DELETE` (`OpenAPI` file 1.1.0).
///
/// For administrators.
pub(crate) const DELETE_API_KEY_PATH: &str = "/apps/{app_id}/apikeys/{key_id}";

/// Lists the partners of an application, `GET` (`OpenAPI` file 1.1.0; programs of others that call
/// Sinao).
///
/// For administrators.
pub(crate) const API_PARTNERS_PATH: &str = "/apps/{app_id}/apipartners";

/// Signs a partner's client in, for a key that is made if need be, `POST` (`OpenAPI` file, newer
/// edition).
///
/// With a partner's credential, of which nothing more is published, nor of the fields.
pub(crate) const PARTNER_CLIENT_LOGIN_PATH: &str = "/partners/{partner_id}/clients/login";

/// Gives a partner the key of a client's application, which is made if need be, `GET` (`OpenAPI`
/// file, newer edition).
///
/// With a partner's credential, of which nothing more is published.
pub(crate) const PARTNER_API_KEY_PATH: &str = "/partners/{partner_id}/apps/{app_id}/apikey";

/// Sets where an application's webhooks go, and which, `POST` (Sinao: Authentification page;
/// `OpenAPI` file 1.1.0; `OpenAPI` file, newer edition).
///
/// By either scheme.
pub(crate) const SET_WEBHOOK_PATH: &str = "/apps/{app_id}/settings";

/// Lists the events that webhooks may be set up for, `GET` (`OpenAPI` file, newer edition).
///
/// By either scheme.
pub(crate) const WEBHOOK_EVENTS_PATH: &str = "/apps/{app_id}/webhooks/events";

/// What `me_with_key` changes at the provider.
pub(crate) const ME_WITH_KEY_CHANGES: Option<&str> = None;

/// What `send_second_factor` changes at the provider.
pub(crate) const SEND_SECOND_FACTOR_CHANGES: Option<&str> =
    Some("messages a person, by e-mail or text message");

/// What `refresh` changes at the provider.
pub(crate) const REFRESH_CHANGES: Option<&str> = Some("ends the old token");

/// What `logout` changes at the provider.
pub(crate) const LOGOUT_CHANGES: Option<&str> = Some("ends the token");

/// What `me` changes at the provider.
pub(crate) const ME_CHANGES: Option<&str> = None;

/// What `register` changes at the provider.
pub(crate) const REGISTER_CHANGES: Option<&str> = Some("makes an account");

/// What `send_password` changes at the provider.
pub(crate) const SEND_PASSWORD_CHANGES: Option<&str> = Some("messages a person");

/// What `change_password` changes at the provider.
pub(crate) const CHANGE_PASSWORD_CHANGES: Option<&str> = Some("changes the password");

/// What `api_keys` changes at the provider.
pub(crate) const API_KEYS_CHANGES: Option<&str> = None;

/// What `create_api_key` changes at the provider.
pub(crate) const CREATE_API_KEY_CHANGES: Option<&str> = Some("makes a key");

/// What `delete_api_key` changes at the provider.
pub(crate) const DELETE_API_KEY_CHANGES: Option<&str> = Some("ends the key");

/// What `api_partners` changes at the provider.
pub(crate) const API_PARTNERS_CHANGES: Option<&str> = None;

/// What `partner_client_login` changes at the provider.
pub(crate) const PARTNER_CLIENT_LOGIN_CHANGES: Option<&str> = Some("may make a key");

/// What `partner_api_key` changes at the provider.
pub(crate) const PARTNER_API_KEY_CHANGES: Option<&str> = Some("may make a key");

/// What `set_webhook` changes at the provider.
pub(crate) const SET_WEBHOOK_CHANGES: Option<&str> = Some("changes the application's settings");

/// What `webhook_events` changes at the provider.
pub(crate) const WEBHOOK_EVENTS_CHANGES: Option<&str> = None;

/// Field of a request that holds `email`.
pub(crate) const EMAIL_FIELD: &str = "email";

/// Field of a request that holds `password`.
pub(crate) const PASSWORD_FIELD: &str = "password";

/// Field of a request that holds `code`.
pub(crate) const CODE_FIELD: &str = "code";

/// Field of a request that holds `terms`.
pub(crate) const TERMS_FIELD: &str = "cgu";

/// Field of a request that holds `hostname_alias`.
pub(crate) const HOSTNAME_ALIAS_FIELD: &str = "hostname_alias";

/// Field of a request that holds `forgotten_password_token`.
pub(crate) const FORGOTTEN_PASSWORD_TOKEN_FIELD: &str = "forgotten_password_token";

/// Field of a request that holds `key_name`.
pub(crate) const KEY_NAME_FIELD: &str = "name";

/// Field of a request that holds `api_partner_id`.
pub(crate) const API_PARTNER_ID_FIELD: &str = "api_partner_id";

/// Field of a request that holds `webhook_url`.
pub(crate) const WEBHOOK_URL_FIELD: &str = "settings[services.webhook.url]";

/// Field of a request that holds `webhook_event`.
pub(crate) const WEBHOOK_EVENT_FIELD: &str = "settings[services.webhook.events][0]";

/// Carries `api_key` (Sinao: Authentification page).
///
/// In place of `Authorization`; the `OpenAPI` file calls it a bearer token, which is refused.
pub(crate) const API_KEY_HEADER: HeaderName = HeaderName::from_static("api-key");

/// `Accept`: `application/json`; on every request, or the framework may answer a page for people,
/// or a redirect to one (assumed: Laravel).
///
/// A redirect is not followed with a credential.
pub(crate) const ACCEPT_HEADER: HeaderName = HeaderName::from_static("accept");

/// `limit`: number of items; optional, on lists (`OpenAPI` file, newer edition).
pub(crate) const LIMIT_PARAMETER: &str = "limit";

/// What `api` may receive from `api_key` (Sinao: Authentification page; `OpenAPI` file 1.1.0).
///
/// In body or headers alone: a query stands in access logs.
pub(crate) const API_KEY_API_SECRETS: &[SecretKind] = &[
    SecretKind::Password,
    SecretKind::ApiKey,
    SecretKind::OneTimeCode,
];

/// What `api` may receive from `login` (Sinao: Authentification page; `OpenAPI` file 1.1.0).
///
/// In body or headers alone: a query stands in access logs.
pub(crate) const LOGIN_API_SECRETS: &[SecretKind] = &[
    SecretKind::Password,
    SecretKind::OneTimeCode,
    SecretKind::AccessToken,
    SecretKind::RefreshToken,
];

/// Client errors that say nothing of a login: too slow, too early (RFC 9110 §15.5.9; RFC 8470
/// §5.2).
///
/// Client errors that say nothing of a login: too often (RFC 6585 §4).
pub(crate) const NO_VERDICT: &[u16] = &[408, 425, 429];

/// A refused renewal (assumed: jwt-auth on Laravel).
///
/// No refusal of a renewal is documented. The 14 days are over, or the token was traded or ended
/// before.
pub(crate) const REFRESH_REFUSED: &[u16] = &[401, 400, 403, 422];

/// Answers to a call that had its credential accepted and its content refused (assumed: Laravel).
pub(crate) const BUSINESS: &[u16] = &[422, 400, 404, 409];

/// Without it the framework may answer a redirect to a page for people (assumed: Laravel).
pub(crate) const ACCEPT: &str = "application/json";

/// `GET /refresh` changes state: no cache may answer it (assumed: RFC 9111 §5.2.1.5).
pub(crate) const REFRESH_CACHE_CONTROL: &str = "no-store";

/// A refusal as the file declares it: a number, a text, a text (`OpenAPI` file 1.1.0).
pub(crate) const REFUSAL_MEMBERS: &[&str] = &["code", "message", "type"];

/// Where a list stands that is no array itself (`OpenAPI` file 1.1.0; programs of others that call
/// Sinao).
///
/// The file's shapes of business objects have been found wrong: read them tolerantly.
pub(crate) const LIST_MEMBER: &str = "data";

/// Members of a listed or newly made key that may hold the key itself (assumed: no schema of a key
/// is published).
///
/// Whatever stands there is a secret.
pub(crate) const KEY_MEMBERS: &[&str] = &["key", "api_key", "apikey", "token"];

/// Member of a key that tells it from the others (assumed: no schema of a key is published).
pub(crate) const KEY_ID_MEMBER: &str = "id";

/// Refusals of a call without a credential that are about what a person gave (`OpenAPI` file 1.1.0;
/// assumed: RFC 9110 §15.5, by which a client error is about what was sent).
///
/// 422 is documented, the others are assumed; 404 and 405 are about the address.
pub(crate) const REFUSED: &[u16] = &[400, 401, 403, 409, 422];

/// What says yes in a form (assumed: Laravel).
pub(crate) const ALLOWED: &str = "1";

/// Members that may hold a message (`OpenAPI` file 1.1.0; assumed: Laravel).
///
/// `error` is assumed.
pub(crate) const MESSAGE_MEMBERS: &[&str] = &["message", "error"];

/// Member that holds validation errors by field (assumed: Laravel).
pub(crate) const ERRORS_MEMBER: &str = "errors";

/// What a 500 may be about when the token is to blame … (assumed: jwt-auth on Laravel).
pub(crate) const TOKEN_WORD: &str = "token";

/// … and what it then says of it (assumed: jwt-auth on Laravel).
pub(crate) const TOKEN_COMPLAINTS: &[&str] =
    &["expired", "blacklisted", "signature", "not provided"];

/// The refusals of a login that may ask for a second factor, if the answer names one (assumed: the
/// second factor's two operations, all that is published of it).
pub(crate) const SECOND_FACTOR_ASKED: &[u16] = &[401, 403, 422];

/// How an answer may name a second factor, in lower case (assumed: the second factor's two
/// operations, all that is published of it).
pub(crate) const SECOND_FACTOR_WORDS: &[&str] =
    &["2fa", "twofactor", "two_factor", "two-factor", "two factor"];

/// How a message may ask for the code of a second factor, in lower case (assumed: the second
/// factor's two operations, all that is published of it).
///
/// The word alone will not do: messages cite error codes.
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

/// Environment variables.
pub(crate) mod variable {
    /// E-mail address of the account (Sinao: Authentification page; `OpenAPI` file 1.1.0).
    ///
    /// A login is refused with 404 for an unknown one: tell nobody which of the two was wrong.
    pub(crate) const EMAIL: &str = "SINAO_EMAIL";

    /// Password of the account (Sinao: Authentification page; `OpenAPI` file 1.1.0).
    ///
    /// Kept in memory; without it a person signs in.
    pub(crate) const PASSWORD: &str = "SINAO_PASSWORD";

    /// Key of the application (Sinao: Authentification page).
    ///
    /// Excludes the account. An administrator of the company makes it in Sinao.
    pub(crate) const API_KEY: &str = "SINAO_API_KEY";

    /// Base of the API (Sinao: Authentification page).
    pub(crate) const API_URL: &str = "SINAO_API_URL";
}
