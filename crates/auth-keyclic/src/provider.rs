//! One connection to Keyclic, as the engine sees it.

use std::fmt;

use auth_core::{Error, Facts, Grant, HeaderSet, Provider, Request, Response, TokenSet, Verdict};

use crate::{AppKey, grant, headers, response};

/// A connection to Keyclic, by [`Keyclic::login`] or [`Keyclic::external`].
#[derive(Clone)]
pub struct Keyclic {
    pub(crate) facts: Facts,
    pub(crate) scheme: Scheme,
    pub(crate) app: AppKey,
}

/// The two ways in.
#[derive(Clone)]
pub(crate) enum Scheme {
    /// By the password of this login.
    Login(String),
    /// By ID tokens of another identity provider.
    External,
}

impl Keyclic {
    /// The application that sign-ins are made for, and calls that name no other.
    pub fn app(&self) -> &AppKey {
        &self.app
    }
}

impl Provider for Keyclic {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        grant::token_request(self, grant)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        response::token_response(grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        headers::headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        response::verdict(response)
    }

    fn prepare(&self, call: Request) -> Result<Request, Error> {
        headers::prepare(&self.app, call)
    }
}

impl fmt::Debug for Keyclic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyclic")
            .field("api", &self.facts.api)
            .field("app", &self.app)
            .finish_non_exhaustive()
    }
}
