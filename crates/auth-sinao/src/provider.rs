//! Sinao as the engine sees it.

use auth_core::{
    Error, Facts, Grant, HeaderSet, Password, Provider, Request, Response, TokenSet, Verdict,
};

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

impl Sinao {
    /// The request that makes Sinao message a second factor to the account's owner, for a transport to send.
    ///
    /// Never sent by the engine: it reaches a person. Needs the password again and does not keep it; the answer is for
    /// [`Sinao::second_factor_sent`]. Source: Sinao's `OpenAPI` file, `POST /login/send/2fa`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for a connection by key, which has no second
    /// factor: the developer connects by login.
    pub fn send_second_factor(&self, password: &Password) -> Result<Request, Error> {
        grant::send_second_factor(self, password)
    }

    /// Reads the answer to [`Sinao::send_second_factor`]; then sign in with
    /// [`Grant::password_with_code`](auth_core::Grant::password_with_code).
    ///
    /// # Errors
    /// [`ErrorKind::SignInRequired`](auth_core::ErrorKind::SignInRequired) when Sinao refuses the credentials: the person
    /// corrects them. Otherwise as any answer that is not the expected one: wait.
    pub fn second_factor_sent(&self, response: &Response) -> Result<(), Error> {
        response::second_factor_sent(response)
    }
}
