//! What the browser brings back (RFC 6749 §4.1.2, RFC 9207).

use auth_core::{AuthorizationCode, Delivery, Error, ErrorKind, PersonTask};
use oauth2::CsrfToken;

use crate::{
    generated,
    refusal::{ErrorClass, refused},
    server::wrong_issuer,
};

/// The parameters that are read; the others, such as Keycloak's `session_state`, are not.
#[derive(Default)]
pub(crate) struct Callback {
    code: Option<AuthorizationCode>,
    state: Option<CsrfToken>,
    issuer: Option<String>,
    error: Option<String>,
}

impl Callback {
    /// Reads a URL, or a path and query. A repeated parameter is refused (RFC 6749 §3.1).
    pub(crate) fn read(url: &str) -> Result<Self, Error> {
        let url = url.split_once('#').map_or(url, |(before, _)| before);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let mut callback = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let repeated = match name.as_ref() {
                "code" => callback.code.replace(value.into()).is_some(),
                "state" => callback.state.replace(CsrfToken::new(value)).is_some(),
                "iss" => callback.issuer.replace(value).is_some(),
                "error" => callback.error.replace(value).is_some(),
                _ => false,
            };
            if repeated {
                return Err(foreign("the callback repeats a parameter"));
            }
        }
        Ok(callback)
    }

    /// Under what the sign-in is known; to be compared again by [`Callback::check_state`].
    pub(crate) fn state(&self) -> Option<&str> {
        self.state.as_ref().map(|state| state.secret().as_str())
    }

    /// Compares in constant time.
    pub(crate) fn check_state(&self, expected: &CsrfToken) -> Result<(), Error> {
        match &self.state {
            Some(state) if state == expected => Ok(()),
            Some(_) => Err(foreign(
                "the callback belongs to another sign-in: its state differs",
            )),
            None => Err(foreign("the callback has no state")),
        }
    }

    pub(crate) fn check_issuer(&self, expected: &str, mandatory: bool) -> Result<(), Error> {
        match self.issuer.as_deref() {
            Some(issuer) if issuer == expected => Ok(()),
            Some(_) => Err(wrong_issuer("the callback comes from another issuer")),
            None if mandatory => Err(wrong_issuer("the callback does not name its issuer")),
            None => Ok(()),
        }
    }

    pub(crate) fn into_code(self) -> Result<AuthorizationCode, Error> {
        if let Some(error) = self.error {
            let known = generated::CALLBACK_ERRORS
                .iter()
                .find(|(code, _)| *code == error);
            return Err(match known {
                Some((code, class)) => refused(*class, what(*class)).with_code(code),
                None => Error::new(
                    ErrorKind::InvalidResponse,
                    "the sign-in was refused in a way this version does not know",
                ),
            });
        }
        self.code
            .filter(|code| !auth_core::ExposeSecret::expose_secret(code).is_empty())
            .ok_or_else(|| foreign("the callback has no code"))
    }
}

fn what(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::SignIn => "the person did not sign in",
        ErrorClass::Consent => "the person did not consent",
        ErrorClass::Configuration(_) => "the authorization request was refused",
        ErrorClass::Unavailable => "the authorization server does not work now",
    }
}

/// A callback that nobody should have sent: nothing in it is used.
fn foreign(what: &str) -> Error {
    Error::new(ErrorKind::SignInRequired(PersonTask::SignIn), what)
        .delivered(Delivery::NotDelivered)
        .advise("begin the sign-in again, in the browser session that began it")
}
