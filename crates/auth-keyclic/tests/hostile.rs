//! Whatever an answer holds, reading it gives a typed result: no panic, no secret, no text of the server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Call, ErrorKind, Expiry, ExposeSecret, Grant, Provider, Response};
use auth_keyclic::{AppKey, Application, ChangePassword, Feedbacks, Keyclic, Profile, Register};
use proptest::prelude::*;
use support::*;

#[test]
fn spoilt_successes_are_unreadable_and_of_uncertain_delivery() {
    for body in [
        "",
        "null",
        "[]",
        "7",
        r#"{"accessToken":"t0k"#,
        r#"{"accessToken":"a","accessToken":"b"}"#,
        r#"{"accessToken":"a","tokenType":"Bearer","tokenType":"Bearer"}"#,
        r#"{"accessToken":7}"#,
        "<!doctype html><title>200</title>",
        "\u{0}\u{1}",
    ] {
        let error = login(&answer(200, body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
    assert!(
        login(&answer(200, r#"{"accessToken":"t0k"#))
            .unwrap_err()
            .is_delivery_uncertain()
    );
    assert_eq!(
        *login(&answer(307, "")).unwrap_err().kind(),
        ErrorKind::InvalidResponse
    );
}

#[test]
fn a_byte_order_mark_and_a_wrong_label_lose_no_token() {
    let response = answer_with(
        200,
        "\u{feff}{\"accessToken\":\"t0ken\"}",
        &[("content-type", "text/plain")],
    );
    assert_eq!(
        login(&response).unwrap().access_token().expose_secret(),
        "t0ken"
    );
}

#[test]
fn no_secret_and_no_server_text_shows_anywhere() {
    const PLANTED: [&str; 4] = [
        "canary-password",
        "canary-token",
        "canary-identity",
        "canary-text",
    ];
    let builder = Keyclic::login("agent@ville.example").password("canary-password");
    let mut shown = vec![format!("{builder:?}")];
    let provider = builder.build().unwrap();
    let grant = Grant::password("canary-password");
    let request = provider.token_request(&grant).unwrap();
    shown.push(format!(
        "{provider:?} {:?} {request:?} {grant:?}",
        provider.facts()
    ));
    for response in [
        answer(
            200,
            r#"{"accessToken":"canary-token","idToken":"canary-identity"}"#,
        ),
        answer(
            200,
            r#"{"accessToken":"canary-token canary-text","idToken":"canary-identity"}"#,
        ),
        answer(
            200,
            r#"{"accessToken":"canary-token","tokenType":"canary-text"}"#,
        ),
        answer(200, r#"{"accessToken":{"canary-token":1}}"#),
        answer(401, r#"{"message":"canary-text for canary-password"}"#),
        answer(403, r#"{"title":"canary-text","detail":"canary-password"}"#),
        answer(500, "canary-text canary-password"),
    ] {
        shown.push(format!("{response:?} {:?}", provider.verdict(&response)));
        match provider.token_response(&grant, &response) {
            Ok(tokens) => shown.push(format!(
                "{tokens:?} {:?}",
                provider.headers(&tokens).unwrap()
            )),
            Err(error) => shown.push(format!("{error:?} {error}")),
        }
    }
    let bad = Keyclic::login("a@b.example")
        .api_url("https://canary-text@x.example")
        .build()
        .unwrap_err();
    shown.push(format!("{bad:?} {bad}"));
    for text in &shown {
        for planted in PLANTED {
            assert!(!text.contains(planted), "{planted} shows in {text}");
        }
    }
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|n| n.to_string()),
        "[ -~]{0,12}".prop_map(|text| serde_json::Value::from(text).to_string()),
        any::<i64>().prop_map(|exp| format!("\"{}\"", jwt(&format!(r#"{{"exp":{exp}}}"#)))),
        Just("\"Bearer\"".to_owned()),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let name = prop::sample::select(vec![
            "accessToken",
            "tokenType",
            "credentials",
            "id",
            "idToken",
            "_embedded",
            "items",
            "errors",
            "path",
            "types",
            "total",
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
        date in prop_oneof![Just("Sun, 22 Nov 2026 14:00:00 GMT"), Just("Fri, 31 Dec 9999 23:59:59 GMT"), Just("x")],
    ) {
        let shape = answer_with(status, "", &[("date", date), ("retry-after", "99999999999999999999")]);
        let response = Response::new(shape.status(), shape.headers().clone(), body).sent_at(at(NOW));
        let _ = provider().verdict(&response);
        let _ = Feedbacks.answer(&response);
        let _ = Profile::new("a").answer(&response);
        let _ = Application::new(AppKey::app()).answer(&response);
        let register = Register::new("a@b.example", "canary");
        let _ = register.answer(&response);
        for error in [
            register.refusal(&response),
            ChangePassword::new("canary", "canary").refusal(&response),
            Application::new(AppKey::app()).refusal(&response),
        ] {
            prop_assert!(!error.to_string().contains("canary"));
        }
        if let Ok(tokens) = login(&response) {
            prop_assert!(response.status().is_success());
            prop_assert!(provider().headers(&tokens).is_ok());
            prop_assert!(tokens.expiry() != Expiry::Never);
        }
    }
}
