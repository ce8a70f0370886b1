//! What the imitation of DossierFacile Connect takes from its description.
//!
//! Written by `cargo xtask codegen` from `provider.toml`: edit that.
#![allow(
    clippy::unreadable_literal,
    dead_code,
    unused_imports,
    reason = "a description is whole, an imitation takes from it what it needs"
)]

use crate::description::{
    Answer, Description, Encoding, Expiry, Field, Form, Format, Header, How, Input, Kind, Of, On,
    Refusal, Renewal, Role, Route, Scheme, Scope,
};

pub(crate) const DESCRIPTION: Description = Description {
    id: "dossierfacile",
    name: "DossierFacile Connect",
    bases: &["issuer", "api"],
    inputs: &[
        Input {
            id: "client_id",
            secret: false,
            scope: Scope::Application,
            example: Some("dfconnect-partenaire"),
        },
        Input {
            id: "client_secret",
            secret: true,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "redirect_uri",
            secret: false,
            scope: Scope::Application,
            example: Some("https://partenaire.example/retour"),
        },
        Input {
            id: "environment",
            secret: false,
            scope: Scope::Application,
            example: Some("preproduction"),
        },
        Input {
            id: "issuer",
            secret: false,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "api_url",
            secret: false,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "webhook_key",
            secret: true,
            scope: Scope::Application,
            example: None,
        },
    ],
    schemes: &[
        Scheme {
            id: "service",
            kind: Kind::ClientCredentials,
            base: "api",
            carries: &[Header {
                name: "Authorization",
                form: Form::Bearer,
                of: &["access_token"],
                optional: false,
            }],
            expiry: Expiry {
                member: Some("expires_in"),
                format: Format::Seconds,
                zone: None,
                lifetime: Some(300),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::SignIn,
                rotates: false,
                session: None,
            },
            steps: &[SERVICE_TOKEN],
        },
        Scheme {
            id: "user",
            kind: Kind::AuthorizationCode,
            base: "api",
            carries: &[Header {
                name: "Authorization",
                form: Form::Bearer,
                of: &["access_token"],
                optional: false,
            }],
            expiry: Expiry {
                member: Some("expires_in"),
                format: Format::Seconds,
                zone: None,
                lifetime: Some(300),
                refresh_member: Some("refresh_expires_in"),
            },
            renewal: Renewal {
                how: How::RefreshToken,
                rotates: true,
                session: Some(36000),
            },
            steps: &[AUTHORIZATION, TOKEN, REFRESH, REVOKE, LOGOUT],
        },
    ],
    calls: &[
        DISCOVERY,
        CERTIFICATES,
        USERINFO,
        INTROSPECTION,
        PROFILE,
        TENANT_LOGOUT,
        TENANT_LOGOUT_POST,
        TENANTS,
        TENANT,
        DOCUMENT,
        SETTINGS,
        SETTINGS_CHANGE,
        OLDER_TENANTS,
    ],
    refusals: &[
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "invalid_grant",
        },
        Refusal {
            class: "consent",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "invalid_scope",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 401,
            code: "unauthorized_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 401,
            code: "invalid_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "invalid_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "unauthorized_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "unauthorized_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "invalid_scope",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "unsupported_grant_type",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 400,
            code: "invalid_request",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error"),
            status: 403,
            code: "invalid_request",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: None,
            status: 404,
            code: "",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: None,
            status: 405,
            code: "",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error_description"),
            status: 403,
            code: "invalid_client",
        },
        Refusal {
            class: "configuration",
            on: On::Token,
            member: Some("error_description"),
            status: 400,
            code: "NA",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 500,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 502,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 503,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 504,
            code: "",
        },
        Refusal {
            class: "consent",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "access_denied",
        },
        Refusal {
            class: "consent",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "consent_required",
        },
        Refusal {
            class: "sign_in",
            on: On::Callback,
            member: Some("error"),
            status: 401,
            code: "login_required",
        },
        Refusal {
            class: "sign_in",
            on: On::Callback,
            member: Some("error"),
            status: 401,
            code: "interaction_required",
        },
        Refusal {
            class: "sign_in",
            on: On::Callback,
            member: Some("error"),
            status: 401,
            code: "account_selection_required",
        },
        Refusal {
            class: "unavailable",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "temporarily_unavailable",
        },
        Refusal {
            class: "unavailable",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "server_error",
        },
        Refusal {
            class: "configuration",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "invalid_scope",
        },
        Refusal {
            class: "configuration",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "unauthorized_client",
        },
        Refusal {
            class: "configuration",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "unsupported_response_type",
        },
        Refusal {
            class: "configuration",
            on: On::Callback,
            member: Some("error"),
            status: 400,
            code: "invalid_request",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("status"),
            status: 403,
            code: "FORBIDDEN",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 404,
            code: "",
        },
        Refusal {
            class: "request",
            on: On::Call,
            member: None,
            status: 400,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 409,
            code: "",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: None,
            status: 429,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 500,
            code: "",
        },
    ],
};

