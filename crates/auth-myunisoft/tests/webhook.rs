//! What MyUnisoft signed is read, whatever it holds; what it did not sign, or not now, is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use auth_core::{Actor, Error, ErrorKind, HeaderMap, HeaderName};
use auth_myunisoft::{Event, EventType, Operation, WebhookVerifier};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::Value;
use sha2::Sha256;
use support::now;
use time::OffsetDateTime;

const SECRET: &str = "Dunes-canary-secret";
const OLD_SECRET: &str = "Dunes-canary-old";
const BODY: &str = r#"[{"name":"document","operation":"CREATE","scope":{"schemaId":42},"data":{"id":"7"},"webhookId":"83c22567-fd2f-4a50-abbb-48aedefdcfa5","createdAt":1795356000000}]"#;

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(SECRET).unwrap()
}

fn at(time: OffsetDateTime) -> String {
    (time.unix_timestamp_nanos() / 1_000_000).to_string()
}

fn signature(secret: &str, body: impl AsRef<[u8]>, date: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let bytes = mac.chain_update(body).chain_update(date).finalize();
    let digits = bytes.into_bytes().into_iter();
    digits
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(digit.into(), 16).unwrap())
        .collect()
}

fn headers(signature: &[u8], date: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [("signature", signature), ("date", date)] {
        headers.insert(
            HeaderName::from_static(name),
            auth_core::HeaderValue::from_bytes(value).unwrap(),
        );
    }
    headers
}

fn signed(body: &str) -> HeaderMap {
    let date = at(now());
    headers(signature(SECRET, body, &date).as_bytes(), date.as_bytes())
}

fn read(body: &str) -> Result<Vec<Event>, Error> {
    verifier().verify(body.as_bytes(), &signed(body), now())
}

/// The error of what is not shown to be MyUnisoft's: the operator's, and without a word of what came.
fn refusal(result: Result<Vec<Event>, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Configuration);
    assert_eq!(error.actor(), Actor::Operator);
    let shown = format!("{error} {error:?}");
    assert!(error.advice().starts_with("answer 401"), "{error}");
    assert!(!shown.contains("canary"), "{shown}");
    shown
}

