//! Hostile answers give typed errors: no panic, no secret, no grant ended by what is no verdict.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod support;

use std::time::Duration;

use auth_core::{
    Call, Error, ErrorKind, Expiry, ExposeSecret, Grant, HeaderMap, Provider, Response, StatusCode,
    Verdict,
};
use auth_dossierfacile::{Profile, Settings};
use proptest::prelude::*;
use serde_json::json;
use support::{
    ACCESS, CLIENT_SECRET, CODE, REFRESH, SENT_AT, VERIFIER, answer, answer_with, claims,
    code_grant, issued, jwt, refresh_grant, service, user, user_builder, with, without,
};

fn exchange(response: &Response) -> Result<auth_core::TokenSet, Error> {
    user().token_response(&code_grant(), response)
}

#[test]
fn a_success_status_alone_is_no_success() {
    let good = issued().to_string();
    let cut = &good[..good.len() - 1];
    let doubled = good.replacen('{', r#"{"access_token":"first","#, 1);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "\"token\"",
        cut,
        &doubled,
        "<html>login</html>",
        r#"{"error":"invalid_grant"}"#,
        r#"{"access_token":"canary","token_type":null}"#,
        r#"{"access_token":"canary"}"#,
        r#"{"access_token":"canary","token_type":"mac"}"#,
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":null,"token_type":"Bearer"}"#,
        r#"{"access_token":7,"token_type":"Bearer"}"#,
        "\u{1f}\u{8b}\u{8}",
    ] {
        let error = exchange(&answer(200, body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
        assert!(error.is_delivery_uncertain(), "the code is spent: {body}");
        assert!(!format!("{error:?}").contains("canary"));
    }
}

#[test]
fn a_wrong_label_and_a_byte_order_mark_do_not_lose_a_token() {
    let body = issued().to_string();
    assert!(exchange(&answer_with(200, "content-type", "text/html", &body)).is_ok());
    assert!(exchange(&answer(200, format!("\u{feff}{body}"))).is_ok());
}

#[test]
fn d19_a_redirect_is_no_answer() {
    for status in [301, 302, 303, 307, 308] {
        let there = answer_with(status, "location", "https://evil.example.test/", "");
        let error = exchange(&there).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
        assert!(!error.to_string().contains("evil"));
    }
}

#[test]
fn absurd_lifetimes_never_mean_for_ever() {
    for (lifetime, expected) in [
        (json!(-1), Some(SENT_AT)),
        (json!(i64::MIN), Some(SENT_AT)),
        (json!(0), Some(SENT_AT)),
        (json!(i64::MAX), None),
        (json!(1e300), None),
        (json!("9".repeat(40)), None),
        (json!("soon"), None),
        (json!([300]), None),
        (json!({"seconds": 300}), None),
        (json!(true), None),
    ] {
        let tokens = exchange(&answer(
            200,
            with(issued(), "expires_in", lifetime.clone()).to_string(),
        ))
        .unwrap();
        assert_eq!(tokens.expiry().instant(), expected, "{lifetime}");
        assert_ne!(tokens.expiry(), Expiry::Never, "{lifetime}");
    }
    let far = jwt(&json!({"exp": i64::MAX}));
    let body = with(without(issued(), "expires_in"), "access_token", json!(far));
    assert_eq!(
        exchange(&answer(200, body.to_string())).unwrap().expiry(),
        Expiry::Unknown
    );
}

#[test]
fn d16_what_is_no_json_is_classed_by_its_status() {
    for (status, body, kind) in [
        (429, "Too Many Requests", ErrorKind::RateLimited),
        (502, "<html>Bad Gateway</html>", ErrorKind::Unavailable),
        (503, "maintenance", ErrorKind::Unavailable),
        (500, r#"{"error":"unknown_error"}"#, ErrorKind::Unavailable),
        (400, "<html>firewall</html>", ErrorKind::InvalidResponse),
        (
            400,
            r#"{"error":"something new"}"#,
            ErrorKind::InvalidResponse,
        ),
        (
            400,
            r#"{"error":["invalid_grant"]}"#,
            ErrorKind::InvalidResponse,
        ),
        (
            400,
            r#"{"error":"x","error":"invalid_grant"}"#,
            ErrorKind::InvalidResponse,
        ),
        (403, "<html>firewall</html>", ErrorKind::InvalidResponse),
        (401, "", ErrorKind::InvalidResponse),
    ] {
        let error = exchange(&answer(status, body)).unwrap_err();
        assert_eq!(*error.kind(), kind, "{status} {body}");
        assert_eq!(
            error.code(),
            None,
            "no text of the server's becomes a code: {body}"
        );
    }
    let wait = exchange(&answer_with(429, "retry-after", "9", "")).unwrap_err();
    assert_eq!(wait.retry_after(), Some(Duration::from_secs(9)));
}

#[test]
fn a_lost_answer_to_a_refresh_stays_uncertain() {
    for status in [500, 502, 504] {
        let error = user()
            .token_response(&refresh_grant(), &answer(status, ""))
            .unwrap_err();
        assert!(error.is_delivery_uncertain(), "{status}");
    }
    let error = user()
        .token_response(&refresh_grant(), &answer(503, ""))
        .unwrap_err();
    assert!(!error.is_delivery_uncertain());
}

#[test]
fn a_token_that_no_header_can_carry_is_an_error() {
    for token in [
        "canary\r\nx-injected: 1",
        "canary\u{0}",
        "canary\u{e9}",
        " ",
    ] {
        let body = with(issued(), "access_token", json!(token)).to_string();
        for (provider, grant) in [
            (user(), code_grant()),
            (user(), refresh_grant()),
            (service(), Grant::Client),
        ] {
            let error = provider
                .token_response(&grant, &answer(200, body.as_str()))
                .unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{token:?}");
            assert!(error.is_delivery_uncertain());
            assert!(!format!("{error:?}").contains("canary"));
        }
    }
}

/// Everything that can be shown, of every value that has held a secret.
#[test]
fn nothing_shows_a_secret() {
    let mut shown = Vec::new();
    let mut show = |value: &dyn std::fmt::Debug| shown.push(format!("{value:?} {value:#?}"));
    for provider in [user(), service(), user_builder().build().unwrap()] {
        show(&provider);
        for grant in [code_grant(), refresh_grant(), Grant::Client] {
            match provider.token_request(&grant) {
                Ok(request) => show(&request),
                Err(error) => show(&error.to_string()),
            }
            for body in [
                issued(),
                json!({"error": CODE, "error_description": REFRESH}),
            ] {
                for status in [200, 400, 401, 403, 500] {
                    let response = answer(status, body.to_string());
                    show(&response);
                    show(&provider.verdict(&response));
                    match provider.token_response(&grant, &response) {
                        Ok(tokens) => {
                            show(&tokens);
                            show(&provider.headers(&tokens).unwrap());
                        }
                        Err(error) => {
                            show(&error);
                            show(&error.to_string());
                        }
                    }
                }
            }
        }
    }
    let shown = shown.join("\n");
    assert!(shown.len() > 10_000);
    for secret in [CLIENT_SECRET, ACCESS, REFRESH, CODE, VERIFIER] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(!shown.contains("canary%3A"), "the encoded client secret");
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let members = prop::collection::hash_map(
        prop::sample::select(vec![
            "access_token",
            "token_type",
            "expires_in",
            "refresh_expires_in",
            "refresh_token",
            "id_token",
            "scope",
            "error",
            "error_description",
            "connectedTenantId",
            "apartmentSharing",
            "name",
            "callbackApiKey",
        ]),
        prop_oneof![
            "[a-zA-Z.]{0,12}".prop_map(|text| json!(text)),
            any::<i64>().prop_map(|number| json!(number)),
            any::<f64>().prop_map(|number| json!(number)),
            prop::sample::select(vec![
                json!("Bearer"),
                json!("invalid_grant"),
                json!("invalid_scope"),
                json!("invalid_client"),
                json!("unauthorized_client"),
                json!("openid dfc"),
                json!("NA"),
                json!(null),
                json!([]),
                json!({"status": 1}),
                json!(jwt(&claims())),
            ]),
        ],
        0..9,
    )
    .prop_map(|members| json!(members).to_string().into_bytes());
    let cut =
        (members, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(mut body, at, cut)| {
            if cut {
                body.truncate(at.index(body.len() + 1));
            }
            body
        });
    prop_oneof![3 => cut, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #[test]
    fn any_answer_is_read_without_panic(
        body in body(),
        status in prop_oneof![Just(200_u16), Just(400), Just(401), Just(403), 100..600_u16],
    ) {
        let response = Response::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), body)
            .sent_at(SENT_AT);
        for (provider, grant) in [
            (user(), code_grant()),
            (user(), refresh_grant()),
            (service(), Grant::Client),
        ] {
            match provider.token_response(&grant, &response) {
                Ok(tokens) => {
                    prop_assert_eq!(status, 200);
                    prop_assert!(!tokens.access_token().expose_secret().is_empty());
                    prop_assert_ne!(tokens.expiry(), Expiry::Never);
                    let nonce_was_checked = matches!(grant, Grant::AuthorizationCode(_));
                    prop_assert_eq!(tokens.attributes().contains_key("subject"), nonce_was_checked);
                }
                Err(error) => {
                    prop_assert!(error.person_task().is_none() || status == 400);
                    prop_assert_ne!(error.kind(), &ErrorKind::Internal);
                }
            }
            let verdict = provider.verdict(&response);
            prop_assert_eq!(verdict == Verdict::Accepted, (200..300).contains(&status));
        }
        let _ = (Profile.answer(&response), Settings.answer(&response));
    }

    #[test]
    fn any_callback_is_read_without_panic(url in ".{0,80}", mut query in "[a-z=&%?#0-9]{0,80}") {
        let provider = user();
        let begin = || provider.authorize().build().unwrap().pending;
        prop_assert!(begin().finish(&url).is_err());
        query.insert(0, '?');
        prop_assert!(begin().finish(&query).is_err());
    }
}
