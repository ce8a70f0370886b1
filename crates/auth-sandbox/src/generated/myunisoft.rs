//! What the imitation of MyUnisoft takes from its description.
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
    id: "myunisoft",
    name: "MyUnisoft",
    bases: &["api", "auth", "unversioned"],
    inputs: &[
        Input {
            id: "partner_secret",
            secret: true,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "key",
            secret: true,
            scope: Scope::Tenant,
            example: None,
        },
        Input {
            id: "mail",
            secret: false,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "password",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "firm_id",
            secret: false,
            scope: Scope::Tenant,
            example: Some("501"),
        },
        Input {
            id: "firm_name",
            secret: false,
            scope: Scope::Tenant,
            example: Some("Cabinet des Dunes"),
        },
        Input {
            id: "api_url",
            secret: false,
            scope: Scope::Application,
            example: Some("https://api.myunisoft.fr/api/v1"),
        },
        Input {
            id: "auth_url",
            secret: false,
            scope: Scope::Application,
            example: Some("https://app.prodcomptable.myunisoft.fr"),
        },
    ],
    schemes: &[
        Scheme {
            id: "key",
            kind: Kind::StaticKey,
            base: "api",
            carries: &[
                Header {
                    name: "Authorization",
                    form: Form::Bearer,
                    of: &["key"],
                    optional: false,
                },
                Header {
                    name: "X-Third-Party-Secret",
                    form: Form::Plain,
                    of: &["partner_secret"],
                    optional: false,
                },
            ],
            expiry: Expiry {
                member: Some("exp"),
                format: Format::Claim,
                zone: None,
                lifetime: None,
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::None,
                rotates: false,
                session: None,
            },
            steps: &[KEY_INFO, KEY_ACTIVATION],
        },
        Scheme {
            id: "firm_login",
            kind: Kind::Login,
            base: "api",
            carries: &[
                Header {
                    name: "Authorization",
                    form: Form::Bearer,
                    of: &["access_token"],
                    optional: false,
                },
                Header {
                    name: "X-Third-Party-Secret",
                    form: Form::Plain,
                    of: &["partner_secret"],
                    optional: false,
                },
            ],
            expiry: Expiry {
                member: Some("expiresIn"),
                format: Format::LocalDateTime,
                zone: Some("Europe/Paris"),
                lifetime: Some(14400),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::SignIn,
                rotates: false,
                session: None,
            },
            steps: &[FIRM_LOGIN],
        },
        Scheme {
            id: "user_login",
            kind: Kind::Login,
            base: "api",
            carries: &[
                Header {
                    name: "Authorization",
                    form: Form::Bearer,
                    of: &["access_token"],
                    optional: false,
                },
                Header {
                    name: "X-Third-Party-Secret",
                    form: Form::Plain,
                    of: &["partner_secret"],
                    optional: false,
                },
            ],
            expiry: Expiry {
                member: Some("details.expire_in"),
                format: Format::LocalDateTime,
                zone: Some("Europe/Paris"),
                lifetime: None,
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::SignIn,
                rotates: false,
                session: None,
            },
            steps: &[USER_LOGIN],
        },
    ],
    calls: &[
        KEY_CREATE,
        SOCIETIES,
        HEALTH,
        WEBHOOKS,
        WEBHOOK_CREATE,
        WEBHOOK_CHANGE,
        WEBHOOK_DELETE,
        WEBHOOK_GLOBAL,
    ],
    refusals: &[
        Refusal {
            class: "configuration",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-SECRET",
        },
        Refusal {
            class: "configuration",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-SECRET-HEADER-NOT-SET",
        },
        Refusal {
            class: "configuration",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-SECRET-NOT-CONFIGURED",
        },
        Refusal {
            class: "configuration",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-THIRD-PARTY-DOESNT-EXIST",
        },
        Refusal {
            class: "request",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-AUTH-HEADER",
        },
        Refusal {
            class: "request",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "GBL10",
        },
        Refusal {
            class: "check_environment",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-JWT",
        },
        Refusal {
            class: "check_environment",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-API-JWT",
        },
        Refusal {
            class: "check_environment",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-FIRM-JWT",
        },
        Refusal {
            class: "check_environment",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INVALID-USER-JWT",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-USER-UNEXPECTED-TYPE",
        },
        Refusal {
            class: "check_environment",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "TOKEN3",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-API-TOKEN-NOT-FOUND",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-FIRM-TOKEN-NOT-FOUND",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-USER-TOKEN-NOT-FOUND",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-SCHEMA-NOT-FOUND",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "TOKEN2",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "TOKEN1",
        },
        Refusal {
            class: "renew",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "USER7",
        },
        Refusal {
            class: "generate_key",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-FOLDER-NOT-FOUND",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: Some("error.code"),
            status: 401,
            code: "DROIT5",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-FORBIDDEN-ROUTE",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-FORBIDDEN-ACCESS",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-MISSING-RULE",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "DROIT1",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "DROIT2",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "DROIT3",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "DROIT12",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "IMPORT1",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "IMPORT2",
        },
        Refusal {
            class: "forbidden",
            on: On::Call,
            member: Some("error.code"),
            status: 403,
            code: "DROIT*",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("error.code"),
            status: 401,
            code: "DADP7",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("error.code"),
            status: 401,
            code: "PROFIL1",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("error.code"),
            status: 401,
            code: "PROFIL2",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("error.code"),
            status: 401,
            code: "PROFIL*",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-SOCIETY-DOESNT-EXIST",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: Some("code"),
            status: 400,
            code: "OCR1",
        },
        Refusal {
            class: "suspended",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-THIRD-PARTY-DISCONNECTED",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-API-UNDER-MAINTENANCE",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: Some("error.code"),
            status: 429,
            code: "ERR-TOO-MANY-REQUEST",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-TOO-MANY-CONCURRENT-REQUESTS",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-TOO-MANY-CONCURRENT-REQUEST",
        },
        Refusal {
            class: "rate_limited",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-TOO-MANY-*",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-HTTP",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-INTERNAL",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-API-TOKEN-GENERATION-FAILED",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: Some("error.code"),
            status: 400,
            code: "ERR-TOKEN-ACTIVATION-FAILURE",
        },
        Refusal {
            class: "choose_firm",
            on: On::Token,
            member: Some("status"),
            status: 200,
            code: "firm-selection",
        },
        Refusal {
            class: "second_factor",
            on: On::Token,
            member: Some("status"),
            status: 200,
            code: "require-otp",
        },
        Refusal {
            class: "accept_terms",
            on: On::Token,
            member: Some("status"),
            status: 200,
            code: "require-cgu-approval",
        },
        Refusal {
            class: "update_password",
            on: On::Token,
            member: Some("status"),
            status: 200,
            code: "update-password",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: Some("status"),
            status: 200,
            code: "*",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 400,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 401,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 404,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 422,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 408,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Token,
            member: None,
            status: 425,
            code: "",
        },
        Refusal {
            class: "rate_limited",
            on: On::Token,
            member: None,
            status: 429,
            code: "",
        },
    ],
};

