//! What a call carries: a bearer token or a key, never both.

use auth_core::{
    ApiKey, Error, ExposeSecret, HeaderSet, HeaderValue, Request, TokenSet, http::header,
};

use crate::{
    config::{Scheme, Sinao},
    generated,
};

pub(crate) fn headers(sinao: &Sinao, tokens: &TokenSet) -> Result<HeaderSet, Error> {
    let set = HeaderSet::new();
    match sinao.scheme {
        Scheme::Login { .. } => set.bearer(tokens.access_token()),
        Scheme::ApiKey => set.secret(
            generated::API_KEY_HEADER,
            &ApiKey::new(tokens.access_token().expose_secret()),
        ),
    }
}

/// Refuses a call that brings a credential of its own, for Sinao would receive two, and asks for JSON unless the call asks
/// for something else.
pub(crate) fn prepare(call: Request) -> Result<Request, Error> {
    for name in [header::AUTHORIZATION, generated::API_KEY_HEADER] {
        if call.headers().contains_key(&name) {
            return Err(Error::configuration(
                name.as_str(),
                "the call brings this header itself: leave it to the connection",
            ));
        }
    }
    Ok(if call.headers().contains_key(header::ACCEPT) {
        call
    } else {
        call.header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
    })
}
