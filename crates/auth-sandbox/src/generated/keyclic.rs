//! What the imitation of Keyclic takes from its description.
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
    id: "keyclic",
    name: "Keyclic",
    bases: &["api"],
    inputs: &[
        Input {
            id: "login",
            secret: false,
            scope: Scope::Account,
            example: Some("agent@ville.example"),
        },
        Input {
            id: "password",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "id_token",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "application",
            secret: false,
            scope: Scope::Application,
            example: Some("com.keyclic.app"),
        },
        Input {
            id: "api_url",
            secret: false,
            scope: Scope::Application,
            example: Some("https://api.keyclic.com"),
        },
    ],
    schemes: &[
        Scheme {
            id: "login",
            kind: Kind::Login,
            base: "api",
            carries: &[Header {
                name: "Authorization",
                form: Form::Bearer,
                of: &["access_token"],
                optional: false,
            }],
            expiry: Expiry {
                member: Some("exp"),
                format: Format::Claim,
                zone: None,
                lifetime: Some(86400),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::SignIn,
                rotates: false,
                session: None,
            },
            steps: &[LOGIN],
        },
        Scheme {
            id: "external",
            kind: Kind::Login,
            base: "api",
            carries: &[Header {
                name: "Authorization",
                form: Form::Bearer,
                of: &["access_token"],
                optional: false,
            }],
            expiry: Expiry {
                member: Some("exp"),
                format: Format::Claim,
                zone: None,
                lifetime: Some(86400),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::None,
                rotates: false,
                session: None,
            },
            steps: &[EXTERNAL_TOKEN],
        },
    ],
    calls: &[
        FEEDBACKS,
        PROFILE,
        REGISTER,
        REQUEST_PASSWORD_CHANGE,
        REQUEST_PASSWORD_CHANGE_BY_USERNAME,
        CHANGE_PASSWORD,
        CHANGE_PERSON,
        APPLICATION,
        SPECIFICATION,
    ],
    refusals: &[
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
            status: 400,
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
            status: 405,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 406,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 409,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 410,
            code: "",
        },
        Refusal {
            class: "correct_credentials",
            on: On::Token,
            member: None,
            status: 415,
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
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 401,
            code: "",
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
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 400,
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
            class: "business",
            on: On::Call,
            member: None,
            status: 409,
            code: "",
        },
        Refusal {
            class: "business",
            on: On::Call,
            member: None,
            status: 422,
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
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 502,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 503,
            code: "",
        },
        Refusal {
            class: "unavailable",
            on: On::Call,
            member: None,
            status: 504,
            code: "",
        },
    ],
};

/// Obtains a token.
pub(crate) const LOGIN: Route = Route {
    id: "login",
    role: Role::Obtain,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/security/login",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "login",
            of: Of::Id("login"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("accessToken"),
        refresh_token: None,
        sample: Some(
            "{\"accessToken\":\"invented-token\",\"idToken\":\"invented-id-token\",\"tokenType\":\"Bearer\"}",
        ),
    },
};

/// Trades an ID token of another identity provider for a token.
pub(crate) const EXTERNAL_TOKEN: Route = Route {
    id: "external_token",
    role: Role::Obtain,
    method: "POST",
    base: "api",
    public: false,
    schemes: &[],
    path: "/auth/token",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "grantType",
            of: Of::Text("external_auth"),
            optional: false,
        },
        Field {
            name: "idToken",
            of: Of::Id("id_token"),
            optional: false,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("accessToken"),
        refresh_token: None,
        sample: Some(
            "{\"accessToken\":\"invented-token\",\"idToken\":\"invented-id-token\",\"tokenType\":\"Bearer\"}",
        ),
    },
};

/// Lists feedbacks: tells whether the token and the application are accepted.
pub(crate) const FEEDBACKS: Route = Route {
    id: "feedbacks",
    role: Role::Verify,
    method: "GET",
    base: "api",
    public: false,
    schemes: &[],
    path: "/feedbacks",
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
            name: "X-Keyclic-App",
            form: Form::Plain,
            of: &["app"],
            optional: false,
        },
        Header {
            name: "X-Organization-Id",
            form: Form::Plain,
            of: &["organization"],
            optional: true,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"_links\":{\"self\":{\"href\":\"/feedbacks?page=1\"}},\"page\":1,\"limit\":10,\"pages\":1,\"total\":1,\"_embedded\":{\"items\":[{\"id\":\"invented-feedback\",\"type\":\"Feedback\",\"description\":\"Nid-de-poule\",\"state\":\"ACCEPTED\"}]}}",
        ),
    },
};

/// Says how an account may log in.
pub(crate) const PROFILE: Route = Route {
    id: "profile",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/auth/profile",
    encoding: Encoding::Json,
    fields: &[Field {
        name: "username",
        of: Of::Id("login"),
        optional: false,
    }],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"types\":[\"password\"],\"connections\":[],\"user\":null,\"firstConnection\":false}",
        ),
    },
};

