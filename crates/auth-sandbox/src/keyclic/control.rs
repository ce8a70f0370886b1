//! What Keyclic's imitation may be told while it runs.

use std::io;

use super::{ErrorFormat, Generation, Keyclic, State, TokenForm};
use crate::control::{Choice, Switch, Turn, controlled};
use crate::generated::keyclic::word;
use crate::sender::cannot_have;
use crate::{Flaw, Webhook, lock};

#[rustfmt::skip] // A table reads in rows.
const SWITCHES: &[Switch<Keyclic>] = &[
    ("clock_skew", Turn::Number(-1_000_000_000, 1_000_000_000, Keyclic::set_clock_skew)),
    ("error_format", Turn::OneOf(&[
        ("vnd_error", |it| it.set_error_format(ErrorFormat::VndError)),
        ("problem", |it| it.set_error_format(ErrorFormat::Problem)),
        ("nested", |it| it.set_error_format(ErrorFormat::Nested)),
        ("empty", |it| it.set_error_format(ErrorFormat::Empty)),
        ("html", |it| it.set_error_format(ErrorFormat::Html)),
    ])),
    ("forbidden", Turn::OnOff(Keyclic::set_forbidden)),
    ("generation", Turn::OneOf(&[
        ("2018", |it| it.set_generation(Generation::V2018)),
        ("2021", |it| it.set_generation(Generation::V2021)),
        ("2024", |it| it.set_generation(Generation::V2024)),
        ("no_content", |it| it.set_generation(Generation::NoContent)),
    ])),
    ("organization_required", Turn::OnOff(Keyclic::set_organization_required)),
    ("password_refused", Turn::OnOff(Keyclic::refuse_password)),
    ("register_needs_token", Turn::OnOff(Keyclic::set_register_needs_token)),
    ("token_form", Turn::OneOf(&[
        ("expiring", |it| it.set_token_form(TokenForm::Expiring)),
        ("without_exp", |it| it.set_token_form(TokenForm::WithoutExp)),
        ("opaque", |it| it.set_token_form(TokenForm::Opaque)),
        ("expired_at_issue", |it| it.set_token_form(TokenForm::ExpiredAtIssue)),
    ])),
    ("username_required", Turn::OnOff(Keyclic::set_username_required)),
];

const REVOCATIONS: &[Choice<Keyclic>] = &[
    ("tokens", Keyclic::revoke_tokens),
    ("password", |it| it.refuse_password(true)),
];

const REVOKES_ONE: Option<fn(&Keyclic, &str)> = None;

controlled!(Keyclic);

impl Keyclic {
    /// Ends all access tokens now, those without `exp` too. Gives how many.
    pub fn expire_tokens(&self) -> usize {
        let now = self.0.clock.now();
        let mut state = lock(&self.0.state);
        let live = state
            .tokens
            .values_mut()
            .filter(|token| token.expires_at.is_none_or(|end| end > now));
        live.map(|token| token.expires_at = Some(now)).count()
    }

    /// Everything as at the start: tokens, passwords, the person, switches, faults, what was seen and counted.
    pub fn reset(&self) {
        *lock(&self.0.state) = State::default();
        self.set_clock_skew(0);
        self.0.front.reset();
    }

    fn ordered(
        &self,
        event: Option<&str>,
        body: Option<String>,
        flaw: Option<Flaw>,
    ) -> io::Result<Webhook> {
        if let Some(flaw) = flaw {
            return Err(cannot_have(flaw, "Keyclic"));
        }
        let body = body.unwrap_or_else(|| self.event(event.unwrap_or(word::REPORT_CREATED)));
        Ok(self.webhook(&body))
    }

    #[expect(clippy::unused_self, reason = "nothing leaves by itself")]
    fn undelivered(&self) -> Vec<Webhook> {
        Vec::new()
    }
}
