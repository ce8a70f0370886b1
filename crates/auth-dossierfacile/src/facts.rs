//! What DossierFacile fixed: addresses, names and error codes, each with its source. Data only.

use auth_core::StatusCode;

/// Identifier of the provider.
pub(crate) const PROVIDER: &str = "dossierfacile";
/// Identifier of the scheme by client credentials.
pub(crate) const SERVICE: &str = "service";
/// Identifier of the scheme by authorization code.
pub(crate) const USER: &str = "user";

/// A pair of addresses that belong together.
pub(crate) struct Environment {
    /// What `DOSSIERFACILE_ENVIRONMENT` calls it.
    pub(crate) name: &'static str,
    /// Issuer of the realm.
    pub(crate) issuer: &'static str,
    /// Base of the API.
    pub(crate) api_url: &'static str,
}

/// Pre-production (DossierFacile Connect integration guide). The hosts of production are published nowhere.
pub(crate) const PREPRODUCTION: Environment = Environment {
    name: "preproduction",
    issuer: "https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile",
    api_url: "https://api-preprod.dossierfacile.fr",
};

/// Authorization endpoint below the issuer (integration guide; Keycloak).
pub(crate) const AUTHORIZATION_PATH: &str = "/protocol/openid-connect/auth";
/// Token endpoint below the issuer (integration guide; Keycloak).
pub(crate) const TOKEN_PATH: &str = "/protocol/openid-connect/token";
/// Metadata below the issuer (OpenID Connect Discovery §4).
pub(crate) const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";

/// Calls of the user scheme (DossierFacile backend, tenant controller).
pub(crate) const USER_CALLS: &str = "/dfc/tenant/";
/// Calls of the service scheme (integration guide; backend, partner controllers).
pub(crate) const SERVICE_CALLS: &str = "/dfc/api/";
/// Shares a person's file with the partner and reads it (integration guide).
pub(crate) const PROFILE_PATH: &str = "/dfc/tenant/profile";
/// The partner's own settings (integration guide).
pub(crate) const SETTINGS_PATH: &str = "/dfc/api/v1/settings";

/// Scope of the authorization request (integration guide).
pub(crate) const SCOPE: &str = "openid";
/// Scope without which the API refuses (DossierFacile backend, resource server configuration).
pub(crate) const GRANTED_SCOPE: &str = "dfc";
/// Pre-fills the e-mail address (integration guide).
pub(crate) const LOGIN_HINT: &str = "login_hint";
/// Locks the e-mail field of the login page; its value does not matter (integration guide).
pub(crate) const LOGIN_EDIT_DISABLED: (&str, &str) = ("login_edit_disabled", "true");
/// Binds the ID token to the authorization request (OpenID Connect Core §3.1.2.1).
pub(crate) const NONCE: &str = "nonce";

/// Environment variables.
pub(crate) mod variable {
    pub(crate) const CLIENT_ID: &str = "DOSSIERFACILE_CLIENT_ID";
    pub(crate) const CLIENT_SECRET: &str = "DOSSIERFACILE_CLIENT_SECRET";
    pub(crate) const REDIRECT_URI: &str = "DOSSIERFACILE_REDIRECT_URI";
    pub(crate) const ENVIRONMENT: &str = "DOSSIERFACILE_ENVIRONMENT";
    pub(crate) const ISSUER: &str = "DOSSIERFACILE_ISSUER";
    pub(crate) const API_URL: &str = "DOSSIERFACILE_API_URL";
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The grant is gone: a person signs in again.
    SignIn,
    /// The person withdrew or refused consent.
    Consent,
    /// An operator acts; the advice says what to do.
    Configuration(&'static str),
    /// Wait.
    Unavailable,
}

/// One documented refusal of the token endpoint.
pub(crate) struct TokenError {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    /// The grants that it speaks of, as [`auth_core::Grant::name`] calls them.
    pub(crate) grants: &'static [&'static str],
    pub(crate) class: Class,
}

const BY_PERSON: &[&str] = &["authorization_code", "refresh_token"];
const ANY: &[&str] = &["authorization_code", "refresh_token", "client"];
const CREDENTIALS: Class = Class::Configuration("correct client_id and client_secret");