/// Obtains a token for the partner.
pub(crate) const SERVICE_TOKEN: Route = Route {
    id: "service_token",
    role: Role::Obtain,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/token",
    encoding: Encoding::Form,
    fields: &[Field {
        name: "grant_type",
        of: Of::Text("client_credentials"),
        optional: false,
    }],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: None,
        sample: Some(
            "{\"expires_in\":300,\"refresh_expires_in\":0,\"token_type\":\"Bearer\",\"not-before-policy\":0,\"scope\":\"dfc\"}",
        ),
    },
};

/// Authorization endpoint below the issuer.
pub(crate) const AUTHORIZATION: Route = Route {
    id: "authorization",
    role: Role::Authorize,
    method: "GET",
    base: "issuer",
    public: true,
    schemes: &[],
    path: "/protocol/openid-connect/auth",
    encoding: Encoding::None,
    fields: &[],
    query: &[
        Field {
            name: "response_type",
            of: Of::Text("code"),
            optional: false,
        },
        Field {
            name: "client_id",
            of: Of::Id("client_id"),
            optional: false,
        },
        Field {
            name: "redirect_uri",
            of: Of::Id("redirect_uri"),
            optional: false,
        },
        Field {
            name: "scope",
            of: Of::Text("openid"),
            optional: false,
        },
        Field {
            name: "state",
            of: Of::Id("state"),
            optional: false,
        },
        Field {
            name: "nonce",
            of: Of::Id("nonce"),
            optional: false,
        },
        Field {
            name: "code_challenge",
            of: Of::Id("code_challenge"),
            optional: false,
        },
        Field {
            name: "code_challenge_method",
            of: Of::Text("S256"),
            optional: false,
        },
        Field {
            name: "login_hint",
            of: Of::Id("login_hint"),
            optional: true,
        },
        Field {
            name: "login_edit_disabled",
            of: Of::Id("login_edit_disabled"),
            optional: true,
        },
    ],
    headers: &[],
    answer: Answer {
        status: 302,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Token endpoint below the issuer.
pub(crate) const TOKEN: Route = Route {
    id: "token",
    role: Role::Obtain,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/token",
    encoding: Encoding::Form,
    fields: &[
        Field {
            name: "grant_type",
            of: Of::Text("authorization_code"),
            optional: false,
        },
        Field {
            name: "code",
            of: Of::Id("authorization_code"),
            optional: false,
        },
        Field {
            name: "redirect_uri",
            of: Of::Id("redirect_uri"),
            optional: false,
        },
        Field {
            name: "code_verifier",
            of: Of::Id("code_verifier"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: Some("refresh_token"),
        sample: Some(
            "{\"expires_in\":300,\"refresh_expires_in\":1800,\"token_type\":\"Bearer\",\"not-before-policy\":0,\"session_state\":\"5f1d6f4e-7f0b-4a55-8a0c-5a1d6f0f9b1e\",\"scope\":\"openid dfc\"}",
        ),
    },
};

/// Trades a refresh token for the next tokens.
pub(crate) const REFRESH: Route = Route {
    id: "refresh",
    role: Role::Renew,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/token",
    encoding: Encoding::Form,
    fields: &[
        Field {
            name: "grant_type",
            of: Of::Text("refresh_token"),
            optional: false,
        },
        Field {
            name: "client_id",
            of: Of::Id("client_id"),
            optional: false,
        },
        Field {
            name: "refresh_token",
            of: Of::Id("refresh_token"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: Some("refresh_token"),
        sample: Some(
            "{\"expires_in\":300,\"refresh_expires_in\":1800,\"token_type\":\"Bearer\",\"not-before-policy\":0,\"session_state\":\"5f1d6f4e-7f0b-4a55-8a0c-5a1d6f0f9b1e\",\"scope\":\"openid dfc\"}",
        ),
    },
};

/// Ends a refresh token.
pub(crate) const REVOKE: Route = Route {
    id: "revoke",
    role: Role::Revoke,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/revoke",
    encoding: Encoding::Form,
    fields: &[
        Field {
            name: "token",
            of: Of::Id("refresh_token"),
            optional: false,
        },
        Field {
            name: "token_type_hint",
            of: Of::Text("refresh_token"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Ends the session of a refresh token.
pub(crate) const LOGOUT: Route = Route {
    id: "logout",
    role: Role::Revoke,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/logout",
    encoding: Encoding::Form,
    fields: &[
        Field {
            name: "client_id",
            of: Of::Id("client_id"),
            optional: false,
        },
        Field {
            name: "refresh_token",
            of: Of::Id("refresh_token"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 204,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Metadata below the issuer.
pub(crate) const DISCOVERY: Route = Route {
    id: "discovery",
    role: Role::Call,
    method: "GET",
    base: "issuer",
    public: true,
    schemes: &[],
    path: "/.well-known/openid-configuration",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"issuer\":\"https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile\",\"authorization_endpoint\":\"https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile/protocol/openid-connect/auth\",\"token_endpoint\":\"https://sso-preprod.dossierfacile.fr/auth/realms/dossier-facile/protocol/openid-connect/token\",\"authorization_response_iss_parameter_supported\":true}",
        ),
    },
};

/// The keys that tokens are signed with.
pub(crate) const CERTIFICATES: Route = Route {
    id: "certificates",
    role: Role::Call,
    method: "GET",
    base: "issuer",
    public: true,
    schemes: &[],
    path: "/protocol/openid-connect/certs",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{\"keys\":[]}"),
    },
};

/// Claims about the person who signed in.
pub(crate) const USERINFO: Route = Route {
    id: "userinfo",
    role: Role::Call,
    method: "GET",
    base: "issuer",
    public: false,
    schemes: &["user"],
    path: "/protocol/openid-connect/userinfo",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"sub\":\"7f2c1a6e-4d5b-4b37-9d1c-0a8f2e6b5c41\",\"email\":\"locataire@partenaire.example\"}",
        ),
    },
};

/// Tells whether a token is good.
pub(crate) const INTROSPECTION: Route = Route {
    id: "introspection",
    role: Role::Call,
    method: "POST",
    base: "issuer",
    public: false,
    schemes: &[],
    path: "/protocol/openid-connect/token/introspect",
    encoding: Encoding::Form,
    fields: &[Field {
        name: "token",
        of: Of::Id("access_token"),
        optional: false,
    }],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Basic,
        of: &["client_id", "client_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{\"active\":true}"),
    },
};

/// Shares a person's file with the partner and reads it.
pub(crate) const PROFILE: Route = Route {
    id: "profile",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["user"],
    path: "/dfc/tenant/profile",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"connectedTenantId\":4711,\"apartmentSharing\":{\"id\":815,\"applicationType\":\"ALONE\",\"status\":\"VALIDATED\",\"dossierUrl\":\"https://locataire-preprod.dossierfacile.fr/file/exemple\",\"tenants\":[{\"id\":4711,\"firstName\":\"Camille\",\"lastName\":\"Exemple\",\"email\":\"locataire@partenaire.example\",\"tenantType\":\"CREATE\",\"status\":\"VALIDATED\",\"honorDeclaration\":true,\"lastUpdateDate\":\"2026-11-22T14:00:00.000000\",\"documents\":[],\"guarantors\":[],\"franceConnect\":false}]}}",
        ),
    },
};

/// Signs a person out of DossierFacile.
pub(crate) const TENANT_LOGOUT: Route = Route {
    id: "tenant_logout",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["user"],
    path: "/dfc/tenant/logout",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// The same by the other method.
pub(crate) const TENANT_LOGOUT_POST: Route = Route {
    id: "tenant_logout_post",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &["user"],
    path: "/dfc/tenant/logout",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Lists the people who are linked to the partner.
pub(crate) const TENANTS: Route = Route {
    id: "tenants",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/dfc/api/v1/tenants",
    encoding: Encoding::None,
    fields: &[],
    query: &[
        Field {
            name: "after",
            of: Of::Id("after"),
            optional: true,
        },
        Field {
            name: "limit",
            of: Of::Id("page_size"),
            optional: true,
        },
        Field {
            name: "includeDeleted",
            of: Of::Id("include_deleted"),
            optional: true,
        },
        Field {
            name: "includeRevoked",
            of: Of::Id("include_revoked"),
            optional: true,
        },
    ],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"data\":[{\"id\":4711,\"apartmentSharingId\":815,\"lastUpdateDate\":\"2026-11-22T14:00:00.000000\",\"creationDate\":\"2026-11-20T09:30:00.000000\"}],\"metadata\":{\"limit\":1000,\"resultCount\":1,\"nextLink\":\"/dfc/api/v1/tenants?after=2026-11-22T14:00:00.000000&limit=1000&includeDeleted=false&includeRevoked=false\"}}",
        ),
    },
};

/// Reads the file of a person who is linked.
pub(crate) const TENANT: Route = Route {
    id: "tenant",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/dfc/api/v1/tenants/{tenant_id}",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"connectedTenantId\":4711,\"apartmentSharing\":{\"id\":815,\"applicationType\":\"ALONE\",\"status\":\"VALIDATED\",\"tenants\":[{\"id\":4711,\"firstName\":\"Camille\",\"lastName\":\"Exemple\",\"status\":\"VALIDATED\",\"documents\":[],\"guarantors\":[]}]}}",
        ),
    },
};

/// Reads a document of a file.
pub(crate) const DOCUMENT: Route = Route {
    id: "document",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/dfc/api/v1/tenants/{tenant_id}/documents/{document_token}",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// The partner's own settings.
pub(crate) const SETTINGS: Route = Route {
    id: "settings",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/dfc/api/v1/settings",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"name\":\"dfconnect-partenaire\",\"email\":\"technique@partenaire.example\",\"callbackUrl\":\"https://partenaire.example/webhook\",\"callbackApiKey\":\"webhook-key\"}",
        ),
    },
};

/// Changes the partner's own settings.
pub(crate) const SETTINGS_CHANGE: Route = Route {
    id: "settings_change",
    role: Role::Call,
    method: "PATCH",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/dfc/api/v1/settings",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("settings_email"),
            optional: true,
        },
        Field {
            name: "callbackUrl",
            of: Of::Id("callback_url"),
            optional: true,
        },
        Field {
            name: "callbackApiKey",
            of: Of::Id("webhook_key"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"name\":\"dfconnect-partenaire\",\"email\":\"technique@partenaire.example\",\"callbackUrl\":\"https://partenaire.example/webhook\",\"callbackApiKey\":\"webhook-key\"}",
        ),
    },
};

/// The list of an older product.
pub(crate) const OLDER_TENANTS: Route = Route {
    id: "older_tenants",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["service"],
    path: "/api-partner/tenant",
    encoding: Encoding::None,
    fields: &[],
    query: &[Field {
        name: "orderBy",
        of: Of::Id("order_by"),
        optional: true,
    }],
    headers: &[Header {
        name: "Authorization",
        form: Form::Bearer,
        of: &["access_token"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[]"),
    },
};

/// Names of headers.
pub(crate) mod header {
    pub(crate) const WWW_AUTHENTICATE: &str = "www-authenticate";
    pub(crate) const PARTNER_WEBHOOK_HEADER: &str = "x-api-key";
}

/// Codes of refusals.
pub(crate) mod code {
    pub(crate) const INVALID_GRANT: &str = "invalid_grant";
    pub(crate) const INVALID_SCOPE: &str = "invalid_scope";
    pub(crate) const UNAUTHORIZED_CLIENT: &str = "unauthorized_client";
    pub(crate) const INVALID_CLIENT: &str = "invalid_client";
    pub(crate) const UNSUPPORTED_GRANT_TYPE: &str = "unsupported_grant_type";
    pub(crate) const INVALID_REQUEST: &str = "invalid_request";
    pub(crate) const NA: &str = "NA";
    pub(crate) const ACCESS_DENIED: &str = "access_denied";
    pub(crate) const CONSENT_REQUIRED: &str = "consent_required";
    pub(crate) const LOGIN_REQUIRED: &str = "login_required";
    pub(crate) const INTERACTION_REQUIRED: &str = "interaction_required";
    pub(crate) const ACCOUNT_SELECTION_REQUIRED: &str = "account_selection_required";
    pub(crate) const TEMPORARILY_UNAVAILABLE: &str = "temporarily_unavailable";
    pub(crate) const SERVER_ERROR: &str = "server_error";
    pub(crate) const UNSUPPORTED_RESPONSE_TYPE: &str = "unsupported_response_type";
    pub(crate) const FORBIDDEN: &str = "FORBIDDEN";
}

/// Words of members and types of events.
pub(crate) mod word {
    pub(crate) const INVALID_TOKEN: &str = "invalid_token";
    pub(crate) const INSUFFICIENT_SCOPE: &str = "insufficient_scope";
    pub(crate) const INCOMPLETE: &str = "INCOMPLETE";
    pub(crate) const TO_PROCESS: &str = "TO_PROCESS";
    pub(crate) const VALIDATED: &str = "VALIDATED";
    pub(crate) const DECLINED: &str = "DECLINED";
    pub(crate) const ARCHIVED: &str = "ARCHIVED";
    pub(crate) const COMPLETED: &str = "COMPLETED";
    pub(crate) const ALONE: &str = "ALONE";
    pub(crate) const COUPLE: &str = "COUPLE";
    pub(crate) const GROUP: &str = "GROUP";
    pub(crate) const CREATE: &str = "CREATE";
    pub(crate) const JOIN: &str = "JOIN";
    pub(crate) const NATURAL_PERSON: &str = "NATURAL_PERSON";
    pub(crate) const LEGAL_PERSON: &str = "LEGAL_PERSON";
    pub(crate) const ORGANISM: &str = "ORGANISM";
    pub(crate) const IDENTIFICATION: &str = "IDENTIFICATION";
    pub(crate) const RESIDENCY: &str = "RESIDENCY";
    pub(crate) const PROFESSIONAL: &str = "PROFESSIONAL";
    pub(crate) const FINANCIAL: &str = "FINANCIAL";
    pub(crate) const TAX: &str = "TAX";
    pub(crate) const IDENTIFICATION_LEGAL_PERSON: &str = "IDENTIFICATION_LEGAL_PERSON";
    pub(crate) const GUARANTEE_PROVIDER_CERTIFICATE: &str = "GUARANTEE_PROVIDER_CERTIFICATE";
    pub(crate) const CHECKED: &str = "CHECKED";
    pub(crate) const DENIED: &str = "DENIED";
    pub(crate) const UNDEFINED: &str = "UNDEFINED";
    pub(crate) const INFO: &str = "INFO";
    pub(crate) const WARN: &str = "WARN";
    pub(crate) const CRITICAL: &str = "CRITICAL";
    pub(crate) const NONE: &str = "NONE";
    pub(crate) const IN_PROGRESS: &str = "IN_PROGRESS";
    pub(crate) const FAILED: &str = "FAILED";
    pub(crate) const DELETED: &str = "DELETED";
    pub(crate) const CREATION_DATE: &str = "CREATION_DATE";
    pub(crate) const LAST_UPDATE_DATE: &str = "LAST_UPDATE_DATE";
    pub(crate) const CREATED_ACCOUNT: &str = "CREATED_ACCOUNT";
    pub(crate) const VERIFIED_ACCOUNT: &str = "VERIFIED_ACCOUNT";
    pub(crate) const DENIED_ACCOUNT: &str = "DENIED_ACCOUNT";
    pub(crate) const ARCHIVED_ACCOUNT: &str = "ARCHIVED_ACCOUNT";
    pub(crate) const RETURNED_ACCOUNT: &str = "RETURNED_ACCOUNT";
    pub(crate) const DISSOCIATED_ACCOUNT: &str = "DISSOCIATED_ACCOUNT";
    pub(crate) const MERGED_ACCOUNT: &str = "MERGED_ACCOUNT";
    pub(crate) const DELETED_ACCOUNT: &str = "DELETED_ACCOUNT";
    pub(crate) const ACCESS_REVOKED: &str = "ACCESS_REVOKED";
    pub(crate) const COMPLETED_ACCOUNT: &str = "COMPLETED_ACCOUNT";
    pub(crate) const APPLICATION_TYPE_CHANGED: &str = "APPLICATION_TYPE_CHANGED";
}
