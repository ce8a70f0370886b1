//! What a call carries: the token, and the application it is for.

use auth_core::{Error, HeaderSet, HeaderValue, Request, TokenSet, http::header};

use crate::{
    AppKey,
    context::{app_header, text},
    generated,
};

/// The token alone: the application belongs to the call, the token is good for all of them.
pub(crate) fn headers(tokens: &TokenSet) -> Result<HeaderSet, Error> {
    HeaderSet::new().bearer(tokens.access_token())
}

/// Adds the connection's application to a call that names none.
pub(crate) fn prepare(app: &AppKey, call: Request) -> Result<Request, Error> {
    let call = match call.headers().get(app_header()) {
        None => {
            let (name, value) = app.header();
            call.header(name, value)
        }
        Some(named) => {
            text(
                generated::APP_HEADER.as_str(),
                named.to_str().unwrap_or_default(),
            )?;
            call
        }
    };
    Ok(if call.headers().contains_key(header::ACCEPT) {
        call
    } else {
        call.header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
    })
}
