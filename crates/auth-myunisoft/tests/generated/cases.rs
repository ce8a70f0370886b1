//! What MyUnisoft's schemes are, what it refuses, and what each refusal means. Written by `cargo xtask codegen` from `provider.toml`.

use std::time::Duration;

use auth_core::{
    Renewal,
    testing::conformance::{Carried, Class, Described, DescribedCall, Form, On, Refusal},
};

/// Every scheme as it is described; each has a conformance case.
pub(crate) const SCHEMES: [Described; 3] = [
    Described {
        id: "key",
        renewal: Renewal::None,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: None,
        carries: &[
            Carried {
                name: "authorization",
                form: Form::Bearer,
                optional: false,
            },
            Carried {
                name: "x-third-party-secret",
                form: Form::Plain,
                optional: false,
            },
        ],
    },
    Described {
        id: "firm_login",
        renewal: Renewal::SignIn,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: Some(Duration::from_secs(600)),
        carries: &[
            Carried {
                name: "authorization",
                form: Form::Bearer,
                optional: false,
            },
            Carried {
                name: "x-third-party-secret",
                form: Form::Plain,
                optional: false,
            },
        ],
    },
    Described {
        id: "user_login",
        renewal: Renewal::SignIn,
        replay: None,
        overlap: None,
        session: None,
        unknown_age: Some(Duration::from_secs(600)),
        carries: &[
            Carried {
                name: "authorization",
                form: Form::Bearer,
                optional: false,
            },
            Carried {
                name: "x-third-party-secret",
                form: Form::Plain,
                optional: false,
            },
        ],
    },
];

