//! What an error answer says about the credential.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use auth_core::{ErrorKind, PersonTask, Provider, Verdict};
use auth_myunisoft::{ApiError, ErrorClass, MyUnisoft};
use support::*;

const CHECK: Verdict = Verdict::NeedsPerson(PersonTask::CheckEnvironment);
const GENERATE: Verdict = Verdict::NeedsPerson(PersonTask::GenerateKey);

/// Status, code, what it says about a key, what it says about a login.
const TABLE: &[(u16, &str, Verdict, Verdict)] = &[
    (
        401,
        "ERR-SECRET-HEADER-NOT-SET",
        Verdict::Misconfigured,
        Verdict::Misconfigured,
    ),
    (
        401,
        "ERR-INVALID-SECRET",
        Verdict::Misconfigured,
        Verdict::Misconfigured,
    ),
    (
        403,
        "ERR-SECRET-NOT-CONFIGURED",
        Verdict::Misconfigured,
        Verdict::Misconfigured,
    ),
    (
        401,
        "ERR-INVALID-AUTH-HEADER",
        Verdict::Unknown,
        Verdict::Unknown,
    ),
    (400, "GBL10", Verdict::Unknown, Verdict::Unknown),
    (401, "ERR-INVALID-JWT", CHECK, Verdict::Rejected),
    (401, "ERR-INVALID-API-JWT", CHECK, Verdict::Rejected),
    (401, "ERR-INVALID-FIRM-JWT", CHECK, Verdict::Rejected),
    (
        401,
        "ERR-INVALID-USER-JWT",
        Verdict::Forbidden,
        Verdict::Forbidden,
    ),
    (
        401,
        "ERR-USER-UNEXPECTED-TYPE",
        Verdict::Forbidden,
        Verdict::Forbidden,
    ),
    (401, "ERR-API-TOKEN-NOT-FOUND", GENERATE, Verdict::Rejected),
    (404, "ERR-FIRM-TOKEN-NOT-FOUND", GENERATE, Verdict::Rejected),
    (401, "ERR-USER-TOKEN-NOT-FOUND", GENERATE, Verdict::Rejected),
    (404, "ERR-SCHEMA-NOT-FOUND", GENERATE, Verdict::Rejected),
    (400, "TOKEN1", GENERATE, Verdict::Rejected),
    (400, "TOKEN2", GENERATE, Verdict::Rejected),
    (400, "USER7", GENERATE, Verdict::Rejected),
    (403, "TOKEN3", CHECK, Verdict::Rejected),
    (400, "TOKEN3", CHECK, Verdict::Rejected),
    (401, "DROIT5", Verdict::Unknown, Verdict::Rejected),
    (403, "DROIT1", Verdict::Forbidden, Verdict::Forbidden),
    (401, "DROIT12", Verdict::Forbidden, Verdict::Forbidden),
    (403, "IMPORT1", Verdict::Forbidden, Verdict::Forbidden),
    (
        403,
        "ERR-FORBIDDEN-ROUTE",
        Verdict::Forbidden,
        Verdict::Forbidden,
    ),
    (
        401,
        "ERR-FORBIDDEN-ACCESS",
        Verdict::Forbidden,
        Verdict::Forbidden,
    ),
    (
        403,
        "ERR-MISSING-RULE",
        Verdict::Forbidden,
        Verdict::Forbidden,
    ),
    (401, "PROFIL1", Verdict::Accepted, Verdict::Accepted),
    (401, "PROFIL2", Verdict::Accepted, Verdict::Accepted),
    (401, "DADP7", Verdict::Accepted, Verdict::Accepted),
    (
        403,
        "ERR-THIRD-PARTY-DISCONNECTED",
        Verdict::Suspended,
        Verdict::Suspended,
    ),
    (
        503,
        "ERR-API-UNDER-MAINTENANCE",
        Verdict::Unknown,
        Verdict::Unknown,
    ),
    (500, "ERR-INTERNAL", Verdict::Unknown, Verdict::Unknown),
    (404, "ERR-HTTP", Verdict::Unknown, Verdict::Unknown),
    (401, "NEVER-SEEN", Verdict::Unknown, Verdict::Unknown),
    (400, "COMPTA12", Verdict::Accepted, Verdict::Accepted),
];