#[test]
fn m15_a_good_webhook_is_read() {
    let events = read(BODY).unwrap();
    let [event] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(event.event_type, EventType::Document);
    assert_eq!(event.operation, Operation::Create);
    assert_eq!(event.scope.schema_id, 42);
    assert_eq!(event.scope.accounting_folder_id, None);
    assert_eq!(event.data.json(), r#"{"id":"7"}"#);
    assert_eq!(event.data.read::<Value>().unwrap()["id"], "7");
    assert_eq!(
        event.webhook_id.as_deref(),
        Some("83c22567-fd2f-4a50-abbb-48aedefdcfa5")
    );
    assert_eq!(event.created_at.map(at).unwrap(), "1795356000000");
}

#[test]
fn m15_the_signature_is_that_of_the_documented_recipe() {
    // Made by Python's hmac module.
    let expected = "e8a88f6e248ec75bc6715bcaa83982bff86e216f5d5b6318f86411b063108d33";
    let body = r#"[{"name":"accountingFolder","operation":"CREATE","scope":{"schemaId":42,"accountingFolderId":1201},"data":{"id":"1201"},"webhookId":"83c22567-fd2f-4a50-abbb-48aedefdcfa5","createdAt":1795356000000}]"#;
    let date = "1795356000000";
    assert_eq!(signature("Dunes-7f3a", body, date), expected);
    let verifier = WebhookVerifier::new("Dunes-7f3a").unwrap();
    let then = OffsetDateTime::from_unix_timestamp(1_795_356_000).unwrap();
    let headers = headers(expected.as_bytes(), date.as_bytes());
    assert_eq!(
        verifier
            .verify(body.as_bytes(), &headers, then)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn m15_an_altered_body_is_refused() {
    let headers = signed(BODY);
    for altered in [
        BODY.replace("42", "43"),
        BODY.replace("\"7\"", "\" 7\""),
        BODY.replace("CREATE", "DELETE"),
        format!("{BODY},"),
        BODY[..BODY.len() - 1].to_owned(),
        String::new(),
    ] {
        let shown = refusal(verifier().verify(altered.as_bytes(), &headers, now()));
        assert!(shown.contains("MYUNISOFT_PARTNER_SECRET"), "{shown}");
    }
}

#[test]
fn m15_a_wrong_secret_is_refused() {
    for secret in ["Dunes-other", "Dunes-canary-secre", "dunes-canary-secret"] {
        let verifier = WebhookVerifier::new(secret).unwrap();
        refusal(verifier.verify(BODY.as_bytes(), &signed(BODY), now()));
    }
}

#[test]
fn m15_several_secrets_are_accepted_while_one_replaces_the_other() {
    let both = verifier().also_accept(OLD_SECRET).unwrap();
    let date = at(now());
    for (secret, single) in [(SECRET, true), (OLD_SECRET, false), ("Dunes-third", false)] {
        let signature = signature(secret, BODY, &date);
        let headers = headers(signature.as_bytes(), date.as_bytes());
        let accepted = both.verify(BODY.as_bytes(), &headers, now()).is_ok();
        assert_eq!(accepted, secret != "Dunes-third", "{secret}");
        let alone = verifier().verify(BODY.as_bytes(), &headers, now()).is_ok();
        assert_eq!(alone, single, "{secret}");
    }
}

#[test]
fn m15_without_a_secret_there_is_no_verifier() {
    for unusable in ["", " ", "secret\n", "sécret"] {
        for built in [
            WebhookVerifier::new(unusable),
            verifier().also_accept(unusable),
        ] {
            let error = built.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains("MYUNISOFT_PARTNER_SECRET"));
        }
    }
}

#[test]
fn m15_a_date_out_of_the_window_is_refused_either_way() {
    let sent = |offset: time::Duration, verifier: &WebhookVerifier| {
        let date = at(now() + offset);
        let headers = headers(signature(SECRET, BODY, &date).as_bytes(), date.as_bytes());
        verifier.verify(BODY.as_bytes(), &headers, now())
    };
    let (five, milli) = (time::Duration::minutes(5), time::Duration::milliseconds(1));
    for fresh in [time::Duration::ZERO, five, -five] {
        sent(fresh, &verifier()).unwrap();
    }
    for (stale, word) in [
        (-time::Duration::HOUR, "too old"),
        (-five - milli, "too old"),
        (five + milli, "in the future"),
        (time::Duration::HOUR, "in the future"),
    ] {
        let shown = refusal(sent(stale, &verifier()));
        assert!(shown.contains(word), "{shown}");
        sent(stale, &verifier().window(Duration::from_secs(3600))).unwrap();
    }
    refusal(sent(milli, &verifier().window(Duration::ZERO)));
}

#[test]
fn m15_a_date_that_is_not_milliseconds_in_digits_is_refused() {
    let (number, seconds) = (at(now()), now().unix_timestamp().to_string());
    for date in [
        "Sun, 22 Nov 2026 14:00:00 GMT",
        "2026-11-22T14:00:00Z",
        "",
        "-1",
        &format!("+{number}"),
        &format!("{number}.0"),
        &format!("{number}ms"),
        "99999999999999999999999",
        "18446744073709551615",
        "0",
        &seconds,
    ] {
        let signature = signature(SECRET, BODY, date);
        let headers = headers(signature.as_bytes(), date.as_bytes());
        let shown = refusal(verifier().verify(BODY.as_bytes(), &headers, now()));
        assert!(shown.contains("date: "), "{date}: {shown}");
    }
}

#[test]
fn m15_upper_case_hex_and_other_spellings_of_the_signature_are_refused() {
    let date = at(now());
    let good = signature(SECRET, BODY, &date);
    for spelt in [
        good.to_uppercase(),
        format!("sha256={good}"),
        format!("0x{good}"),
        good[1..].to_owned(),
        good[2..].to_owned(),
        format!("{good}00"),
        "g".repeat(64),
        String::new(),
    ] {
        let headers = headers(spelt.as_bytes(), date.as_bytes());
        refusal(verifier().verify(BODY.as_bytes(), &headers, now()));
    }
}

#[test]
fn m15_a_header_that_is_missing_or_repeated_is_refused() {
    for name in ["signature", "date"] {
        let mut headers = signed(BODY);
        let value = headers.remove(name).unwrap();
        let shown = refusal(verifier().verify(BODY.as_bytes(), &headers, now()));
        assert!(shown.contains(&format!("{name}: it is missing")), "{shown}");
        headers.append(name, value.clone());
        verifier().verify(BODY.as_bytes(), &headers, now()).unwrap();
        headers.append(name, value);
        let shown = refusal(verifier().verify(BODY.as_bytes(), &headers, now()));
        assert!(shown.contains("twice"), "{shown}");
    }
}

#[test]
fn m15_two_events_come_in_order_and_an_unknown_one_is_delivered() {
    let body = r#"[
        {"name":"thirdParty","operation":"DELETE","scope":{"schemaId":1},"data":{"code":"C1"},"webhookId":1,"createdAt":1},
        {"name":"moonPhase","operation":"WAX","scope":{"schemaId":"2","later":[1]},"data":null,"more":{"a":1}}
    ]"#;
    let events = read(body).unwrap();
    assert_eq!(events[0].event_type, EventType::ThirdParty);
    assert_eq!(events[0].operation, Operation::Delete);
    assert_eq!(events[0].webhook_id.as_deref(), Some("1"));
    assert_eq!(events[1].event_type, EventType::Unknown("moonPhase".into()));
    assert_eq!(events[1].operation, Operation::Unknown("WAX".into()));
    assert_eq!(events[1].scope.schema_id, 2);
    assert_eq!(events[1].data.json(), "null");
    assert_eq!((&events[1].webhook_id, events[1].created_at), (&None, None));
    assert_eq!(events.len(), 2);
    assert_eq!(read("[]").unwrap(), []);
    // The shape of the guide's sample.
    assert_eq!(read(&format!(r#"{{"webhooks":{body}}}"#)).unwrap(), events);
}

#[test]
fn m11_a_scope_has_its_identifiers_as_numbers_as_texts_or_not_at_all() {
    let event = |scope: &str| {
        let body = format!(r#"[{{"name":"document","operation":"CREATE","scope":{scope}}}]"#);
        read(&body).unwrap().remove(0)
    };
    let numbers = event(
        r#"{"schemaId":1,"firmId":2,"firmSIRET":12345678900012,"accountingFolderId":3,"accountingFolderRef":4,"accountingFolderSIRET":123456789,"persPhysiqueId":5}"#,
    );
    let texts = event(
        r#"{"schemaId":"1","firmId":"2","firmSIRET":"12345678900012","accountingFolderId":"3","accountingFolderRef":"4","accountingFolderSIRET":"123456789","persPhysiqueId":"5"}"#,
    );
    assert_eq!(numbers, texts);
    assert_eq!(texts.scope.firm_id, Some(2));
    assert_eq!(texts.scope.firm_siret.as_deref(), Some("12345678900012"));
    assert_eq!(texts.scope.accounting_folder_id, Some(3));
    assert_eq!(texts.scope.accounting_folder_ref.as_deref(), Some("4"));
    let siren = texts.scope.accounting_folder_siret.as_deref();
    assert_eq!(siren, Some("123456789"));
    assert_eq!(texts.scope.pers_physique_id, Some(5));
    let nulls = event(
        r#"{"schemaId":1,"firmId":null,"firmSIRET":null,"accountingFolderId":"","accountingFolderRef":" ","accountingFolderSIRET":[],"persPhysiqueId":-1}"#,
    );
    assert_eq!(nulls, event(r#"{"schemaId":1}"#));
}

#[test]
fn m15_spellings_that_do_not_survive_writing_anew_verify() {
    let compact = r#"[{"name":"document","operation":"CREATE","scope":{"schemaId":42},"data":{"z":1.0,"a":1e2,"big":12345678901234567890123,"more":0.10000000000000000555,"text":"\u00e9 é \/ \" \\","lone":"\ud83d","2":1,"1":2}}]"#;
    let verifier = verifier();
    let events = verifier
        .verify(compact.as_bytes(), &signed(compact), now())
        .unwrap();
    assert!(compact.contains(events[0].data.json()));
    assert_eq!(verifier.compacted(), 0);
    // The same over white space, which a proxy added.
    let spaced = compact
        .replace("\":", "\" :\t")
        .replace(",\"", "\r\n, \"")
        .replace('[', "[ ");
    let again = verifier.verify(spaced.as_bytes(), &signed(compact), now());
    assert_eq!(again.unwrap()[0].scope, events[0].scope);
    assert_eq!(verifier.clone().compacted(), 1);
    // Another spelling of the same values is another text.
    for (from, to) in [("1.0", "1"), ("\\u00e9", "é"), ("1e2", "100"), ("\\/", "/")] {
        let anew = compact.replacen(from, to, 1);
        refusal(verifier.verify(anew.as_bytes(), &signed(compact), now()));
    }
    assert_eq!(verifier.compacted(), 1);
}

#[test]
fn white_space_that_made_two_tokens_of_one_is_no_json() {
    let compact = r#"[{"name":"document","operation":"CREATE","scope":{"schemaId":42}}]"#;
    let torn = compact.replace("42", "4 2");
    let error = verifier().verify(torn.as_bytes(), &signed(compact), now());
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::InvalidResponse);
}

#[test]
fn what_is_signed_and_no_list_of_events_is_reported() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let scope = |scope: &str| format!(r#"[{{"name":"a","operation":"VOID","scope":{scope}}}]"#);
    for body in [
        "",
        "null",
        "7",
        "{}",
        "[7]",
        "[null]",
        "[[]]",
        "[{}]",
        r#"[{"name":"a"}]"#,
        r#"[{"name":7,"operation":"VOID","scope":{"schemaId":1}}]"#,
        r#"{"webhooks":{}}"#,
        "canary",
        "\u{feff}[]",
        &scope("{}"),
        &scope("null"),
        &scope(r#"{"schemaId":null}"#),
        &scope(r#"{"schemaId":-1}"#),
        &scope(r#"{"schemaId":"canary"}"#),
        &deep,
    ] {
        let error = read(body).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse, "{body:.80}");
        assert!(error.advice().starts_with("answer 204"));
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn a_huge_or_deep_payload_is_handed_on_unread() {
    for data in [
        format!(
            "{}{}",
            r#"{"a":"#.repeat(50_000),
            "1".to_owned() + &"}".repeat(50_000)
        ),
        format!("\"{}\"", "x".repeat(4_000_000)),
    ] {
        let body = format!(
            r#"[{{"name":"document","operation":"CREATE","scope":{{"schemaId":1}},"data":{data}}}]"#
        );
        let events = read(&body).unwrap();
        assert_eq!(events[0].data.json().len(), data.len());
        assert!(format!("{events:?}").len() < 600);
        let error = events[0].data.read::<u8>().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidResponse);
    }
}

#[test]
fn what_is_not_utf_8_is_refused_without_a_panic() {
    let date = at(now());
    let body = b"[{\"name\":\"\xff\",\"operation\":\"VOID\",\"scope\":{\"schemaId\":1}}]";
    let hex = signature(SECRET, body, &date);
    let error = verifier().verify(body, &headers(hex.as_bytes(), date.as_bytes()), now());
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::InvalidResponse);
    refusal(verifier().verify(body, &headers(b"\xff\xfe", date.as_bytes()), now()));
    refusal(verifier().verify(body, &headers(hex.as_bytes(), b"\xff"), now()));
}

#[test]
fn no_secret_and_no_payload_shows() {
    let verifier = verifier().also_accept(OLD_SECRET).unwrap();
    let body = BODY.replace("\"7\"", "\"canary\"");
    let events = verifier.verify(body.as_bytes(), &signed(&body), now());
    let wrong = events.as_ref().unwrap()[0].data.read::<u8>().unwrap_err();
    let shown = format!("{verifier:?} {events:?} {wrong} {wrong:?}");
    assert!(!shown.contains("canary"), "{shown}");
}

/// A JSON text with white space between its tokens.
fn spread(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().cycle();
    let (mut in_text, mut escaped, mut spread) = (false, false, String::new());
    for c in text.chars() {
        let outside = !in_text && "[]{},:".contains(c);
        if outside {
            spread
                .push_str([" ", "\n", "", "\r\n", "\t"][usize::from(choices.next().unwrap() % 5)]);
        }
        spread.push(c);
        if in_text {
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_text = c == '"';
        }
        if outside {
            spread.push_str(["", " ", "\n\n"][usize::from(choices.next().unwrap() % 3)]);
        }
    }
    spread
}

proptest! {
    #[test]
    fn any_byte_that_differs_is_refused(place in any::<prop::sample::Index>(), change in 1_u8..=255) {
        let date = at(now());
        let signature = signature(SECRET, BODY, &date);
        let all = [BODY.as_bytes(), date.as_bytes(), signature.as_bytes()].concat();
        let place = place.index(all.len());
        let mut altered = all.clone();
        altered[place] ^= change;
        let (body, rest) = altered.split_at(BODY.len());
        let (date, signature) = rest.split_at(date.len());
        let mut headers = HeaderMap::new();
        for (name, value) in [("date", date), ("signature", signature)] {
            // What no header can carry never arrives.
            let Ok(value) = auth_core::HeaderValue::from_bytes(value) else { return Ok(()) };
            headers.insert(HeaderName::from_static(name), value);
        }
        let result = verifier().verify(body, &headers, now());
        prop_assert_eq!(result.map_err(|error| error.kind().clone()), Err(ErrorKind::Configuration));
    }

    #[test]
    fn white_space_between_tokens_verifies_by_the_second_try(
        data in "[ -~\\n\\té€]{0,24}",
        key in "[ \"\\\\a-z]{0,6}",
        choices in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let data = serde_json::json!({ "id": data, key: [1, "a b", null] }).to_string();
        let compact = BODY.replace(r#"{"id":"7"}"#, &data);
        let spaced = spread(&compact, &choices);
        let verifier = verifier();
        let events = verifier.verify(spaced.as_bytes(), &signed(&compact), now()).unwrap();
        prop_assert_eq!(events[0].data.read::<Value>().unwrap(), serde_json::from_str::<Value>(&data).unwrap());
        prop_assert_eq!(verifier.compacted(), u64::from(spaced != compact));
    }

    #[test]
    fn any_body_and_any_headers_are_refused_or_read_without_a_panic(
        body in prop::collection::vec(any::<u8>(), 0..64),
        date in "[ -~]{0,24}",
        signature in "[0-9a-f]{0,70}",
    ) {
        let headers = headers(signature.as_bytes(), date.as_bytes());
        refusal(verifier().verify(&body, &headers, now()));
        let text = String::from_utf8_lossy(&body);
        let _ = read(&text);
    }
}