/// Every API call of which it is said what it changes.
#[allow(dead_code, reason = "whoever has no typed call has none to compare")]
pub(crate) const CALLS: &[DescribedCall] = &[
    DescribedCall {
        id: "key_info",
        method: "GET",
        changes: Some("activates the key, as any use does"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "key_activation",
        method: "GET",
        changes: Some("activates the key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "key_create",
        method: "POST",
        changes: Some("makes a key"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "societies",
        method: "GET",
        changes: Some("activates a key, as any use does"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "health",
        method: "GET",
        changes: None,
        needs_credential: false,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "webhooks",
        method: "GET",
        changes: Some("activates the key, as any use does"),
        needs_credential: true,
        repeatable: Some(true),
    },
    DescribedCall {
        id: "webhook_create",
        method: "POST",
        changes: Some("makes a webhook"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "webhook_change",
        method: "PATCH",
        changes: Some("changes a webhook"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "webhook_delete",
        method: "DELETE",
        changes: Some("removes a webhook"),
        needs_credential: true,
        repeatable: Some(false),
    },
    DescribedCall {
        id: "webhook_global",
        method: "GET",
        changes: None,
        needs_credential: true,
        repeatable: Some(true),
    },
];

/// Every refusal of a call or a token request.
pub(crate) const REFUSALS: &[Refusal] = &[
    // The partner secret is missing, wrong, or not set up at MyUnisoft yet: keys stay good
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-SECRET"),
        class: Class::Configuration,
    },
    // The partner secret is missing, wrong, or not set up at MyUnisoft yet: keys stay good
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-SECRET-HEADER-NOT-SET"),
        class: Class::Configuration,
    },
    // The partner secret is missing, wrong, or not set up at MyUnisoft yet: keys stay good
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-SECRET-NOT-CONFIGURED"),
        class: Class::Configuration,
    },
    // The partner is unknown
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-THIRD-PARTY-DOESNT-EXIST"),
        class: Class::Configuration,
    },
    // The bearer token or a numeric `society-id` is missing
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-AUTH-HEADER"),
        class: Class::Request,
    },
    // The bearer token or a numeric `society-id` is missing
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("GBL10"),
        class: Class::Request,
    },
    // The token is of another environment or of the wrong kind
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-JWT"),
        class: Class::CheckEnvironment,
    },
    // The token is no valid one of a folder or a firm
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-API-JWT"),
        class: Class::CheckEnvironment,
    },
    // The token is no valid one of a folder or a firm
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-FIRM-JWT"),
        class: Class::CheckEnvironment,
    },
    // The token is no valid one of a user
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INVALID-USER-JWT"),
        class: Class::CheckEnvironment,
    },
    // The user who makes a key has not the right to
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-USER-UNEXPECTED-TYPE"),
        class: Class::Forbidden,
    },
    // The token is for worksheets only, as the other codes of its family are about the token
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("TOKEN3"),
        class: Class::CheckEnvironment,
    },
    // The key is unknown, disconnected or revoked
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-API-TOKEN-NOT-FOUND"),
        class: Class::GenerateKey,
    },
    // The key is unknown, disconnected or revoked
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-FIRM-TOKEN-NOT-FOUND"),
        class: Class::GenerateKey,
    },
    // The key is unknown, disconnected or revoked
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-USER-TOKEN-NOT-FOUND"),
        class: Class::GenerateKey,
    },
    // The key is unknown, disconnected or revoked
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-SCHEMA-NOT-FOUND"),
        class: Class::GenerateKey,
    },
    // The token is invalid or has expired, although the status is 400
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("TOKEN2"),
        class: Class::Renew,
    },
    // The token is invalid or has expired, although the status is 400
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("TOKEN1"),
        class: Class::Renew,
    },
    // The token is invalid or has expired, although the status is 400
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("USER7"),
        class: Class::Renew,
    },
    // No active folder stands behind the key
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-FOLDER-NOT-FOUND"),
        class: Class::GenerateKey,
    },
    // Authentication failed; that it is about mail and password is assumed
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 401,
        member: Some("error.code"),
        code: Some("DROIT5"),
        class: Class::CorrectCredentials,
    },
    // The key is good, the right is missing
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-FORBIDDEN-ROUTE"),
        class: Class::Forbidden,
    },
    // The key is good, the right is missing
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-FORBIDDEN-ACCESS"),
        class: Class::Forbidden,
    },
    // The key is good, the right is missing
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-MISSING-RULE"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("DROIT1"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("DROIT2"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("DROIT3"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("DROIT12"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("IMPORT1"),
        class: Class::Forbidden,
    },
    // The token is good, the right is missing, such as that to one folder
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("IMPORT2"),
        class: Class::Forbidden,
    },
    // Codes of the family that are not documented
    Refusal {
        on: On::Call,
        grants: &[],
        status: 403,
        member: Some("error.code"),
        code: Some("DROIT*"),
        class: Class::Forbidden,
    },
    // Refusals of the business, although the status is 401
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: Some("error.code"),
        code: Some("DADP7"),
        class: Class::Business,
    },
    // Refusals of the business, although the status is 401
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: Some("error.code"),
        code: Some("PROFIL1"),
        class: Class::Business,
    },
    // Refusals of the business, although the status is 401
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: Some("error.code"),
        code: Some("PROFIL2"),
        class: Class::Business,
    },
    // Codes of the family that are not documented
    Refusal {
        on: On::Call,
        grants: &[],
        status: 401,
        member: Some("error.code"),
        code: Some("PROFIL*"),
        class: Class::Business,
    },
    // The folder is unknown
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-SOCIETY-DOESNT-EXIST"),
        class: Class::Business,
    },
    // What was sent cannot be read, without the root that every error is documented to have
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("code"),
        code: Some("OCR1"),
        class: Class::Business,
    },
    // MyUnisoft has cut off the whole integration
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-THIRD-PARTY-DISCONNECTED"),
        class: Class::Suspended,
    },
    // The API is under maintenance
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-API-UNDER-MAINTENANCE"),
        class: Class::Unavailable,
    },
    // Too many calls in the window
    Refusal {
        on: On::Call,
        grants: &[],
        status: 429,
        member: Some("error.code"),
        code: Some("ERR-TOO-MANY-REQUEST"),
        class: Class::RateLimited,
    },
    // Too many calls at once, which two pages spell differently
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-TOO-MANY-CONCURRENT-REQUESTS"),
        class: Class::RateLimited,
    },
    // Too many calls at once, which two pages spell differently
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-TOO-MANY-CONCURRENT-REQUEST"),
        class: Class::RateLimited,
    },
    // Codes of the family that are not documented
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-TOO-MANY-*"),
        class: Class::RateLimited,
    },
    // MyUnisoft failed
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-HTTP"),
        class: Class::Unavailable,
    },
    // MyUnisoft failed
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-INTERNAL"),
        class: Class::Unavailable,
    },
    // MyUnisoft failed to make or activate a key
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-API-TOKEN-GENERATION-FAILED"),
        class: Class::Unavailable,
    },
    // MyUnisoft failed to make or activate a key
    Refusal {
        on: On::Call,
        grants: &[],
        status: 400,
        member: Some("error.code"),
        code: Some("ERR-TOKEN-ACTIVATION-FAILURE"),
        class: Class::Unavailable,
    },
    // The account reaches several firms
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: Some("status"),
        code: Some("firm-selection"),
        class: Class::ChooseFirm,
    },
    // The account asks for a second factor, which the firm login cannot give
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: Some("status"),
        code: Some("require-otp"),
        class: Class::SecondFactor,
    },
    // The account has not accepted the terms
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: Some("status"),
        code: Some("require-cgu-approval"),
        class: Class::AcceptTerms,
    },
    // The account must have a new password
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: Some("status"),
        code: Some("update-password"),
        class: Class::UpdatePassword,
    },
    // Any other `status` without a token: the account waits for something that no document names
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 200,
        member: Some("status"),
        code: Some("*"),
        class: Class::SignIn,
    },
    // A refused login, whatever its code says of key, token or secret
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 400,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, whatever its code says of key, token or secret
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 401,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, whatever its code says of key, token or secret
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 403,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, whatever its code says of key, token or secret
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 404,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // A refused login, whatever its code says of key, token or secret
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 422,
        member: None,
        code: None,
        class: Class::CorrectCredentials,
    },
    // Client errors that say nothing of a login: too slow, too early
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 408,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // Client errors that say nothing of a login: too slow, too early
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 425,
        member: None,
        code: None,
        class: Class::Unavailable,
    },
    // Client errors that say nothing of a login: too often
    Refusal {
        on: On::Token,
        grants: &["password"],
        status: 429,
        member: None,
        code: None,
        class: Class::RateLimited,
    },
];