/// Lists the routes that the key may use.
pub(crate) const KEY_INFO: Route = Route {
    id: "key_info",
    role: Role::Verify,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/key/info",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "[{\"path\":\"/api/v1/key/info\",\"method\":\"get\"},{\"path\":\"/api/v1/society\",\"method\":\"get\"}]",
        ),
    },
};

/// Tells what the key reaches, and activates it.
pub(crate) const KEY_ACTIVATION: Route = Route {
    id: "key_activation",
    role: Role::Verify,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/key/info",
    encoding: Encoding::None,
    fields: &[],
    query: &[Field {
        name: "mode",
        of: Of::Text("extended"),
        optional: false,
    }],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"target\":{\"type\":\"api\",\"schemaId\":501,\"thirdPartyId\":37,\"societyId\":1201},\"version\":{\"current\":1,\"latest\":1,\"beta\":false},\"canBeActivated\":true,\"isActivated\":true,\"routes\":[{\"path\":\"/api/v1/key/info\",\"method\":\"get\"}]}",
        ),
    },
};

/// Obtains a token.
pub(crate) const FIRM_LOGIN: Route = Route {
    id: "firm_login",
    role: Role::Obtain,
    method: "POST",
    base: "auth",
    public: false,
    schemes: &[],
    path: "/api/authenticate/firm",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "mail",
            of: Of::Id("mail"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
        Field {
            name: "firm",
            of: Of::Id("firm_id"),
            optional: true,
        },
        Field {
            name: "firm",
            of: Of::Id("firm_name"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: Some("api_token"),
        refresh_token: None,
        sample: Some("{\"firm\":{\"id\":501,\"label\":\"Cabinet des Dunes\"}}"),
    },
};

/// Obtains a user's token.
pub(crate) const USER_LOGIN: Route = Route {
    id: "user_login",
    role: Role::Obtain,
    method: "POST",
    base: "auth",
    public: false,
    schemes: &[],
    path: "/api/authenticate",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "mail",
            of: Of::Id("mail"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
        Field {
            name: "firm",
            of: Of::Id("firm_id"),
            optional: true,
        },
        Field {
            name: "firm",
            of: Of::Id("firm_name"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: Some("details.access_token"),
        refresh_token: Some("details.refresh_token"),
        sample: Some(
            "{\"status\":\"authenticated\",\"policy\":\"OAuth2\",\"firm\":{\"id\":501,\"label\":\"Cabinet des Dunes\"},\"details\":{\"expire_in\":\"2026-11-22 19:00:00\",\"token_type\":\"bearer\"}}",
        ),
    },
};

/// Makes a key for one folder with a user's token.
pub(crate) const KEY_CREATE: Route = Route {
    id: "key_create",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &["user_login"],
    path: "/key/create",
    encoding: Encoding::Json,
    fields: &[Field {
        name: "target",
        of: Of::Id("key_target"),
        optional: false,
    }],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: Some("value"),
        refresh_token: None,
        sample: Some(
            "{\"id\":\"0b6c1f1e-6f0a-4a53-9a55-2f6d3c1b7e10\",\"target\":1201,\"grantedBy\":9001,\"grantedFor\":37,\"value\":\"new-key\"}",
        ),
    },
};

/// Lists the folders that the credential reaches.
pub(crate) const SOCIETIES: Route = Route {
    id: "societies",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["key", "firm_login"],
    path: "/society",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
        Header {
            name: "society-id",
            form: Form::Plain,
            of: &["society_id"],
            optional: true,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[]"),
    },
};

/// Tells whether the API works, without a credential.
pub(crate) const HEALTH: Route = Route {
    id: "health",
    role: Role::Call,
    method: "GET",
    base: "unversioned",
    public: true,
    schemes: &[],
    path: "/partners/health",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{}"),
    },
};

/// Lists the webhooks of one tenant.
pub(crate) const WEBHOOKS: Route = Route {
    id: "webhooks",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: false,
    schemes: &["key"],
    path: "/webhook",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "[{\"postUrl\":\"https://partenaire.example/evenements\",\"onEvents\":[],\"accountingFolderId\":[1201]}]",
        ),
    },
};

