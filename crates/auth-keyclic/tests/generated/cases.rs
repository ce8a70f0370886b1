//! What Keyclic's schemes are, what it refuses, and what each refusal means. Written by `cargo xtask codegen` from `provider.toml`.

use auth_core::{
    Renewal,
    testing::conformance::{Carried, Class, Described, DescribedCall, Form, On, Refusal},
};

/// Every scheme as it is described; each has a conformance case.
pub(crate) const SCHEMES: [Described; 2] = [
    Described {
        id: "login",
        renewal: Renewal::SignIn,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: None,
        carries: &[Carried {
            name: "authorization",
            form: Form::Bearer,
            optional: false,
        }],
    },
    Described {
        id: "external",
        renewal: Renewal::None,
        replay: None,
        overlap: None,
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
        id: "feedbacks",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "profile",
        method: "POST",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "register",
        method: "POST",
        changes: Some("makes an account"),
        needs_credential: false,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "request_password_change",
        method: "POST",
        changes: Some("messages a person"),
        needs_credential: false,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "request_password_change_by_username",
        method: "POST",
        changes: Some("messages a person"),
        needs_credential: false,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "change_password",
        method: "POST",
        changes: Some("changes the password"),
        needs_credential: false,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "change_person",
        method: "PATCH",
        changes: Some("changes the person"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "application",
        method: "GET",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "specification",
        method: "GET",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
];

/// Every refusal of a call or a token request.
pub(crate) const REFUSALS: &[Refusal] = &[
    // A refused login, whoever words it
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 401,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, whoever words it
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 400,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 403,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 404,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 405,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 406,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 409,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 410,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 415,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A login refused by whatever other client error, perhaps for the application, as 403 is declared
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 422,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // An ID token that is not taken
    Refusal {
        on: On::Token,
        grants: &["assertion"],
        status: 401,
        member: None,
        code: None,
        class: Class::SignIn,
    },
    // A login that the server failed at, as 500 is declared
    Refusal {
        on: On::Token,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login that the server failed at, as 500 is declared
    Refusal {
        on: On::Token,
        grants: &[],
        status: 502,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login that the server failed at, as 500 is declared
    Refusal {
        on: On::Token,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login that the server failed at, as 500 is declared
    Refusal {
        on: On::Token,
        grants: &[],
        status: 504,
        member: None,
        code: None,
        class: Class::Unavailable,
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
    // A token that is no longer accepted: ended, or refused before its end
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: None,
        code: None,
        class: Class::Renew,
    },
    // A missing right, a missing `X-Organization-Id`, or an application that is missing or unknown
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: None,
        code: None,
        class: Class::Forbidden,
    },
    // A call whose token was accepted and whose content was refused
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: None,
        code: None,
        class: Class::Business,
    },
    // A call whose token was accepted and whose content was refused
    Refusal {
        on: On::Call,
        grants: &[],
        status: 404,
        member: None,
        code: None,
        class: Class::Business,
    },
    // A call whose token was accepted and whose content was refused
    Refusal {
        on: On::Call,
        grants: &[],
        status: 409,
        member: None,
        code: None,
        class: Class::Business,
    },
    // A call whose token was accepted and whose content was refused
    Refusal {
        on: On::Call,
        grants: &[],
        status: 422,
        member: None,
        code: None,
        class: Class::Business,
    },
    // Calls made too often; no limit is documented
    Refusal {
        on: On::Call,
        grants: &[],
        status: 429,
        member: None,
        code: None,
        class: Class::RateLimited,
    },
    // A call that the server failed at
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at
    Refusal {
        on: On::Call,
        grants: &[],
        status: 502,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at
    Refusal {
        on: On::Call,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at
    Refusal {
        on: On::Call,
        grants: &[],
        status: 504,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
];
