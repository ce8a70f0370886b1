//! Requests as the wire wants them, and each variant of an answer.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{
    AuthHeaders, Body, Call, Delivery, Encoding, ErrorKind, Expiry, ExposeSecret, FieldValue,
    Generation, Grant, HeaderMap, HeaderName, HeaderValue, Method, PersonTask, Provider, Renewal,
    Request, SecretKind, TokenSet, Uri, Verdict,
};
use auth_keyclic::{
    AppKey, AppVersion, CallerTime, Feedbacks, Keyclic, Language, OrganizationId, Platform,
};
use support::*;

fn call(headers: &[(&'static str, &str)]) -> Request {
    let request = Request::new(Method::GET, Uri::from_static("/feedbacks"));
    headers.iter().fold(request, |request, (name, value)| {
        request.header(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    })
}

/// Shows S004-02, S004-05, S004-08, S004-10.
#[test]
fn the_login_is_json_with_the_application_on_it() {
    let provider = provider();
    let request = provider.token_request(&Grant::password("s3cret")).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://api.keyclic.com/security/login");
    let Body::Fields(Encoding::Json, fields) = request.body() else {
        panic!("the body should be JSON fields");
    };
    let shown: Vec<_> = fields
        .iter()
        .map(|field| match &field.value {
            FieldValue::Text(text) => format!("{} text {text}", field.name),
            FieldValue::Secret(secret) => {
                format!("{} secret {}", field.name, secret.expose_secret())
            }
            other => panic!("not {other:?}"),
        })
        .collect();
    assert_eq!(
        shown,
        ["login text agent@ville.example", "password secret s3cret"]
    );
    assert_eq!(request.carries(), [SecretKind::Password]);
    assert_eq!(request.headers()["x-keyclic-app"], "com.keyclic.app");
    assert!(
        request.headers()["accept"]
            .to_str()
            .unwrap()
            .contains("hal+json")
    );
    assert!(!request.is_repeatable());
    provider.facts().origins.check(&request).unwrap();
}

#[test]
fn k02_every_request_names_an_application() {
    let city = Keyclic::login("a@b.example")
        .app(AppKey::city())
        .build()
        .unwrap();
    let login = city.token_request(&Grant::password("x")).unwrap();
    assert_eq!(login.headers()["x-keyclic-app"], "com.keyclic.city");
    assert_eq!(
        city.prepare(call(&[])).unwrap().headers()["x-keyclic-app"],
        "com.keyclic.city"
    );
    let named = call(&[
        ("x-keyclic-app", "com.keyclic.highway"),
        ("accept", "text/csv"),
    ]);
    let named = city.prepare(named).unwrap();
    assert_eq!(named.headers()["x-keyclic-app"], "com.keyclic.highway");
    assert_eq!(named.headers()["accept"], "text/csv");
    for unusable in ["", "two words"] {
        let error = city
            .prepare(call(&[("x-keyclic-app", unusable)]))
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("x-keyclic-app"), "{error}");
    }
}

/// Shows S004-07.
#[test]
fn k11_the_headers_of_a_token_name_no_application() {
    let provider = provider();
    let credential = provider
        .headers(&TokenSet::new("t0ken".into(), Expiry::Unknown))
        .unwrap();
    let facts = provider.facts();
    let headers = AuthHeaders::new(credential, &facts.origins, Generation::FIRST, None);
    let mut sent = HeaderMap::new();
    headers.apply(&facts.api, &mut sent).unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent["authorization"], "Bearer t0ken");
    assert!(sent["authorization"].is_sensitive());
}

#[test]
fn each_context_value_is_a_header() {
    let shown =
        |header: (HeaderName, HeaderValue)| format!("{}: {}", header.0, header.1.to_str().unwrap());
    assert_eq!(
        shown(AppKey::app().into()),
        "x-keyclic-app: com.keyclic.app"
    );
    assert_eq!(
        shown(AppKey::highway().header()),
        "x-keyclic-app: com.keyclic.highway"
    );
    assert_eq!(
        shown(AppKey::new("com.ville.app").unwrap().into()),
        "x-keyclic-app: com.ville.app"
    );
    assert_eq!(
        shown(OrganizationId::new("42").unwrap().into()),
        "x-organization-id: 42"
    );
    assert_eq!(
        shown(AppVersion::new("1.2.3").unwrap().into()),
        "x-keyclic-app-version: 1.2.3"
    );
    assert_eq!(
        shown(Platform::Mobile.into()),
        "x-keyclic-app-platform: mobile"
    );
    assert_eq!(shown(Platform::Web.into()), "x-keyclic-app-platform: web");
    assert_eq!(
        shown(CallerTime::new(at(NOW)).unwrap().into()),
        "x-date-time: 2026-11-22T14:00:00Z"
    );
    assert_eq!(shown(Language::French.into()), "accept-language: fr-FR");
    assert_eq!(shown(Language::English.into()), "accept-language: en-US");
    assert_eq!(shown(Language::Spanish.into()), "accept-language: es-ES");
    assert!(
        AppKey::new("").is_err()
            && OrganizationId::new("a b").is_err()
            && AppVersion::new("\n").is_err()
            && CallerTime::new(at(-99_999_999_999)).is_err()
    );
}

#[test]
fn grants_that_keyclic_does_not_know_are_refused_before_sending() {
    let refresh = Grant::RefreshToken("x".into());
    for grant in [
        Grant::Client,
        refresh,
        Grant::password_with_code("x", "123456"),
    ] {
        let error = provider().token_request(&grant).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert_eq!(error.delivery(), Delivery::NotDelivered);
    }
}

#[test]
fn k01_three_generations_of_answers_give_a_token() {
    let token = jwt(&format!(r#"{{"iat":{NOW},"exp":{}}}"#, NOW + 86_400));
    let generations = [
        format!(
            r#"{{"accessToken":"{token}","tokenType":"Bearer","credentials":{{"id":"c1","login":"a","roles":[],
                "administratorOf":[],"memberOf":[]}}}}"#
        ),
        format!(r#"{{"accessToken":"{token}","credentials":{{"id":7,"login":"a"}}}}"#),
        format!(r#"{{"accessToken":"{token}","idToken":"identity","tokenType":"bearer"}}"#),
        format!(r#"{{"accessToken":"{token}","tokenType":""}}"#),
    ];
    let ids = [Some("c1"), Some("7"), None, None];
    for (body, id) in generations.iter().zip(ids) {
        let tokens = login(&answer(200, body)).unwrap();
        assert_eq!(tokens.access_token().expose_secret(), token);
        assert_eq!(tokens.expiry(), Expiry::At(at(NOW + 86_400)));
        assert_eq!(
            tokens.attributes().get("account_id").map(String::as_str),
            id
        );
        assert!(tokens.refresh_token().is_none());
    }
}

#[test]
fn k01_a_success_without_a_bearer_token_is_none() {
    for (status, body) in [
        (204, ""),
        (200, ""),
        (200, "{}"),
        (200, r#"{"accessToken":""}"#),
        (200, r#"{"accessToken":null,"idToken":"identity"}"#),
        (200, r#"{"accessToken":"two words"}"#),
        (200, r#"{"accessToken":"t","tokenType":"mac"}"#),
        (200, r#"{"accessToken":"t","tokenType":7}"#),
        (200, r#"{"accessToken":"","tokenType":""}"#),
    ] {
        let error = login(&answer(status, body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{status} {body}");
    }
    let nothing = login(&answer(204, "")).unwrap_err();
    assert!(nothing.to_string().contains("without a token"), "{nothing}");
    assert_eq!(nothing.delivery(), Delivery::Answered);
}

#[test]
fn k03_the_end_comes_from_exp_alone_on_our_clock() {
    let expiry = |token: String, headers: &[(&str, &str)]| {
        let body = format!(r#"{{"accessToken":"{token}"}}"#);
        login(&answer_with(200, &body, headers)).unwrap().expiry()
    };
    let day = format!(r#"{{"exp":{}}}"#, NOW + 86_400);
    assert_eq!(expiry(jwt(&day), &[]), Expiry::At(at(NOW + 86_400)));
    let ahead = [("date", "Sun, 22 Nov 2026 14:10:00 GMT")];
    assert_eq!(
        expiry(jwt(&day), &ahead),
        Expiry::At(at(NOW + 86_400 - 600))
    );
    let past = format!(r#"{{"exp":{}}}"#, NOW - 3600);
    assert_eq!(expiry(jwt(&past), &[]), Expiry::At(at(NOW - 3600)));
    for unknown in [
        r#"{"iat":1}"#,
        r#"{"exp":"soon"}"#,
        r#"{"exp":99999999999999}"#,
        r#"{"exp":253402300799}"#,
        "7",
    ] {
        assert_eq!(expiry(jwt(unknown), &[]), Expiry::Unknown, "{unknown}");
    }
    assert_eq!(expiry("opaque".into(), &[]), Expiry::Unknown);
    let policy = provider().facts().policy;
    assert_eq!(policy.renewal, Renewal::SignIn);
    assert!(!policy.unknown_is_hard);
}

#[test]
fn a_refused_login_is_classed_by_its_status_whatever_words_it() {
    let correct = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);
    for body in FORMATS {
        let kind = |status| login(&answer(status, body)).unwrap_err().kind().clone();
        let is_page = body.starts_with('<');
        assert_eq!(kind(401), correct, "{body}");
        for status in [400, 403, 404, 405, 422, 423, 451] {
            assert_eq!(kind(status) == correct, !is_page, "{status} {body}");
        }
        assert_eq!(kind(408), ErrorKind::Unavailable);
        assert_eq!(kind(425), ErrorKind::Unavailable);
        assert_eq!(kind(429), ErrorKind::RateLimited);
        assert_eq!(kind(500), ErrorKind::Unavailable);
    }
    let error = login(&answer(403, "")).unwrap_err();
    for named in ["login and password", "KEYCLIC_APP"] {
        assert!(error.to_string().contains(named), "{error}");
    }
}

const FORMATS: [&str; 5] = [
    r#"{"@context":"/c","@type":"ValidationError","message":"m","total":1,"_embedded":{"errors":[{"message":"m","path":""}]}}"#,
    r#"{"type":"about:blank","title":"t","detail":"d","_embedded":{"errors":[{"type":"t","_embedded":{"errors":[]}}]}}"#,
    "",
    "denied",
    "<html><body>denied</body></html>",
];

#[test]
fn k07_k12_verdicts_follow_the_status_in_every_format() {
    for body in FORMATS {
        let verdict = |status| provider().verdict(&answer(status, body));
        assert_eq!(verdict(401), Verdict::Rejected);
        assert_eq!(verdict(403), Verdict::Forbidden);
        assert_eq!(verdict(429), Verdict::RateLimited(None));
        assert_eq!(verdict(500), Verdict::Unknown);
        assert_eq!(verdict(302), Verdict::Unknown);
        let business = if body.starts_with('<') {
            Verdict::Unknown
        } else {
            Verdict::Accepted
        };
        assert_eq!(verdict(400), business);
        assert_eq!(verdict(404), business);
    }
    assert_eq!(provider().verdict(&answer(200, "{}")), Verdict::Accepted);
    let pause = std::time::Duration::from_secs(7);
    let limited = answer_with(429, "", &[("retry-after", "7")]);
    assert_eq!(
        provider().verdict(&limited),
        Verdict::RateLimited(Some(pause))
    );
}

#[test]
fn feedbacks_are_read_from_hal() {
    let request = Feedbacks.request().unwrap();
    assert_eq!(
        (request.method(), request.uri().to_string().as_str()),
        (&Method::GET, "/feedbacks")
    );
    let page = Feedbacks
        .answer(&answer(
            200,
            r#"{"_links":{},"page":1,"total":2,"_embedded":{"items":[
                {"id":"f1","type":"Feedback","description":"Nid-de-poule","state":"ACCEPTED","new":[]},{"id":2}]}}"#,
        ))
        .unwrap();
    assert_eq!(page.total, Some(2));
    assert_eq!(page.items[0].description.as_deref(), Some("Nid-de-poule"));
    assert_eq!(
        (page.items[1].id.as_str(), &page.items[1].state),
        ("2", &None)
    );
    let none = Feedbacks.answer(&answer(200, r#"{"total":0}"#)).unwrap();
    assert!(none.items.is_empty());
    for unreadable in ["", "{}", "[]", "<html>", r#"{"_embedded":{"items":[{}]}}"#] {
        let error = Feedbacks.answer(&answer(200, unreadable)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{unreadable}");
    }
}
