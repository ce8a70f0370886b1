//! What is fixed about DossierFacile Connect, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.

use auth_core::{SecretKind, StatusCode};

use crate::ErrorClass;

/// What a status and a code mean for some grants.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    /// As [`auth_core::Grant::name`] calls them.
    pub(crate) grants: &'static [&'static str],
    pub(crate) class: ErrorClass,
}

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "dossierfacile";

/// The scheme of the partner itself, by client credentials (DossierFacile Connect integration
/// guide; RFC 6749).
///
/// Off by default, opened by DossierFacile on request; good below `/dfc/api/` only.
pub(crate) const SERVICE_SCHEME: &str = "service";

/// The scheme of a person who consents, by authorization code (DossierFacile Connect integration
/// guide; RFC 6749).
///
/// Good below `/dfc/tenant/` only. The person may only now make an account: the way back can take
/// hours.
pub(crate) const USER_SCHEME: &str = "user";

/// What `DOSSIERFACILE_ENVIRONMENT` calls it.
pub(crate) const PREPRODUCTION: &str = "preproduction";

/// Base `issuer` of the environment `preproduction` (DossierFacile Connect integration guide).
pub(crate) const PREPRODUCTION_ISSUER_URL: &str =
    "https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile";

/// Base `api` of the environment `preproduction` (DossierFacile Connect integration guide).
pub(crate) const PREPRODUCTION_API_URL: &str = "https://api-preprod.dossierfacile.fr";

/// Authorization endpoint below the issuer, `GET` (DossierFacile Connect integration guide; RFC
/// 6749; RFC 7636; OpenID Connect Core).
///
/// `login_edit_disabled` is cosmetic: the one who signs in may be another than `login_hint` says.
pub(crate) const AUTHORIZATION_PATH: &str = "/protocol/openid-connect/auth";

/// Token endpoint below the issuer, `POST` (DossierFacile Connect integration guide; RFC 6749; RFC
/// 7636).
///
/// The code is good once and for 60 s in the development realm. Its field is `code`.
pub(crate) const TOKEN_PATH: &str = "/protocol/openid-connect/token";

/// Metadata below the issuer, `GET` (OpenID Connect Discovery §4).
pub(crate) const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";

/// Shares a person's file with the partner and reads it, `GET` (DossierFacile Connect integration
/// guide; DossierFacile backend).
pub(crate) const PROFILE_PATH: &str = "/dfc/tenant/profile";

/// The partner's own settings, `GET` (DossierFacile Connect integration guide; DossierFacile
/// backend).
///
/// `callbackApiKey` is answered in clear.
pub(crate) const SETTINGS_PATH: &str = "/dfc/api/v1/settings";

/// What `issuer` may receive from `service` (DossierFacile Connect integration guide; Keycloak).
pub(crate) const SERVICE_ISSUER_SECRETS: &[SecretKind] = &[SecretKind::ClientSecret];

/// What `issuer` may receive from `user` (DossierFacile Connect integration guide; Keycloak).
pub(crate) const USER_ISSUER_SECRETS: &[SecretKind] = &[
    SecretKind::ClientSecret,
    SecretKind::AuthorizationCode,
    SecretKind::CodeVerifier,
    SecretKind::RefreshToken,
];

/// What `api` may receive (DossierFacile Connect integration guide; DossierFacile backend).
pub(crate) const API_SECRETS: &[SecretKind] = &[SecretKind::AccessToken];

/// What `error` means.
pub(crate) const TOKEN_ERRORS: &[Refusal] = &[
    // The grant is expired, used or foreign, or its session is gone (RFC 6749; Keycloak).
    Refusal {
        status: 400,
        code: "invalid_grant",
        grants: &["authorization_code", "refresh_token"],
        class: ErrorClass::SignIn,
    },
    // The person withdrew the consent (Keycloak).
    //
    // No token request names a scope: that a person's grant is refused for its scope says that the
    // consent is gone.
    Refusal {
        status: 400,
        code: "invalid_scope",
        grants: &["authorization_code", "refresh_token"],
        class: ErrorClass::Consent,
    },
    // The client may not have the scope (RFC 6749).
    Refusal {
        status: 400,
        code: "invalid_scope",
        grants: &["client"],
        class: ErrorClass::Configuration("ask DossierFacile which scopes the client may have"),
    },
    // The secret is wrong (Keycloak).
    Refusal {
        status: 401,
        code: "unauthorized_client",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("correct client_id and client_secret"),
    },
    // The client is unknown or disabled (RFC 6749; Keycloak).
    Refusal {
        status: 401,
        code: "invalid_client",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("correct client_id and client_secret"),
    },
    // The same from an older Keycloak (Keycloak).
    Refusal {
        status: 400,
        code: "invalid_client",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("correct client_id and client_secret"),
    },
    // The service access is closed (Keycloak; DossierFacile Connect integration guide).
    Refusal {
        status: 400,
        code: "unauthorized_client",
        grants: &["client"],
        class: ErrorClass::Configuration(
            "ask DossierFacile to open the service access, it is off by default",
        ),
    },
    // The client may not use the grant (RFC 6749).
    Refusal {
        status: 400,
        code: "unauthorized_client",
        grants: &["authorization_code", "refresh_token"],
        class: ErrorClass::Configuration("ask DossierFacile to enable this grant for the client"),
    },
    // The realm does not know the grant (RFC 6749).
    Refusal {
        status: 400,
        code: "unsupported_grant_type",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("ask DossierFacile to enable this grant for the client"),
    },
    // The request lacks something (RFC 6749).
    Refusal {
        status: 400,
        code: "invalid_request",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("check the client's settings and the issuer"),
    },
    // The realm wants TLS and does not see it behind its proxy (Keycloak).
    Refusal {
        status: 403,
        code: "invalid_request",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("check that the issuer is an https URL"),
    },
];

