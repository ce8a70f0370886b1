//! Each answer of the firm login: granted, no success despite 200, refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use auth_core::{
    Choice, ErrorKind, Expiry, ExposeSecret, HeaderMap, PersonTask, Provider, Response, StatusCode,
    TokenSet,
};
use support::*;
use time::OffsetDateTime;

fn granted(body: &str) -> TokenSet {
    login(&firm_login(), &answer(200, body)).unwrap()
}

fn utc(text: &str) -> Expiry {
    let rfc3339 = &time::format_description::well_known::Rfc3339;
    Expiry::At(OffsetDateTime::parse(text, rfc3339).unwrap())
}

#[test]
fn m09_a_granted_login_gives_token_end_and_firm() {
    let tokens = granted(
        r#"{"api_token":"t0ken","expiresIn":"2026-11-22 19:00:00","firm":{"id":501,"label":"Dunes"},"new":[]}"#,
    );
    assert_eq!(tokens.access_token().expose_secret(), "t0ken");
    assert_eq!(tokens.expiry(), utc("2026-11-22T18:00:00Z"));
    assert_eq!(tokens.attributes()["firm_id"], "501");
    assert_eq!(tokens.attributes()["firm_label"], "Dunes");
    assert!(tokens.refresh_token().is_none());
    let text = granted(r#"{"status":"authenticated","api_token":"t","firm":{"id":"501"}}"#);
    assert_eq!(text.attributes()["firm_id"], "501");
}

#[test]
fn m10_expires_in_is_paris_time_or_unknown() {
    let at = |sent: &str, stated: &str| {
        let body = format!(r#"{{"api_token":"t","expiresIn":{stated}}}"#);
        let sent = utc(sent).instant().unwrap();
        let response = Response::new(StatusCode::OK, HeaderMap::new(), body);
        login(&firm_login(), &response.sent_at(sent))
            .unwrap()
            .expiry()
    };
    let winter = "2026-11-22T14:00:00Z";
    assert_eq!(
        at(winter, r#""2026-11-22 15:10:00""#),
        utc("2026-11-22T14:10:00Z")
    );
    assert_eq!(
        at("2026-07-01T08:00:00Z", r#""2026-07-01 14:00:00""#),
        utc("2026-07-01T12:00:00Z")
    );
    // The autumn hour comes twice: the earlier one. The spring hour does not exist: not after it would have begun.
    assert_eq!(
        at("2026-10-24T22:30:00Z", r#""2026-10-25 02:30:00""#),
        utc("2026-10-25T00:30:00Z")
    );
    let missing = at("2026-03-28T22:30:00Z", r#""2026-03-29 02:30:00""#)
        .instant()
        .unwrap();
    assert!(missing > utc("2026-03-29T00:00:00Z").instant().unwrap());
    assert!(missing <= utc("2026-03-29T01:00:00Z").instant().unwrap());
    for unreadable in [
        r#""""#,
        r#""dans quatre heures""#,
        "null",
        "14400",
        "-1",
        "{}",
        r#""9999-12-31 23:59:59""#,
        // Over already: the zone was not the assumed one.
        r#""2026-11-22 14:10:00""#,
    ] {
        assert_eq!(at(winter, unreadable), Expiry::Unknown, "{unreadable}");
    }
    let policy = firm_login().facts().policy;
    assert!(policy.unknown_is_hard);
    assert_eq!(policy.unknown_age, Duration::from_secs(600));
}

#[test]
fn expires_in_is_moved_from_a_server_clock_that_is_wrong() {
    let body = r#"{"api_token":"t","expiresIn":"2026-11-22 19:00:00"}"#;
    let ahead = answer_with(200, body, &[("date", "Sun, 22 Nov 2026 14:05:00 GMT")]);
    assert_eq!(
        login(&firm_login(), &ahead).unwrap().expiry(),
        utc("2026-11-22T17:55:00Z")
    );
}

#[test]
fn m09_a_200_that_is_no_success_says_what_a_person_has_to_do() {
    let task = |body: &str| {
        let response = answer_with(200, body, &[("request-id", "req-1")]);
        let error = login(&firm_login(), &response).unwrap_err();
        assert_eq!(error.request_id(), Some("req-1"));
        error.person_task().unwrap().clone()
    };
    let choice = |id: &str, label: &str| Choice::new(id, label);
    assert_eq!(
        task(
            r#"{"status":"firm-selection","details":[{"member_group_id":"501","label":"Dunes"},
                {"member_group_id":502,"label":"Phare"},{"id":503},{"label":"no id"},7]}"#
        ),
        PersonTask::ChooseFirm(vec![
            choice("501", "Dunes"),
            choice("502", "Phare"),
            choice("503", "503")
        ])
    );
    let unlisted = task(r#"{"status":"firm-selection"}"#);
    assert_eq!(unlisted, PersonTask::ChooseFirm(Vec::new()));
    assert_eq!(
        task(r#"{"status":"require-otp","details":null}"#),
        PersonTask::SecondFactor
    );
    assert_eq!(
        task(r#"{"status":"require-cgu-approval","details":null}"#),
        PersonTask::AcceptTerms
    );
    assert_eq!(
        task(r#"{"status":"update-password","details":{"member_group_id":"501","label":"Dunes"}}"#),
        PersonTask::UpdatePassword
    );
    // A token beside such a status does not make it a success.
    assert_eq!(
        task(r#"{"status":"require-otp","api_token":"t"}"#),
        PersonTask::SecondFactor
    );
}

#[test]
fn a_success_without_a_usable_token_is_none() {
    for body in [
        r#"{"status":"authenticated"}"#,
        r#"{"api_token":""}"#,
        r#"{"api_token":null}"#,
        r#"{"api_token":"two words"}"#,
        r#"{"status":"authenticated","details":{"access_token":"of the user flow"}}"#,
    ] {
        let error = login(&firm_login(), &answer(200, body)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
    let refused = login(&firm_login(), &coded(200, "DROIT5")).unwrap_err();
    assert_eq!(refused.person_task(), Some(&PersonTask::CorrectCredentials));
}

#[test]
fn a_status_not_known_here_needs_the_person_and_no_second_attempt() {
    for body in [
        r#"{"status":"account-locked"}"#,
        r#"{"status":"brand-new","api_token":""}"#,
        r#"{"status":423}"#,
        r#"{"error":{"code":"LOCK1","message":"locked"}}"#,
    ] {
        let error = login(&firm_login(), &answer(200, body)).unwrap_err();
        assert_eq!(error.person_task(), Some(&PersonTask::SignIn), "{body}");
        assert!(!error.to_string().contains("locked"), "{error}");
    }
}

#[test]
fn a_refused_login_is_classed_by_its_code() {
    let kind = |status, code| {
        let error = login(&firm_login(), &coded(status, code)).unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        (error.kind().clone(), error.code().map(str::to_owned))
    };
    let correct = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);
    assert_eq!(
        kind(401, "DROIT5"),
        (correct.clone(), Some("DROIT5".into()))
    );
    assert_eq!(kind(401, "SOMETHING-NEW"), (correct.clone(), None));
    assert_eq!(kind(429, "ERR-TOO-MANY-REQUEST").0, ErrorKind::RateLimited);
    assert_eq!(
        kind(403, "ERR-THIRD-PARTY-DISCONNECTED").0,
        ErrorKind::Suspended
    );
    assert_eq!(
        kind(503, "ERR-API-UNDER-MAINTENANCE").0,
        ErrorKind::Unavailable
    );
    assert_eq!(kind(500, "ERR-INTERNAL").0, ErrorKind::Unavailable);
    assert_eq!(kind(500, "ERR-HTTP").0, ErrorKind::Unavailable);
    assert_eq!(kind(502, "NEVER-SEEN").0, ErrorKind::Unavailable);
}

#[test]
fn whatever_refuses_a_login_ends_it_since_repeating_may_lock_the_account() {
    let refused = |response: &Response| {
        let error = login(&firm_login(), response).unwrap_err();
        let task = error.person_task();
        assert_eq!(task, Some(&PersonTask::CorrectCredentials), "{error}");
        error
    };
    for (status, code) in [
        (401, "PROFIL1"),
        (403, "DROIT1"),
        (403, "ERR-FORBIDDEN-ACCESS"),
        (400, "TOKEN1"),
        (400, "ERR-HTTP"),
        (404, "ERR-SCHEMA-NOT-FOUND"),
        (200, "DROIT1"),
    ] {
        assert_eq!(refused(&coded(status, code)).code(), Some(code));
    }
    for response in [
        coded(400, "AUTH1"),
        coded(423, "NEVER-SEEN"),
        answer(400, ""),
        answer(403, "text"),
        answer(422, "[]"),
        answer(401, ""),
        // A page was not written by the authentication service, but a password was refused all the same.
        answer(401, "<html>401</html>"),
    ] {
        refused(&response);
    }
    for status in [401, 403] {
        let secret = refused(&coded(status, "ERR-INVALID-SECRET")).to_string();
        assert!(secret.contains("MYUNISOFT_PARTNER_SECRET"), "{secret}");
    }
    let lost = refused(&answer(404, r#"{"error":"not found"}"#)).to_string();
    assert!(lost.contains("MYUNISOFT_AUTH_URL"), "{lost}");
}

#[test]
fn what_is_no_refusal_leaves_the_login_to_a_later_attempt() {
    for (status, body) in [
        (403, "<html>blocked</html>"),
        (404, "<!doctype html>"),
        (408, ""),
        (425, "{}"),
        (429, ""),
        (500, "{}"),
        (503, "<html>"),
    ] {
        let error = login(&firm_login(), &answer(status, body)).unwrap_err();
        assert_eq!(error.person_task(), None, "{status} {body}: {error}");
        assert_ne!(*error.kind(), ErrorKind::Configuration, "{status} {body}");
    }
    let pause = [("retry-after", "900")];
    let body = r#"{"error":{"code":"ERR-API-UNDER-MAINTENANCE","message":""}}"#;
    let error = login(&firm_login(), &answer_with(503, body, &pause)).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(900)));
}