#[test]
fn verdicts_follow_the_code_and_not_the_status() {
    for (status, code, of_a_key, of_a_login) in TABLE {
        let response = coded(*status, code);
        assert_eq!(company().verdict(&response), *of_a_key, "{code} for a key");
        assert_eq!(
            cabinet().verdict(&response),
            *of_a_key,
            "{code} for a cabinet key"
        );
        assert_eq!(
            firm_login().verdict(&response),
            *of_a_login,
            "{code} for a login"
        );
    }
}

#[test]
fn a_call_that_wants_another_kind_of_token_says_nothing_of_this_one() {
    let user = MyUnisoft::user_login("Dunes-secret", "person@dunes.example");
    let user = user.build().unwrap();
    for (code, of_a_user) in [
        ("ERR-INVALID-JWT", Verdict::Rejected),
        ("ERR-INVALID-USER-JWT", Verdict::Rejected),
        ("ERR-INVALID-API-JWT", Verdict::Forbidden),
        ("ERR-INVALID-FIRM-JWT", Verdict::Forbidden),
    ] {
        assert_eq!(user.verdict(&coded(401, code)), of_a_user, "{code}");
    }
    for (provider, code) in [
        (&user, "ERR-INVALID-API-JWT"),
        (&company(), "ERR-INVALID-USER-JWT"),
        (&firm_login(), "ERR-INVALID-USER-JWT"),
    ] {
        let other = coded(401, code);
        let error = provider.refusal(&other, &Verdict::Forbidden).unwrap();
        assert_eq!(*error.kind(), ErrorKind::Forbidden);
        assert_eq!(error.code(), Some(code));
        assert!(error.advice().contains("other kind"), "{error}");
    }
}

#[test]
fn a_missing_folder_ends_the_key_of_that_folder_and_no_firms_credential() {
    let missing = coded(404, "ERR-FOLDER-NOT-FOUND");
    assert_eq!(company().verdict(&missing), GENERATE);
    assert_eq!(cabinet().verdict(&missing), Verdict::Forbidden);
    assert_eq!(firm_login().verdict(&missing), Verdict::Forbidden);
    let error = cabinet().refusal(&missing, &Verdict::Forbidden).unwrap();
    assert_eq!(error.code(), Some("ERR-FOLDER-NOT-FOUND"));
    assert!(error.advice().contains("folder"), "{error}");
}

#[test]
fn m13_what_says_nothing_about_the_key_still_says_who_acts() {
    let refusal = |status, code: &str| {
        let body = format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#);
        let headers = [("retry-after", "900"), ("request-id", "req-1")];
        let response = answer_with(status, &body, &headers);
        let provider = cabinet();
        let verdict = provider.verdict(&response);
        assert_eq!(verdict, Verdict::Unknown, "{code}");
        let error = provider.refusal(&response, &verdict).unwrap();
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.request_id(), Some("req-1"));
        error
    };
    let pause = refusal(503, "ERR-API-UNDER-MAINTENANCE");
    assert_eq!(*pause.kind(), ErrorKind::Unavailable);
    assert_eq!(pause.retry_after(), Some(Duration::from_secs(900)));
    let call = refusal(400, "GBL10");
    assert_eq!(*call.kind(), ErrorKind::Configuration);
    assert!(call.to_string().contains("society-id"), "{call}");
    assert_eq!(call.retry_after(), None);
    let business = coded(401, "PROFIL1");
    assert!(company().refusal(&business, &Verdict::Accepted).is_none());
    let unknown = answer(503, "<html>");
    assert!(company().refusal(&unknown, &Verdict::Unknown).is_none());
}

#[test]
fn m12_a_status_alone_never_discards_a_key() {
    for (status, body, verdict) in [
        (401, "", Verdict::Unknown),
        (401, "<html>401</html>", Verdict::Unknown),
        (403, "", Verdict::Unknown),
        (403, "<html>blocked</html>", Verdict::Unknown),
        (
            403,
            r#"{"error":{"code":"NEW","message":""}}"#,
            Verdict::Forbidden,
        ),
        (404, "", Verdict::Unknown),
        (500, "", Verdict::Unknown),
        (502, "<html>", Verdict::Unknown),
        (429, "", Verdict::RateLimited(None)),
        (302, "", Verdict::Unknown),
        (200, "[]", Verdict::Accepted),
    ] {
        assert_eq!(
            company().verdict(&answer(status, body)),
            verdict,
            "{status} {body}"
        );
    }
}

