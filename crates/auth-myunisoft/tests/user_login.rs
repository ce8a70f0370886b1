//! Each answer of a user's login, and what a chosen firm makes of the next request.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{
    Body, Choice, ErrorKind, Expiry, ExposeSecret, FieldValue, Grant, PersonTask, Provider,
};
use auth_myunisoft::{Firm, MyUnisoft};
use support::*;

fn user_login() -> MyUnisoft {
    let login = MyUnisoft::user_login("Dunes-secret", "person@dunes.example");
    login.build().unwrap()
}

#[test]
fn a_granted_login_gives_token_end_and_firm_and_no_refresh_token() {
    let provider = user_login();
    let details = r#""details":{"expire_in":"2026-11-22 19:00:00","access_token":"t0ken","refresh_token":"r","token_type":"bearer"}"#;
    for (firm, label) in [
        (r#""firm":{"id":501,"label":"Dunes"}"#, Some("Dunes")),
        (r#""firm":{"id":"501","label":"Dunes"}"#, Some("Dunes")),
        (r#""firmId":501"#, None),
    ] {
        let body = format!(r#"{{"status":"authenticated","policy":"OAuth2",{firm},{details}}}"#);
        let tokens = login(&provider, &answer(200, &body)).unwrap();
        assert_eq!(tokens.access_token().expose_secret(), "t0ken");
        assert!(tokens.refresh_token().is_none());
        // 19:00 in Paris.
        let end = now() + time::Duration::hours(4);
        assert_eq!(tokens.expiry(), Expiry::At(end));
        assert_eq!(tokens.attributes()["firm_id"], "501");
        assert_eq!(tokens.attributes().get("firm_label").map(|it| &**it), label);
    }
}

#[test]
fn what_is_no_success_is_none() {
    let provider = user_login();
    let task = |body: &str| {
        let error = login(&provider, &answer(200, body)).unwrap_err();
        error.person_task().cloned()
    };
    let token = r#""details":{"access_token":"t","expire_in":"2026-11-22 19:00:00"}"#;
    let two =
        r#"{"status":"firm-selection","details":[{"member_group_id":"501","label":"Dunes"}]}"#;
    assert_eq!(
        task(two),
        Some(PersonTask::ChooseFirm(vec![Choice::new("501", "Dunes")]))
    );
    for (status, expected) in [
        ("require-otp", PersonTask::SecondFactor),
        ("require-cgu-approval", PersonTask::AcceptTerms),
        ("update-password", PersonTask::UpdatePassword),
        ("multi-authenticated", PersonTask::SignIn),
    ] {
        for details in [r#""details":null"#, token] {
            let body = format!(r#"{{"status":"{status}",{details}}}"#);
            assert_eq!(task(&body), Some(expected.clone()), "{body}");
        }
    }
    for body in [
        format!("{{{token}}}"),
        r#"{"status":"authenticated"}"#.into(),
        r#"{"status":"authenticated","api_token":"t"}"#.into(),
        r#"{"status":"authenticated","details":{"access_token":""}}"#.into(),
        r#"{"status":"authenticated","details":[]}"#.into(),
        "[]".into(),
    ] {
        let error = login(&provider, &answer(200, &body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
    // A firm login's success is none here, and the other way round.
    let of_user = format!(r#"{{"status":"authenticated",{token}}}"#);
    assert!(login(&firm_login(), &answer(200, &of_user)).is_err());
}

#[test]
fn a_chosen_firm_goes_before_the_configured_one() {
    let firm = |provider: &MyUnisoft, grant: Grant| {
        let request = provider.token_request(&grant).unwrap();
        assert!(request.uri().host().is_some());
        let Body::Fields(_, fields) = request.body() else {
            panic!("no fields")
        };
        let firm = fields.iter().find(|field| field.name == "firm")?;
        Some(match &firm.value {
            FieldValue::Number(id) => id.to_string(),
            FieldValue::Text(name) => format!("by name: {name}"),
            other => panic!("{other:?}"),
        })
    };
    let chosen = |id: &str| Grant::password_choosing("s3cret", &Choice::new(id, "label"));
    for provider in [user_login(), firm_login()] {
        assert_eq!(firm(&provider, Grant::password("s3cret")), None);
        assert_eq!(firm(&provider, chosen("502")).unwrap(), "502");
        assert_eq!(firm(&provider, chosen("Phare")).unwrap(), "by name: Phare");
    }
    let configured = firm_login_for(Firm::Id(501));
    assert_eq!(firm(&configured, chosen("502")).unwrap(), "502");
}
