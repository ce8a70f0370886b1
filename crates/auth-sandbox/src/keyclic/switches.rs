//! What differs between generations of Keyclic, and what its operators may do.

use time::Duration;

use super::Keyclic;
use super::problem::ErrorFormat;
use crate::lock;

/// The form of a successful login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Generation {
    /// 2018: `credentials` with roles and memberships.
    V2018,
    /// 2021: `credentials` with id and login only.
    V2021,
    /// Since the end of 2024: `idToken` in place of `credentials`.
    #[default]
    V2024,
    /// 204 without a body, which the specification declares too; a token is issued all the same,
    /// and nobody learns it.
    NoContent,
}

/// The form of access tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenForm {
    /// A JWT with `exp` 24 hours after `iat`.
    #[default]
    Expiring,
    /// A JWT without `exp`, accepted until it is revoked.
    WithoutExp,
    /// No JWT; accepted for 24 hours.
    Opaque,
    /// A JWT whose `exp` is an hour before `iat`; never accepted.
    ExpiredAtIssue,
}

#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) generation: Generation,
    pub(super) token_form: TokenForm,
    pub(super) error_format: ErrorFormat,
    pub(super) organization_required: bool,
    pub(super) forbidden: bool,
    pub(super) password_refused: bool,
    pub(super) username_required: bool,
    pub(super) register_needs_token: bool,
}

impl Keyclic {
    fn switch(&self, turn: impl FnOnce(&mut Switches)) {
        turn(&mut lock(&self.0.state).switches);
    }

    /// The form of login answers from now on.
    pub fn set_generation(&self, generation: Generation) {
        self.switch(|switches| switches.generation = generation);
    }

    /// The form of the tokens issued from now on.
    pub fn set_token_form(&self, form: TokenForm) {
        self.switch(|switches| switches.token_form = form);
    }

    /// The form of errors from now on.
    pub fn set_error_format(&self, format: ErrorFormat) {
        self.switch(|switches| switches.error_format = format);
    }

    /// How many seconds this server's own clock is ahead, or behind when negative: in `Date`, `iat`,
    /// `exp` and in its judgement of expiry.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.0.clock.set_skew(Duration::seconds(seconds));
    }

    /// Whether API calls need `X-Organization-Id`: 403 without.
    pub fn set_organization_required(&self, on: bool) {
        self.switch(|switches| switches.organization_required = on);
    }

    /// Whether the account lacks the right to read feedbacks: 403.
    pub fn set_forbidden(&self, on: bool) {
        self.switch(|switches| switches.forbidden = on);
    }

    /// Whether the account's password has been changed by somebody: 401 on login.
    pub fn refuse_password(&self, on: bool) {
        self.switch(|switches| switches.password_refused = on);
    }

    /// Whether a request for another password needs `username`, by the specification of today; from
    /// the start `email` alone will do, by the documentation.
    pub fn set_username_required(&self, on: bool) {
        self.switch(|switches| switches.username_required = on);
    }

    /// Whether an account is made with a token alone, by the specifications since 2021; from the
    /// start without one, by the documentation.
    pub fn set_register_needs_token(&self, on: bool) {
        self.switch(|switches| switches.register_needs_token = on);
    }

    /// Stops accepting every token issued so far, before its `exp`: as after a change of address.
    pub fn revoke_tokens(&self) {
        lock(&self.0.state).tokens.clear();
    }
}