/// Refusals of the token endpoint (Keycloak; RFC 6749 §5.2).
///
/// No token request names a scope, so for a person's grant `invalid_scope` is the withdrawn consent (Keycloak).
pub(crate) const TOKEN_ERRORS: &[TokenError] = &[
    TokenError {
        status: 400,
        code: "invalid_grant",
        grants: BY_PERSON,
        class: Class::SignIn,
    },
    TokenError {
        status: 400,
        code: "invalid_scope",
        grants: BY_PERSON,
        class: Class::Consent,
    },
    TokenError {
        status: 400,
        code: "invalid_scope",
        grants: &["client"],
        class: Class::Configuration("ask DossierFacile which scopes the client may have"),
    },
    TokenError {
        status: 401,
        code: "unauthorized_client",
        grants: ANY,
        class: CREDENTIALS,
    },
    TokenError {
        status: 401,
        code: "invalid_client",
        grants: ANY,
        class: CREDENTIALS,
    },
    // Older Keycloak.
    TokenError {
        status: 400,
        code: "invalid_client",
        grants: ANY,
        class: CREDENTIALS,
    },
    TokenError {
        status: 400,
        code: "unauthorized_client",
        grants: &["client"],
        class: Class::Configuration(
            "ask DossierFacile to open the service access, it is off by default",
        ),
    },
    TokenError {
        status: 400,
        code: "unauthorized_client",
        grants: BY_PERSON,
        class: Class::Configuration("ask DossierFacile to enable this grant for the client"),
    },
    TokenError {
        status: 400,
        code: "unsupported_grant_type",
        grants: ANY,
        class: Class::Configuration("ask DossierFacile to enable this grant for the client"),
    },
    TokenError {
        status: 400,
        code: "invalid_request",
        grants: ANY,
        class: Class::Configuration("check the client's settings and the issuer"),
    },
    // Keycloak, for a realm that wants TLS and does not see it behind its proxy.
    TokenError {
        status: 403,
        code: "invalid_request",
        grants: ANY,
        class: Class::Configuration("check that the issuer is an https URL"),
    },
];

/// What a server answers where it has no token endpoint: the issuer's path is wrong (RFC 9110 §15.5.5, §15.5.6).
pub(crate) const NO_ENDPOINT: &[StatusCode] =
    &[StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];

/// A refusal by address: the code stands in `error_description` and free text in `error`
/// (DossierFacile's address restriction for Keycloak).
pub(crate) struct AddressError {
    pub(crate) status: u16,
    pub(crate) description: &'static str,
    pub(crate) code: Option<&'static str>,
    pub(crate) what: &'static str,
}

/// Refusals by address (DossierFacile's address restriction for Keycloak).
pub(crate) const ADDRESS_ERRORS: &[AddressError] = &[
    AddressError {
        status: 403,
        description: "invalid_client",
        code: Some("invalid_client"),
        what: "this machine's network address is not allowed for the client",
    },
    AddressError {
        status: 400,
        description: "NA",
        code: None,
        what: "no network address is allowed for the client, or this machine's cannot be told",
    },
];

/// Errors of the callback (RFC 6749 §4.1.2.1; OpenID Connect Core §3.1.2.6; Keycloak).
pub(crate) const CALLBACK_ERRORS: &[(&str, Class)] = &[
    ("access_denied", Class::Consent),
    ("consent_required", Class::Consent),
    ("login_required", Class::SignIn),
    ("interaction_required", Class::SignIn),
    ("account_selection_required", Class::SignIn),
    ("temporarily_unavailable", Class::Unavailable),
    ("server_error", Class::Unavailable),
    (
        "invalid_scope",
        Class::Configuration("ask DossierFacile which scopes the client may ask for"),
    ),
    (
        "unauthorized_client",
        Class::Configuration("ask DossierFacile to enable the authorization code for the client"),
    ),
    (
        "unsupported_response_type",
        Class::Configuration("ask DossierFacile to enable the authorization code for the client"),
    ),
    (
        "invalid_request",
        Class::Configuration("check client_id and redirect_uri as registered with DossierFacile"),
    ),
];
