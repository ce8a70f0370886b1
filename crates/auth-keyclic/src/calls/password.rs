//! A password changed by who forgot it. Neither call needs a credential.

use auth_core::{Call, Encoding, Error, Method, OneTimeCode, Password, Path, Request, Response};

use super::refused::refused;
use crate::generated;

/// `POST /security/password/change-request`: mails a link to the person who forgot the password.
///
/// Needs no credential, is not repeated: each one reaches a person. The documentation and the specifications until 2021 want
/// the e-mail address alone, the specification of today wants the user name. Source: Keyclic documentation, authentication
/// page; specification shipped with app-sdk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPasswordChange {
    username: Option<String>,
    email: Option<String>,
}

impl RequestPasswordChange {
    /// By the e-mail address alone, as documented.
    pub fn by_email(email: impl Into<String>) -> Self {
        Self {
            username: None,
            email: Some(email.into()),
        }
    }

    /// By the user name, as the specification of today wants it.
    pub fn by_username(username: impl Into<String>) -> Self {
        Self {
            username: Some(username.into()),
            email: None,
        }
    }

    /// Adds the e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }
}

impl Call for RequestPasswordChange {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::REQUEST_PASSWORD_CHANGE_PATH);
        let mut request = Request::to(Method::POST, path)?.encoding(Encoding::Json);
        if let Some(username) = &self.username {
            request = request.field(generated::USERNAME_FIELD, username);
        }
        if let Some(email) = &self.email {
            request = request.field(generated::EMAIL_FIELD, email);
        }
        Ok(request)
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [generated::USERNAME_FIELD, generated::EMAIL_FIELD];
        refused(response, "to mail a link", &fields)
            .advise("check e-mail address and user name; Keyclic may want the one or the other")
    }

    fn changes(&self) -> Option<&'static str> {
        generated::REQUEST_PASSWORD_CHANGE_CHANGES
    }
}

/// `POST /security/password/change/{token}`: sets a new password with the token at the end of the mailed link.
///
/// Needs no credential, is not repeated; the token works once. Keyclic wants the token in the path: neither `Debug` nor an
/// error nor a log line of these crates shows it, but a proxy on the way may. A refusal is
/// [`SignInRequired(CorrectCredentials)`](auth_core::ErrorKind::SignInRequired): the person asks for another mail, or chooses
/// another password. Source: Keyclic documentation, authentication page; specification shipped with app-sdk.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    token: OneTimeCode,
    password: Password,
}

impl ChangePassword {
    /// A new password, by the token that the mail brought.
    pub fn new(token: impl Into<OneTimeCode>, password: impl Into<Password>) -> Self {
        Self {
            token: token.into(),
            password: password.into(),
        }
    }
}

impl Call for ChangePassword {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::CHANGE_PASSWORD_PATH).with_secret(&self.token);
        Ok(Request::to(Method::POST, path)?
            .encoding(Encoding::Json)
            .secret(generated::PASSWORD_FIELD, &self.password))
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        refused(response, "the new password", &[generated::PASSWORD_FIELD])
            .advise("the person must ask for another mail, or choose another password")
    }

    fn changes(&self) -> Option<&'static str> {
        generated::CHANGE_PASSWORD_CHANGES
    }
}

/// Reads an answer that has no body.
fn done(response: &Response) -> Result<(), Error> {
    if response.looks_like_html() {
        return Err(response.unreadable());
    }
    Ok(())
}
