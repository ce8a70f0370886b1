//! The login's request, the only one that yields a token: there is no refresh and no logout.

use auth_core::{
    Delivery, Encoding, Error, ErrorKind, Grant, HeaderValue, Method, Request, http::header,
};

use crate::{Keyclic, generated};

/// Login and password as JSON (Keyclic documentation, authentication page), with the application as on every call
/// (specification shipped with app-sdk).
pub(crate) fn token_request(provider: &Keyclic, grant: &Grant) -> Result<Request, Error> {
    let Grant::Password(grant) = grant else {
        let what = format!("Keyclic does not know the grant {}", grant.name());
        return Err(refused(&what).advise("sign in with Grant::password"));
    };
    if grant.one_time_code.is_some() {
        return Err(
            refused("the login takes no second factor").advise("sign in with the password alone")
        );
    }
    let (name, value) = provider.app.header();
    Ok(Request::new(Method::POST, provider.login_uri.clone())
        .header(name, value)
        .header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
        .encoding(Encoding::Json)
        .field(generated::LOGIN_FIELD, &provider.login)
        .secret(generated::PASSWORD_FIELD, &grant.password))
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).delivered(Delivery::NotDelivered)
}
