//! Typed calls: the request, and the answers in their variants.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Call, ErrorKind, Method};
use auth_myunisoft::{ActivateKey, KeyInfo};
use support::*;

#[test]
fn m3_activation_is_a_call_of_its_own_and_never_repeated() {
    let plain = KeyInfo.request().unwrap();
    assert_eq!(
        (plain.method(), plain.uri().to_string().as_str()),
        (&Method::GET, "/key/info")
    );
    assert!(plain.is_repeatable());
    let activation = ActivateKey.request().unwrap();
    assert_eq!(activation.uri(), "/key/info?mode=extended");
    assert!(!activation.is_repeatable());
}

#[test]
fn m11_key_details_are_read_with_ids_of_either_type() {
    let routes = r#"[{"path":"/api/v1/society/exercie","method":"get"}]"#;
    let company = format!(
        r#"{{"target":{{"type":"api","schemaId":80,"thirdPartyId":37,"societyId":1201}},
            "version":{{"current":1,"latest":2,"beta":false}},"canBeActivated":true,"isActivated":true,"routes":{routes}}}"#
    );
    let details = ActivateKey.answer(&answer(200, &company)).unwrap();
    assert!(details.is_activated);
    assert_eq!(details.target.kind, "api");
    assert_eq!(
        (details.target.schema_id, details.target.society_id),
        (80, Some(1201))
    );
    assert_eq!(details.version.unwrap().latest, 2);
    assert_eq!(details.routes[0].path, "/api/v1/society/exercie");

    let firm =
        r#"{"target":{"type":"firm","schemaId":"80","thirdPartyId":"37"},"isActivated":false}"#;
    let details = ActivateKey.answer(&answer(200, firm)).unwrap();
    assert!(!details.is_activated);
    assert_eq!(
        (details.target.schema_id, details.target.third_party_id),
        (80, Some(37))
    );
    assert_eq!(
        (details.target.society_id, details.can_be_activated),
        (None, None)
    );
    assert!(details.routes.is_empty());
    let none = r#"{"target":{"type":"firm","schemaId":80,"societyId":null},"isActivated":true}"#;
    assert_eq!(
        ActivateKey
            .answer(&answer(200, none))
            .unwrap()
            .target
            .society_id,
        None
    );
    let no_routes = r#"{"target":{"type":"api","schemaId":80},"isActivated":true,"routes":null}"#;
    let details = ActivateKey.answer(&answer(200, no_routes)).unwrap();
    assert!(details.routes.is_empty());

    let plain = KeyInfo.answer(&answer(200, routes)).unwrap();
    assert_eq!((plain.len(), plain[0].method.as_str()), (1, "get"));
    for unreadable in [
        "",
        "{}",
        "<html>",
        r#"{"target":{"type":"api","schemaId":"x"},"isActivated":true}"#,
    ] {
        assert_eq!(
            *ActivateKey
                .answer(&answer(200, unreadable))
                .unwrap_err()
                .kind(),
            ErrorKind::InvalidResponse
        );
    }
}
