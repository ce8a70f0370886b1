//! Webhooks: one event each, with the key of the partner's settings, and with nothing when there is none.

use std::io;

use serde_json::json;

use super::people::written;
use super::{DossierFacile, TENANT};
use crate::generated::dossierfacile::{header, word};
use crate::lock;
use crate::sender::{Flaw, Webhook, cannot_have};

/// Without the header where there is no key.
pub(super) fn carrying(key: &str, event: String) -> Webhook {
    let webhook = Webhook::new(event).tried(2);
    if key.is_empty() {
        return webhook;
    }
    webhook.with(header::PARTNER_WEBHOOK_HEADER, key)
}

impl DossierFacile {
    /// A webhook with this body and the key of the settings. When the connection fails it is sent once more, at once; no
    /// answer makes it come again.
    ///
    /// `event` is JSON text, sent to the letter. Source: dossierfacile-backend.
    pub fn webhook(&self, event: &str) -> Webhook {
        carrying(&self.webhook_key(), event.to_owned())
    }

    /// As [`webhook`](Self::webhook), with a flaw or with none.
    ///
    /// # Errors
    /// `InvalidInput` for a flaw of signatures or dates: DossierFacile sends neither. The developer chooses another.
    pub fn flawed_webhook(&self, event: &str, flaw: Option<Flaw>) -> io::Result<Webhook> {
        let keyless = || Webhook::new(event.to_owned()).tried(2);
        match flaw {
            None => Ok(self.webhook(event)),
            Some(Flaw::NoProof) => Ok(keyless()),
            Some(Flaw::WrongSecret) => {
                Ok(keyless().with(header::PARTNER_WEBHOOK_HEADER, self.password()))
            }
            Some(other) => Err(cannot_have(other, "DossierFacile")),
        }
    }

    /// The key of the partner's settings, which webhooks carry; empty where there is none.
    pub fn webhook_key(&self) -> String {
        lock(&self.0.state).settings.callback_api_key.clone()
    }

    /// The text of an event of this type, known to DossierFacile or not, about
    /// [`connected_tenant_id`](Self::connected_tenant_id). A revocation says of whom, and nothing more.
    pub fn event(&self, event_type: &str) -> String {
        let mut event = json!({"partnerCallBackType": event_type, "onTenantId": TENANT});
        if event_type != word::ACCESS_REVOKED {
            let status = match event_type {
                word::VERIFIED_ACCOUNT => word::VALIDATED,
                word::DENIED_ACCOUNT => word::DECLINED,
                word::ARCHIVED_ACCOUNT => word::ARCHIVED,
                _ => word::TO_PROCESS,
            };
            event["id"] = 42_001.into();
            event["applicationType"] = word::ALONE.into();
            event["status"] = status.into();
            event["lastUpdateDate"] = written(self.0.front.clock.now()).into();
            event["tenants"] = json!([{"id": TENANT, "status": status}]);
        }
        event.to_string()
    }
}
