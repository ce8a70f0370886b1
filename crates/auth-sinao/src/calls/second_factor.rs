//! A second factor sent to a person, when somebody asks for it.

use auth_core::{Call, Encoding, Error, Method, Password, Path, Request, Response};

use super::session::done;
use crate::{generated, response::login_refused};

/// `POST /login/send/2fa`: messages a second factor to the account's owner, by e-mail or text message.
///
/// Needs no credential, is not repeated. Nothing in these crates sends it but who executes it: it reaches a person. It wants
/// the password again; then sign in with [`Grant::password_with_code`](auth_core::Grant::password_with_code) and drop it. What
/// Sinao refuses is [`SignInRequired(CorrectCredentials)`](auth_core::ErrorKind::SignInRequired): the person corrects the
/// credentials. Source: Sinao's `OpenAPI` file.
///
/// ```
/// # use auth_core::{Authenticator, Error, Grant, Password, PersonTask};
/// # use auth_reqwest::Client;
/// # use auth_sinao::SendSecondFactor;
/// # async fn ask_for_code() -> String { String::new() }
/// # async fn sign_in(client: Client, authenticator: Authenticator, password: Password) -> Result<(), Error> {
/// let signed_in = authenticator.sign_in(Grant::password(password.clone())).await;
/// if signed_in.as_ref().is_err_and(|error| error.person_task() == Some(&PersonTask::SecondFactor)) {
///     // The person pressed the button.
///     client.call(&SendSecondFactor::new("owner@factures.example", password.clone())).await?;
///     let code = ask_for_code().await;
///     authenticator.sign_in(Grant::password_with_code(password, code)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct SendSecondFactor {
    email: String,
    password: Password,
    encoding: Encoding,
}

impl SendSecondFactor {
    /// A second factor for the account of this e-mail address and password.
    pub fn new(email: impl Into<String>, password: impl Into<Password>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            encoding: Encoding::Multipart,
        }
    }

    /// Sets how the fields become a body; multipart by default.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }
}

impl Call for SendSecondFactor {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::SEND_SECOND_FACTOR_PATH);
        Ok(Request::to(Method::POST, path)?
            .encoding(self.encoding)
            .field(generated::EMAIL_FIELD, &self.email)
            .secret(generated::PASSWORD_FIELD, &self.password))
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        login_refused(response, false)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::SEND_SECOND_FACTOR_CHANGES
    }
}
