//! Whatever an answer holds, reading it gives a typed result: no panic, no secret, no text of the server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Call, ErrorKind, Expiry, ExposeSecret, Provider, Verdict};
use auth_myunisoft::{ActivateKey, ApiError, KeyInfo, MyUnisoft};
use proptest::prelude::*;
use support::*;

#[test]
fn spoilt_successes_are_unreadable_and_of_uncertain_delivery() {
    for body in [
        "",
        "null",
        "[]",
        "7",
        r#""text""#,
        r#"{"api_token":"t0k"#,
        r#"{"api_token":"a","api_token":"b"}"#,
        r#"{"api_token":7}"#,
        r#"{"api_token":"t","expiresIn":"a","expiresIn":"b"}"#,
        "<!doctype html><title>200</title>",
        "\u{0}\u{1}",
    ] {
        let error = login(&firm_login(), &answer(200, body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
    let truncated = login(&firm_login(), &answer(200, r#"{"api_token":"t0k"#)).unwrap_err();
    assert!(truncated.is_delivery_uncertain());
}

#[test]
fn a_byte_order_mark_and_a_wrong_label_lose_no_token() {
    let body = "\u{feff}{\"api_token\":\"t0ken\"}";
    let response = answer_with(200, body, &[("content-type", "text/plain")]);
    let tokens = login(&firm_login(), &response).unwrap();
    assert_eq!(tokens.access_token().expose_secret(), "t0ken");
    assert_eq!(tokens.expiry(), Expiry::Unknown);
}

#[test]
fn a_redirect_of_the_login_is_an_error() {
    let response = answer_with(307, "", &[("location", "https://elsewhere.example/")]);
    let error = login(&firm_login(), &response).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
}

#[test]
fn duplicate_codes_are_not_believed() {
    let body = r#"{"error":{"code":"PROFIL1","code":"ERR-API-TOKEN-NOT-FOUND"}}"#;
    assert_eq!(company().verdict(&answer(401, body)), Verdict::Unknown);
}

#[test]
fn no_secret_and_no_server_text_shows_anywhere() {
    const PLANTED: [&str; 5] = [
        "canary-secret",
        "canary-key",
        "canary-password",
        "canary-token",
        "canary-text",
    ];
    let key = MyUnisoft::key("canary-secret", "canary-key");
    let login_builder =
        MyUnisoft::firm_login("canary-secret", "a@b.example").password("canary-password");
    let mut shown = vec![format!("{key:?}"), format!("{login_builder:?}")];
    let (key, provider) = (key.build().unwrap(), login_builder.build().unwrap());
    let grant = auth_core::Grant::password("canary-password");
    let request = provider.token_request(&grant).unwrap();
    shown.push(format!(
        "{key:?} {provider:?} {:?} {:?} {request:?} {grant:?}",
        key.facts(),
        provider.facts()
    ));
    let answers = [
        answer(200, r#"{"api_token":"canary-token","firm":{"id":1}}"#),
        answer(200, r#"{"api_token":"canary-token canary-text"}"#),
        answer(
            200,
            r#"{"status":"require-otp","api_token":"canary-token","message":"canary-text"}"#,
        ),
        answer(
            200,
            r#"{"status":"canary-text","api_token":{"canary-token":1}}"#,
        ),
        answer(
            401,
            r#"{"error":{"code":"canary-text","message":"canary-password","details":"canary-text"}}"#,
        ),
        answer(
            401,
            r#"{"error":{"code":"DROIT5","message":"canary-text for canary-password"}}"#,
        ),
        answer(
            400,
            r#"{"error":{"code":"DROIT-canary-text","message":"canary-text"}}"#,
        ),
        answer(500, "canary-text canary-password"),
    ];
    for response in &answers {
        shown.push(format!("{response:?} {:?}", provider.verdict(response)));
        let api_error = ApiError::of(response);
        shown.push(format!("{api_error:?} {0:?} {0}", api_error.to_error()));
        match login(&provider, response) {
            Ok(tokens) => shown.push(format!(
                "{tokens:?} {:?}",
                provider.headers(&tokens).unwrap()
            )),
            Err(error) => shown.push(format!("{error:?} {error}")),
        }
    }
    for bad in [
        MyUnisoft::key("canary-secret\n", "canary-key").build(),
        MyUnisoft::key("canary-secret", "canary-key ").build(),
        MyUnisoft::key("canary-secret", "canary-key")
            .api_url("https://canary-text@x.example")
            .build(),
    ] {
        let error = bad.unwrap_err();
        shown.push(format!("{error:?} {error}"));
    }
    for text in &shown {
        for planted in PLANTED {
            assert!(!text.contains(planted), "{planted} shows in {text}");
        }
    }
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|n| n.to_string()),
        "[ -~]{0,12}".prop_map(|text| serde_json::Value::from(text).to_string()),
        prop::sample::select(vec![
            r#""firm-selection""#,
            r#""require-otp""#,
            r#""DROIT5""#,
            r#""TOKEN2""#,
            r#""2026-10-25 02:30:00""#,
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let name = prop::sample::select(vec![
            "status",
            "api_token",
            "expiresIn",
            "firm",
            "details",
            "error",
            "code",
            "id",
            "label",
            "member_group_id",
            "target",
            "isActivated",
            "schemaId",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((name, inner), 0..6).prop_map(|members| {
                let members: Vec<_> = members
                    .iter()
                    .map(|(n, v)| format!("\"{n}\":{v}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_answer_is_read_without_a_panic(
        status in 100_u16..1000,
        body in prop_oneof![json().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..64)],
        reset in "[ -~]{0,24}",
        date in prop_oneof![Just("Sun, 22 Nov 2026 14:00:00 GMT"), Just("Fri, 31 Dec 9999 23:59:59 GMT"), Just("x")],
    ) {
        let headers = [("x-rate-limit-reset", reset.as_str()), ("date", date), ("request-id", reset.as_str())];
        let mut response = answer_with(status, "", &headers);
        response = auth_core::Response::new(response.status(), response.headers().clone(), body).sent_at(now());
        for provider in [company(), cabinet(), firm_login()] {
            if let Verdict::RateLimited(Some(wait)) = provider.verdict(&response) {
                prop_assert!(wait <= std::time::Duration::from_secs(60));
            }
            if let Ok(tokens) = login(&provider, &response) {
                prop_assert!(response.status().is_success());
                prop_assert!(provider.headers(&tokens).is_ok());
                let end = tokens.expiry().instant();
                prop_assert!(end.is_none_or(|end| end > now()));
                prop_assert!(tokens.expiry() != Expiry::Never);
            }
        }
        let _ = (KeyInfo.answer(&response), ActivateKey.answer(&response), ApiError::of(&response).to_error());
    }

    #[test]
    fn any_key_is_taken_or_refused_without_a_panic(key in "\\PC{0,40}", claims in json()) {
        let _ = MyUnisoft::key("secret", key).build();
        prop_assert!(MyUnisoft::key("secret", jwt(&claims)).build().is_ok());
    }
}
