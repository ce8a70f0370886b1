//! What may differ between realms, and what operators and tenants may do.

use std::time::Duration as StdDuration;

use time::Duration;

use super::issue::ACCESS_LIFE;
use super::{DossierFacile, TENANT};
use crate::lock;

/// What the realm's IP allow-list says to code exchange and client credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IpCheck {
    /// The caller may pass, or the client has no list.
    #[default]
    Passed,
    /// The caller's address is not on the list: 403 with `error` and `error_description` swapped.
    Refused,
    /// The caller's address cannot be told: 400 with free text in `error`.
    Undetermined,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) rotation: bool,
    pub(super) access_life: Duration,
    pub(super) dfc_scope: bool,
    pub(super) documents_scope: bool,
    pub(super) documents_a_minute: usize,
    pub(super) next_link_origin: String,
    pub(super) partner_unknown: bool,
    pub(super) settings_conflicts: usize,
    pub(super) service_enabled: bool,
    pub(super) client_disabled: bool,
    pub(super) ip_check: IpCheck,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            rotation: false,
            access_life: ACCESS_LIFE,
            dfc_scope: true,
            documents_scope: false,
            documents_a_minute: 200,
            next_link_origin: String::new(),
            partner_unknown: false,
            settings_conflicts: 0,
            service_enabled: true,
            client_disabled: false,
            ip_check: IpCheck::default(),
        }
    }
}

impl DossierFacile {
    /// Whether a refresh token works once only: a second use is refused and ends the session. Off
    /// from the start, as in the published realm.
    pub fn set_rotation(&self, on: bool) {
        lock(&self.0.state).switches.rotation = on;
    }

    /// How long a person's access token lasts from now on; 300 s from the start, as in the published realm.
    pub fn set_access_life(&self, life: StdDuration) {
        let life = Duration::try_from(life).unwrap_or(Duration::MAX);
        lock(&self.0.state).switches.access_life = life;
    }

    /// Whether the scope `dfc` is granted by default; without it the API refuses.
    pub fn set_dfc_scope(&self, on: bool) {
        lock(&self.0.state).switches.dfc_scope = on;
    }

    /// Whether the scope `dfc-documents` is granted to the service; without it documents are refused. Off from the start.
    pub fn set_documents_scope(&self, on: bool) {
        lock(&self.0.state).switches.documents_scope = on;
    }

    /// How many documents may be read in a minute; 200 from the start, as in the published code.
    pub fn set_documents_a_minute(&self, limit: usize) {
        lock(&self.0.state).switches.documents_a_minute = limit;
    }

    /// What stands before the path in the list's `nextLink`: nothing from the start, as at the real one.
    pub fn set_next_link_origin(&self, origin: &str) {
        origin.clone_into(&mut lock(&self.0.state).switches.next_link_origin);
    }

    /// Whether DossierFacile has no settings for the partner: 404 in plain text.
    pub fn set_partner_unknown(&self, on: bool) {
        lock(&self.0.state).switches.partner_unknown = on;
    }

    /// How many changes of the settings meet another one at the same time: 409 in plain text, and nothing is changed.
    pub fn set_settings_conflicts(&self, count: usize) {
        lock(&self.0.state).switches.settings_conflicts = count;
    }

    /// Sets where webhooks go and what key they carry, as a change of the settings does; empty for none.
    pub fn set_callback(&self, url: &str, api_key: &str) {
        let mut state = lock(&self.0.state);
        url.clone_into(&mut state.settings.callback_url);
        api_key.clone_into(&mut state.settings.callback_api_key);
    }

    /// Where webhooks go, as the settings hold it; empty for nowhere.
    pub fn callback_url(&self) -> String {
        lock(&self.0.state).settings.callback_url.clone()
    }

    /// Whether DossierFacile opened service access to the partner.
    pub fn set_service_enabled(&self, on: bool) {
        lock(&self.0.state).switches.service_enabled = on;
    }

    /// Whether the partner's client is disabled: 401 `invalid_client`.
    pub fn set_client_disabled(&self, on: bool) {
        lock(&self.0.state).switches.client_disabled = on;
    }

    /// What the IP allow-list says from now on.
    pub fn set_ip_check(&self, ip_check: IpCheck) {
        lock(&self.0.state).switches.ip_check = ip_check;
    }

    /// The tenant withdraws the consent: `ACCESS_REVOKED` leaves, unless it was announced already; then refreshing answers `invalid_scope`, the link is gone, the
    /// consent page comes again; access tokens are accepted until they expire.
    pub fn withdraw_consent(&self) {
        let mut state = lock(&self.0.state);
        self.withdraw(&mut state, TENANT);
        state.consented = false;
    }

    /// An operator disables the tenant's account: no refresh, no sign-in.
    pub fn disable_user(&self) {
        lock(&self.0.state).user_disabled = true;
    }

    /// The tenant's account works again.
    pub fn enable_user(&self) {
        lock(&self.0.state).user_disabled = false;
    }

    /// The tenant signs out everywhere: all sessions end, access tokens are accepted until they
    /// expire.
    pub fn end_session(&self) {
        lock(&self.0.state).end_sessions();
    }
}
