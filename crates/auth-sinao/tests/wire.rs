//! Fixtures in, values out: requests exactly as the wire wants them, each answer variant read.

mod support;

use auth_core::{
    AuthorizationCode, AuthorizationCodeGrant, Body, Call, Encoding, Error, ErrorKind, Expiry,
    ExposeSecret, Grant, HeaderValue, Method, PersonTask, Provider, Renewal, Replay, Request,
    SecretKind, Verdict, http::header,
};
use auth_sinao::{Logout, Me, SendSecondFactor, Sinao};
use support::{SENT_AT, answer, answer_with, fields, keyed, login, refresh_grant};
use time::Duration;

const TOKEN: &str = r#"{"access_token":"new-token","expires_in":86400,"token_type":"bearer"}"#;

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

fn encoding(request: &Request) -> Encoding {
    match request.body() {
        Body::Fields(encoding, _) => *encoding,
        other => panic!("no fields but {other:?}"),
    }
}

/// Shows S003-03, S003-04.
#[test]
fn login_posts_the_credentials_in_a_multipart_body_and_never_in_the_query() {
    let request = login()
        .token_request(&Grant::password("canary-password"))
        .expect("request");
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://api.sinao.app/v1/login");
    assert_eq!(request.uri().query(), None);
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(encoding(&request), Encoding::Multipart);
    assert_eq!(
        fields(&request),
        owned(&[
            ("email", "owner@example.test"),
            ("password", "canary-password")
        ])
    );
    assert_eq!(request.carries(), [SecretKind::Password]);
    assert!(!request.is_repeatable());
}

#[test]
fn login_with_a_second_factor_adds_the_code() {
    let grant = Grant::password_with_code("canary-password", "123456");
    let request = login().token_request(&grant).expect("request");
    assert_eq!(request.uri(), "https://api.sinao.app/v1/login");
    assert_eq!(
        fields(&request),
        owned(&[
            ("email", "owner@example.test"),
            ("password", "canary-password"),
            ("code", "123456")
        ])
    );
    assert_eq!(
        request.carries(),
        [SecretKind::Password, SecretKind::OneTimeCode]
    );
}

#[test]
fn login_encoding_is_an_option() {
    for chosen in [Encoding::Form, Encoding::Json] {
        let sinao = Sinao::login("owner@example.test")
            .login_encoding(chosen)
            .build()
            .expect("settings");
        let request = sinao.token_request(&Grant::password("p")).expect("request");
        assert_eq!(encoding(&request), chosen);
        let send = SendSecondFactor::new("owner@example.test", "p").encoding(chosen);
        assert_eq!(encoding(&send.request().expect("request")), chosen);
    }
}

/// Shows S003-12.
#[test]
fn refresh_presents_the_old_token_and_is_not_repeatable() {
    let request = login().token_request(&refresh_grant()).expect("request");
    assert_eq!(request.method(), Method::GET);
    assert_eq!(request.uri(), "https://api.sinao.app/v1/refresh");
    assert_eq!(
        request.headers()["authorization"],
        "Bearer canary-old-token"
    );
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.headers()["cache-control"], "no-store");
    assert_eq!(request.carries(), [SecretKind::RefreshToken]);
    assert!(matches!(request.body(), Body::Empty));
    assert!(
        !request.is_repeatable(),
        "the first one may have killed the old token"
    );
}

#[test]
fn other_grants_are_unknown() {
    let code = AuthorizationCodeGrant::new(AuthorizationCode::new("c"), "https://app.test/");
    let password = Grant::password("p");
    for (sinao, grant) in [
        (login(), Grant::Client),
        (login(), Grant::AuthorizationCode(code)),
        (keyed(), password),
        (keyed(), refresh_grant()),
    ] {
        let error = sinao.token_request(&grant).expect_err("no such grant");
        assert_eq!(*error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(grant.name()), "{error}");
    }
}

/// Shows S003-02.
#[test]
fn an_issued_token_plays_both_parts_and_ends_as_stated() {
    for grant in [Grant::password("p"), refresh_grant()] {
        let tokens = login()
            .token_response(&grant, &answer(200, TOKEN))
            .expect("tokens");
        assert_eq!(tokens.access_token().expose_secret(), "new-token");
        assert_eq!(tokens.expiry(), Expiry::At(SENT_AT + Duration::DAY));
        let refresh_token = tokens.refresh_token().expect("refresh token");
        assert_eq!(refresh_token.expose_secret(), "new-token");
        assert_eq!(
            tokens.refresh_expires_at(),
            None,
            "the 14 days are not certain"
        );
    }
}

