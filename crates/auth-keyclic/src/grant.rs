//! The requests that yield a token, one for each way in: there is no refresh and no logout.

use auth_core::{
    Assertion, Delivery, Encoding, Error, ErrorKind, Grant, HeaderValue, Method, PasswordGrant,
    Request, http::header,
};

use crate::{Keyclic, generated, provider::Scheme};

pub(crate) fn token_request(provider: &Keyclic, grant: &Grant) -> Result<Request, Error> {
    match (&provider.scheme, grant) {
        (Scheme::Login(login), Grant::Password(given)) => by_password(provider, login, given),
        (Scheme::External, Grant::Assertion(id_token)) => by_id_token(provider, id_token),
        (scheme, _) => {
            let what = format!(
                "this way into Keyclic does not know the grant {}",
                grant.name()
            );
            Err(refused(&what).advise(match scheme {
                Scheme::Login(_) => "sign in with Grant::password, or connect by Keyclic::external",
                Scheme::External => "sign in with Grant::assertion, or connect by Keyclic::login",
            }))
        }
    }
}

/// Login and password as JSON (Keyclic documentation, authentication page).
fn by_password(provider: &Keyclic, login: &str, given: &PasswordGrant) -> Result<Request, Error> {
    if given.one_time_code.is_some() {
        return Err(
            refused("the login takes no second factor").advise("sign in with the password alone")
        );
    }
    Ok(request(provider, generated::LOGIN_PATH)?
        .field(generated::LOGIN_FIELD, login)
        .secret(generated::PASSWORD_FIELD, &given.password))
}

/// An ID token as JSON (specification shipped with app-sdk).
fn by_id_token(provider: &Keyclic, id_token: &Assertion) -> Result<Request, Error> {
    Ok(request(provider, generated::EXTERNAL_TOKEN_PATH)?
        .field(generated::GRANT_TYPE_FIELD, generated::EXTERNAL_GRANT)
        .secret(generated::ID_TOKEN_FIELD, id_token))
}

/// A JSON request that names the application, as every call does (specification shipped with app-sdk).
fn request(provider: &Keyclic, path: &str) -> Result<Request, Error> {
    // `Uri` writes a lone host with a slash behind it.
    let api = provider.facts.api.to_string();
    let uri = format!("{}{path}", api.trim_end_matches('/'))
        .parse()
        .map_err(|_| Error::configuration("api_url", "no path can be put behind it"))?;
    let (name, value) = provider.app.header();
    Ok(Request::new(Method::POST, uri)
        .header(name, value)
        .header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
        .encoding(Encoding::Json))
}

fn refused(what: &str) -> Error {
    Error::new(ErrorKind::Configuration, what).delivered(Delivery::NotDelivered)
}
