//! The rules that every provider holds to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use auth_core::{
    Grant, Provider as _,
    testing::conformance::{Case, Class, check_call},
};
use auth_myunisoft::{Access, ApiError, CreateKey, ErrorClass, MyUnisoft};

#[path = "generated/cases.rs"]
mod cases;
mod support;

/// A call that wants a user's token says nothing of any other.
fn by_no_user(case: Case<'_>) -> Case<'_> {
    case.judges("ERR-INVALID-USER-JWT", Class::Forbidden)
}

/// With access to a firm it is the call that names a folder: one that is gone says nothing of the credential.
fn by_firm(case: Case<'_>) -> Case<'_> {
    case.judges("ERR-FOLDER-NOT-FOUND", Class::Forbidden)
}

#[test]
fn a_key_for_one_folder_and_one_for_a_firm() {
    for access in [Access::Company, Access::Firm] {
        let key = MyUnisoft::key("partner-canary", "key-canary")
            .access(access)
            .build()
            .unwrap();
        let case = by_no_user(Case::new(&key))
            .described(&cases::SCHEMES)
            .refusals(cases::REFUSALS)
            .secret("partner-canary")
            .secret("key-canary");
        if access == Access::Firm {
            by_firm(case).run();
        } else {
            case.run();
        }
    }
}

#[test]
fn a_firm_login() {
    let login = MyUnisoft::firm_login("partner-canary", "api@dunes.example")
        .password("password-canary")
        .build()
        .unwrap();
    let granted = support::answer(
        200,
        r#"{"api_token":"token-canary","expiresIn":"2026-11-22 19:00:00","firm":{"id":501,"label":"Dunes"}}"#,
    );
    by_firm(by_no_user(Case::new(&login)))
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::password("password-canary"), granted)
        .secret("partner-canary")
        .secret("password-canary")
        .secret("token-canary")
        .run();
}

#[test]
fn a_user_login() {
    let login = MyUnisoft::user_login("partner-canary", "person@dunes.example")
        .password("password-canary")
        .build()
        .unwrap();
    let granted = support::answer(
        200,
        r#"{"status":"authenticated","policy":"OAuth2","firm":{"id":501,"label":"Dunes"},"details":{"expire_in":"2026-11-22 19:00:00","access_token":"token-canary","refresh_token":"refresh-canary","token_type":"bearer"}}"#,
    );
    by_firm(Case::new(&login))
        .judges("ERR-INVALID-API-JWT", Class::Forbidden)
        .judges("ERR-INVALID-FIRM-JWT", Class::Forbidden)
        .described(&cases::SCHEMES)
        .refusals(cases::REFUSALS)
        .grant(Grant::password("password-canary"), granted)
        .secret("partner-canary")
        .secret("password-canary")
        .secret("token-canary")
        .secret("refresh-canary")
        .run();
}

#[test]
fn m08_every_described_code_is_read_in_each_shape() {
    let mut read = 0;
    for refusal in cases::REFUSALS {
        let (Some("error.code"), Some(code)) = (refusal.member, refusal.code) else {
            continue;
        };
        // A family is known by its beginning.
        let sent = code.replace('*', "99");
        let object = r#"{"url":"/","method":"GET","requestedAt":"07 Jul 2023, 17:58:18","requestId":"req-1"}"#;
        let older = r#"{"correlationId":"req-1"}"#;
        for (details, id) in [
            (format!(r#","details":{object}"#), Some("req-1")),
            (format!(r#","details":{older}"#), Some("req-1")),
            (r#","details":"""#.to_owned(), None),
            (r#","details":null"#.to_owned(), None),
            (String::new(), None),
        ] {
            let bare = format!(r#"{{"code":"{sent}","message":"m"{details}}}"#);
            for body in [format!(r#"{{"error":{bare}}}"#), bare] {
                let error = ApiError::of(&support::answer(refusal.status, &body));
                assert_eq!(
                    (error.code(), error.request_id()),
                    (Some(code), id),
                    "{body}"
                );
                assert_ne!(error.class(), ErrorClass::Unknown, "{body}");
                read += 1;
            }
        }
    }
    assert!(read > 300, "{read}");
}

#[test]
fn every_described_scheme_has_its_case() {
    let key = MyUnisoft::key("partner", "key").build().unwrap();
    let login = MyUnisoft::firm_login("partner", "api@dunes.example");
    let login = login.build().unwrap();
    let user = MyUnisoft::user_login("partner", "person@dunes.example");
    let user = user.build().unwrap();
    let schemes = [key.facts(), login.facts(), user.facts()].map(|facts| facts.scheme);
    assert_eq!(schemes, cases::SCHEMES.map(|scheme| scheme.id));
}

#[test]
fn every_typed_call_is_as_described() {
    let check = cases::CALLS;
    check_call(check, "key_info", &auth_myunisoft::KeyInfo);
    check_call(check, "key_activation", &auth_myunisoft::ActivateKey);
    check_call(
        check,
        "key_create",
        &CreateKey::of_folder(7.try_into().unwrap()),
    );
    check_call(check, "webhooks", &auth_myunisoft::Webhooks);
    check_call(check, "webhook_delete", &auth_myunisoft::DeleteWebhook);
}
