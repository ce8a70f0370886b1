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
    schemes: &[Scheme {
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
    }],
    calls: &[FEEDBACKS],
    refusals: &[
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
    ],
};

/// Obtains a token.
pub(crate) const LOGIN: Route = Route {
    id: "login",
    role: Role::Obtain,
    method: "POST",
    base: "api",
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

/// Lists feedbacks: tells whether the token and the application are accepted.
pub(crate) const FEEDBACKS: Route = Route {
    id: "feedbacks",
    role: Role::Verify,
    method: "GET",
    base: "api",
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
        sample: None,
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
    pub(crate) const REPORT_CREATED: &str = "reportCreated";
    pub(crate) const REPORT_STATE_CHANGED: &str = "reportStateChanged";
    pub(crate) const OPERATION_CREATED: &str = "operationCreated";
    pub(crate) const OPERATION_STATE_CHANGED: &str = "operationStateChanged";
    pub(crate) const OPERATION_REMOVED: &str = "operationRemoved";
}
