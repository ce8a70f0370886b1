//! Answers that lie, break off, or come from something else than Sinao: a typed error each, never a panic, never a guess.

mod support;

use auth_core::{
    Call, Error, ErrorKind, Expiry, ExposeSecret, Grant, PersonTask, Provider, Verdict,
};
use auth_sinao::{ApiKeys, ChangePassword, CreateApiKey, Me, Register, SendSecondFactor};
use proptest::prelude::*;
use support::{answer, keyed, login, refresh_grant};

const CANARY: &str = "canary-in-the-body";

fn grants() -> [Grant; 3] {
    [
        Grant::password("canary-password"),
        Grant::password_with_code("canary-password", "canary-code"),
        refresh_grant(),
    ]
}

#[test]
fn unreadable_successes_are_invalid_and_may_have_changed_the_state() {
    for body in [
        "",
        "null",
        "[]",
        "\"text\"",
        r#"["by-position",86400]"#,
        r#"{"access_token":"cut of"#,
        r#"{"access_token":"one","access_token":"two"}"#,
        r#"{"access_token":"t","expires_in":60,"expires_in":999999}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":42}"#,
        r#"{"access_token":["t"]}"#,
        r#"{"access_token":"two\nlines"}"#,
        r#"{"access_token":"tokén"}"#,
        "<!doctype html><title>Log in</title>",
        "\u{1f}\u{8b}\u{8}compressed",
    ] {
        for grant in grants() {
            let error = login()
                .token_response(&grant, &answer(200, body))
                .expect_err(body);
            assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
            assert!(error.is_delivery_uncertain(), "{body}");
        }
    }
}

#[test]
fn a_byte_order_mark_or_a_wrong_label_costs_no_token() {
    let body = "\u{feff}{\"access_token\":\"t\",\"unknown\":{\"a\":[1]},\"token_type\":7}";
    let labelled = support::answer_with(200, &[("content-type", "text/html")], body);
    let tokens = login()
        .token_response(&refresh_grant(), &labelled)
        .expect("tokens");
    assert_eq!(tokens.access_token().expose_secret(), "t");
}