/// Makes a webhook of one tenant.
pub(crate) const WEBHOOK_CREATE: Route = Route {
    id: "webhook_create",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: false,
    schemes: &["key"],
    path: "/webhook",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "postUrl",
            of: Of::Id("webhook_url"),
            optional: false,
        },
        Field {
            name: "onEvents",
            of: Of::Id("webhook_events"),
            optional: false,
        },
        Field {
            name: "accountingFolderId",
            of: Of::Id("webhook_folders"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"postUrl\":\"https://partenaire.example/evenements\",\"onEvents\":[],\"accountingFolderId\":[1201]}",
        ),
    },
};

/// Changes a webhook of one tenant.
pub(crate) const WEBHOOK_CHANGE: Route = Route {
    id: "webhook_change",
    role: Role::Call,
    method: "PATCH",
    base: "api",
    public: false,
    schemes: &["key"],
    path: "/webhook",
    encoding: Encoding::Json,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"postUrl\":\"https://partenaire.example/evenements\",\"onEvents\":[],\"accountingFolderId\":[1201]}",
        ),
    },
};

/// Removes a webhook of one tenant.
pub(crate) const WEBHOOK_DELETE: Route = Route {
    id: "webhook_delete",
    role: Role::Call,
    method: "DELETE",
    base: "api",
    public: false,
    schemes: &["key"],
    path: "/webhook",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["key"],
            optional: false,
        },
        Header {
            name: "X-Third-Party-Secret",
            form: Form::Plain,
            of: &["partner_secret"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{}"),
    },
};

