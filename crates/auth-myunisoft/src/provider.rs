//! One connection to MyUnisoft, as the engine sees it.

use std::fmt;

use auth_core::{
    Error, Facts, Grant, HeaderSet, PartnerSecret, Provider, Request, Response, TokenSet, Uri,
    Verdict,
};

use crate::{Access, ApiError, ErrorClass, Firm, grant, headers, login, response};

/// A connection to MyUnisoft by one of its schemes: [`MyUnisoft::key`], [`MyUnisoft::firm_login`] or
/// [`MyUnisoft::user_login`].
#[derive(Clone)]
pub struct MyUnisoft {
    pub(crate) facts: Facts,
    pub(crate) partner_secret: PartnerSecret,
    pub(crate) free_routes: Vec<String>,
    pub(crate) scheme: Scheme,
}

#[derive(Clone)]
pub(crate) enum Scheme {
    Key { access: Option<Access> },
    Login(Login),
}

/// A login by mail and password.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) of: LoginOf,
    pub(crate) uri: Uri,
    pub(crate) mail: String,
    pub(crate) firm: Option<Firm>,
}

/// Whose token a login yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginOf {
    Firm,
    User,
}

impl MyUnisoft {
    /// How far the credential reaches; `None` for a key that does not tell and was not told, and for a user's token.
    pub fn access(&self) -> Option<Access> {
        match &self.scheme {
            Scheme::Key { access } => *access,
            Scheme::Login(login) => (login.of == LoginOf::Firm).then_some(Access::Firm),
        }
    }
}

impl Provider for MyUnisoft {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        grant::token_request(&self.scheme, grant)
    }

    fn token_response(&self, _grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        login::token_response(&self.scheme, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        headers::headers(tokens, &self.partner_secret)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        response::verdict(&self.scheme, response)
    }

    fn refusal(&self, response: &Response, verdict: &Verdict) -> Option<Error> {
        let error = ApiError::of(response);
        match error.class() {
            // They say nothing about the credential, but who acts.
            ErrorClass::Maintenance | ErrorClass::Request => Some(error.to_error()),
            ErrorClass::FolderGone if *verdict == Verdict::Forbidden => {
                let advice = "name an active folder, the credential itself is good";
                Some(error.label(verdict.error(response)?).advise(advice))
            }
            class if response::wants_another_kind(&self.scheme, class) => {
                let advice = "make this call by a connection of the other kind, this credential itself is good";
                Some(error.label(verdict.error(response)?).advise(advice))
            }
            _ => Some(error.label(verdict.error(response)?)),
        }
    }

    fn prepare(&self, call: Request) -> Result<Request, Error> {
        headers::prepare(self, call)
    }
}

impl fmt::Debug for MyUnisoft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MyUnisoft")
            .field("scheme", &self.facts.scheme)
            .field("api", &self.facts.api)
            .field("access", &self.access())
            .finish_non_exhaustive()
    }
}
