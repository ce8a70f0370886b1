//! What MyUnisoft's imitation may be told while it runs.

use std::collections::HashMap;
use std::io;

use super::keys::Key;
use super::switches::Switches;
use super::{ErrorShape, ExpiresIn, MyUnisoft, RateHeaders};
use crate::control::{Choice, Switch, Turn, controlled};
use crate::{Flaw, Webhook, lock};

#[rustfmt::skip] // A table reads in rows.
const SWITCHES: &[Switch<MyUnisoft>] = &[
    ("activates", Turn::OnOff(MyUnisoft::set_activates)),
    ("error_shape", Turn::OneOf(&[
        ("details", |it| it.set_error_shape(ErrorShape::Details)),
        ("empty_details", |it| it.set_error_shape(ErrorShape::EmptyDetails)),
        ("rootless", |it| it.set_error_shape(ErrorShape::Rootless)),
        ("html", |it| it.set_error_shape(ErrorShape::Html)),
    ])),
    ("expires_in", Turn::OneOf(&[
        ("four_hours", |it| it.set_expires_in(ExpiresIn::FourHours)),
        ("ten_minutes", |it| it.set_expires_in(ExpiresIn::TenMinutes)),
        ("empty", |it| it.set_expires_in(ExpiresIn::Empty)),
        ("unparsable", |it| it.set_expires_in(ExpiresIn::Unparsable)),
        ("ambiguous", |it| it.set_expires_in(ExpiresIn::Ambiguous)),
        ("gap", |it| it.set_expires_in(ExpiresIn::Gap)),
    ])),
    ("forbidden_status", Turn::Number(400, 599, |it, status| it.switch(|all| set(&mut all.forbidden_status, status)))),
    ("ids_as_text", Turn::OnOff(MyUnisoft::set_ids_as_text)),
    ("integration_suspended", Turn::OnOff(|it, on| if on { it.suspend_integration() } else { it.resume_integration() })),
    ("maintenance", Turn::OnOff(MyUnisoft::maintenance)),
    ("older_user_answers", Turn::OnOff(MyUnisoft::set_older_user_answers)),
    ("password_refused", Turn::OnOff(MyUnisoft::refuse_password)),
    ("rate_headers", Turn::OneOf(&[
        ("present", |it| it.set_rate_headers(RateHeaders::Present)),
        ("reset_in_past", |it| it.set_rate_headers(RateHeaders::ResetInPast)),
        ("absent", |it| it.set_rate_headers(RateHeaders::Absent)),
    ])),
    ("rate_limit", Turn::Number(0, 1_000_000, |it, calls| it.switch(|all| set(&mut all.rate_limit, calls)))),
    ("secret_active", Turn::OnOff(|it, on| if on { it.activate_secret() } else { it.deactivate_secret() })),
    ("singular_concurrency_code", Turn::OnOff(MyUnisoft::set_singular_concurrency_code)),
    ("token_status", Turn::Number(400, 599, |it, status| it.switch(|all| set(&mut all.token_status, status)))),
];

const REVOCATIONS: &[Choice<MyUnisoft>] = &[
    ("keys", MyUnisoft::revoke_keys),
    ("password", |it| it.refuse_password(true)),
    ("integration", MyUnisoft::suspend_integration),
];

const REVOKES_ONE: Option<fn(&MyUnisoft, &str)> = Some(MyUnisoft::revoke_key);

controlled!(MyUnisoft);

/// A number in its bounds; any other leaves the switch as it is.
fn set<T: TryFrom<i64>>(switch: &mut T, number: i64) {
    if let Ok(number) = number.try_into() {
        *switch = number;
    }
}

impl MyUnisoft {
    /// Ends the tokens of logins now, and no partner key: these have no end. Gives how many.
    pub fn expire_tokens(&self) -> usize {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let ends = state
            .keys
            .values_mut()
            .filter_map(|key| key.expires_at.as_mut());
        let live = ends.filter(|end| **end > now).map(|end| *end = now);
        live.count()
    }

    /// Everything as at the start: sample keys, switches, faults, what was seen and counted.
    pub fn reset(&self) {
        let samples = &self.0.samples;
        let mut state = lock(&self.0.state);
        let samples = [
            &samples.societe_key,
            &samples.second_societe_key,
            &samples.cabinet_key,
        ];
        let fresh = samples.into_iter().filter_map(|text| {
            let reach = state.keys.get(text)?.reach;
            Some((text.clone(), Key::pending(reach)))
        });
        state.keys = fresh.collect();
        state.windows = HashMap::new();
        state.refusals.clear();
        state.webhooks.clear();
        state.switches = Switches::default();
        self.0.front.reset();
    }

    fn revoke_keys(&self) {
        for key in lock(&self.0.state).keys.values_mut() {
            key.revoked = true;
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the other imitations have it")]
    fn ordered(
        &self,
        event: Option<&str>,
        body: Option<String>,
        flaw: Option<Flaw>,
    ) -> io::Result<Webhook> {
        let events = || match event {
            Some(event) => self.events_of(&[event]),
            None => self.events(),
        };
        Ok(self.flawed_webhook(&body.unwrap_or_else(events), flaw))
    }

    #[expect(clippy::unused_self, reason = "nothing leaves by itself")]
    fn undelivered(&self) -> Vec<Webhook> {
        Vec::new()
    }
}
