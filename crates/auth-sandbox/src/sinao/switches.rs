//! What Sinao's documents leave open, and what its users may do.

use super::Sinao;
use crate::lock;

/// How `POST /v1/login` says that a code is missing; no document tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecondFactor {
    /// 200 without an `access_token`.
    Success,
    /// 403 whose body speaks of `two_factor`.
    Forbidden,
    /// 422 with an error on the field `code`.
    Unprocessable,
}

/// From when the 14 days of refreshing count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefreshWindow {
    /// From the login, whatever was refreshed since.
    #[default]
    FromLogin,
    /// From the last refresh.
    Sliding,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Switches {
    pub(super) form: bool,
    pub(super) json: bool,
    pub(super) window: RefreshWindow,
    pub(super) token_status: u16,
    pub(super) password_refused: bool,
    pub(super) lists_wrapped: bool,
    pub(super) key_withheld: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            form: false,
            json: false,
            window: RefreshWindow::default(),
            token_status: 401,
            password_refused: false,
            lists_wrapped: false,
            key_withheld: false,
        }
    }
}

impl Sinao {
    /// Whether sign-in bodies may be form-urlencoded; only multipart is from the start.
    pub fn set_form_accepted(&self, on: bool) {
        lock(&self.0.state).switches.form = on;
    }

    /// Whether sign-in bodies may be JSON; only multipart is from the start.
    pub fn set_json_accepted(&self, on: bool) {
        lock(&self.0.state).switches.json = on;
    }

    /// From when the 14 days count.
    pub fn set_refresh_window(&self, window: RefreshWindow) {
        lock(&self.0.state).switches.window = window;
    }

    /// The status of complaints about a token: 401 from the start, 500 as careless servers have it.
    pub fn set_token_status(&self, status: u16) {
        lock(&self.0.state).switches.token_status = status;
    }

    /// Whether the sample accounts' password has been changed by somebody: 401 on login.
    pub fn refuse_password(&self, on: bool) {
        lock(&self.0.state).switches.password_refused = on;
    }

    /// Whether lists stand at `data` of an object, in place of an array.
    pub fn set_lists_wrapped(&self, on: bool) {
        lock(&self.0.state).switches.lists_wrapped = on;
    }

    /// Whether the answer to a new key is a message alone, so that the list has to be read for it.
    pub fn set_new_keys_withheld(&self, on: bool) {
        lock(&self.0.state).switches.key_withheld = on;
    }

    /// The administrator deletes the API key.
    pub fn revoke_api_key(&self) {
        let key = self.api_key();
        lock(&self.0.state).keys.retain(|known| known.text != key);
    }

    /// Black-lists one token, as a logout elsewhere does.
    pub fn blacklist(&self, token: &str) {
        if let Some(token) = lock(&self.0.state).tokens.get_mut(token) {
            token.blacklisted = true;
        }
    }

    /// Black-lists every token issued so far.
    pub fn blacklist_all(&self) {
        for token in lock(&self.0.state).tokens.values_mut() {
            token.blacklisted = true;
        }
    }
}
