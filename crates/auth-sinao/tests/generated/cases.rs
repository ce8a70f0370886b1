//! What Sinao's schemes are, what it refuses, and what each refusal means. Written by `cargo xtask codegen` from `provider.toml`.

use std::time::Duration;

use auth_core::{
    Renewal, Replay,
    testing::conformance::{Carried, Class, Described, DescribedCall, Form, On, Refusal},
};

/// Every scheme as it is described; each has a conformance case.
pub(crate) const SCHEMES: [Described; 2] = [
    Described {
        id: "api_key",
        renewal: Renewal::None,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: None,
        carries: &[Carried {
            name: "api-key",
            form: Form::Plain,
            optional: false,
        }],
    },
    Described {
        id: "login",
        renewal: Renewal::RefreshToken,
        replay: Some(Replay::Sparingly),
        overlap: Some(false),
        session: Some(Duration::from_secs(14 * 24 * 3600)),
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
        id: "me_with_key",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "send_second_factor",
        method: "POST",
        changes: Some("messages a person, by e-mail or text message"),
        needs_credential: false,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "refresh",
        method: "GET",
        changes: Some("ends the old token"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "logout",
        method: "POST",
        changes: Some("ends the token"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "me",
        method: "GET",
        changes: None,
        needs_credential: true,
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
        id: "send_password",
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
        id: "api_keys",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "create_api_key",
        method: "POST",
        changes: Some("makes a key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "delete_api_key",
        method: "DELETE",
        changes: Some("ends the key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "api_partners",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "partner_client_login",
        method: "POST",
        changes: Some("may make a key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "partner_api_key",
        method: "GET",
        changes: Some("may make a key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "set_webhook",
        method: "POST",
        changes: Some("changes the application's settings"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "webhook_events",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
];

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
    // A login that lacks its second factor, where the refusal names one.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 403,
        member: Some("type"),
        code: Some("two_factor"),
        class: Class::SecondFactor,
    },
    // A login that lacks its second factor, where the refusal names one.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 401,
        member: Some("type"),
        code: Some("two_factor"),
        class: Class::SecondFactor,
    },
    // A login that lacks its second factor, where the refusal names one.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 422,
        member: Some("type"),
        code: Some("two_factor"),
        class: Class::SecondFactor,
    },
    // A login that lacks its second factor or brings a wrong one, in the words of a validation.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 422,
        member: Some("message"),
        code: Some("The code field is required*"),
        class: Class::SecondFactor,
    },
    // A login that lacks its second factor, answered like a success but without `access_token`.
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: None,
        code: None,
        class: Class::SecondFactor,
    },
    // A login or renewal that the server failed at.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login or renewal that the server failed at.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 502,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login or renewal that the server failed at.
    Refusal {
        on: On::Token,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A login or renewal that the server failed at.
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
        status: 400,
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
    // A refused renewal that is told as a failure of the server, with a message about the token.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 500,
        member: Some("message"),
        code: Some("Token has expired*"),
        class: Class::SignIn,
    },
    // A refused renewal that is told as a failure of the server, with a message about the token.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 500,
        member: Some("message"),
        code: Some("The token has been blacklisted*"),
        class: Class::SignIn,
    },
    // A refused renewal that is told as a failure of the server, with a message about the token.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 500,
        member: Some("message"),
        code: Some("Token Signature could not be verified*"),
        class: Class::SignIn,
    },
    // A refused renewal that is told as a failure of the server, with a message about the token.
    Refusal {
        on: On::Token,
        grants: &["refresh_token"],
        status: 500,
        member: Some("message"),
        code: Some("Token not provided*"),
        class: Class::SignIn,
    },
    // A token that has ended: by its time, by a renewal, by a logout.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: None,
        code: None,
        class: Class::Renew,
    },
    // A key that is deleted or wrong.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: None,
        code: None,
        class: Class::GenerateKey,
    },
    // A token that has ended, told as a failure of the server.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: Some("message"),
        code: Some("Token has expired*"),
        class: Class::Renew,
    },
    // A token that has ended, told as a failure of the server.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: Some("message"),
        code: Some("The token has been blacklisted*"),
        class: Class::Renew,
    },
    // A token that has ended, told as a failure of the server.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: Some("message"),
        code: Some("Token Signature could not be verified*"),
        class: Class::Renew,
    },
    // A token that has ended, told as a failure of the server.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: Some("message"),
        code: Some("Token not provided*"),
        class: Class::Renew,
    },
    // A right that is missing, as for an application that the key is not for.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: None,
        code: None,
        class: Class::Forbidden,
    },
    // Calls made too often; no limit is documented.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 429,
        member: None,
        code: None,
        class: Class::RateLimited,
    },
    // A call that the server failed at.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 500,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 502,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 503,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // A call that the server failed at.
    Refusal {
        on: On::Call,
        grants: &[],
        status: 504,
        member: None,
        code: None,
        class: Class::Unavailable,
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
];
