//! A webhook is read when it comes to the place that nobody can guess; what it says is a hint.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use auth_core::{Actor, ErrorKind};
use auth_keyclic::{Event, EventType, WebhookSegment};
use proptest::prelude::*;
use serde_json::{Value, json};

const SEGMENT: &str = "canary-segment-0123456789";
const NEXT: &str = "canary-next-~._0123456789";

fn segment() -> WebhookSegment {
    WebhookSegment::new(SEGMENT).unwrap()
}

fn of_type(event: &str) -> Vec<u8> {
    json!({"event": event, "payload": {"id": "c0ffee", "author": "canary-name"}})
        .to_string()
        .into()
}

#[test]
fn every_documented_event_is_known_and_any_other_is_delivered() {
    for (event, event_type) in [
        ("reportCreated", EventType::ReportCreated),
        ("reportStateChanged", EventType::ReportStateChanged),
        ("operationCreated", EventType::OperationCreated),
        ("operationStateChanged", EventType::OperationStateChanged),
        ("operationRemoved", EventType::OperationRemoved),
        (
            "operationMoved",
            EventType::Unknown("operationMoved".into()),
        ),
    ] {
        let read = segment().read(SEGMENT, &of_type(event)).unwrap();
        assert_eq!(read.event_type, event_type);
        assert_eq!(read.payload["id"], "c0ffee");
        assert!(!format!("{read:?}").contains("canary"), "{read:?}");
    }
}

#[test]
fn what_a_hint_leaves_out_or_adds_loses_no_event() {
    for (body, payload) in [
        (&br#"{"event":"reportCreated"}"#[..], Value::Null),
        (
            br#"{"event":"reportCreated","payload":null,"at":7}"#,
            Value::Null,
        ),
        (br#"{"payload":[7],"event":"reportCreated"}"#, json!([7])),
        (
            b"\xef\xbb\xbf{\"event\":\"reportCreated\",\"payload\":\"text\"}",
            json!("text"),
        ),
    ] {
        let event = Event::read(body).unwrap();
        assert_eq!(event.event_type, EventType::ReportCreated);
        assert_eq!(event.payload, payload);
    }
}

#[test]
fn what_is_no_event_is_answered_with_400_and_not_repeated_in_the_error() {
    for body in [
        "",
        "canary",
        "{}",
        "[]",
        r#"{"event":7}"#,
        r#"{"event":null,"payload":{}}"#,
        r#"{"payload":{"event":"reportCreated"}}"#,
        // As the documentation's sample, with a comma too many.
        r#"{"event":"reportCreated","payload":{"id":"canary",}}"#,
    ] {
        let error = segment().read(SEGMENT, body.as_bytes()).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body}");
        assert!(error.advice().starts_with("answer 400"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[test]
fn another_segment_is_refused_without_a_word_of_it() {
    let longer = format!("{SEGMENT}0");
    for other in [
        "",
        "canary",
        &SEGMENT[..24],
        &longer,
        &SEGMENT.to_uppercase(),
        NEXT,
    ] {
        let error = segment()
            .read(other, &of_type("reportCreated"))
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Configuration, "{other}");
        assert_eq!(error.actor(), Actor::Operator);
        assert!(error.advice().starts_with("answer 404"), "{error}");
        let shown = format!("{error} {error:?} {:?}", segment());
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[test]
fn both_segments_count_while_the_address_changes() {
    let both = segment().also_accept(NEXT).unwrap();
    assert!(both.accepts(SEGMENT) && both.accepts(NEXT) && !both.accepts(""));
}

#[test]
fn what_can_be_guessed_or_is_no_segment_is_not_taken() {
    for unusable in [
        "",
        "keyclic",
        "canary-segment-012345",
        "canary segment 0123456789",
        "canary/segment/0123456789",
        "canary%2Fsegment0123456789",
        "canary-clé-01234567890123",
    ] {
        for built in [
            WebhookSegment::new(unusable),
            segment().also_accept(unusable),
        ] {
            let error = built.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration, "{unusable}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Event::read(&body);
    }

    #[test]
    fn one_segment_alone_is_accepted(other in "[A-Za-z0-9._~-]{22,43}") {
        prop_assert_eq!(segment().accepts(&other), other == SEGMENT);
    }
}
