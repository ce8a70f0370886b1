//! Who signed in, and whether it is who was expected.

use std::{collections::BTreeMap, fmt};

use auth_core::{Error, TokenSet};

/// The attributes of a connection that tell who it is with; see [`auth_core::Status`].
const SUBJECT: &str = "subject";
const EMAIL: &str = "email";
/// By which algorithm the ID token was signed; there only if the signature was checked.
const SIGNED_BY: &str = "id_token_algorithm";

/// Who signed in, as the ID token says (OpenID Connect Core §2). `Debug` leaves the e-mail address out.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The realm's own identifier of the person, the same at each sign-in; not that of the API.
    pub subject: String,
    /// E-mail address, where the realm tells it.
    pub email: Option<String>,
}

/// Whether the person who signed in is the one that was hinted.
///
/// The login page's hint binds nothing: FranceConnect goes past it, and so does a mistyped password (DossierFacile Connect
/// integration guide). Addresses are compared without regard to upper and lower case, nor to white space around them; nothing
/// else is thought the same, such as dots or a `+tag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginHint {
    /// Nobody was hinted.
    NotGiven,
    /// Whoever signed in has the address that was hinted.
    Same,
    /// **Somebody else signed in**: ask the person before anything of this file goes to the account that was expected.
    Different,
    /// Neither ID token nor file tells an address.
    Unknown,
}

impl LoginHint {
    /// Every address that is known must be the hinted one.
    pub(crate) fn compare(
        hinted: Option<&str>,
        id_token: Option<&str>,
        file: Option<&str>,
    ) -> Self {
        let Some(hinted) = hinted.map(same_case) else {
            return Self::NotGiven;
        };
        let mut known = [id_token, file]
            .into_iter()
            .flatten()
            .map(same_case)
            .peekable();
        if known.peek().is_none() {
            Self::Unknown
        } else if known.all(|email| email == hinted) {
            Self::Same
        } else {
            Self::Different
        }
    }
}

fn same_case(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Identity {
    /// Puts it on the tokens, with the algorithm of the signature if one was checked.
    pub(crate) fn on(self, tokens: TokenSet, signed_by: Option<&str>) -> TokenSet {
        let mut tokens = tokens.with_attribute(SUBJECT, self.subject);
        if let Some(email) = self.email {
            tokens = tokens.with_attribute(EMAIL, email);
        }
        match signed_by {
            Some(algorithm) => tokens.with_attribute(SIGNED_BY, algorithm),
            None => tokens,
        }
    }

    /// Reads it from a connection's attributes; `None` unless the signature was checked.
    pub(crate) fn of(attributes: &BTreeMap<String, String>) -> Option<Self> {
        attributes.get(SIGNED_BY)?;
        Some(Self {
            subject: attributes.get(SUBJECT)?.clone(),
            email: attributes.get(EMAIL).cloned(),
        })
    }
}

/// Nobody looked at the signature.
pub(crate) fn unchecked() -> Error {
    Error::configuration("transport", "nothing checks the signature of ID tokens")
        .delivered(auth_core::Delivery::Answered)
        .advise("build the authenticator over `user.check_id_tokens(transport)`, then begin the sign-in again")
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}