#[test]
fn absurd_lifetimes_are_never_for_ever() {
    for lifetime in [
        "-1",
        "0",
        "1e400",
        "99999999999999999999",
        "\"\"",
        "{}",
        "[1]",
        "true",
    ] {
        let body = format!(r#"{{"access_token":"t","expires_in":{lifetime}}}"#);
        match login().token_response(&refresh_grant(), &answer(200, body)) {
            Ok(tokens) => assert_ne!(tokens.expiry(), Expiry::Never, "{lifetime}"),
            Err(error) => assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{lifetime}"),
        }
    }
}

#[test]
fn deep_and_huge_bodies_are_read_to_an_end() {
    let deep = format!("{{\"errors\":{}", "[".repeat(100_000));
    let nested = format!("{{\"errors\":{}{}}}", "[".repeat(100), "]".repeat(100));
    let huge = format!(r#"{{"message":"{}"}}"#, "x".repeat(1 << 20));
    for body in [deep, nested, huge] {
        for grant in grants() {
            for status in [200, 401, 500] {
                login()
                    .token_response(&grant, &answer(status, body.as_str()))
                    .expect_err("no token in it");
            }
        }
        login().verdict(&answer(500, body));
    }
}

#[test]
fn pages_redirects_and_outages_never_end_a_grant() {
    for status in [
        301, 302, 307, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504,
    ] {
        let page = format!("<html>Token has expired, 2fa, {CANARY}</html>");
        for grant in grants() {
            let error = login()
                .token_response(&grant, &answer(status, page.as_str()))
                .expect_err("refused");
            // But a password that 401 refuses is not tried twice, whoever words it.
            let is_login = matches!(grant, Grant::Password(_));
            assert_eq!(
                error.person_task().is_some(),
                is_login && status == 401,
                "{status}"
            );
        }
        let rate_limited = status == 429;
        for sinao in [login(), keyed()] {
            let verdict = sinao.verdict(&answer(status, page.as_str()));
            if rate_limited {
                assert_eq!(verdict, Verdict::RateLimited(None));
            } else {
                assert_eq!(verdict, Verdict::Unknown, "{status}");
            }
        }
    }
}

/// Bodies that resemble what is looked for, and some that do not.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        Just("Token has expired".to_owned()),
        Just("2fa".to_owned()),
        Just("code".to_owned()),
        Just(CANARY.to_owned()),
        ".{0,20}",
    ];
    let value = prop_oneof![
        word.clone().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    let name = prop_oneof![
        Just("access_token".to_owned()),
        Just("expires_in".to_owned()),
        Just("message".to_owned()),
        Just("errors".to_owned()),
        Just("id".to_owned()),
        word,
    ];
    let object = proptest::collection::btree_map(name, value, 0..6).prop_map(|members| {
        let object: serde_json::Map<_, _> = members.into_iter().collect();
        serde_json::Value::from(object).to_string().into_bytes()
    });
    let broken = (object.clone(), any::<prop::sample::Index>()).prop_map(|(mut text, end)| {
        text.truncate(end.index(text.len()));
        text
    });
    prop_oneof![
        object,
        broken,
        proptest::collection::vec(any::<u8>(), 0..200)
    ]
}

fn silent(error: &Error) -> bool {
    !format!("{error} {error:?}").contains("canary")
}

proptest! {
    #[test]
    fn token_responses_are_judged_without_a_guess(status in 200_u16..600, body in body()) {
        let response = answer(status, body);
        for grant in grants() {
            match login().token_response(&grant, &response) {
                Ok(tokens) => {
                    prop_assert!(response.status().is_success());
                    let token = tokens.access_token().expose_secret();
                    prop_assert!(!token.is_empty());
                    prop_assert_ne!(tokens.expiry(), Expiry::Never);
                }
                Err(error) => {
                    prop_assert!(silent(&error), "{error:?}");
                    let ended = error.person_task().is_some();
                    let is_refresh = matches!(grant, Grant::RefreshToken(_));
                    let may_end = if is_refresh {
                        [400, 401, 403, 422, 500].contains(&status)
                    } else {
                        response.status().is_success()
                            || (400..500).contains(&status) && ![408, 425, 429].contains(&status)
                    };
                    prop_assert!(!ended || may_end, "{error:?}");
                    if is_refresh && response.status().is_success() {
                        prop_assert!(error.is_delivery_uncertain());
                    }
                    if ended && is_refresh {
                        prop_assert_eq!(error.person_task(), Some(&PersonTask::SignIn));
                    }
                }
            }
        }
    }

    #[test]
    fn verdicts_reject_for_401_and_some_500_only(status in 200_u16..600, body in body()) {
        let response = answer(status, body);
        let verdict = login().verdict(&response);
        prop_assert!(verdict != Verdict::Rejected || status == 401 || status == 500);
        prop_assert!(!matches!(verdict, Verdict::NeedsPerson(_)));
        let verdict = keyed().verdict(&response);
        prop_assert!(verdict != Verdict::Rejected);
        prop_assert!(!matches!(verdict, Verdict::NeedsPerson(_)) || status == 401);
    }

    #[test]
    fn users_and_sendings_are_read_or_refused(status in 200_u16..600, body in body()) {
        let response = answer(status, body);
        if let Err(error) = Me.answer(&response) {
            prop_assert!(silent(&error));
        }
        let send = SendSecondFactor::new("a@b.test", "canary-password");
        for error in [send.answer(&response).err(), Some(send.refusal(&response))] {
            prop_assert!(error.is_none_or(|error| silent(&error)));
        }
    }

    #[test]
    fn accounts_and_keys_are_read_or_refused(status in 200_u16..600, body in body()) {
        let response = answer(status, body);
        let register = Register::agreeing_to_terms("a@b.test", "canary-password");
        let change = ChangePassword::new("canary-mailed", "canary-password");
        let errors = [
            register.answer(&response).err(),
            ApiKeys::of(1).answer(&response).err(),
            CreateApiKey::of(1).answer(&response).err(),
            change.answer(&response).err(),
            Some(register.refusal(&response)),
            Some(change.refusal(&response)),
        ];
        for error in errors.iter().flatten() {
            prop_assert!(silent(error), "{error}");
        }
    }
}
