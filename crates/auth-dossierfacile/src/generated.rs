//! What is fixed about DossierFacile Connect, as data, each with its source.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    clippy::enum_variant_names,
    dead_code,
    unreachable_pub,
    reason = "a description is whole, a crate takes from it what it needs"
)]

use std::time::Duration;

use auth_core::SecretKind;
use serde::{Deserialize, Serialize};

use crate::{Effect, ErrorClass};

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
/// guide; RFC 6749; assumed: a person without an account makes one on the way, and confirms an
/// e-mail).
///
/// Good below `/dfc/tenant/` only. The person may only now make an account: the way back can take
/// hours.
pub(crate) const USER_SCHEME: &str = "user";

/// How long after `user` renewals go on (DossierFacile Connect integration guide; DossierFacile's
/// published development realm; Keycloak; assumed: the harsher of two settings of the realm, while
/// DossierFacile says neither; measurements of others on a Keycloak that rotates).
///
/// The development realm does not rotate; production may, and two renewals at once may then end
/// both. Each answer has a new refresh token: keep the newest. Without a refresh for 30 minutes, or
/// after 10 hours, that realm asks the person again.
pub(crate) const USER_SESSION: Duration = Duration::from_secs(10 * 3600);

/// What `DOSSIERFACILE_ENVIRONMENT` calls it.
pub(crate) const PREPRODUCTION: &str = "preproduction";

/// Base `issuer` of the environment `preproduction` (DossierFacile Connect integration guide;
/// DossierFacile's published development realm).
///
/// The landlords' product has a realm of its own, `dossier-facile-owner`.
/// `demo-partenaire.dossierfacile.fr` shows a partner at work.
pub(crate) const PREPRODUCTION_ISSUER_URL: &str =
    "https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile";

/// Base `api` of the environment `preproduction` (DossierFacile Connect integration guide).
///
/// It describes itself at `/swagger-ui/index.html`.
pub(crate) const PREPRODUCTION_API_URL: &str = "https://api-preprod.dossierfacile.fr";

/// Obtains a token for the partner, `POST` (DossierFacile Connect integration guide; Keycloak; RFC
/// 6749; code of several integrators, which disagrees; a thread of Keycloak about special
/// characters in client credentials).
///
/// The guide calls the fields `clientId` and `clientSecret`, which Keycloak does not read.
/// Identifier and secret are form-encoded before they are joined; `client_id` and `client_secret`
/// in the body do as well, and have helped where special characters were refused.
pub(crate) const SERVICE_TOKEN_PATH: &str = "/protocol/openid-connect/token";

/// Authorization endpoint below the issuer, `GET` (DossierFacile Connect integration guide; RFC
/// 6749; RFC 7636; OpenID Connect Core; RFC 9207; DossierFacile's theme for Keycloak; assumed:
/// Keycloak, which takes PKCE and a nonce from any client and names itself on the way back).
///
/// `login_edit_disabled` is cosmetic: the one who signs in may be another than `login_hint` says.
/// PKCE and `nonce` are not in the guide; Keycloak takes them of any client.
pub(crate) const AUTHORIZATION_PATH: &str = "/protocol/openid-connect/auth";

/// Token endpoint below the issuer, `POST` (DossierFacile Connect integration guide;
/// DossierFacile's published development realm; RFC 6749; RFC 7636).
///
/// The code is good once and for 60 s in the development realm.
pub(crate) const TOKEN_PATH: &str = "/protocol/openid-connect/token";

/// Trades a refresh token for the next tokens, `POST` (DossierFacile Connect integration guide;
/// Keycloak; RFC 6749).
///
/// The guide shows no authentication of the client, which Keycloak asks for.
pub(crate) const REFRESH_PATH: &str = "/protocol/openid-connect/token";

/// Ends a refresh token, `POST` (Keycloak; RFC 7009; assumed: Keycloak, which has them in every
/// realm unless they are switched off).
pub(crate) const REVOKE_PATH: &str = "/protocol/openid-connect/revoke";

