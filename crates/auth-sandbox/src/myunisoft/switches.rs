//! What MyUnisoft's documents leave open, and what its operators may do.

use super::MyUnisoft;
use super::keys::Reach;
use super::refusal::Refusal;
use crate::lock;

/// The form of MyUnisoft's error bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorShape {
    /// `{"error":{code, message, details:{…}}}`, as documented.
    #[default]
    Details,
    /// The same with `details: ""`, as documented too.
    EmptyDetails,
    /// `{code, message, details: ""}` without the root, as once recorded.
    Rootless,
    /// An HTML page from something in between.
    Html,
}

/// What the firm login says in `expiresIn`; the token itself lives 4 hours, or 10 minutes where said.
///
/// The text has no zone; it means the time in Paris.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpiresIn {
    /// The true end of the token, in 4 hours.
    #[default]
    FourHours,
    /// The true end of a token that lives 10 minutes, as before 2022.
    TenMinutes,
    /// `""`, as in the first published version.
    Empty,
    /// Text that is no date.
    Unparsable,
    /// The middle of the next hour that comes twice, in autumn.
    Ambiguous,
    /// The middle of the next hour that does not exist, in spring.
    Gap,
}

/// How the `X-Rate-Limit-*` headers come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateHeaders {
    /// All three, the reset at the end of the window.
    #[default]
    Present,
    /// All three, the reset 2 s before the window opened, as recordings show.
    ResetInPast,
    /// None of them.
    Absent,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) secret_configured: bool,
    pub(super) suspended: bool,
    pub(super) maintenance: bool,
    pub(super) password_refused: bool,
    pub(super) ids_as_text: bool,
    pub(super) singular_concurrency_code: bool,
    pub(super) activates: bool,
    pub(super) firm_login_cut: bool,
    pub(super) older_user_answers: bool,
    pub(super) token_status: u16,
    pub(super) forbidden_status: u16,
    pub(super) rate_limit: u32,
    pub(super) rate_headers: RateHeaders,
    pub(super) error_shape: ErrorShape,
    pub(super) expires_in: ExpiresIn,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            secret_configured: true,
            suspended: false,
            maintenance: false,
            password_refused: false,
            ids_as_text: false,
            singular_concurrency_code: false,
            activates: true,
            firm_login_cut: false,
            older_user_answers: false,
            token_status: 401,
            forbidden_status: 403,
            rate_limit: 20,
            rate_headers: RateHeaders::default(),
            error_shape: ErrorShape::default(),
            expires_in: ExpiresIn::default(),
        }
    }
}

impl MyUnisoft {
    pub(super) fn switch(&self, turn: impl FnOnce(&mut Switches)) {
        turn(&mut lock(&self.0.state).switches);
    }

    /// MyUnisoft sets up the partner's secret; it is set up from the start.
    pub fn activate_secret(&self) {
        self.switch(|switches| switches.secret_configured = true);
    }

    /// The partner's secret is known but not set up: `ERR-SECRET-NOT-CONFIGURED`.
    pub fn deactivate_secret(&self) {
        self.switch(|switches| switches.secret_configured = false);
    }

    /// MyUnisoft cuts the whole integration: `ERR-THIRD-PARTY-DISCONNECTED`.
    pub fn suspend_integration(&self) {
        self.switch(|switches| switches.suspended = true);
    }

    /// The integration is back.
    pub fn resume_integration(&self) {
        self.switch(|switches| switches.suspended = false);
    }

    /// Whether the API answers `ERR-API-UNDER-MAINTENANCE`.
    pub fn maintenance(&self, on: bool) {
        self.switch(|switches| switches.maintenance = on);
    }

    /// Whether the sample accounts' password has been changed by somebody: 401 `DROIT5`.
    pub fn refuse_password(&self, on: bool) {
        self.switch(|switches| switches.password_refused = on);
    }

    /// Whether a key's activation, and its first use, activate it; otherwise it stays as it is and is said not to be
    /// activatable.
    pub fn set_activates(&self, on: bool) {
        self.switch(|switches| switches.activates = on);
    }

    /// MyUnisoft's part of a firm's move to keys: the tokens of the firm login are gone, and it gives no more. No document
    /// tells how it refuses; here by `ERR-FIRM-TOKEN-NOT-FOUND` and `ERR-FORBIDDEN-ACCESS`.
    pub fn cut_firm_login(&self) {
        let mut state = lock(&self.0.state);
        state.switches.firm_login_cut = true;
        for key in state.keys.values_mut() {
            key.revoked |= key.expires_at.is_some() && matches!(key.reach, Reach::Firm(_));
        }
    }

    /// MyUnisoft takes the move back: the firm login gives tokens again.
    pub fn restore_firm_login(&self) {
        self.switch(|switches| switches.firm_login_cut = false);
    }

    /// Whether a user's login answers with `firmId` in place of `firm`, as older ones did.
    pub fn set_older_user_answers(&self, on: bool) {
        self.switch(|switches| switches.older_user_answers = on);
    }

    /// Refuses the next API call that is otherwise good with this status and code, for example 400
    /// `TOKEN2` or 401 `PROFIL1`.
    pub fn refuse_next(&self, status: u16, code: &str) {
        let refusal = Refusal::new(status, code, "Refused on request.");
        lock(&self.0.state).refusals.push_back(refusal);
    }

    /// The statuses of codes about keys and secrets (401) and about rights (403), undocumented.
    pub fn set_statuses(&self, token: u16, forbidden: u16) {
        self.switch(|switches| {
            (switches.token_status, switches.forbidden_status) = (token, forbidden);
        });
    }

    /// The form of error bodies.
    pub fn set_error_shape(&self, shape: ErrorShape) {
        self.switch(|switches| switches.error_shape = shape);
    }

    /// What the firm login answers in `expiresIn`.
    pub fn set_expires_in(&self, expires_in: ExpiresIn) {
        self.switch(|switches| switches.expires_in = expires_in);
    }

    /// How many calls a token has per 10 s; 20 from the start.
    pub fn set_rate_limit(&self, calls: u32) {
        self.switch(|switches| switches.rate_limit = calls);
    }

    /// How the rate limit is told.
    pub fn set_rate_headers(&self, headers: RateHeaders) {
        self.switch(|switches| switches.rate_headers = headers);
    }

    /// Whether the concurrency code is spelled in the singular, as one of two pages has it.
    pub fn set_singular_concurrency_code(&self, on: bool) {
        self.switch(|switches| switches.singular_concurrency_code = on);
    }

    /// Whether ids in answers are text instead of numbers.
    pub fn set_ids_as_text(&self, on: bool) {
        self.switch(|switches| switches.ids_as_text = on);
    }
}
