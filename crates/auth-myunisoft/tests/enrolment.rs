//! A key compared with what it is wanted for, and the state that answers and errors tell.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Call, Error, ErrorKind, PersonTask, Provider};
use auth_myunisoft::{
    Access, ActivateKey, Enrolled, Enrolment, EnrolmentError, KeyDetails, KeyState, Problem,
};
use support::*;

fn details(kind: &str, activated: bool, partner: &str) -> KeyDetails {
    let body = format!(
        r#"{{"target":{{"type":"{kind}","schemaId":80,"thirdPartyId":{partner},"societyId":"1201"}},"canBeActivated":{activated},
            "isActivated":{activated},"routes":[{{"path":"/api/v1/society/exercie","method":"get"}},{{"path":"/api/v1/entry/","method":"post"}}]}}"#
    );
    ActivateKey.answer(&answer(200, &body)).unwrap()
}

fn problems(result: Result<Enrolled, EnrolmentError>) -> Vec<Problem> {
    match result {
        Ok(_) => Vec::new(),
        Err(EnrolmentError::Unfit(unfit)) => unfit.problems,
        Err(other) => panic!("{other}"),
    }
}

/// Shows S000-05, S000-13.
#[test]
fn a_key_that_is_what_is_wanted_tells_what_to_keep() {
    let wanted = Enrolment::new()
        .access(Access::Company)
        .third_party_id(37)
        .needs("GET", "/society/exercie")
        .needs("post", "/entry")
        .needs("post", "/api/v1/entry");
    let enrolled = wanted.compare(details("api", true, "\"37\"")).unwrap();
    assert_eq!(enrolled.schema_id, 80);
    assert_eq!(enrolled.society_id.unwrap().number(), 1201);
    assert_eq!(enrolled.third_party_id, Some(37));
    assert_eq!(enrolled.access, Some(Access::Company));
    assert_eq!(enrolled.state, KeyState::Active);
}

/// Shows S000-07.
#[test]
fn whatever_a_key_is_not_is_told_together() {
    let wanted = Enrolment::new()
        .access(Access::Firm)
        .third_party_id(38)
        .needs("get", "/society")
        .needs("delete", "/entry");
    let result = wanted.compare(details("api", false, "37"));
    let Err(EnrolmentError::Unfit(unfit)) = &result else {
        panic!("{result:?}")
    };
    assert_eq!(unfit.enrolled.state, KeyState::Pending);
    assert_eq!(unfit.enrolled.schema_id, 80);
    let text = unfit.to_string();
    for word in [
        "not active",
        "one folder, not for a firm",
        "partner 37, not for 38",
        "get /society delete /entry",
    ] {
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(unfit.problems.len(), 4);
    let error = Error::from(result.unwrap_err());
    assert_eq!(error.person_task(), Some(&PersonTask::GenerateKey));
}

#[test]
fn an_unknown_kind_and_an_unsaid_partner_are_no_success() {
    let other = Enrolment::new().access(Access::Company);
    assert_eq!(
        problems(other.compare(details("b2c", true, "37"))),
        [Problem::OtherAccess {
            expected: Access::Company,
            told: None
        }]
    );
    let unsaid = Enrolment::new().third_party_id(37);
    assert_eq!(
        problems(unsaid.compare(details("api", true, "null"))),
        [Problem::OtherPartner {
            expected: 37,
            told: None
        }]
    );
    let missing = Enrolment::new().needs("get", "/society");
    let result = missing.compare(details("api", true, "37"));
    assert_eq!(
        *Error::from(result.unwrap_err()).kind(),
        ErrorKind::Forbidden
    );
    assert!(problems(Enrolment::new().compare(details("b2c", true, "null"))).is_empty());
}

/// Shows S000-16.
#[test]
fn the_state_of_a_key_is_read_from_its_errors() {
    let state = |status, code| {
        let (provider, response) = (company(), coded(status, code));
        let verdict = provider.verdict(&response);
        KeyState::of_error(&provider.refusal(&response, &verdict)?)
    };
    for gone in [
        "ERR-API-TOKEN-NOT-FOUND",
        "ERR-FIRM-TOKEN-NOT-FOUND",
        "ERR-SCHEMA-NOT-FOUND",
        "ERR-FOLDER-NOT-FOUND",
        "TOKEN2",
    ] {
        assert_eq!(state(400, gone), Some(KeyState::Revoked), "{gone}");
    }
    for foreign in ["ERR-INVALID-JWT", "ERR-INVALID-API-JWT", "TOKEN3"] {
        let other = Some(KeyState::OtherEnvironment);
        assert_eq!(state(401, foreign), other, "{foreign}");
    }
    let cut = "ERR-THIRD-PARTY-DISCONNECTED";
    assert_eq!(state(403, cut), Some(KeyState::Suspended));
    for silent in [
        "ERR-INVALID-SECRET",
        "ERR-SECRET-NOT-CONFIGURED",
        "ERR-FORBIDDEN-ROUTE",
        "ERR-INVALID-USER-JWT",
        "ERR-TOO-MANY-REQUEST",
        "ERR-API-UNDER-MAINTENANCE",
        "PROFIL1",
        "NEVER-SEEN",
    ] {
        assert_eq!(state(401, silent), None, "{silent}");
    }
}
