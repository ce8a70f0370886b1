//! Webhooks: arrays of events, signed with the partner secret over body and date.

use std::fmt::Write;
use std::time::SystemTime;

use ring::hmac;
use serde_json::{Value, json};
use time::Duration;

use super::{FIRM, MyUnisoft, SOCIETY};
use crate::generated::myunisoft::{header, word};
use crate::sender::{Flaw, Webhook};

impl MyUnisoft {
    /// A webhook with this body, signed and dated now; no answer makes it come again.
    ///
    /// `events` is the JSON text of an array of events, sent and signed to the letter: odd spellings of numbers stay. Sources:
    /// api-partenaires, `webhooks.md`; MyUnisoft's own example of a receiver.
    pub fn webhook(&self, events: &str) -> Webhook {
        self.flawed_webhook(events, None)
    }

    /// As [`webhook`](Self::webhook), with a flaw or with none.
    pub fn flawed_webhook(&self, events: &str, flaw: Option<Flaw>) -> Webhook {
        let mut at = self.0.front.clock.now();
        if let Some(Flaw::Dated(ahead)) = flaw {
            at = at.saturating_add(Duration::seconds(ahead));
        }
        let date = match flaw {
            Some(Flaw::HttpDate) => httpdate::fmt_http_date(SystemTime::from(at)),
            _ => (at.unix_timestamp_nanos() / 1_000_000).to_string(),
        };
        let secret = match flaw {
            Some(Flaw::WrongSecret) => self.password(),
            _ => self.partner_secret(),
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{events}{date}").as_bytes());
        let mut signature = String::new();
        for byte in tag.as_ref() {
            // Writing to a text does not fail.
            let _ = write!(signature, "{byte:02x}");
        }
        if flaw == Some(Flaw::UpperCaseHex) {
            signature.make_ascii_uppercase();
        }
        let body = match flaw {
            // A receiver that skips the signature reads it all the same.
            Some(Flaw::AlteredBody) => altered(events),
            Some(Flaw::Reformatted) => spaced(events),
            _ => events.to_owned(),
        };
        let webhook = Webhook::new(body).with(header::PARTNER_WEBHOOK_DATE_HEADER, &date);
        if flaw == Some(Flaw::NoProof) {
            return webhook;
        }
        webhook.with(header::PARTNER_WEBHOOK_HEADER, &signature)
    }

    /// The text of an array with one event: a document was made in [`society_id`](Self::society_id).
    pub fn events(&self) -> String {
        self.events_of(&[word::DOCUMENT])
    }

    /// The text of an array with an event of each of these types, known to MyUnisoft or not, each with an id of its own.
    pub fn events_of(&self, types: &[&str]) -> String {
        let created_at = self.0.front.clock.now().unix_timestamp() * 1000;
        let event = |name: &&str| {
            json!({
                "name": name, "operation": word::CREATE, "data": {"id": "7"}, "createdAt": created_at,
                "scope": {"schemaId": FIRM, "accountingFolderId": SOCIETY}, "webhookId": self.0.seed.uuid(),
            })
        };
        types.iter().map(event).collect::<Value>().to_string()
    }
}

/// Another folder, of the same length where there is one.
fn altered(events: &str) -> String {
    let other = events.replace(&SOCIETY.to_string(), &super::SECOND_SOCIETY.to_string());
    if other == events {
        return format!("{events} ");
    }
    other
}

/// White space between two tokens, and within none.
fn spaced(events: &str) -> String {
    events.replacen('[', "[\n  ", 1)
}