/// The webhook of all tenants of the partner.
pub(crate) const WEBHOOK_GLOBAL: Route = Route {
    id: "webhook_global",
    role: Role::Call,
    method: "GET",
    base: "unversioned",
    public: false,
    schemes: &[],
    path: "/webhook/global",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "X-Third-Party-Secret",
        form: Form::Plain,
        of: &["partner_secret"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("[{\"postUrl\":\"https://partenaire.example/evenements\",\"onEvents\":[]}]"),
    },
};

/// Names of headers.
pub(crate) mod header {
    pub(crate) const X_THIRD_PARTY_SECRET: &str = "x-third-party-secret";
    pub(crate) const SOCIETY_ID: &str = "society-id";
    pub(crate) const REQUEST_ID: &str = "request-id";
    pub(crate) const X_RATE_LIMIT_REMAINING: &str = "x-rate-limit-remaining";
    pub(crate) const X_RATE_LIMIT_RESET: &str = "x-rate-limit-reset";
    pub(crate) const X_RATE_LIMIT_TOTAL: &str = "x-rate-limit-total";
    pub(crate) const PARTNER_WEBHOOK_HEADER: &str = "signature";
    pub(crate) const PARTNER_WEBHOOK_DATE_HEADER: &str = "date";
}

/// Codes of refusals.
pub(crate) mod code {
    pub(crate) const ERR_INVALID_SECRET: &str = "ERR-INVALID-SECRET";
    pub(crate) const ERR_SECRET_HEADER_NOT_SET: &str = "ERR-SECRET-HEADER-NOT-SET";
    pub(crate) const ERR_SECRET_NOT_CONFIGURED: &str = "ERR-SECRET-NOT-CONFIGURED";
    pub(crate) const ERR_THIRD_PARTY_DOESNT_EXIST: &str = "ERR-THIRD-PARTY-DOESNT-EXIST";
    pub(crate) const ERR_INVALID_AUTH_HEADER: &str = "ERR-INVALID-AUTH-HEADER";
    pub(crate) const GBL10: &str = "GBL10";
    pub(crate) const ERR_INVALID_JWT: &str = "ERR-INVALID-JWT";
    pub(crate) const ERR_INVALID_API_JWT: &str = "ERR-INVALID-API-JWT";
    pub(crate) const ERR_INVALID_FIRM_JWT: &str = "ERR-INVALID-FIRM-JWT";
    pub(crate) const ERR_INVALID_USER_JWT: &str = "ERR-INVALID-USER-JWT";
    pub(crate) const ERR_USER_UNEXPECTED_TYPE: &str = "ERR-USER-UNEXPECTED-TYPE";
    pub(crate) const TOKEN3: &str = "TOKEN3";
    pub(crate) const ERR_API_TOKEN_NOT_FOUND: &str = "ERR-API-TOKEN-NOT-FOUND";
    pub(crate) const ERR_FIRM_TOKEN_NOT_FOUND: &str = "ERR-FIRM-TOKEN-NOT-FOUND";
    pub(crate) const ERR_USER_TOKEN_NOT_FOUND: &str = "ERR-USER-TOKEN-NOT-FOUND";
    pub(crate) const ERR_SCHEMA_NOT_FOUND: &str = "ERR-SCHEMA-NOT-FOUND";
    pub(crate) const TOKEN2: &str = "TOKEN2";
    pub(crate) const TOKEN1: &str = "TOKEN1";
    pub(crate) const USER7: &str = "USER7";
    pub(crate) const ERR_FOLDER_NOT_FOUND: &str = "ERR-FOLDER-NOT-FOUND";
    pub(crate) const DROIT5: &str = "DROIT5";
    pub(crate) const ERR_FORBIDDEN_ROUTE: &str = "ERR-FORBIDDEN-ROUTE";
    pub(crate) const ERR_FORBIDDEN_ACCESS: &str = "ERR-FORBIDDEN-ACCESS";
    pub(crate) const ERR_MISSING_RULE: &str = "ERR-MISSING-RULE";
    pub(crate) const DROIT1: &str = "DROIT1";
    pub(crate) const DROIT2: &str = "DROIT2";
    pub(crate) const DROIT3: &str = "DROIT3";
    pub(crate) const DROIT12: &str = "DROIT12";
    pub(crate) const IMPORT1: &str = "IMPORT1";
    pub(crate) const IMPORT2: &str = "IMPORT2";
    pub(crate) const DADP7: &str = "DADP7";
    pub(crate) const PROFIL1: &str = "PROFIL1";
    pub(crate) const PROFIL2: &str = "PROFIL2";
    pub(crate) const ERR_SOCIETY_DOESNT_EXIST: &str = "ERR-SOCIETY-DOESNT-EXIST";
    pub(crate) const OCR1: &str = "OCR1";
    pub(crate) const ERR_THIRD_PARTY_DISCONNECTED: &str = "ERR-THIRD-PARTY-DISCONNECTED";
    pub(crate) const ERR_API_UNDER_MAINTENANCE: &str = "ERR-API-UNDER-MAINTENANCE";
    pub(crate) const ERR_TOO_MANY_REQUEST: &str = "ERR-TOO-MANY-REQUEST";
    pub(crate) const ERR_TOO_MANY_CONCURRENT_REQUESTS: &str = "ERR-TOO-MANY-CONCURRENT-REQUESTS";
    pub(crate) const ERR_TOO_MANY_CONCURRENT_REQUEST: &str = "ERR-TOO-MANY-CONCURRENT-REQUEST";
    pub(crate) const ERR_HTTP: &str = "ERR-HTTP";
    pub(crate) const ERR_INTERNAL: &str = "ERR-INTERNAL";
    pub(crate) const ERR_API_TOKEN_GENERATION_FAILED: &str = "ERR-API-TOKEN-GENERATION-FAILED";
    pub(crate) const ERR_TOKEN_ACTIVATION_FAILURE: &str = "ERR-TOKEN-ACTIVATION-FAILURE";
    pub(crate) const FIRM_SELECTION: &str = "firm-selection";
    pub(crate) const REQUIRE_OTP: &str = "require-otp";
    pub(crate) const REQUIRE_CGU_APPROVAL: &str = "require-cgu-approval";
    pub(crate) const UPDATE_PASSWORD: &str = "update-password";
}

