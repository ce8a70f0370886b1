//! Webhooks: an event and what it is about, with nothing that would prove where they come from.

use serde_json::json;

use super::Keyclic;
use crate::sender::Webhook;

impl Keyclic {
    /// A webhook with this body; no answer makes it come again.
    ///
    /// `event` is JSON text, sent to the letter. Source: Keyclic documentation, page of operations and webhooks.
    pub fn webhook(&self, event: &str) -> Webhook {
        Webhook::new(event.to_owned())
    }

    /// The text of an event of this type, known to Keyclic or not.
    pub fn event(&self, event_type: &str) -> String {
        json!({"event": event_type, "payload": {"id": self.0.seed.uuid()}}).to_string()
    }
}
