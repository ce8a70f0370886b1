//! What the imitation of Sinao takes from its description.
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
    id: "sinao",
    name: "Sinao",
    bases: &["api"],
    inputs: &[
        Input {
            id: "email",
            secret: false,
            scope: Scope::Account,
            example: Some("compta@entreprise.example"),
        },
        Input {
            id: "password",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
        Input {
            id: "api_key",
            secret: true,
            scope: Scope::Application,
            example: None,
        },
        Input {
            id: "api_url",
            secret: false,
            scope: Scope::Application,
            example: Some("https://api.sinao.app/v1"),
        },
        Input {
            id: "code",
            secret: true,
            scope: Scope::Account,
            example: None,
        },
    ],
    schemes: &[
        Scheme {
            id: "api_key",
            kind: Kind::StaticKey,
            base: "api",
            carries: &[Header {
                name: "Api-Key",
                form: Form::Plain,
                of: &["api_key"],
                optional: false,
            }],
            expiry: Expiry {
                member: None,
                format: Format::Never,
                zone: None,
                lifetime: None,
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::None,
                rotates: false,
                session: None,
            },
            steps: &[],
        },
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
                member: Some("expires_in"),
                format: Format::Seconds,
                zone: None,
                lifetime: Some(86400),
                refresh_member: None,
            },
            renewal: Renewal {
                how: How::GetWithOldBearer,
                rotates: true,
                session: Some(1209600),
            },
            steps: &[LOGIN, SEND_SECOND_FACTOR, REFRESH, LOGOUT, ME],
        },
    ],
    calls: &[],
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
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 400,
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
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 403,
            code: "",
        },
        Refusal {
            class: "sign_in",
            on: On::Token,
            member: None,
            status: 422,
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
    ],
};

/// Obtains a token.
pub(crate) const LOGIN: Route = Route {
    id: "login",
    role: Role::Obtain,
    method: "POST",
    base: "api",
    schemes: &[],
    path: "/login",
    encoding: Encoding::Multipart,
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
            name: "code",
            of: Of::Id("code"),
            optional: true,
        },
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: None,
        sample: Some(
            "{\"access_token\":\"invented-token\",\"expires_in\":86400,\"token_type\":\"bearer\"}",
        ),
    },
};

/// Messages a second factor to the account's owner.
pub(crate) const SEND_SECOND_FACTOR: Route = Route {
    id: "send_second_factor",
    role: Role::SecondFactor,
    method: "POST",
    base: "api",
    schemes: &[],
    path: "/login/send/2fa",
    encoding: Encoding::Multipart,
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
    ],
    query: &[],
    headers: &[Header {
        name: "Accept",
        form: Form::Plain,
        of: &["accept"],
        optional: false,
    }],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Trades a token, expired or not, for the next one.
pub(crate) const REFRESH: Route = Route {
    id: "refresh",
    role: Role::Renew,
    method: "GET",
    base: "api",
    schemes: &[],
    path: "/refresh",
    encoding: Encoding::None,
    fields: &[],
    query: &[],
    headers: &[
        Header {
            name: "Authorization",
            form: Form::Bearer,
            of: &["refresh_token"],
            optional: false,
        },
        Header {
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: Some("access_token"),
        refresh_token: None,
        sample: Some(
            "{\"access_token\":\"invented-token\",\"expires_in\":86400,\"token_type\":\"bearer\"}",
        ),
    },
};

/// Ends a token.
pub(crate) const LOGOUT: Route = Route {
    id: "logout",
    role: Role::Revoke,
    method: "POST",
    base: "api",
    schemes: &[],
    path: "/logout",
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
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
        },
    ],
    answer: Answer {
        status: 200,
        token: None,
        refresh_token: None,
        sample: None,
    },
};

/// Says who is calling.
pub(crate) const ME: Route = Route {
    id: "me",
    role: Role::Verify,
    method: "GET",
    base: "api",
    schemes: &[],
    path: "/me",
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
            name: "Accept",
            form: Form::Plain,
            of: &["accept"],
            optional: false,
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
    pub(crate) const API_KEY: &str = "api-key";
    pub(crate) const ACCEPT: &str = "accept";
}

/// Codes of refusals.
pub(crate) mod code {}

/// Words of members and types of events.
pub(crate) mod word {}
