//! Webhooks on their way out: which one, with which body, follows from which change.

use std::collections::VecDeque;

use serde_json::Value;

use super::webhook::carrying;
use super::{DossierFacile, State};
use crate::lock;
use crate::sender::Webhook;

/// More are not kept: the oldest is dropped, as it would be if nobody listened.
const KEPT: usize = 10_000;

/// A webhook that DossierFacile has let go, and where to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutgoingWebhook {
    /// Where it goes: the partner's `callbackUrl` when it left.
    pub url: String,
    /// What goes there: the key only if the partner has one, members without value left out.
    pub webhook: Webhook,
}

impl State {
    /// Lets the event leave, unless the partner has no callback URL.
    fn announce(&mut self, event: &Value) {
        let settings = &self.settings;
        if settings.callback_url.trim().is_empty() {
            return;
        }
        let webhook = OutgoingWebhook {
            url: settings.callback_url.clone(),
            webhook: carrying(&settings.callback_api_key, event.to_string()),
        };
        push(&mut self.outgoing, webhook);
    }
}

fn push(queue: &mut VecDeque<OutgoingWebhook>, webhook: OutgoingWebhook) {
    if queue.len() == KEPT {
        queue.pop_front();
    }
    queue.push_back(webhook);
}

impl DossierFacile {
    /// The webhooks that have left since the last look, in the order of the changes; nobody else delivers them.
    pub fn take_webhooks(&self) -> Vec<OutgoingWebhook> {
        lock(&self.0.state).outgoing.drain(..).collect()
    }

    /// The next webhook that leaves, at once if one already has.
    ///
    /// Cancel safe: a webhook that was not handed out stays.
    pub async fn next_webhook(&self) -> OutgoingWebhook {
        loop {
            let left = self.0.left.notified();
            if let Some(webhook) = lock(&self.0.state).outgoing.pop_front() {
                return webhook;
            }
            left.await;
        }
    }

    /// Tells the partner of an event about one person.
    pub(super) fn tell(&self, state: &mut State, tenant_id: u64, event_type: &str) {
        let event = state
            .people
            .event(tenant_id, event_type, &|id| self.document_url(id));
        state.announce(&event);
        self.0.left.notify_one();
    }
}
