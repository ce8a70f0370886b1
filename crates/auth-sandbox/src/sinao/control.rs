//! What Sinao's imitation may be told while it runs.

use std::io;

use super::{RefreshWindow, Sinao, State};
use crate::control::{Choice, Switch, Turn, controlled};
use crate::{Flaw, Webhook, lock};

#[rustfmt::skip] // A table reads in rows.
const SWITCHES: &[Switch<Sinao>] = &[
    ("form_accepted", Turn::OnOff(Sinao::set_form_accepted)),
    ("json_accepted", Turn::OnOff(Sinao::set_json_accepted)),
    ("lists_wrapped", Turn::OnOff(Sinao::set_lists_wrapped)),
    ("new_keys_withheld", Turn::OnOff(Sinao::set_new_keys_withheld)),
    ("password_refused", Turn::OnOff(Sinao::refuse_password)),
    ("refresh_window", Turn::OneOf(&[
        ("from_login", |it| it.set_refresh_window(RefreshWindow::FromLogin)),
        ("sliding", |it| it.set_refresh_window(RefreshWindow::Sliding)),
    ])),
    ("token_status", Turn::Number(400, 599, |it, status| it.set_token_status(status.try_into().unwrap_or_default()))),
];

const REVOCATIONS: &[Choice<Sinao>] = &[
    ("tokens", Sinao::blacklist_all),
    ("api_key", Sinao::revoke_api_key),
    ("password", |it| it.refuse_password(true)),
];

const REVOKES_ONE: Option<fn(&Sinao, &str)> = Some(Sinao::blacklist);

controlled!(Sinao);

impl Sinao {
    /// Ends all access tokens now; they refresh as long as before. Gives how many.
    pub fn expire_tokens(&self) -> usize {
        let now = self.0.front.clock.now();
        let mut state = lock(&self.0.state);
        let live = state
            .tokens
            .values_mut()
            .filter(|token| token.expires_at > now);
        live.map(|token| token.expires_at = now).count()
    }

    /// Everything as at the start: tokens, keys, passwords, switches, faults, what was seen and counted.
    pub fn reset(&self) {
        *lock(&self.0.state) = State::default();
        self.seed_key();
        self.0.front.reset();
    }

    #[expect(clippy::unused_self, reason = "as the other imitations have it")]
    fn ordered(&self, _: Option<&str>, _: Option<String>, _: Option<Flaw>) -> io::Result<Webhook> {
        let text = "Sinao's webhooks are not documented";
        Err(io::Error::new(io::ErrorKind::InvalidInput, text))
    }

    #[expect(clippy::unused_self, reason = "nothing leaves by itself")]
    fn undelivered(&self) -> Vec<Webhook> {
        Vec::new()
    }
}