/// Ends the session of a refresh token, `POST` (Keycloak; assumed: Keycloak, which has them in
/// every realm unless they are switched off).
pub(crate) const LOGOUT_PATH: &str = "/protocol/openid-connect/logout";

/// Metadata below the issuer, `GET` (Keycloak; OpenID Connect Discovery §4).
pub(crate) const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";

/// The keys that tokens are signed with, `GET` (Keycloak; assumed: Keycloak, which has them in
/// every realm unless they are switched off).
pub(crate) const CERTIFICATES_PATH: &str = "/protocol/openid-connect/certs";

/// Claims about the person who signed in, `GET` (Keycloak; OpenID Connect Core; assumed: Keycloak,
/// which has them in every realm unless they are switched off).
///
/// It does not share the file: no link, no webhook, no entry in the list comes of it.
pub(crate) const USERINFO_PATH: &str = "/protocol/openid-connect/userinfo";

/// Tells whether a token is good, `POST` (Keycloak; assumed: Keycloak, which has them in every
/// realm unless they are switched off).
pub(crate) const INTROSPECTION_PATH: &str = "/protocol/openid-connect/token/introspect";

/// Shares a person's file with the partner and reads it, `GET` (DossierFacile Connect integration
/// guide; DossierFacile backend).
///
/// With a token of the user scheme. A couple is linked together; it may register the person. The
/// first event goes out, before the answer, only for a new link and a file that waits or is
/// validated. Never to find out whether a person withdrew.
pub(crate) const PROFILE_PATH: &str = "/dfc/tenant/profile";

/// Signs a person out of DossierFacile, `GET` (DossierFacile backend).
///
/// With a token of the user scheme; by `POST` as well.
pub(crate) const TENANT_LOGOUT_PATH: &str = "/dfc/tenant/logout";

/// The same by the other method, `POST` (DossierFacile backend).
pub(crate) const TENANT_LOGOUT_POST_PATH: &str = "/dfc/tenant/logout";

/// Lists the people who are linked to the partner, `GET` (DossierFacile Connect integration guide;
/// DossierFacile backend).
///
/// In the order of the last change, which a new link does not touch: read all of it from time to
/// time. `nextLink` is relative, there even with an empty page, and begins anew behind a row
/// without a date: take its query, never its host, and stop at a page that is not full.
pub(crate) const TENANTS_PATH: &str = "/dfc/api/v1/tenants";

/// Reads the file of a person who is linked, `GET` (DossierFacile Connect integration guide;
/// DossierFacile backend).
pub(crate) const TENANT_PATH: &str = "/dfc/api/v1/tenants/{tenant_id}";

/// Reads a document of a file, `GET` (DossierFacile backend).
///
/// Since June 2026 the scope `dfc-documents` is asked for besides `dfc`.
pub(crate) const DOCUMENT_PATH: &str = "/dfc/api/v1/tenants/{tenant_id}/documents/{document_token}";

/// The partner's own settings, `GET` (DossierFacile Connect integration guide; DossierFacile
/// backend).
///
/// `callbackApiKey` is answered in clear.
pub(crate) const SETTINGS_PATH: &str = "/dfc/api/v1/settings";

/// Changes the partner's own settings, `PATCH` (DossierFacile Connect integration guide;
/// DossierFacile backend).
///
/// A plain object, no JSON Patch. What is missing or null stays. An empty `callbackApiKey` is
/// taken, and webhooks then prove nothing. `name` cannot be changed, nor `version` since February
/// 2026, whatever the guide says.
pub(crate) const SETTINGS_CHANGE_PATH: &str = "/dfc/api/v1/settings";

/// The list of an older product, `GET` (DossierFacile backend).
///
/// It asks for the scope `api-partner`, which DossierFacile Connect does not have.
pub(crate) const OLDER_TENANTS_PATH: &str = "/api-partner/tenant";

