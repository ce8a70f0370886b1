//! Calls as values: the request of each exactly as the wire wants it, and every variant of its answer.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{
    Body, Call, Encoding, ErrorKind, ExposeSecret, FieldValue, Method, PersonTask, Provider,
    Request, SecretKind,
};
use auth_keyclic::{
    Agreement, ApiGeneration, AppKey, Application, ChangePassword, ChangePerson, Feedbacks,
    LoginType, Profile, Register, RequestPasswordChange,
};
use support::*;

const REFUSED: ErrorKind = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);
const VND: &str = r#"{"@context":"/c","@type":"ValidationError","message":"canary","total":2,"_embedded":{"errors":[
    {"@type":"ValidationError","message":"canary","path":"password","_embedded":{"errors":[{"path":"email"}]}},
    {"@type":"ValidationError","message":"canary","path":"canary"}]}}"#;
const PROBLEM: &str = r#"{"type":"about:blank","title":"canary","detail":"canary","_embedded":{"errors":[{"type":"canary"}]}}"#;

fn json_fields(request: &Request) -> Vec<String> {
    let Body::Fields(Encoding::Json, fields) = request.body() else {
        panic!("the body should be JSON fields");
    };
    let shown = fields.iter().map(|field| match &field.value {
        FieldValue::Text(text) => format!("{}={text}", field.name),
        FieldValue::Flag(flag) => format!("{}={flag}", field.name),
        FieldValue::Secret(secret) => format!("{}=secret {}", field.name, secret.expose_secret()),
        other => panic!("not {other:?}"),
    });
    shown.collect()
}

fn told(call: &impl Call) -> (Method, String, bool, bool) {
    let request = call.request().unwrap();
    let (method, uri) = (request.method().clone(), request.uri().to_string());
    (
        method,
        uri,
        call.needs_credential(),
        request.is_repeatable(),
    )
}

fn change() -> ChangePassword {
    ChangePassword::new("canary-token", "canary-password")
}

/// Shows S004-09, S004-11, S004-12, S004-13, S004-14, S004-16, S004-17.
#[test]
fn each_call_says_where_it_goes_with_what_and_whether_twice() {
    let post = |uri: &str, repeatable| (Method::POST, uri.to_owned(), false, repeatable);
    let change_request = "/security/password/change-request";
    assert_eq!(
        told(&Register::new("a@b.c", "p")),
        post("/security/register", false)
    );
    let signed_in = Register::new("a@b.c", "p").signed_in();
    assert!(signed_in.needs_credential());
    assert_eq!(told(&Profile::new("a")), post("/auth/profile", true));
    assert_eq!(
        told(&RequestPasswordChange::by_email("a@b.c")),
        post(change_request, false)
    );
    assert_eq!(
        told(&RequestPasswordChange::by_username("a")),
        post(change_request, false)
    );
    assert_eq!(
        told(&change()),
        post("/security/password/change/canary-token", false)
    );
    let person = ChangePerson::new("a/b").job("Agent");
    assert_eq!(
        told(&person),
        (Method::PATCH, "/people/a%2Fb".to_owned(), true, false)
    );
    let application = told(&Application::new(AppKey::city()));
    let expected = "/applications/com.keyclic.city".to_owned();
    assert_eq!(application, (Method::GET, expected, false, true));
    assert!(Feedbacks.needs_credential());
}