/// Makes an account, with the role `ROLE_USER`.
pub(crate) const REGISTER: Route = Route {
    id: "register",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/security/register",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: false,
        },
        Field {
            name: "password",
            of: Of::Id("password"),
            optional: false,
        },
        Field {
            name: "agreement.olderThan",
            of: Of::Id("older_than"),
            optional: true,
        },
        Field {
            name: "agreement.privacyPolicy",
            of: Of::Id("privacy_policy"),
            optional: true,
        },
        Field {
            name: "agreement.termsOfService",
            of: Of::Id("terms_of_service"),
            optional: true,
        },
        Field {
            name: "invitation",
            of: Of::Id("invitation"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 201,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"id\":\"invented-person\",\"type\":\"Person\",\"email\":\"agent@ville.example\"}",
        ),
    },
};

/// Mails a link to the person who forgot the password, until 2021.
pub(crate) const REQUEST_PASSWORD_CHANGE: Route = Route {
    id: "request_password_change",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/security/password/change-request",
    encoding: Encoding::Json,
    fields: &[Field {
        name: "email",
        of: Of::Id("email"),
        optional: false,
    }],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 204,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Mails a link to the person who forgot the password, by the specification of today.
pub(crate) const REQUEST_PASSWORD_CHANGE_BY_USERNAME: Route = Route {
    id: "request_password_change_by_username",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/security/password/change-request",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "username",
            of: Of::Id("login"),
            optional: false,
        },
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 204,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Sets a new password with what the mail brought.
pub(crate) const CHANGE_PASSWORD: Route = Route {
    id: "change_password",
    role: Role::Call,
    method: "POST",
    base: "api",
    public: true,
    schemes: &[],
    path: "/security/password/change/{change_token}",
    encoding: Encoding::Json,
    fields: &[Field {
        name: "password",
        of: Of::Id("password"),
        optional: false,
    }],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 204,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Changes what is known of a person.
pub(crate) const CHANGE_PERSON: Route = Route {
    id: "change_person",
    role: Role::Call,
    method: "PATCH",
    base: "api",
    public: false,
    schemes: &[],
    path: "/people/{person}",
    encoding: Encoding::Json,
    fields: &[
        Field {
            name: "familyName",
            of: Of::Id("family_name"),
            optional: true,
        },
        Field {
            name: "givenName",
            of: Of::Id("given_name"),
            optional: true,
        },
        Field {
            name: "image",
            of: Of::Id("image"),
            optional: true,
        },
        Field {
            name: "job",
            of: Of::Id("job"),
            optional: true,
        },
        Field {
            name: "jobTitle",
            of: Of::Id("job_title"),
            optional: true,
        },
        Field {
            name: "email",
            of: Of::Id("email"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["access_token"],
            optional: false,
        },
        Header {
            name: "X-Keyclic-App",
            form: Form::Plain,
            of: &["app"],
            optional: false,
        },
        Header {
            name: "X-Organization-Id",
            form: Form::Plain,
            of: &["organization"],
            optional: true,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some(
            "{\"id\":\"invented-person\",\"type\":\"Person\",\"familyName\":\"Nom\",\"givenName\":\"Prénom\"}",
        ),
    },
};

/// Tells how an application is set up.
pub(crate) const APPLICATION: Route = Route {
    id: "application",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: true,
    schemes: &[],
    path: "/applications/{application}",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[Header {
        name: "X-Keyclic-App",
        form: Form::Plain,
        of: &["app"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{}"),
    },
};

/// The specification of today.
pub(crate) const SPECIFICATION: Route = Route {
    id: "specification",
    role: Role::Call,
    method: "GET",
    base: "api",
    public: true,
    schemes: &[],
    path: "/swagger.json",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: Some("{\"swagger\":\"2.0\"}"),
    },
};

/// Names of headers.
pub(crate) mod header {
    pub(crate) const X_KEYCLIC_APP: &str = "x-keyclic-app";
    pub(crate) const X_ORGANIZATION_ID: &str = "x-organization-id";
    pub(crate) const X_KEYCLIC_APP_PLATFORM: &str = "x-keyclic-app-platform";
    pub(crate) const X_KEYCLIC_APP_VERSION: &str = "x-keyclic-app-version";
    pub(crate) const ACCEPT_LANGUAGE: &str = "accept-language";
    pub(crate) const X_DATE_TIME: &str = "x-date-time";
}

/// Codes of refusals.
pub(crate) mod code {}

/// Words of members and types of events.
pub(crate) mod word {
    pub(crate) const PASSWORD: &str = "password";
    pub(crate) const ENTERPRISE: &str = "enterprise";
    pub(crate) const SOCIAL: &str = "social";
    pub(crate) const ROLE_USER: &str = "ROLE_USER";
    pub(crate) const ORGANIZATION_ADMIN: &str = "ORGANIZATION:ADMIN";
    pub(crate) const REPORT_CREATED: &str = "reportCreated";
    pub(crate) const REPORT_STATE_CHANGED: &str = "reportStateChanged";
    pub(crate) const OPERATION_CREATED: &str = "operationCreated";
    pub(crate) const OPERATION_STATE_CHANGED: &str = "operationStateChanged";
    pub(crate) const OPERATION_REMOVED: &str = "operationRemoved";
}