/// What `authorization` changes at the provider.
pub(crate) const AUTHORIZATION_CHANGES: Option<&str> =
    Some("the person consents, the first time and after each withdrawal");

/// What `revoke` changes at the provider.
pub(crate) const REVOKE_CHANGES: Option<&str> =
    Some("ends the session, and neither the consent nor the link");

/// What `logout` changes at the provider.
pub(crate) const LOGOUT_CHANGES: Option<&str> = Some("ends the session");

/// What `discovery` changes at the provider.
pub(crate) const DISCOVERY_CHANGES: Option<&str> = None;

/// What `certificates` changes at the provider.
pub(crate) const CERTIFICATES_CHANGES: Option<&str> = None;

/// What `userinfo` changes at the provider.
pub(crate) const USERINFO_CHANGES: Option<&str> = None;

/// What `introspection` changes at the provider.
pub(crate) const INTROSPECTION_CHANGES: Option<&str> = None;

/// What `profile` changes at the provider.
pub(crate) const PROFILE_CHANGES: Option<&str> = Some(
    "makes the link between person and partner, also one that was just revoked, and may send the first event",
);

/// What `tenant_logout` changes at the provider.
pub(crate) const TENANT_LOGOUT_CHANGES: Option<&str> =
    Some("ends all sessions of the person, and neither the consent nor the link");

/// What `tenant_logout_post` changes at the provider.
pub(crate) const TENANT_LOGOUT_POST_CHANGES: Option<&str> =
    Some("ends all sessions of the person, and neither the consent nor the link");

/// What `tenants` changes at the provider.
pub(crate) const TENANTS_CHANGES: Option<&str> = None;

/// What `tenant` changes at the provider.
pub(crate) const TENANT_CHANGES: Option<&str> = None;

/// What `document` changes at the provider.
pub(crate) const DOCUMENT_CHANGES: Option<&str> = None;

/// What `settings` changes at the provider.
pub(crate) const SETTINGS_CHANGES: Option<&str> = None;

/// What `settings_change` changes at the provider.
pub(crate) const SETTINGS_CHANGE_CHANGES: Option<&str> = Some("changes the settings");

/// What `older_tenants` changes at the provider.
pub(crate) const OLDER_TENANTS_CHANGES: Option<&str> = None;

/// Field of a request that holds `authorization_code`.
pub(crate) const AUTHORIZATION_CODE_FIELD: &str = "code";

/// Field of a request that holds `redirect_uri`.
pub(crate) const REDIRECT_URI_FIELD: &str = "redirect_uri";

/// Field of a request that holds `code_verifier`.
pub(crate) const CODE_VERIFIER_FIELD: &str = "code_verifier";

/// Field of a request that holds `client_id`.
pub(crate) const CLIENT_ID_FIELD: &str = "client_id";

/// Field of a request that holds `refresh_token`.
pub(crate) const REFRESH_TOKEN_FIELD: &str = "refresh_token";

/// Field of a request that holds `access_token`.
pub(crate) const ACCESS_TOKEN_FIELD: &str = "token";

/// Field of a request that holds `settings_email`.
pub(crate) const SETTINGS_EMAIL_FIELD: &str = "email";

/// Field of a request that holds `callback_url`.
pub(crate) const CALLBACK_URL_FIELD: &str = "callbackUrl";

/// Field of a request that holds `webhook_key`.
pub(crate) const WEBHOOK_KEY_FIELD: &str = "callbackApiKey";

/// `login_hint`: e-mail address, filled in on the login page; never; only for an address that is
/// verified (DossierFacile Connect integration guide; OpenID Connect Core).
///
/// Who signs in may be another.
pub(crate) const LOGIN_HINT_PARAMETER: &str = "login_hint";

/// `login_edit_disabled`: anything; the login page locks the e-mail field by it; never
/// (DossierFacile Connect integration guide; DossierFacile's theme for Keycloak).
///
/// Cosmetic: the page forgets it after a wrong password, and FranceConnect goes past it.
pub(crate) const LOGIN_EDIT_DISABLED_PARAMETER: &str = "login_edit_disabled";