/// There is no token endpoint: the path of the issuer is wrong (RFC 9110 §15.5.5, §15.5.6).
pub(crate) const NO_ENDPOINT: &[StatusCode] =
    &[StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];

/// This machine's network address is not allowed for the client (DossierFacile's address
/// restriction for Keycloak).
///
/// `error` holds free text.
pub(crate) const ADDRESS_REFUSED: &str = "invalid_client";

/// No network address is allowed for the client, or this machine's cannot be told (DossierFacile's
/// address restriction for Keycloak).
///
/// `error` holds free text.
pub(crate) const ADDRESS_UNKNOWN: &str = "NA";

/// What `error of the callback` means.
pub(crate) const CALLBACK_ERRORS: &[(&str, ErrorClass)] = &[
    // The person did not consent (RFC 6749; OpenID Connect Core).
    ("access_denied", ErrorClass::Consent),
    ("consent_required", ErrorClass::Consent),
    // The person did not sign in (OpenID Connect Core).
    ("login_required", ErrorClass::SignIn),
    ("interaction_required", ErrorClass::SignIn),
    ("account_selection_required", ErrorClass::SignIn),
    // The authorization server does not work now (RFC 6749).
    ("temporarily_unavailable", ErrorClass::Unavailable),
    ("server_error", ErrorClass::Unavailable),
    // The client may not ask for the scope (RFC 6749).
    (
        "invalid_scope",
        ErrorClass::Configuration("ask DossierFacile which scopes the client may ask for"),
    ),
    // The client may not use the authorization code (RFC 6749).
    (
        "unauthorized_client",
        ErrorClass::Configuration(
            "ask DossierFacile to enable the authorization code for the client",
        ),
    ),
    (
        "unsupported_response_type",
        ErrorClass::Configuration(
            "ask DossierFacile to enable the authorization code for the client",
        ),
    ),
    // The request lacks something (RFC 6749; Keycloak).
    (
        "invalid_request",
        ErrorClass::Configuration(
            "check client_id and redirect_uri as registered with DossierFacile",
        ),
    ),
];

/// Calls of the user scheme (DossierFacile backend).
pub(crate) const USER_CALLS: &str = "/dfc/tenant/";

/// Calls of the service scheme (DossierFacile Connect integration guide; DossierFacile backend).
pub(crate) const SERVICE_CALLS: &str = "/dfc/api/";

/// Scope of the authorization request (DossierFacile Connect integration guide).
pub(crate) const SCOPE: &str = "openid";

/// Scope without which the API refuses (DossierFacile backend).
pub(crate) const GRANTED_SCOPE: &str = "dfc";

/// Pre-fills the e-mail address (DossierFacile Connect integration guide).
pub(crate) const LOGIN_HINT: &str = "login_hint";

/// Locks the e-mail field of the login page; its value does not matter (DossierFacile Connect
/// integration guide).
pub(crate) const LOGIN_EDIT_DISABLED: &str = "login_edit_disabled";

/// Binds the ID token to the authorization request (OpenID Connect Core).
pub(crate) const NONCE: &str = "nonce";

/// Environment variables.
pub(crate) mod variable {
    /// Identifier of the client (DossierFacile Connect integration guide; RFC 6749).
    pub(crate) const CLIENT_ID: &str = "DOSSIERFACILE_CLIENT_ID";

    /// Secret of the client (DossierFacile Connect integration guide; RFC 6749).
    ///
    /// Never shown to those who sign in.
    pub(crate) const CLIENT_SECRET: &str = "DOSSIERFACILE_CLIENT_SECRET";

    /// Where people come back to; leave it out to connect as a service (DossierFacile Connect
    /// integration guide).
    pub(crate) const REDIRECT_URI: &str = "DOSSIERFACILE_REDIRECT_URI";

    /// Environment whose addresses are known (DossierFacile Connect integration guide).
    pub(crate) const ENVIRONMENT: &str = "DOSSIERFACILE_ENVIRONMENT";

    /// Issuer of the realm, for production (DossierFacile Connect integration guide; OpenID Connect
    /// Discovery §4).
    ///
    /// The hosts of production are published nowhere: DossierFacile gives them.
    pub(crate) const ISSUER: &str = "DOSSIERFACILE_ISSUER";

    /// Base of the API, for production (DossierFacile Connect integration guide).
    pub(crate) const API_URL: &str = "DOSSIERFACILE_API_URL";
}
