//! What DossierFacile's imitation may be told while it runs.

use std::io;
use std::time::Duration;

use super::{DossierFacile, IpCheck, State};
use crate::control::{Choice, Switch, Turn, controlled};
use crate::generated::dossierfacile::word;
use crate::{Flaw, Webhook, lock};

#[rustfmt::skip] // A table reads in rows.
const SWITCHES: &[Switch<DossierFacile>] = &[
    ("access_life", Turn::Number(1, 36_000, |it, seconds| it.set_access_life(Duration::from_secs(seconds.try_into().unwrap_or_default())))),
    ("callback_api_key", Turn::Text(|it, key| it.set_callback(&it.callback_url(), key))),
    ("callback_url", Turn::Text(|it, url| it.set_callback(url, &it.webhook_key()))),
    ("client_disabled", Turn::OnOff(DossierFacile::set_client_disabled)),
    ("dfc_scope", Turn::OnOff(DossierFacile::set_dfc_scope)),
    ("documents_a_minute", Turn::Number(0, 1_000_000, |it, limit| it.set_documents_a_minute(limit.try_into().unwrap_or_default()))),
    ("documents_scope", Turn::OnOff(DossierFacile::set_documents_scope)),
    ("ip_check", Turn::OneOf(&[
        ("passed", |it| it.set_ip_check(IpCheck::Passed)),
        ("refused", |it| it.set_ip_check(IpCheck::Refused)),
        ("undetermined", |it| it.set_ip_check(IpCheck::Undetermined)),
    ])),
    ("next_link_origin", Turn::Text(DossierFacile::set_next_link_origin)),
    ("partner_unknown", Turn::OnOff(DossierFacile::set_partner_unknown)),
    ("rotation", Turn::OnOff(DossierFacile::set_rotation)),
    ("service_enabled", Turn::OnOff(DossierFacile::set_service_enabled)),
    ("settings_conflicts", Turn::Number(0, 1000, |it, count| it.set_settings_conflicts(count.try_into().unwrap_or_default()))),
    ("user_disabled", Turn::OnOff(|it, on| if on { it.disable_user() } else { it.enable_user() })),
];

const REVOCATIONS: &[Choice<DossierFacile>] = &[
    ("consent", DossierFacile::withdraw_consent),
    ("session", DossierFacile::end_session),
    ("account", DossierFacile::disable_user),
];

const REVOKES_ONE: Option<fn(&DossierFacile, &str)> = None;

controlled!(DossierFacile);

impl DossierFacile {
    /// Ends all access tokens now, and no refresh token. Gives how many.
    pub fn expire_tokens(&self) -> usize {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let live = state
            .access_tokens
            .values_mut()
            .filter(|token| token.expires_at > now);
        live.map(|token| token.expires_at = now).count()
    }

    /// Everything as at the start: people, settings, consent, tokens, switches, faults, what was seen and counted.
    pub fn reset(&self) {
        *lock(&self.0.state) = State::default();
        self.0.front.reset();
    }

    fn ordered(
        &self,
        event: Option<&str>,
        body: Option<String>,
        flaw: Option<Flaw>,
    ) -> io::Result<Webhook> {
        let body = body.unwrap_or_else(|| self.event(event.unwrap_or(word::VERIFIED_ACCOUNT)));
        self.flawed_webhook(&body, flaw)
    }

    fn undelivered(&self) -> Vec<Webhook> {
        let left = self.take_webhooks().into_iter();
        left.map(|outgoing| outgoing.webhook).collect()
    }
}