#[test]
fn m06_m07_the_wait_is_read_from_the_window_and_the_servers_clock() {
    let wait = |headers: &[(&str, &str)]| {
        let body = r#"{"error":{"code":"ERR-TOO-MANY-CONCURRENT-REQUESTS","message":""}}"#;
        match company().verdict(&answer_with(429, body, headers)) {
            Verdict::RateLimited(wait) => wait,
            other => panic!("not {other:?}"),
        }
    };
    let reset = "x-rate-limit-reset";
    assert_eq!(
        wait(&[(reset, "1795356004.5")]),
        Some(Duration::from_millis(4500))
    );
    assert_eq!(wait(&[(reset, "1795356004")]), Some(Duration::from_secs(4)));
    // The server's clock is a minute ahead: its 65 s are 5 s.
    let date = ("date", "Sun, 22 Nov 2026 14:01:00 GMT");
    assert_eq!(
        wait(&[(reset, "1795356065"), date]),
        Some(Duration::from_secs(5))
    );
    assert_eq!(
        wait(&[(reset, "1795359600")]),
        Some(Duration::from_secs(60))
    );
    for nothing in ["1795355998.1", "", "soon", "NaN", "-1", "-inf"] {
        assert_eq!(wait(&[(reset, nothing)]), None, "{nothing}");
    }
    assert_eq!(wait(&[(reset, "inf")]), Some(Duration::from_secs(60)));
    assert_eq!(wait(&[]), None);
    let remaining = "x-rate-limit-remaining";
    let spent = [(reset, "1795356004"), (remaining, "0")];
    assert_eq!(wait(&spent), Some(Duration::from_secs(4)));
    assert_eq!(wait(&[(reset, "1795356004"), (remaining, "9")]), None);
    assert_eq!(wait(&[("retry-after", "3")]), Some(Duration::from_secs(3)));
    let both = [("retry-after", "120"), (reset, "1795356004")];
    assert_eq!(wait(&both), Some(Duration::from_secs(120)));
    let too_long = [("retry-after", "86400")];
    assert_eq!(wait(&too_long), Some(Duration::from_secs(3600)));
    for code in [
        "ERR-TOO-MANY-REQUEST",
        "ERR-TOO-MANY-CONCURRENT-REQUEST",
        "ERR-TOO-MANY-NEWS",
    ] {
        assert_eq!(
            company().verdict(&coded(400, code)),
            Verdict::RateLimited(None),
            "{code}"
        );
    }
}

/// Shows S000-17.
#[test]
fn m08_each_shape_of_an_error_is_read_and_its_request_id_kept() {
    let details = r#"{"error":{"code":"ERR-INVALID-JWT","message":"m","details":{"requestId":"req-2","url":"/"}}}"#;
    let older =
        r#"{"error":{"code":"ERR-INVALID-JWT","message":"m","details":{"correlationId":"req-3"}}}"#;
    let text = r#"{"error":{"code":"ERR-INVALID-JWT","message":"m","details":""}}"#;
    let rootless = r#"{"code":"ERR-INVALID-JWT","message":"m","details":""}"#;
    let marked = format!("\u{feff}{text}");
    for (body, id) in [
        (details, Some("req-2")),
        (older, Some("req-3")),
        (text, None),
        (rootless, None),
        (&marked, None),
    ] {
        let error = ApiError::of(&answer(401, body));
        assert_eq!(error.class(), ErrorClass::ForeignToken);
        assert_eq!(error.code(), Some("ERR-INVALID-JWT"));
        assert_eq!(error.request_id(), id);
    }
    let page = ApiError::of(&answer_with(502, "<html>", &[("request-id", "req-1")]));
    assert_eq!(page.class(), ErrorClass::ProviderFailure);
    assert_eq!(page.request_id(), Some("req-1"));
    let both = ApiError::of(&answer_with(401, details, &[("request-id", "req-1")]));
    assert_eq!(both.request_id(), Some("req-1"));
}

#[test]
fn m14_a_key_of_another_environment_tells_to_check_the_host_first() {
    let error = ApiError::of(&coded(401, "ERR-INVALID-JWT")).to_error();
    assert_eq!(error.person_task(), Some(&PersonTask::CheckEnvironment));
    assert!(error.to_string().contains("host"), "{error}");
    let secret = ApiError::of(&coded(401, "ERR-INVALID-SECRET")).to_error();
    assert!(
        secret.to_string().contains("MYUNISOFT_PARTNER_SECRET"),
        "{secret}"
    );
}
