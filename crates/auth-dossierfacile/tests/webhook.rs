//! A webhook with the partner's key is delivered whatever else it holds; without the key nothing is.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

use std::collections::HashSet;

use auth_core::{Actor, Error, ErrorKind, ExposeSecret, HeaderMap, HeaderValue};
use auth_dossierfacile::{
    ApplicationType, Effect, Event, EventType, FileSecret, FileStatus, PdfStatus, WebhookVerifier,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const KEY: &str = "canary-key-0123456789abcdefghijk";
const NEXT_KEY: &str = "canary-next-0123456789abcdefghij";

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(KEY).unwrap()
}

fn with_key(key: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", key.parse().unwrap());
    headers
}

fn read(body: &Value) -> Event {
    let body = body.to_string();
    verifier()
        .verify(body.as_bytes(), &with_key(KEY))
        .unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn full() -> Value {
    json!({
        "id": 88,
        "applicationType": "COUPLE",
        "partnerCallBackType": "VERIFIED_ACCOUNT",
        "onTenantId": 1201,
        "dossierUrl": "https://site.example.test/file/canary-link",
        "dossierPdfUrl": "https://site.example.test/pdf/canary-link",
        "dossierPdfDocumentStatus": "COMPLETED",
        "status": "VALIDATED",
        "tenants": [
            { "id": 1201, "firstName": "canary-name", "status": "VALIDATED", "documents": [{ "id": 1 }] },
            { "id": 1202, "email": "canary-mail@example.test", "status": "LATER" },
        ],
        "lastUpdateDate": "2026-11-22T14:00:00.123456",
    })
}

fn of_type(event_type: &str) -> Value {
    json!({ "partnerCallBackType": event_type, "onTenantId": 1201 })
}

/// The error of what does not show the key: the operator's, and without a word of what came.
fn refusal(result: Result<Event, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.actor(), Actor::Operator);
    assert!(error.advice().starts_with("answer 401"), "{error}");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("canary"), "{shown}");
    shown
}

#[test]
fn d15_without_a_key_there_is_no_verifier() {
    for unusable in ["", " ", "\n", "two words", "clé", "key\n"] {
        for built in [
            WebhookVerifier::new(unusable),
            verifier().also_accept(unusable),
        ] {
            let error = built.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration, "{unusable:?}");
            assert!(error.to_string().contains("callbackApiKey"), "{error}");
        }
    }
}

#[test]
fn d15_no_key_header_is_refused() {
    let body = full().to_string();
    let mut headers = HeaderMap::new();
    let shown = refusal(verifier().verify(body.as_bytes(), &headers));
    assert!(shown.contains("x-api-key: it is missing"), "{shown}");
    headers.insert("authorization", KEY.parse().unwrap());
    refusal(verifier().verify(body.as_bytes(), &headers));
}

#[test]
fn d15_a_wrong_key_is_refused() {
    let body = full().to_string();
    let longer = format!("{KEY}x");
    let spoilt = KEY.replace('9', "8");
    let upper = KEY.to_uppercase();
    for wrong in ["", "x", NEXT_KEY, &KEY[1..], &longer, &spoilt, &upper] {
        let shown = refusal(verifier().verify(body.as_bytes(), &with_key(wrong)));
        assert!(shown.contains("another key"), "{shown}");
    }
    let mut headers = with_key(KEY);
    headers.insert("x-api-key", HeaderValue::from_bytes(b"\xff\xfe").unwrap());
    refusal(verifier().verify(body.as_bytes(), &headers));
    let mut twice = with_key(KEY);
    twice.append("x-api-key", NEXT_KEY.parse().unwrap());
    refusal(verifier().verify(body.as_bytes(), &twice));
}

/// Shows S002-19, S002-38.
#[test]
fn d15_the_right_key_lets_an_event_in() {
    let event = read(&full());
    assert_eq!(event.event_type, EventType::VerifiedAccount);
    assert_eq!(event.on_tenant_id, 1201);
    assert_eq!(event.file_id, Some(88));
    assert_eq!(event.application_type, Some(ApplicationType::Couple));
    assert_eq!(event.status, Some(FileStatus::Validated));
    assert_eq!(event.pdf_status, Some(PdfStatus::Completed));
    let opens = |url: &Option<FileSecret>| url.as_ref().unwrap().expose_secret().to_owned();
    assert!(opens(&event.file_url).contains("/file/"));
    assert!(opens(&event.pdf_url).contains("/pdf/"));
    assert!(format!("{:?}", event.file_url).contains("redacted"));
    let people: Vec<_> = event.tenants.iter().map(|t| (t.id, &t.status)).collect();
    assert_eq!(people[0], (1201, &Some(FileStatus::Validated)));
    assert_eq!(
        people[1],
        (1202, &Some(FileStatus::Unknown("LATER".into())))
    );
    assert_eq!(people.len(), 2);
    let date = event.last_update_date.as_deref();
    assert_eq!(date, Some("2026-11-22T14:00:00.123456"));
    assert_eq!(event.effect(), Effect::None);
}