/// Words of members and types of events.
pub(crate) mod word {
    pub(crate) const CREATE: &str = "CREATE";
    pub(crate) const UPDATE: &str = "UPDATE";
    pub(crate) const DELETE: &str = "DELETE";
    pub(crate) const VOID: &str = "VOID";
    pub(crate) const API: &str = "api";
    pub(crate) const FIRM: &str = "firm";
    pub(crate) const B2C: &str = "b2c";
    pub(crate) const AUTHENTICATED: &str = "authenticated";
    pub(crate) const FIRM_SELECTION: &str = "firm-selection";
    pub(crate) const REQUIRE_OTP: &str = "require-otp";
    pub(crate) const REQUIRE_CGU_APPROVAL: &str = "require-cgu-approval";
    pub(crate) const UPDATE_PASSWORD: &str = "update-password";
    pub(crate) const CABINET: &str = "Cabinet";
    pub(crate) const CLIENT: &str = "Client";
    pub(crate) const CONNECTOR: &str = "connector";
    pub(crate) const ACCOUNTING_FOLDER: &str = "accountingFolder";
    pub(crate) const DOCUMENT: &str = "document";
    pub(crate) const PORTFOLIO: &str = "portfolio";
    pub(crate) const ACCOUNTING_LINE_ENTRY: &str = "accountingLineEntry";
    pub(crate) const ADMIN_MESSAGE: &str = "adminMessage";
    pub(crate) const THIRD_PARTY: &str = "thirdParty";
    pub(crate) const ACCOUNTING_ENTRY_LETTERING: &str = "accountingEntryLettering";
    pub(crate) const CLOUD_DOCUMENT: &str = "cloudDocument";
    pub(crate) const EXERCICE: &str = "exercice";
    pub(crate) const VISITED_PAGE: &str = "visitedPage";
    pub(crate) const YOUSIGN_SIGNATURE: &str = "yousignSignature";
    pub(crate) const TAX_RETURN_SENT: &str = "taxReturnSent";
}