#[test]
fn the_end_is_read_in_every_form() {
    // {"exp":1772409600}: 2026-03-02 00:00 UTC.
    let jwt = "e30.eyJleHAiOjE3NzI0MDk2MDB9.c2ln";
    let exp = Expiry::At(SENT_AT + Duration::hours(16));
    let at = |seconds| Expiry::At(SENT_AT + Duration::seconds(seconds));
    for (token, lifetime, expected) in [
        ("t", "86400", at(86_400)),
        ("t", r#""3600""#, at(3600)),
        ("t", "59.9", at(59)),
        ("t", "0", at(0)),
        ("t", "-5", at(0)),
        ("t", "1e300", Expiry::Unknown),
        ("t", "9223372036854775807", Expiry::Unknown),
        ("t", "null", Expiry::Unknown),
        (jwt, "null", exp),
        (jwt, r#""soon""#, exp),
        (jwt, "60", at(60)),
    ] {
        let body = format!(r#"{{"access_token":"{token}","expires_in":{lifetime}}}"#);
        let tokens = login()
            .token_response(&refresh_grant(), &answer(200, body))
            .expect("tokens");
        assert_eq!(tokens.expiry(), expected, "expires_in {lifetime}");
    }
    let bare = answer(200, r#"{"access_token":"opaque"}"#);
    let tokens = login()
        .token_response(&refresh_grant(), &bare)
        .expect("tokens");
    assert_eq!(tokens.expiry(), Expiry::Unknown);
}

#[test]
fn the_end_in_a_jwt_is_moved_to_our_clock() {
    let body = r#"{"access_token":"e30.eyJleHAiOjE3NzI0MDk2MDB9.c2ln"}"#;
    let date = [("date", "Sun, 01 Mar 2026 09:00:00 GMT")];
    let tokens = login()
        .token_response(&refresh_grant(), &answer_with(200, &date, body))
        .expect("tokens");
    assert_eq!(tokens.expiry(), Expiry::At(SENT_AT + Duration::hours(15)));
}

fn task(error: &Error) -> PersonTask {
    match error.person_task() {
        Some(task) => task.clone(),
        None => panic!("no person task in {error:?}"),
    }
}

#[test]
fn refused_logins_have_one_public_outcome() {
    let mut texts = Vec::new();
    for (status, body) in [
        (
            401,
            r#"{"code":401,"message":"Unauthorized","type":"error"}"#,
        ),
        (401, ""),
        (403, r#"{"message":"Forbidden"}"#),
        (
            404,
            r#"{"code":404,"message":"User not found","type":"error"}"#,
        ),
        (
            422,
            r#"{"code":422,"message":"No password defined","type":"error"}"#,
        ),
        (
            422,
            r#"{"message":"The given data was invalid.","errors":{"email":["unknown"]}}"#,
        ),
        (
            401,
            r#"{"message":"Vous avez 2 factures impayées","two_factor":false}"#,
        ),
        (401, r#"{"message":"Refused (code 12)"}"#),
        (422, r#"{"message":"Error code: 1034","error":"code 7"}"#),
        (401, "<html>Unauthorized</html>"),
        (400, r#"{"error":"invalid_credentials"}"#),
        (405, "{}"),
        (423, r#"{"message":"Account locked"}"#),
        (451, ""),
    ] {
        let error = login()
            .token_response(&Grant::password("p"), &answer(status, body))
            .expect_err("refused");
        assert_eq!(
            task(&error),
            PersonTask::CorrectCredentials,
            "{status} {body}"
        );
        texts.push(format!("{error} {error:?}"));
    }
    texts.dedup();
    assert_eq!(
        texts.len(),
        1,
        "an outsider learns who has an account: {texts:?}"
    );
}

#[test]
fn what_says_nothing_of_a_login_is_no_refusal() {
    for (status, body, kind) in [
        (408, "{}", ErrorKind::Unavailable),
        (425, "{}", ErrorKind::Unavailable),
        (429, "{}", ErrorKind::RateLimited),
        (400, "<html>2FA</html>", ErrorKind::InvalidResponse),
        (403, "<html>Blocked</html>", ErrorKind::InvalidResponse),
        (500, r#"{"message":"Unauthorized"}"#, ErrorKind::Unavailable),
    ] {
        for grant in [
            Grant::password("p"),
            Grant::password_with_code("p", "000000"),
        ] {
            let error = login()
                .token_response(&grant, &answer(status, body))
                .expect_err("failed");
            assert_eq!(*error.kind(), kind, "{status} {body}");
        }
    }
}

#[test]
fn a_second_factor_is_recognised_in_every_signalling() {
    for (status, body) in [
        (200, r#"{"message":"A code was sent"}"#),
        (200, r#"{"access_token":null,"two_factor":true}"#),
        (202, "{}"),
        (
            401,
            r#"{"code":401,"message":"2FA required","type":"error"}"#,
        ),
        (403, r#"{"message":"refused","two_factor":true}"#),
        (403, r#"{"error":"two_factor_required"}"#),
        (
            422,
            r#"{"message":"The given data was invalid.","errors":{"code":["required"]}}"#,
        ),
        (422, r#"{"message":"The code field is required."}"#),
        (401, r#"{"message":"Code required"}"#),
        (401, r#"{"message":"Enter the verification code"}"#),
        (
            403,
            r#"{"error":"Un code de vérification vous a été envoyé"}"#,
        ),
        (401, r#"{"data":{"next":[{"kind":"Two-Factor"}]}}"#),
    ] {
        let error = login()
            .token_response(&Grant::password("p"), &answer(status, body))
            .expect_err("second factor");
        assert_eq!(task(&error), PersonTask::SecondFactor, "{status} {body}");
        assert!(!error.is_delivery_uncertain());
    }
}

#[test]
fn a_wrong_second_factor_asks_for_it_again() {
    let grant = Grant::password_with_code("p", "000000");
    for (status, body) in [
        (401, ""),
        (403, "{}"),
        (422, r#"{"message":"nope"}"#),
        // An unknown account shows no more here than without a code.
        (404, "{}"),
        (200, "{}"),
    ] {
        let error = login()
            .token_response(&grant, &answer(status, body))
            .expect_err("refused");
        assert_eq!(task(&error), PersonTask::SecondFactor, "{status} {body}");
    }
}

#[test]
fn a_refused_renewal_asks_for_a_sign_in() {
    for (status, body) in [
        (401, ""),
        (
            401,
            r#"{"message":"Token has expired and can no longer be refreshed"}"#,
        ),
        (403, r#"{"message":"Forbidden"}"#),
        (400, r#"{"error":"token_invalid"}"#),
        (422, "{}"),
        (
            500,
            r#"{"message":"Token has expired and can no longer be refreshed"}"#,
        ),
        (500, r#"{"message":"The token has been blacklisted"}"#),
        (
            500,
            r#"{"message":"Token Signature could not be verified."}"#,
        ),
        (500, r#"{"error":"token_expired"}"#),
        (500, r#"{"message":"TOKEN NOT PROVIDED"}"#),
    ] {
        let error = login()
            .token_response(&refresh_grant(), &answer(status, body))
            .expect_err("refused");
        assert_eq!(task(&error), PersonTask::SignIn, "{status} {body}");
        assert!(!error.is_delivery_uncertain());
    }
}

#[test]
fn other_failures_of_a_renewal_leave_the_grant_alone() {
    for (status, body, kind, uncertain) in [
        (
            500,
            r#"{"message":"Server Error"}"#,
            ErrorKind::Unavailable,
            true,
        ),
        (
            500,
            r#"{"message":"subscription expired"}"#,
            ErrorKind::Unavailable,
            true,
        ),
        (
            502,
            "<html>Bad Gateway</html>",
            ErrorKind::Unavailable,
            true,
        ),
        (503, "", ErrorKind::Unavailable, false),
        (429, "", ErrorKind::RateLimited, false),
        (302, "", ErrorKind::InvalidResponse, true),
        (
            404,
            r#"{"message":"Not Found"}"#,
            ErrorKind::InvalidResponse,
            false,
        ),
        (
            403,
            "<html>Blocked</html>",
            ErrorKind::InvalidResponse,
            false,
        ),
        (200, "", ErrorKind::InvalidResponse, true),
        (200, "{}", ErrorKind::InvalidResponse, true),
        (200, "<html>Log in</html>", ErrorKind::InvalidResponse, true),
    ] {
        let error = login()
            .token_response(&refresh_grant(), &answer(status, body))
            .expect_err("failed");
        assert_eq!(*error.kind(), kind, "{status} {body}");
        assert_eq!(error.is_delivery_uncertain(), uncertain, "{status} {body}");
    }
}

#[test]
fn a_rate_limit_says_for_how_long() {
    let limited = answer_with(429, &[("retry-after", "7")], "");
    let error = login()
        .token_response(&Grant::password("p"), &limited)
        .expect_err("limited");
    assert_eq!(*error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
    let seconds = std::time::Duration::from_secs(7);
    assert_eq!(
        login().verdict(&limited),
        Verdict::RateLimited(Some(seconds))
    );
    assert_eq!(
        keyed().verdict(&answer(429, "")),
        Verdict::RateLimited(None)
    );
}

#[test]
fn a_second_factor_is_sent_on_request_only() {
    let send = SendSecondFactor::new("owner@example.test", "canary-password");
    let request = send.request().expect("request");
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "/login/send/2fa");
    assert_eq!(encoding(&request), Encoding::Multipart);
    assert_eq!(
        fields(&request),
        owned(&[
            ("email", "owner@example.test"),
            ("password", "canary-password")
        ])
    );
    assert!(!request.is_repeatable(), "each one messages a person");
    assert!(!send.needs_credential());
    assert!(send.changes().is_some_and(|what| what.contains("person")));
    assert!(!format!("{send:?} {request:?}").contains("canary"));
}

#[test]
fn the_sending_of_a_second_factor_is_read() {
    let send = SendSecondFactor::new("owner@example.test", "p");
    send.answer(&answer(200, "")).expect("empty will do");
    send.answer(&answer(200, r#"{"message":"sent"}"#))
        .expect("sent");
    let page = send.answer(&answer(200, "<html>")).expect_err("a page");
    assert_eq!(*page.kind(), ErrorKind::InvalidResponse);
    let kind = |status, body: &str| send.refusal(&answer(status, body)).kind().clone();
    let refused = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);
    assert_eq!(kind(401, "{}"), refused);
    assert_eq!(kind(404, "{}"), refused);
    assert_eq!(kind(500, ""), ErrorKind::Unavailable);
}

#[test]
fn the_facts_say_how_the_engine_must_act() {
    let sinao = login();
    let facts = sinao.facts();
    assert_eq!((facts.provider, facts.scheme), ("sinao", "login"));
    assert_eq!(facts.policy.renewal, Renewal::RefreshToken);
    assert!(
        !facts.policy.overlap,
        "the old token is dead once the new one is issued"
    );
    assert_eq!(facts.policy.replay, Replay::Sparingly);
    let session = std::time::Duration::from_secs(14 * 86_400);
    assert_eq!(facts.policy.session, Some(session));
    let sinao = keyed();
    let facts = sinao.facts();
    assert_eq!((facts.provider, facts.scheme), ("sinao", "api_key"));
    assert_eq!(facts.policy.renewal, Renewal::None);
}

#[test]
fn a_call_with_a_credential_of_its_own_is_refused() {
    for sinao in [login(), keyed()] {
        let call = Me.request().expect("request");
        let call = sinao.prepare(call).expect("as it is");
        for name in ["authorization", "api-key"] {
            let name = auth_core::HeaderName::from_static(name);
            let twice = call.clone().header(name, "canary".parse().expect("value"));
            let error = sinao.prepare(twice).expect_err("two credentials");
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }
}

#[test]
fn a_call_asks_for_json_unless_it_asks_for_something_else() {
    for sinao in [login(), keyed()] {
        let call = || Me.request().expect("request");
        let prepared = sinao.prepare(call()).expect("prepared");
        assert_eq!(prepared.headers()["accept"], "application/json");
        let pdf = HeaderValue::from_static("application/pdf");
        let prepared = sinao
            .prepare(call().header(header::ACCEPT, pdf))
            .expect("prepared");
        let asked: Vec<_> = prepared.headers().get_all("accept").iter().collect();
        assert_eq!(asked, ["application/pdf"]);
    }
}

#[test]
fn verdicts_of_the_login_scheme() {
    let sinao = login();
    for (status, body, verdict) in [
        (401, "", Verdict::Rejected),
        (401, r#"{"message":"Unauthenticated."}"#, Verdict::Rejected),
        (401, "<html>proxy</html>", Verdict::Unknown),
        (500, r#"{"message":"Token has expired"}"#, Verdict::Rejected),
        (
            500,
            r#"{"message":"The token has been blacklisted"}"#,
            Verdict::Rejected,
        ),
        (500, r#"{"message":"Server Error"}"#, Verdict::Unknown),
        (500, "<html>Token has expired</html>", Verdict::Unknown),
        (502, r#"{"message":"Token has expired"}"#, Verdict::Unknown),
        (403, "{}", Verdict::Forbidden),
        (302, "<html>Log in</html>", Verdict::Unknown),
        (302, "", Verdict::Unknown),
        (200, "{}", Verdict::Accepted),
        (404, "{}", Verdict::Accepted),
        (
            422,
            r#"{"errors":{"name":["required"]}}"#,
            Verdict::Accepted,
        ),
    ] {
        assert_eq!(
            sinao.verdict(&answer(status, body)),
            verdict,
            "{status} {body}"
        );
    }
}

#[test]
fn verdicts_of_the_key_scheme() {
    let sinao = keyed();
    let gone = Verdict::NeedsPerson(PersonTask::GenerateKey);
    for (status, body, verdict) in [
        (401, "", gone.clone()),
        (401, r#"{"message":"Unauthenticated."}"#, gone),
        (401, "<html>proxy</html>", Verdict::Unknown),
        (403, "{}", Verdict::Forbidden),
        (500, r#"{"message":"Token has expired"}"#, Verdict::Unknown),
        (302, "", Verdict::Unknown),
        (422, "{}", Verdict::Accepted),
    ] {
        assert_eq!(
            sinao.verdict(&answer(status, body)),
            verdict,
            "{status} {body}"
        );
    }
}

#[test]
fn me_is_read_tolerantly() {
    let request = Me.request().expect("request");
    assert_eq!(
        (request.method(), request.uri().path()),
        (&Method::GET, "/me")
    );
    assert!(request.is_repeatable());

    let full = r#"{"id":42,"civility":"Mx","firstname":"Owner","lastname":"Example","email":"owner@example.test",
        "image":null,"establishments":[{"id":1}],"metadata":{},"created_at":"2024-01-01","password_is_undefined":0,"new":1}"#;
    let user = Me.answer(&answer(200, full)).expect("user");
    assert_eq!(user.id.as_deref(), Some("42"));
    assert_eq!(user.email.as_deref(), Some("owner@example.test"));
    assert_eq!(user.civility.as_deref(), Some("Mx"));
    assert_eq!(user.firstname.as_deref(), Some("Owner"));
    assert_eq!(user.lastname.as_deref(), Some("Example"));
    assert_eq!(user.password_is_undefined, Some(false));

    let nulls = r#"{"id":"abc","civility":null,"firstname":null,"email":null,"password_is_undefined":null}"#;
    let user = Me.answer(&answer(200, nulls)).expect("user");
    assert_eq!(user.id.as_deref(), Some("abc"));
    assert_eq!(
        (user.email, user.civility, user.lastname),
        (None, None, None)
    );
    assert_eq!(user.password_is_undefined, None);

    for nobody in [
        "",
        "{}",
        "[]",
        r#"["1","a@b.test"]"#,
        r#"{"message":"ok"}"#,
        "<html>",
        r#"{"id":1,"id":2}"#,
    ] {
        let error = Me.answer(&answer(200, nobody)).expect_err(nobody);
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{nobody}");
    }
}

#[test]
fn logout_posts_and_reads_any_success() {
    let request = Logout.request().expect("request");
    assert_eq!(
        (request.method(), request.uri().path()),
        (&Method::POST, "/logout")
    );
    assert!(!request.is_repeatable());
    Logout.answer(&answer(200, "")).expect("logged out");
    Logout
        .answer(&answer(200, r#"{"message":"bye"}"#))
        .expect("logged out");
    Logout
        .answer(&answer(200, "<html>"))
        .expect_err("a page is no answer");
}