/// `after`: date and time without a zone, exactly as it was answered; to go on from a page
/// (DossierFacile backend).
///
/// An offset is accepted and dropped. Rows of the same instant may be skipped, those without a date
/// come last: ask from a second before the greatest date and leave out what is known.
pub(crate) const AFTER_PARAMETER: &str = "after";

/// `limit`: number; 1000 without it; never (DossierFacile backend).
pub(crate) const PAGE_SIZE_PARAMETER: &str = "limit";

/// `includeDeleted`: `true` or `false`; `false` without it; never (DossierFacile backend).
pub(crate) const INCLUDE_DELETED_PARAMETER: &str = "includeDeleted";

/// `includeRevoked`: `true` or `false`; `false` without it; never (DossierFacile backend).
///
/// Only the latest withdrawal is told: no complete log.
pub(crate) const INCLUDE_REVOKED_PARAMETER: &str = "includeRevoked";

/// `orderBy`: `CREATION_DATE` or `LAST_UPDATE_DATE`; never (DossierFacile backend).
pub(crate) const ORDER_BY_PARAMETER: &str = "orderBy";

/// `WWW-Authenticate`: `Bearer` with `error` `insufficient_scope`; with a 403 for a missing scope,
/// never with a 401 (DossierFacile backend; RFC 6750).
pub(crate) const WWW_AUTHENTICATE_HEADER: &str = "WWW-Authenticate";

/// What `issuer` may receive from `service` (DossierFacile Connect integration guide; Keycloak).
///
/// The access token only to be asked about.
pub(crate) const SERVICE_ISSUER_SECRETS: &[SecretKind] = &[SecretKind::ClientSecret];

/// What `issuer` may receive from `user` (DossierFacile Connect integration guide; Keycloak).
///
/// The access token only to be asked about.
pub(crate) const USER_ISSUER_SECRETS: &[SecretKind] = &[
    SecretKind::ClientSecret,
    SecretKind::AuthorizationCode,
    SecretKind::CodeVerifier,
    SecretKind::RefreshToken,
];

/// What `api` may receive from `service` (DossierFacile Connect integration guide; DossierFacile
/// backend).
pub(crate) const SERVICE_API_SECRETS: &[SecretKind] =
    &[SecretKind::AccessToken, SecretKind::ApiKey];

/// What `api` may receive from `user` (DossierFacile Connect integration guide; DossierFacile
/// backend).
pub(crate) const USER_API_SECRETS: &[SecretKind] = &[SecretKind::AccessToken];