#[test]
fn d15_both_keys_are_accepted_while_one_replaces_the_other() {
    let both = verifier().also_accept(NEXT_KEY).unwrap();
    let after = WebhookVerifier::new(NEXT_KEY).unwrap();
    let body = full().to_string();
    for (key, before, during, later) in [
        (KEY, true, true, false),
        (NEXT_KEY, false, true, true),
        ("canary-third", false, false, false),
    ] {
        let accepts = |verifier: &WebhookVerifier| {
            let result = verifier.verify(body.as_bytes(), &with_key(key));
            result.is_ok()
        };
        assert_eq!(
            (accepts(&verifier()), accepts(&both), accepts(&after)),
            (before, during, later),
            "{key}"
        );
    }
}

#[test]
fn d15_a_duplicate_is_known_by_its_key() {
    let mut seen = HashSet::new();
    assert!(seen.insert(read(&full()).key().unwrap()));
    assert!(!seen.insert(read(&full()).key().unwrap()), "a copy");
    for (member, other) in [
        ("onTenantId", json!(1202)),
        ("partnerCallBackType", json!("CREATED_ACCOUNT")),
        ("lastUpdateDate", json!("2026-11-22T14:00:00.123457")),
    ] {
        let mut body = full();
        body[member] = other;
        assert!(seen.insert(read(&body).key().unwrap()), "{member}");
    }
}

#[test]
fn d15_a_second_revocation_is_never_taken_for_a_copy_of_the_first() {
    assert_eq!(read(&of_type("ACCESS_REVOKED")).key(), None);
}

#[test]
fn d15_an_unknown_type_is_delivered() {
    let event = read(&of_type("MOON_ACCOUNT"));
    assert_eq!(event.event_type, EventType::Unknown("MOON_ACCOUNT".into()));
    assert_eq!(event.effect(), Effect::None);
}

/// Shows S002-28.
#[test]
fn d15_members_without_value_may_be_left_out() {
    let bare = read(&of_type("CREATED_ACCOUNT"));
    assert_eq!(bare.on_tenant_id, 1201);
    assert_eq!((bare.status.clone(), bare.tenants.len()), (None, 0));
    let mut nulls = full();
    for (name, member) in nulls.as_object_mut().unwrap() {
        if name != "onTenantId" && name != "partnerCallBackType" {
            *member = Value::Null;
        }
    }
    nulls["partnerCallBackType"] = json!("CREATED_ACCOUNT");
    assert_eq!(read(&nulls), bare);
}

#[test]
fn d15_what_is_spelt_otherwise_counts_as_absent_and_the_event_is_delivered() {
    let mut odd = full();
    for (name, member) in odd.as_object_mut().unwrap() {
        if name != "onTenantId" && name != "partnerCallBackType" {
            *member = json!({ "odd": [1] });
        }
    }
    assert_eq!(read(&odd), read(&of_type("VERIFIED_ACCOUNT")));
    odd["tenants"] = json!([7, null, { "id": null }, { "id": "1203", "status": 1 }]);
    odd["id"] = json!("88");
    odd["onTenantId"] = json!("1201");
    let event = read(&odd);
    assert_eq!((event.on_tenant_id, event.file_id), (1201, Some(88)));
    assert_eq!(event.tenants.len(), 1);
    assert_eq!(
        (event.tenants[0].id, &event.tenants[0].status),
        (1203, &None)
    );
}

#[test]
fn d15_a_co_tenant_and_any_order_are_delivered() {
    let mut body = full();
    body["onTenantId"] = json!(u64::MAX);
    assert_eq!(read(&body).on_tenant_id, u64::MAX);
    // The verifier remembers nothing: what is older comes through after what is newer.
    let (verifier, headers) = (verifier(), with_key(KEY));
    for date in ["2026-11-22T14:00:00.000000", "2026-11-21T14:00:00.000000"] {
        body["lastUpdateDate"] = json!(date);
        let event = verifier.verify(body.to_string().as_bytes(), &headers);
        assert_eq!(event.unwrap().last_update_date.as_deref(), Some(date));
    }
}

