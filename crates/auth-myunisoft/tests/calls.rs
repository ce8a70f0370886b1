//! Typed calls: the request, and the answers in their variants.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use auth_core::{Body, Call, ErrorKind, ExposeSecret, Method, Request};
use auth_myunisoft::{
    ActivateKey, ChangeWebhook, CreateKey, CreateWebhook, DeleteWebhook, KeyInfo, SocietyId,
    Webhooks,
};
use support::*;

/// Shows S000-12.
#[test]
fn m03_activation_is_a_call_of_its_own_and_never_repeated() {
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

#[test]
fn a_key_is_made_once_and_never_shown() {
    let call = CreateKey::of_folder(SocietyId::new(1201).unwrap());
    let request = call.request().unwrap();
    assert_eq!(
        (request.method(), request.uri().to_string().as_str()),
        (&Method::POST, "/key/create")
    );
    assert!(!request.is_repeatable() && call.changes().is_some());
    for target in ["1201", "\"1201\""] {
        let body = format!(
            r#"{{"id":"0b6c1f1e-6f0a-4a53-9a55-2f6d3c1b7e10","target":{target},"grantedBy":9,"grantedFor":37,"value":"key-canary"}}"#
        );
        let made = call.answer(&answer(200, &body)).unwrap();
        assert_eq!(
            (made.target, made.key.expose_secret()),
            (1201, "key-canary")
        );
        assert!(!format!("{made:?}").contains("key-canary"));
    }
    assert!(call.answer(&answer(200, r#"{"id":"1"}"#)).is_err());
}

#[test]
fn webhooks_go_to_https_addresses_by_calls_that_are_not_repeated() {
    let body = |request: Request| match request.body() {
        Body::Bytes { bytes, .. } => String::from_utf8(bytes.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    };
    let folder = SocietyId::new(1201).unwrap();
    let create = CreateWebhook::new("https://p.example/e", ["document"]);
    let request = create.request().unwrap();
    assert!(!request.is_repeatable());
    assert_eq!(
        body(request),
        r#"{"onEvents":["document"],"postUrl":"https://p.example/e"}"#
    );
    assert_eq!(
        body(create.folder(folder).request().unwrap()),
        r#"{"accountingFolderId":[1201],"onEvents":["document"],"postUrl":"https://p.example/e"}"#
    );
    let change = ChangeWebhook::new().post_url("https://p.example/f");
    let request = change.folders([folder]).request().unwrap();
    assert_eq!(request.method(), Method::PATCH);
    assert!(!request.is_repeatable());
    assert_eq!(
        body(request),
        r#"[{"op":"replace","path":"/postUrl","value":"https://p.example/f"},{"op":"add","path":"/accountingFolderId","value":[1201]}]"#
    );
    assert!(!DeleteWebhook.request().unwrap().is_repeatable());
    assert!(Webhooks.request().unwrap().is_repeatable());

    for url in ["http://p.example/e", "p.example", "", "https://"] {
        let refused = [
            CreateWebhook::new(url, ["document"]).request(),
            ChangeWebhook::new().post_url(url).request(),
        ];
        for error in refused.map(Result::unwrap_err) {
            assert_eq!(*error.kind(), ErrorKind::Configuration, "{url}");
        }
    }
    assert!(ChangeWebhook::new().request().is_err());
    let listed = r#"[{"postUrl":"https://p.example/e","onEvents":["document"],"accountingFolderId":["1201"]},{"postUrl":"https://p.example/f"}]"#;
    let listed = Webhooks.answer(&answer(200, listed)).unwrap();
    assert_eq!(listed[0].accounting_folders, ["1201"]);
    assert!(listed[1].on_events.is_empty());
}
