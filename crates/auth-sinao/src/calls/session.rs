//! Who is calling, and the end of a token.

use auth_core::{Authenticator, Call, Error, Execute, Method, Request, Response, Uri};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::generated;

/// `GET /me`: who is calling. Proves that a credential works, a token or a key; changes nothing, may be repeated.
///
/// Source: Sinao, Authentification page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Me;

impl Call for Me {
    type Answer = User;

    fn request(&self) -> Result<Request, Error> {
        Ok(Request::new(
            Method::GET,
            Uri::from_static(generated::ME_PATH),
        ))
    }

    fn answer(&self, response: &Response) -> Result<User, Error> {
        user(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::ME_CHANGES
    }
}

/// Reads an account, which has an identifier or an e-mail address.
pub(super) fn user(response: &Response) -> Result<User, Error> {
    let user: User = response.object()?;
    if user.id.is_none() && user.email.is_none() {
        return Err(response.unreadable());
    }
    Ok(user)
}

/// Reads an answer of which nothing is documented: anything but a page will do.
pub(super) fn done(response: &Response) -> Result<(), Error> {
    if response.looks_like_html() {
        return Err(response.unreadable());
    }
    Ok(())
}

/// `POST /logout`: ends the token at Sinao, and there alone: [`log_out`] forgets it here, too.
///
/// Needs a token, is not repeated. Has no effect on an API key, which only the company's administrator deletes. Source: Sinao's `OpenAPI` file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logout;

/// Logs out of a connection by login: ends the token at Sinao and forgets it here, also when the call fails.
///
/// A connection that keeps its password signs in again at the next call.
///
/// # Errors
/// Those of the [`Logout`] call. Then Sinao goes on accepting the token until it ends by itself; nothing here uses it.
///
/// # Cancel safety
/// A dropped future forgets the token, too; whether Sinao ended it is not known then.
pub async fn log_out(client: &impl Execute, authenticator: &Authenticator) -> Result<(), Error> {
    /// Whatever becomes of the call, and of who waits for it.
    struct Forget<'a>(&'a Authenticator);
    impl Drop for Forget<'_> {
        fn drop(&mut self) {
            self.0.forget();
        }
    }
    let _forget = Forget(authenticator);
    client.execute(&Logout).await
}

impl Call for Logout {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let uri = Uri::from_static(generated::LOGOUT_PATH);
        Ok(Request::new(Method::POST, uri))
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::LOGOUT_CHANGES
    }
}

/// The account behind a credential, as far as Sinao says.
///
/// Read tolerantly, for Sinao's published field types are not reliable: what is null, missing or of another type is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Sinao's identifier; a number is given in decimal.
    #[serde(default, deserialize_with = "text")]
    pub id: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "text")]
    pub email: Option<String>,
    /// Form of address.
    #[serde(default, deserialize_with = "text")]
    pub civility: Option<String>,
    /// First name.
    #[serde(default, deserialize_with = "text")]
    pub firstname: Option<String>,
    /// Last name.
    #[serde(default, deserialize_with = "text")]
    pub lastname: Option<String>,
    /// Whether the account has no password yet, so that it cannot log in by one.
    #[serde(default, deserialize_with = "flag")]
    pub password_is_undefined: Option<bool>,
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Some(flag),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        _ => None,
    })
}