/// Shows S002-20, S002-21, S002-22, S002-23, S002-24, S002-25, S002-26, S002-27.
#[test]
fn d12_the_effect_says_when_tokens_must_end() {
    for (event_type, effect) in [
        ("ACCESS_REVOKED", Effect::Revoked),
        ("DELETED_ACCOUNT", Effect::Erased),
        ("MERGED_ACCOUNT", Effect::Moved),
        ("CREATED_ACCOUNT", Effect::None),
        ("VERIFIED_ACCOUNT", Effect::None),
        ("DENIED_ACCOUNT", Effect::None),
        ("ARCHIVED_ACCOUNT", Effect::None),
        ("RETURNED_ACCOUNT", Effect::None),
        ("DISSOCIATED_ACCOUNT", Effect::None),
        ("COMPLETED_ACCOUNT", Effect::None),
        ("APPLICATION_TYPE_CHANGED", Effect::None),
        ("access_revoked", Effect::None),
    ] {
        let event = read(&of_type(event_type));
        assert_eq!(event.effect(), effect, "{event_type}");
        let known = !matches!(event.event_type, EventType::Unknown(_));
        assert_eq!(known, event_type != "access_revoked", "{event_type}");
    }
}

#[test]
fn d12_no_oddity_of_the_rest_loses_a_revocation() {
    let deep = format!("{}1{}", r#"{"a":["#.repeat(50_000), "]}".repeat(50_000));
    let huge = format!("\"{}\"", "x".repeat(4_000_000));
    for rest in [&deep, &huge, r#""\ud800""#, "1e400", "-0.0"] {
        for name in ["tenants", "status", "id", "lastUpdateDate", "unheard"] {
            let body = format!(
                r#"{{"{name}":{rest},"partnerCallBackType":"ACCESS_REVOKED","onTenantId":1201}}"#
            );
            let event = verifier().verify(body.as_bytes(), &with_key(KEY)).unwrap();
            assert_eq!(event.effect(), Effect::Revoked, "{name}: {rest:.40}");
        }
    }
    let doubled = br#"{"id":1,"id":2,"partnerCallBackType":"ACCESS_REVOKED","onTenantId":1201}"#;
    let event = verifier().verify(doubled, &with_key(KEY)).unwrap();
    assert_eq!(event.effect(), Effect::Revoked);
}

#[test]
fn what_says_not_of_whom_or_what_is_reported() {
    for body in [
        "".as_bytes(),
        b"null",
        b"[]",
        b"{}",
        b"canary",
        b"\xff\xfe",
        br#"{"onTenantId":1}"#,
        br#"{"partnerCallBackType":"ACCESS_REVOKED"}"#,
        br#"{"partnerCallBackType":7,"onTenantId":1}"#,
        br#"{"partnerCallBackType":"A","onTenantId":"canary"}"#,
        br#"{"partnerCallBackType":"A","onTenantId":-1}"#,
        br#"{"partnerCallBackType":"A","onTenantId":1.5}"#,
        br#"{"partnerCallBackType":"A","onTenantId":1,"onTenantId":2}"#,
        br#"{"partnerCallBackType":"A","onTenantId":1"#,
    ] {
        let error = verifier().verify(body, &with_key(KEY)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
        assert!(error.advice().starts_with("answer 204"));
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn no_key_no_link_and_no_name_shows() {
    let verifier = verifier().also_accept(NEXT_KEY).unwrap();
    let event = read(&full());
    let shown = format!("{verifier:?} {event:?} {:?}", event.key());
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains("VerifiedAccount") && shown.contains("1201"));
}

proptest! {
    #[test]
    fn any_byte_of_the_key_that_differs_is_refused(place in 0..KEY.len(), change in 1_u8..=255) {
        let mut key = KEY.as_bytes().to_vec();
        key[place] ^= change;
        // What no header can carry never arrives.
        let Ok(value) = HeaderValue::from_bytes(&key) else { return Ok(()) };
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", value);
        let both = verifier().also_accept(NEXT_KEY).unwrap();
        refusal(both.verify(full().to_string().as_bytes(), &headers));
    }

    #[test]
    fn any_body_is_read_or_refused_without_a_panic(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            ("[ -~]{0,20}", any::<i64>(), "[ -~]{0,20}").prop_map(|(word, number, text)| {
                let mut body = json!({ "partnerCallBackType": word, "onTenantId": number, "id": text });
                body["status"] = json!(text);
                body["tenants"] = json!([{ "id": number }, word]);
                body.to_string().into_bytes()
            }),
        ],
    ) {
        refusal(verifier().verify(&body, &HeaderMap::new()));
        match verifier().verify(&body, &with_key(KEY)) {
            Ok(event) => prop_assert!(event.tenants.len() <= 1),
            Err(error) => prop_assert_eq!(error.kind(), &ErrorKind::InvalidResponse),
        }
    }
}
