//! Webhooks as the imitation sends them, sound or flawed: M15.

use auth_core::{HeaderMap, HeaderName};
use auth_myunisoft::{ChangeWebhook, CreateWebhook, DeleteWebhook, WebhookVerifier, Webhooks};
use auth_sandbox::{Flaw, Sandbox, tells_apart};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::connect::{connect, get, key, login, societe};

/// As MyUnisoft's own example has it: what was parsed is written anew, texts are compared, the date is not looked at.
fn careless(secret: &str, body: &[u8], headers: &HeaderMap) -> bool {
    let Ok(parsed) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(parsed.to_string().as_bytes());
    mac.update(text("date").unwrap_or_default().as_bytes());
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    let bytes = mac.finalize().into_bytes();
    let hex: Option<String> = bytes.into_iter().flat_map(digits).collect();
    text("signature") == hex.as_deref()
}

/// What was accepted, in the order of the cases.
#[derive(Debug)]
struct Accepted(Vec<bool>);

#[tokio::test]
async fn m15_what_is_sound_is_accepted_and_nothing_else() {
    const HOUR: i64 = 3600;
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let verifier = WebhookVerifier::new(it.partner_secret()).unwrap();
    let event = it.events();
    let odd = r#"[{"name":"document","operation":"CREATE","scope":{"schemaId":501},"data":{"b":1.0,"a":123456789012345678901234567890,"c":"\u00e9"},"webhookId":"83c22567-fd2f-4a50-abbb-48aedefdcfa5","createdAt":1795356000000}]"#;
    let cases = [
        (event.clone(), None, true),
        (it.events_of(&["document", "document"]), None, true),
        (it.events_of(&["neverSeen"]), None, true),
        (odd.to_owned(), None, true),
        (event.clone(), Some(Flaw::Reformatted), true),
        (event.clone(), Some(Flaw::AlteredBody), false),
        (event.clone(), Some(Flaw::WrongSecret), false),
        (event.clone(), Some(Flaw::NoProof), false),
        (event.clone(), Some(Flaw::Dated(-HOUR)), false),
        (event.clone(), Some(Flaw::Dated(HOUR)), false),
        (event.clone(), Some(Flaw::HttpDate), false),
        (event, Some(Flaw::UpperCaseHex), false),
    ];
    let (mut by_hand, mut ours) = (Accepted(Vec::new()), Accepted(Vec::new()));
    for (events, flaw, _) in &cases {
        let webhook = it.flawed_webhook(events, *flaw);
        let mut headers = HeaderMap::new();
        for name in ["date", "signature"] {
            if let Some(value) = webhook.header(name) {
                headers.insert(HeaderName::from_static(name), value.parse().unwrap());
            }
        }
        by_hand
            .0
            .push(careless(it.partner_secret(), webhook.body(), &headers));
        let read = verifier.verify(webhook.body(), &headers, sandbox.clock().now());
        if let Ok(events) = &read {
            assert!(!events.is_empty());
        }
        ours.0.push(read.is_ok());
    }
    let right = |Accepted(accepted): &Accepted| {
        let expected = cases.iter().map(|(_, _, sound)| *sound);
        accepted.iter().copied().eq(expected)
    };
    tells_apart(right, &by_hand, &ours);
    assert_eq!(verifier.compacted(), 1, "the second try is counted");
}

#[tokio::test]
async fn a_webhook_is_made_changed_and_removed_by_calls() {
    let sandbox = Sandbox::start().await.unwrap();
    let it = sandbox.myunisoft();
    let client = societe(&sandbox);
    assert!(client.call(&Webhooks).await.unwrap().is_empty());
    let create = CreateWebhook::new("https://partenaire.example/evenements", ["document"]);
    let made = client.call(&create).await.unwrap();
    assert_eq!(made.on_events, ["document"]);
    assert!(client.call(&create).await.is_err());
    let folder = auth_myunisoft::SocietyId::new(it.society_id()).unwrap();
    let change = ChangeWebhook::new()
        .on_events(["document", "connector"])
        .folders([folder]);
    client.call(&change).await.unwrap();
    // The webhook is the tenant's, whichever of its keys asks.
    let firm = connect(&sandbox, key(&sandbox, it.cabinet_key()));
    let listed = firm.call(&Webhooks).await.unwrap();
    assert_eq!(listed[0].on_events, ["document", "connector"]);
    assert_eq!(listed[0].accounting_folders, [it.society_id()]);
    client.call(&DeleteWebhook).await.unwrap();
    assert!(firm.call(&Webhooks).await.unwrap().is_empty());
    let bought = connect(&sandbox, login(&sandbox, it.mail()).build().unwrap());
    assert!(get(&bought, "/webhook").await.is_err(), "not of that offer");
}
