//! Sinao as the engine sees it.

use auth_core::{Error, Facts, Grant, HeaderSet, Provider, Request, Response, TokenSet, Verdict};

use crate::{config::Sinao, grant, headers, response};

impl Provider for Sinao {
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
        headers::headers(self, tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        response::verdict(self, response)
    }

    fn prepare(&self, call: Request) -> Result<Request, Error> {
        headers::prepare(call)
    }
}