/// Shows S004-03.
#[test]
fn register_sends_what_was_given_and_nothing_else() {
    let short = Register::new("a@b.c", "canary").request().unwrap();
    assert_eq!(
        json_fields(&short),
        ["email=a@b.c", "password=secret canary"]
    );
    assert_eq!(short.carries(), [SecretKind::Password]);
    let long = Register::new("a@b.c", "canary")
        .agreement(Agreement {
            older_than: true,
            privacy_policy: true,
            terms_of_service: false,
        })
        .invitation("invited");
    assert!(!format!("{long:?}").contains("canary"));
    assert_eq!(
        json_fields(&long.request().unwrap())[2..],
        [
            "agreement.olderThan=true",
            "agreement.privacyPolicy=true",
            "agreement.termsOfService=false",
            "invitation=invited",
        ]
    );
    let person = long
        .answer(&answer(
            201,
            r#"{"id":7,"email":"a@b.c","job":null,"jobTitle":"Agent","new":[]}"#,
        ))
        .unwrap();
    assert_eq!((person.id.as_str(), person.job), ("7", None));
    assert_eq!(person.job_title.as_deref(), Some("Agent"));
    for unreadable in ["", "{}", "[]", "<html>"] {
        let error = long.answer(&answer(201, unreadable)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{unreadable}");
    }
}

#[test]
fn the_means_of_logging_in_are_read_with_unknown_ones() {
    let call = Profile::new("agent");
    assert_eq!(json_fields(&call.request().unwrap()), ["username=agent"]);
    let body = r#"{"types":["password","enterprise","passkey"],"connections":[{"x":1}],"user":null,"firstConnection":true}"#;
    let profile = call.answer(&answer(200, body)).unwrap();
    assert_eq!(
        profile.types,
        [
            LoginType::Password,
            LoginType::Enterprise,
            LoginType::Unknown("passkey".into())
        ]
    );
    assert_eq!(
        (profile.connections.len(), profile.first_connection),
        (1, Some(true))
    );
    let profile = call
        .answer(&answer(200, r#"{"types":[],"connections":null}"#))
        .unwrap();
    assert_eq!(
        (profile.connections.len(), profile.first_connection),
        (0, None)
    );
    for unreadable in ["", "{}", "[]", r#"{"types":"password"}"#] {
        assert!(
            call.answer(&answer(200, unreadable)).is_err(),
            "{unreadable}"
        );
    }
}

/// Shows S004-14.
#[test]
fn k09_a_change_is_requested_in_both_forms() {
    let by = |call: RequestPasswordChange| json_fields(&call.request().unwrap());
    assert_eq!(
        by(RequestPasswordChange::by_email("a@b.c")),
        ["email=a@b.c"]
    );
    assert_eq!(by(RequestPasswordChange::by_username("a")), ["username=a"]);
    assert_eq!(
        by(RequestPasswordChange::by_username("a").email("a@b.c")),
        ["username=a", "email=a@b.c"]
    );
}

/// Shows S004-15, S004-16.
#[test]
fn the_mailed_token_stands_in_the_path_and_is_shown_nowhere() {
    let request = change().request().unwrap();
    assert_eq!(json_fields(&request), ["password=secret canary-password"]);
    assert_eq!(
        request.carries(),
        [SecretKind::OneTimeCode, SecretKind::Password]
    );
    let mut shown = vec![format!("{:?} {request:?}", change())];
    for token in [
        "canary/../x",
        "canary?#",
        "..",
        "",
        &"canary".repeat(20_000),
    ] {
        shown.push(match ChangePassword::new(token, "canary").request() {
            Ok(request) => {
                assert!(
                    request
                        .uri()
                        .path()
                        .starts_with("/security/password/change/")
                );
                assert_eq!(request.uri().path().matches('/').count(), 4);
                format!("{request:?}")
            }
            Err(error) => {
                assert_eq!(*error.kind(), ErrorKind::Configuration);
                format!("{error} {error:?}")
            }
        });
    }
    let placed = request.at("https://api.keyclic.com/x".parse().unwrap());
    provider().facts().origins.check(&placed).unwrap();
    let elsewhere = placed.at("https://keyclic.example/canary".parse().unwrap());
    let error = provider().facts().origins.check(&elsewhere).unwrap_err();
    shown.push(format!("{error} {error:?}"));
    shown.push(format!("{:?}", change().refusal(&answer(404, VND))));
    assert!(!shown.concat().contains("canary"), "{shown:?}");
}

/// Shows S004-18, S004-19.
#[test]
fn k08_a_person_is_changed_by_a_partial_object_alone() {
    let whole = ChangePerson::new("c1")
        .family_name("Nom")
        .given_name("Prénom")
        .image("i")
        .job("Agent")
        .job_title("Agente")
        .email("a@b.c");
    for (api, content_type) in [
        (ApiGeneration::V2, "application/json;charset=UTF-8"),
        (ApiGeneration::V3, "application/merge-patch+json"),
    ] {
        let request = whole.clone().api(api).request().unwrap();
        let Body::Bytes {
            content_type: sent,
            bytes,
        } = request.body()
        else {
            panic!("ready-made");
        };
        assert_eq!(sent, content_type);
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(bytes).unwrap(),
            serde_json::json!({
                "familyName": "Nom", "givenName": "Prénom", "image": "i", "job": "Agent",
                "jobTitle": "Agente", "email": "a@b.c",
            })
        );
    }
    let one = ChangePerson::new("c1")
        .family_name("Nom")
        .request()
        .unwrap();
    let Body::Bytes { bytes, .. } = one.body() else {
        panic!("ready-made");
    };
    assert_eq!(bytes.as_ref(), br#"{"familyName":"Nom"}"#);
    for nothing in [ChangePerson::new("c1"), ChangePerson::new("").job("x")] {
        let error = nothing.request().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn an_application_is_told_member_by_member() {
    let call = Application::new(AppKey::app());
    let told = call
        .answer(&answer(200, r#"{"id":"x","a":{"b":1}}"#))
        .unwrap();
    assert_eq!(told["a"]["b"], 1);
    assert!(call.answer(&answer(200, "[]")).is_err());
    assert_eq!(
        *call.refusal(&answer(404, PROBLEM)).kind(),
        ErrorKind::Configuration
    );
    assert_eq!(
        *call.refusal(&answer(404, "<html>")).kind(),
        ErrorKind::InvalidResponse
    );
}

#[test]
fn k07_a_refusal_is_classed_by_its_status_and_names_fields_only() {
    let register = Register::new("a@b.c", "p");
    let error = register.refusal(&answer(400, VND)).to_string();
    assert!(
        error.contains("the registration: email, password"),
        "{error}"
    );
    for body in [VND, PROBLEM, "", "canary", r#"{"_embedded":[]}"#] {
        for (status, kind) in [
            (400, REFUSED),
            (404, REFUSED),
            (422, REFUSED),
            (401, ErrorKind::Forbidden),
            (403, ErrorKind::Forbidden),
            (405, ErrorKind::InvalidResponse),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Unavailable),
        ] {
            for error in [
                register.refusal(&answer(status, body)),
                change().refusal(&answer(status, body)),
                RequestPasswordChange::by_email("a@b.c").refusal(&answer(status, body)),
                Profile::new("a").refusal(&answer(status, body)),
                ChangePerson::new("a")
                    .job("b")
                    .refusal(&answer(status, body)),
            ] {
                assert_eq!(*error.kind(), kind, "{status} {body}");
                assert!(!error.to_string().contains("canary"), "{error}");
            }
        }
    }
    let page = register.refusal(&answer(400, "<html>"));
    assert_eq!(*page.kind(), ErrorKind::InvalidResponse);
}
