//! The provider as the engine sees it.

use auth_core::{Error, Facts, Grant, HeaderSet, Provider, Request, Response, TokenSet, Verdict};

use crate::{DossierFacile, forbidden, grant, headers, response};

impl Provider for DossierFacile {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn token_request(&self, grant: &Grant) -> Result<Request, Error> {
        grant::token_request(self, grant)
    }

    fn token_response(&self, grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
        response::token_response(self, grant, response)
    }

    fn headers(&self, tokens: &TokenSet) -> Result<HeaderSet, Error> {
        headers::headers(tokens)
    }

    fn verdict(&self, response: &Response) -> Verdict {
        response::verdict(response)
    }

    fn refusal(&self, response: &Response, verdict: &Verdict) -> Option<Error> {
        forbidden::refusal(response, verdict)
    }

    fn prepare(&self, call: Request) -> Result<Request, Error> {
        headers::prepare(self, call)
    }
}
