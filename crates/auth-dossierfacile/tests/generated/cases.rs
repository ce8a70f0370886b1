//! What DossierFacile Connect's schemes are, what it refuses, and what each refusal means. Written by `cargo xtask codegen` from `provider.toml`.

use auth_core::{
    Renewal, Replay,
    testing::conformance::{Carried, Class, Described, DescribedCall, Form, On, Refusal},
};

/// Every scheme as it is described; each has a conformance case.
pub(crate) const SCHEMES: [Described; 2] = [
    Described {
        id: "service",
        renewal: Renewal::SignIn,
        replay: Some(Replay::Safe),
        overlap: Some(true),
        session: None,
        unknown_age: None,
        carries: &[Carried {
            name: "authorization",
            form: Form::Bearer,
            optional: false,
        }],
    },
    Described {
        id: "user",
        renewal: Renewal::RefreshToken,
        replay: Some(Replay::Never),
        overlap: Some(true),
        session: None,
        unknown_age: None,
        carries: &[Carried {
            name: "authorization",
            form: Form::Bearer,
            optional: false,
        }],
    },
];

/// Every API call of which it is said what it changes.
#[allow(dead_code, reason = "whoever has no typed call has none to compare")]
pub(crate) const CALLS: &[DescribedCall] = &[
    DescribedCall {
        id: "authorization",
        method: "GET",
        changes: Some("the person consents, the first time and after each withdrawal"),
        needs_credential: false,
        repeatable: None,
    },
    DescribedCall {
        id: "revoke",
        method: "POST",
        changes: Some("ends the session, and neither the consent nor the link"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "logout",
        method: "POST",
        changes: Some("ends the session"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "discovery",
        method: "GET",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "certificates",
        method: "GET",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "userinfo",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "introspection",
        method: "POST",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "profile",
        method: "GET",
        changes: Some(
            "makes the link between person and partner, also one that was just revoked, and may send the first event",
        ),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "tenant_logout",
        method: "GET",
        changes: Some("ends all sessions of the person, and neither the consent nor the link"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "tenant_logout_post",
        method: "POST",
        changes: Some("ends all sessions of the person, and neither the consent nor the link"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "tenants",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "tenant",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "document",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "settings",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "settings_change",
        method: "PATCH",
        changes: Some("changes the settings"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "older_tenants",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
];

/// Every refusal of a call or a token request.
pub(crate) const REFUSALS: &[Refusal] = &[
    // The grant is expired, used or foreign, or its session is gone
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token"],
        status: 400,
        member: Some("error"),
        code: Some("invalid_grant"),
        class: Class::SignIn,
    },
    // The person withdrew the consent
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token"],
        status: 400,
        member: Some("error"),
        code: Some("invalid_scope"),
        class: Class::Consent,
    },
    // The secret is wrong
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 401,
        member: Some("error"),
        code: Some("unauthorized_client"),
        class: Class::Configuration,
    },
    // The client is unknown or disabled
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 401,
        member: Some("error"),
        code: Some("invalid_client"),
        class: Class::Configuration,
    },
    // The same from an older Keycloak
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 400,
        member: Some("error"),
        code: Some("invalid_client"),
        class: Class::Configuration,
    },
    // The service access is closed
    Refusal {
        on: On::Token,
        grants: &["client"],
        status: 400,
        member: Some("error"),
        code: Some("unauthorized_client"),
        class: Class::Configuration,
    },
    // The client may not use the grant
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token"],
        status: 400,
        member: Some("error"),
        code: Some("unauthorized_client"),
        class: Class::Configuration,
    },
    // The client may not have the scope
    Refusal {
        on: On::Token,
        grants: &["client"],
        status: 400,
        member: Some("error"),
        code: Some("invalid_scope"),
        class: Class::Configuration,
    },
    // The realm does not know the grant
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 400,
        member: Some("error"),
        code: Some("unsupported_grant_type"),
        class: Class::Configuration,
    },
    // The request lacks something
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 400,
        member: Some("error"),
        code: Some("invalid_request"),
        class: Class::Configuration,
    },
    // The realm wants TLS and does not see it behind its proxy
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "refresh_token", "client"],
        status: 403,
        member: Some("error"),
        code: Some("invalid_request"),
        class: Class::Configuration,
    },
    // There is no token endpoint: the path of the issuer is wrong
    Refusal {
        on: On::Token,
        grants: &[],
        status: 404,
        member: None,
        code: None,
        class: Class::Configuration,
    },
    // There is no token endpoint: the path of the issuer is wrong
    Refusal {
        on: On::Token,
        grants: &[],
        status: 405,
        member: None,
        code: None,
        class: Class::Configuration,
    },
    // This machine's network address is not allowed for the client
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "client"],
        status: 403,
        member: Some("error_description"),
        code: Some("invalid_client"),
        class: Class::Configuration,
    },
    // No network address is allowed for the client, or this machine's cannot be told
    Refusal {
        on: On::Token,
        grants: &["authorization_code", "client"],
        status: 400,
        member: Some("error_description"),
        code: Some("NA"),
        class: Class::Configuration,
    },
    // The authorization server or what stands before it fails
    Refusal {
        on: On::Token,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // The authorization server or what stands before it fails
    Refusal {
        on: On::Token,
        grants: &[],
        status: 502,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // The authorization server or what stands before it fails
    Refusal {
        on: On::Token,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // The authorization server or what stands before it fails
    Refusal {
        on: On::Token,
        grants: &[],
        status: 504,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A token that is no longer accepted, or none; neither a body nor a `WWW-Authenticate` comes along
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: None,
        code: None,
        class: Class::Renew,
    },
    // A token of the other scheme
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("status"),
        code: Some("FORBIDDEN"),
        class: Class::Forbidden,
    },
    // A missing scope: an empty body, and `WWW-Authenticate` says so
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: None,
        code: None,
        class: Class::Forbidden,
    },
    // The person is not linked to the partner, or not any more: an empty body
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: None,
        code: None,
        class: Class::Forbidden,
    },
    // The person is unknown or deleted, with an empty body; or the partner has no settings, in plain
    // text
    Refusal {
        on: On::Call,
        grants: &[],
        status: 404,
        member: None,
        code: None,
        class: Class::Business,
    },
    // The request cannot be read, such as a wrong `after`: `errors` as a list, with or without `status`
    // and `message`, or plain text
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: None,
        code: None,
        class: Class::Request,
    },
    // The settings were changed at the same time, in plain text
    Refusal {
        on: On::Call,
        grants: &[],
        status: 409,
        member: None,
        code: None,
        class: Class::Business,
    },
    // Too many documents, in plain text and without `Retry-After`
    Refusal {
        on: On::Call,
        grants: &[],
        status: 429,
        member: None,
        code: None,
        class: Class::RateLimited,
    },
    // The API fails, in plain text
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
];