/// What `error` means; `*` ends a prefix.
pub(crate) const TOKEN_ERRORS: &[Refusal] = &[
    // The grant is expired, used or foreign, or its session is gone (Keycloak; RFC 6749).
    //
    // A wrong redirect URI or verifier says the same. The description tells which it is, in words that
    // may change.
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
    // The secret is wrong (Keycloak).
    Refusal {
        status: 401,
        code: "unauthorized_client",
        grants: &["authorization_code", "refresh_token", "client"],
        class: ErrorClass::Configuration("correct client_id and client_secret"),
    },
    // The client is unknown or disabled (Keycloak; RFC 6749).
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
    // The service access is closed (DossierFacile Connect integration guide; Keycloak).
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
    // The client may not have the scope (RFC 6749).
    Refusal {
        status: 400,
        code: "invalid_scope",
        grants: &["client"],
        class: ErrorClass::Configuration("ask DossierFacile which scopes the client may have"),
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
pub(crate) const NO_ENDPOINT: &[u16] = &[404, 405];

/// This machine's network address is not allowed for the client (DossierFacile's address
/// restriction for Keycloak).
///
/// `error` holds free text. A refresh is not looked at. What counts is the first address of
/// `X-Forwarded-For`.
pub(crate) const ADDRESS_REFUSED: &str = "invalid_client";

/// No network address is allowed for the client, or this machine's cannot be told (DossierFacile's
/// address restriction for Keycloak).
///
/// `error` holds free text.
pub(crate) const ADDRESS_UNKNOWN: &str = "NA";

/// What `error` means; `*` ends a prefix.
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
    // The request lacks something (Keycloak; RFC 6749).
    (
        "invalid_request",
        ErrorClass::Configuration(
            "check client_id and redirect_uri as registered with DossierFacile",
        ),
    ),
];

/// A token of the other scheme (DossierFacile backend).
///
/// `message` is `Access Denied`.
pub(crate) const OTHER_SCHEME: &str = "FORBIDDEN";

/// Requests of the limit `documents`: documents in a minute (DossierFacile backend).
///
/// The default of the code. The refusal is plain text and tells no end.
pub(crate) const DOCUMENTS_LIMIT_REQUESTS: u32 = 200;

/// Window of the limit `documents` (DossierFacile backend).
pub(crate) const DOCUMENTS_LIMIT_WINDOW: Duration = Duration::from_secs(60);

/// Requests of the limit `documents_of_a_day`: documents in a day (DossierFacile backend).
pub(crate) const DOCUMENTS_OF_A_DAY_LIMIT_REQUESTS: u32 = 20000;

/// Window of the limit `documents_of_a_day` (DossierFacile backend).
pub(crate) const DOCUMENTS_OF_A_DAY_LIMIT_WINDOW: Duration = Duration::from_secs(24 * 3600);

/// Calls of the user scheme (DossierFacile backend).
pub(crate) const USER_CALLS: &str = "/dfc/tenant/";

/// Calls of the service scheme (DossierFacile Connect integration guide; DossierFacile backend).
pub(crate) const SERVICE_CALLS: &str = "/dfc/api/";

/// Scope of the authorization request (DossierFacile Connect integration guide).
pub(crate) const SCOPE: &str = "openid";

/// Scope without which the API refuses (DossierFacile backend; assumed: the API refuses without the
/// scope and the guide asks for none: it must come with the client that DossierFacile clones).
///
/// It is asked for nowhere and must come with the client. The published development realm has none
/// of it.
pub(crate) const GRANTED_SCOPE: &str = "dfc";

/// Scope without which the API refuses documents to a service (DossierFacile backend).
pub(crate) const DOCUMENTS_SCOPE: &str = "dfc-documents";

/// Binds the ID token to the authorization request (OpenID Connect Core).
pub(crate) const NONCE: &str = "nonce";

/// Client that everybody may try in pre-production, from their own machine too; its secret is asked
/// for (DossierFacile Connect integration guide).
pub(crate) const TEST_CLIENT_ID: &str = "dfc-test-client";

/// The redirect URI of the test client (DossierFacile Connect integration guide).
pub(crate) const TEST_REDIRECT_URI: &str = "https://locataire-preprod.dossierfacile.fr";

/// How the identifiers of partners' clients begin (DossierFacile backend).
pub(crate) const CLIENT_PREFIX: &str = "dfconnect-";

/// How long a code is good in the development realm (DossierFacile's published development realm).
pub(crate) const CODE_LIFETIME: Duration = Duration::from_secs(60);

/// How long a refresh token lasts unused in the development realm where the scope `offline_access`
/// is granted (DossierFacile's published development realm).
///
/// Whether partners may ask for it is not known.
pub(crate) const OFFLINE_IDLE: Duration = Duration::from_secs(30 * 24 * 3600);

/// `alg` of access and ID tokens (Keycloak).
pub(crate) const SIGNATURE_ALGORITHM: &str = "RS256";

/// Claims of a service's token that name the partner: today's, and the older one (DossierFacile
/// backend).
pub(crate) const SERVICE_TOKEN_CLAIMS: &[&str] = &["client_id", "clientId"];

/// Claims of a person's token that the API reads: the partner's client, and the scopes as words
/// (DossierFacile backend; RFC 6750).
pub(crate) const USER_TOKEN_CLAIMS: &[&str] = &["azp", "scope"];

/// What `error_description` of an `invalid_grant` has been seen to say (Keycloak).
///
/// For people: nothing should be concluded from it.
pub(crate) const GRANT_REFUSALS: &[&str] = &[
    "Code not valid",
    "Incorrect redirect_uri",
    "PKCE verification failed",
    "Session not active",
    "Token is not active",
    "Session doesn't have required client",
    "Stale token",
    "Offline user session not found",
    "Offline session not active",
    "Unmatching clients",
    "Invalid refresh token",
    "Refresh token issued before the user session started",
    "Maximum allowed refresh token reuse exceeded",
    "User disabled",
];

/// What `error_description` says when the consent is gone (Keycloak).
pub(crate) const CONSENT_REFUSAL: &str = "Client no longer has requested consent from user";

/// What `error_description` says of a wrong secret or an unknown client (Keycloak).
pub(crate) const CLIENT_REFUSAL: &str = "Invalid client or Invalid client credentials";

/// What `error_description` says where the service access is closed (Keycloak).
pub(crate) const SERVICE_REFUSAL: &str = "Client not enabled to retrieve service account";

/// What `error` says of a network address that is not allowed (DossierFacile's address restriction
/// for Keycloak).
pub(crate) const ADDRESS_REFUSAL: &str = "Access denied from IpWhitelistExecutor";

/// Members of the profile (DossierFacile Connect integration guide; DossierFacile backend).
pub(crate) const PROFILE_MEMBERS: &[&str] = &["connectedTenantId", "apartmentSharing"];

/// Members of `apartmentSharing`; only `id` and `tenants` are always there (DossierFacile Connect
/// integration guide; DossierFacile backend).
///
/// `token` and `tokenPublic` open the file: keep them out of logs.
pub(crate) const FILE_MEMBERS: &[&str] = &[
    "id",
    "applicationType",
    "status",
    "token",
    "tokenPublic",
    "dossierUrl",
    "dossierPdfUrl",
    "tenants",
];

/// Members of a person of a file (DossierFacile Connect integration guide; DossierFacile backend).
///
/// `ownerType` comes in events. `name` of a document is a URL, its `documentAnalysisReport` a hint
/// and often missing.
pub(crate) const TENANT_MEMBERS: &[&str] = &[
    "id",
    "firstName",
    "lastName",
    "preferredName",
    "zipCode",
    "abroad",
    "email",
    "tenantType",
    "status",
    "honorDeclaration",
    "lastUpdateDate",
    "creationDateTime",
    "clarification",
    "documents",
    "guarantors",
    "franceConnect",
    "ownerType",
];

/// Members of an entry of the list of people (DossierFacile backend).
pub(crate) const LISTED_MEMBERS: &[&str] = &[
    "id",
    "apartmentSharingId",
    "lastUpdateDate",
    "creationDate",
    "deletionDate",
    "revocationDate",
];

/// Members of an event (DossierFacile backend).
///
/// `lastUpdateDate` is written as `2026-11-22T14:00:00.000000`.
pub(crate) const EVENT_MEMBERS: &[&str] = &[
    "id",
    "applicationType",
    "partnerCallBackType",
    "onTenantId",
    "dossierUrl",
    "dossierPdfUrl",
    "dossierPdfDocumentStatus",
    "status",
    "tenants",
    "lastUpdateDate",
];

/// Answers to a webhook that count as received (DossierFacile backend).
pub(crate) const ACCEPTED_STATUSES: &[u16] = &[200, 202, 204];

/// Header of the webhook `partner`: the key that the partner set; not sent at all if none is set:
/// refuse what comes without (DossierFacile Connect integration guide; DossierFacile backend;
/// assumed: a key that is always the same, which proves nothing of a body).
pub(crate) const PARTNER_WEBHOOK_HEADER: &str = "x-api-key";

/// Type of an event of the webhook `partner`, at `partnerCallBackType` (DossierFacile Connect
/// integration guide; DossierFacile backend; assumed: a key that is always the same, which proves
/// nothing of a body).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PartnerEvent {
    /// The file is complete (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "CREATED_ACCOUNT")]
    CreatedAccount,
    /// The file was validated (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "VERIFIED_ACCOUNT")]
    VerifiedAccount,
    /// The file was declined (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "DENIED_ACCOUNT")]
    DeniedAccount,
    /// The file was archived (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "ARCHIVED_ACCOUNT")]
    ArchivedAccount,
    /// The file is back (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "RETURNED_ACCOUNT")]
    ReturnedAccount,
    /// A person left the common file; not documented (DossierFacile backend).
    #[serde(rename = "DISSOCIATED_ACCOUNT")]
    DissociatedAccount,
    /// The account became part of another (DossierFacile Connect integration guide; DossierFacile
    /// backend).
    #[serde(rename = "MERGED_ACCOUNT")]
    MergedAccount,
    /// The account was deleted (DossierFacile Connect integration guide; DossierFacile backend).
    #[serde(rename = "DELETED_ACCOUNT")]
    DeletedAccount,
    /// The person withdrew the access: end the tokens, and make no profile call (DossierFacile Connect
    /// integration guide; DossierFacile backend).
    ///
    /// With `onTenantId` and nothing else. It is sent before the withdrawal holds.
    #[serde(rename = "ACCESS_REVOKED")]
    AccessRevoked,
    /// The file is complete, for partners that opt in (`partner-completed-optin.md`, the page for
    /// partners that opt in).
    ///
    /// It may be the very first.
    #[serde(rename = "COMPLETED_ACCOUNT")]
    CompletedAccount,
    /// Announced by the guide, sent by no code (DossierFacile Connect integration guide).
    #[serde(rename = "APPLICATION_TYPE_CHANGED")]
    ApplicationTypeChanged,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What events of the webhook `partner` do to a connection, where they do anything (DossierFacile
/// Connect integration guide; DossierFacile backend; assumed: a key that is always the same, which
/// proves nothing of a body).
pub(crate) const PARTNER_EVENT_EFFECTS: &[(PartnerEvent, Effect)] = &[
    (PartnerEvent::MergedAccount, Effect::Moved),
    (PartnerEvent::DeletedAccount, Effect::Erased),
    (PartnerEvent::AccessRevoked, Effect::Revoked),
];

/// What is wrong with a token, at `error` of `WWW-Authenticate`, or of the body at the userinfo
/// endpoint (DossierFacile backend; Keycloak; RFC 6750).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum BearerError {
    /// It is no longer accepted.
    #[serde(rename = "invalid_token")]
    InvalidToken,
    /// It lacks a scope.
    #[serde(rename = "insufficient_scope")]
    InsufficientScope,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How far a file is, at `status` (DossierFacile backend; `partner-completed-optin.md`, the page
/// for partners that opt in).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FileStatus {
    /// It lacks something.
    #[serde(rename = "INCOMPLETE")]
    Incomplete,
    /// It waits for an operator.
    #[serde(rename = "TO_PROCESS")]
    ToProcess,
    /// It was checked and accepted: the only one that means verified.
    #[serde(rename = "VALIDATED")]
    Validated,
    /// It was sent back to the person.
    #[serde(rename = "DECLINED")]
    Declined,
    /// It was archived.
    #[serde(rename = "ARCHIVED")]
    Archived,
    /// It is complete, for partners that opt in.
    #[serde(rename = "COMPLETED")]
    Completed,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// Who applies together, at `applicationType` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ApplicationType {
    /// One person.
    #[serde(rename = "ALONE")]
    Alone,
    /// Two who live together.
    #[serde(rename = "COUPLE")]
    Couple,
    /// Several who share.
    #[serde(rename = "GROUP")]
    Group,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How a person came to a file, at `tenantType` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TenantType {
    /// Began it.
    #[serde(rename = "CREATE")]
    Create,
    /// Was invited to it.
    #[serde(rename = "JOIN")]
    Join,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What a guarantor is, at `typeGuarantor` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum GuarantorType {
    /// A person.
    #[serde(rename = "NATURAL_PERSON")]
    NaturalPerson,
    /// A company or an association.
    #[serde(rename = "LEGAL_PERSON")]
    LegalPerson,
    /// A body that guarantees rents.
    #[serde(rename = "ORGANISM")]
    Organism,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What a document is for, at `documentCategory` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DocumentCategory {
    /// Who the person is.
    #[serde(rename = "IDENTIFICATION")]
    Identification,
    /// Where the person lives now.
    #[serde(rename = "RESIDENCY")]
    Residency,
    /// What the person does for a living.
    #[serde(rename = "PROFESSIONAL")]
    Professional,
    /// What the person earns.
    #[serde(rename = "FINANCIAL")]
    Financial,
    /// What the person was taxed for.
    #[serde(rename = "TAX")]
    Tax,
    /// What the company or association is.
    #[serde(rename = "IDENTIFICATION_LEGAL_PERSON")]
    IdentificationLegalPerson,
    /// That a body guarantees the rents.
    #[serde(rename = "GUARANTEE_PROVIDER_CERTIFICATE")]
    GuaranteeProviderCertificate,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How far a document is, at `documentStatus` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DocumentStatus {
    /// It waits for an operator.
    #[serde(rename = "TO_PROCESS")]
    ToProcess,
    /// An operator accepted it.
    #[serde(rename = "VALIDATED")]
    Validated,
    /// An operator sent it back.
    #[serde(rename = "DECLINED")]
    Declined,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What a machine made of a document, at `analysisStatus` (DossierFacile Connect integration guide;
/// DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AnalysisStatus {
    /// It found nothing wrong.
    #[serde(rename = "CHECKED")]
    Checked,
    /// It found something wrong.
    #[serde(rename = "DENIED")]
    Denied,
    /// It cannot tell.
    #[serde(rename = "UNDEFINED")]
    Undefined,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How much a rule of the analysis weighs, at `level` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum RuleLevel {
    /// Little.
    #[serde(rename = "INFO")]
    Info,
    /// Something.
    #[serde(rename = "WARN")]
    Warn,
    /// Much.
    #[serde(rename = "CRITICAL")]
    Critical,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How far the PDF of the whole file is, at `dossierPdfDocumentStatus` of an event (DossierFacile
/// backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PdfStatus {
    /// There is none.
    #[serde(rename = "NONE")]
    None,
    /// It is being made.
    #[serde(rename = "IN_PROGRESS")]
    InProgress,
    /// It is there.
    #[serde(rename = "COMPLETED")]
    Completed,
    /// It could not be made.
    #[serde(rename = "FAILED")]
    Failed,
    /// It was deleted.
    #[serde(rename = "DELETED")]
    Deleted,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What the older list is ordered by, at `orderBy` (DossierFacile backend).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ListOrder {
    /// When it was made.
    #[serde(rename = "CREATION_DATE")]
    CreationDate,
    /// When it last changed.
    #[serde(rename = "LAST_UPDATE_DATE")]
    LastUpdateDate,
    /// Any other text, as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// Environment variables.
pub(crate) mod variable {
    /// Identifier of the client (DossierFacile Connect integration guide; DossierFacile backend; RFC
    /// 6749).
    ///
    /// It is the partner's name in the API.
    pub(crate) const CLIENT_ID: &str = "DOSSIERFACILE_CLIENT_ID";

    /// Secret of the client (DossierFacile Connect integration guide; RFC 6749).
    ///
    /// Never shown to those who sign in.
    pub(crate) const CLIENT_SECRET: &str = "DOSSIERFACILE_CLIENT_SECRET";

    /// Where people come back to; leave it out to connect as a service (DossierFacile Connect
    /// integration guide).
    ///
    /// Sent by mail with the request for a client; none on this machine but for the test client.
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
