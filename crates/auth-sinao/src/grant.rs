//! Token requests.

use auth_core::{
    Encoding, Error, Grant, HeaderValue, Method, OneTimeCode, Password, RefreshToken, Request, Uri,
    http::header,
};

use crate::{
    config::{Scheme, Sinao},
    generated,
};

pub(crate) fn token_request(sinao: &Sinao, grant: &Grant) -> Result<Request, Error> {
    match (&sinao.scheme, grant) {
        (Scheme::Login { email, encoding }, Grant::Password(given)) => {
            let uri = endpoint(sinao, generated::LOGIN_PATH)?;
            let code = given.one_time_code.as_ref();
            Ok(login(uri, *encoding, email, &given.password, code))
        }
        (Scheme::Login { .. }, Grant::RefreshToken(token)) => {
            refresh(endpoint(sinao, generated::REFRESH_PATH)?, token)
        }
        _ => Err(Error::configuration(
            "grant",
            &format!(
                "the scheme {} of Sinao knows no {} grant",
                sinao.facts.scheme,
                grant.name()
            ),
        )),
    }
}

fn login(
    uri: Uri,
    encoding: Encoding,
    email: &str,
    password: &Password,
    code: Option<&OneTimeCode>,
) -> Request {
    let request = Request::new(Method::POST, uri)
        .header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
        .encoding(encoding)
        .field(generated::EMAIL_FIELD, email)
        .secret(generated::PASSWORD_FIELD, password);
    match code {
        Some(code) => request.secret(generated::CODE_FIELD, code),
        None => request,
    }
}

/// Not repeatable although it is a `GET`: the old token may be dead as soon as the new one is issued.
fn refresh(uri: Uri, token: &RefreshToken) -> Result<Request, Error> {
    Request::new(Method::GET, uri)
        .repeatable(false)
        .header(header::ACCEPT, HeaderValue::from_static(generated::ACCEPT))
        .header(
            header::CACHE_CONTROL,
            HeaderValue::from_static(generated::REFRESH_CACHE_CONTROL),
        )
        .bearer(token)
}

fn endpoint(sinao: &Sinao, path: &str) -> Result<Uri, Error> {
    // `Uri` writes a lone host with a slash behind it.
    let api = sinao.facts.api.to_string();
    format!("{}{path}", api.trim_end_matches('/'))
        .parse()
        .map_err(|_| Error::configuration("api_url", "no path can be put behind it"))
}
