//! What Sinao refuses, and what each refusal means. Written by `cargo xtask codegen` from `provider.toml`.

use auth_core::testing::conformance::{Class, On, Refusal};

/// Every scheme that the description names; each has a conformance case.
pub(crate) const SCHEMES: &[&str] = &["api_key", "login"];

/// Every refusal of a call or a token request.
pub(crate) const REFUSALS: &[Refusal] = &[
    // A refused login: wrong password, unknown account, no password defined.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 401,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login: wrong password, unknown account, no password defined.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 404,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login: wrong password, unknown account, no password defined.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 422,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 400,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 403,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 405,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 406,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 409,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 410,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, by whatever other client error.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 415,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // Client errors that say nothing of a login: too slow, too early.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 408,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // Client errors that say nothing of a login: too slow, too early.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 425,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // Client errors that say nothing of a login: too often.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 429,
        member: None,
        code: None,
        class: Class::RateLimited,
    },
    // A refused renewal.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 400,
        member: None,
        code: None,
        class: Class::SignIn,
    },
    // A refused renewal.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 401,
        member: None,
        code: None,
        class: Class::SignIn,
    },
    // A refused renewal.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 403,
        member: None,
        code: None,
        class: Class::SignIn,
    },
    // A refused renewal.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 422,
        member: None,
        code: None,
        class: Class::SignIn,
    },
    // Answers to a call that had its credential accepted and its content refused.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: None,
        code: None,
        class: Class::Business,
    },
    // Answers to a call that had its credential accepted and its content refused.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 404,
        member: None,
        code: None,
        class: Class::Business,
    },
    // Answers to a call that had its credential accepted and its content refused.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 409,
        member: None,
        code: None,
        class: Class::Business,
    },
    // Answers to a call that had its credential accepted and its content refused.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 422,
        member: None,
        code: None,
        class: Class::Business,
    },
];
