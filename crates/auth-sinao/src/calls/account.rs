//! An account made, and its password changed by who forgot it. None of these calls needs a credential: they are sent without
//! signing in, over any connection.

use auth_core::{
    Call, Encoding, Error, ErrorKind, Method, OneTimeCode, Password, Path, PersonTask, Request,
    Response,
};

use super::session::{User, done, user};
use crate::{generated, refusal::Refusal};

/// `POST /register`: makes an account.
///
/// Needs no credential, is not repeated. Passwords have 8 characters or more. What Sinao refuses is
/// [`SignInRequired(CorrectCredentials)`](ErrorKind::SignInRequired), naming the fields: the person corrects them.
/// Source: Sinao's `OpenAPI` file, which puts the fields into the query; here they are in the body alone.
///
/// ```
/// # use auth_core::Error;
/// # use auth_reqwest::Client;
/// # use auth_sinao::{Register, Sinao};
/// # async fn register() -> Result<(), Error> {
/// let client = Client::connect(Sinao::login("owner@factures.example").build()?)?;
/// let register = Register::agreeing_to_terms("owner@factures.example", "long enough");
/// let user = client.call(&register).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Register {
    email: String,
    password: Password,
    further: Vec<(&'static str, String)>,
    encoding: Encoding,
}

impl Register {
    /// An account of somebody who agreed to Sinao's terms of use, without which there is none.
    pub fn agreeing_to_terms(email: impl Into<String>, password: impl Into<Password>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            further: Vec::new(),
            encoding: Encoding::Multipart,
        }
    }

    /// Adds another field of Sinao's specification that is no secret, such as a name.
    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.further.push((name, value.into()));
        self
    }

    /// Sets how the fields become a body; multipart by default, as in Sinao's sample of a login.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }
}

impl Call for Register {
    type Answer = User;

    fn request(&self) -> Result<Request, Error> {
        let request = post(generated::REGISTER_PATH, self.encoding)?
            .field(generated::EMAIL_FIELD, &self.email)
            .secret(generated::PASSWORD_FIELD, &self.password)
            .field(generated::TERMS_FIELD, generated::ALLOWED);
        let further = self.further.iter();
        Ok(further.fold(request, |request, (name, value)| request.field(name, value)))
    }

    fn answer(&self, response: &Response) -> Result<User, Error> {
        user(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [
            generated::EMAIL_FIELD,
            generated::PASSWORD_FIELD,
            generated::TERMS_FIELD,
        ];
        refusal(response, "the registration", &fields).advise(
            "the person must give another e-mail address or password, or sign in if there is an account",
        )
    }

    fn changes(&self) -> Option<&'static str> {
        generated::REGISTER_CHANGES
    }
}

/// `POST /sendpassword`: messages the owner of an account who forgot the password.
///
/// Needs no credential, is not repeated: each one reaches a person. Sinao refuses an e-mail address that no account has
/// ([`SignInRequired(CorrectCredentials)`](ErrorKind::SignInRequired)): tell whoever asked the same as after a success, or
/// strangers learn who is a customer. Source: Sinao's `OpenAPI` file.
#[derive(Clone, Debug)]
pub struct SendPassword {
    email: String,
    hostname_alias: Option<String>,
    encoding: Encoding,
}

impl SendPassword {
    /// A message to the owner of this account.
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            hostname_alias: None,
            encoding: Encoding::Multipart,
        }
    }

    /// Names the host that the link in the message leads to.
    #[must_use]
    pub fn hostname_alias(mut self, host: impl Into<String>) -> Self {
        self.hostname_alias = Some(host.into());
        self
    }

    /// Sets how the fields become a body; multipart by default.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }
}

impl Call for SendPassword {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let request = post(generated::SEND_PASSWORD_PATH, self.encoding)?
            .field(generated::EMAIL_FIELD, &self.email);
        Ok(match &self.hostname_alias {
            Some(host) => request.field(generated::HOSTNAME_ALIAS_FIELD, host),
            None => request,
        })
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [generated::EMAIL_FIELD, generated::HOSTNAME_ALIAS_FIELD];
        refusal(response, "to message the owner of the account", &fields).advise(
            "answer whoever asked as after a success, who has an account is nobody's business",
        )
    }

    fn changes(&self) -> Option<&'static str> {
        generated::SEND_PASSWORD_CHANGES
    }
}

/// `POST /changepassword`: sets a new password with the token of the message.
///
/// Needs no credential, is not repeated; the token works once. Tokens issued before may go on: the file does not say.
/// [`SignInRequired(CorrectCredentials)`](ErrorKind::SignInRequired) when Sinao refuses the token or the password: the person
/// asks for another message, or chooses another password. Source: Sinao's `OpenAPI` file.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    token: OneTimeCode,
    password: Password,
    encoding: Encoding,
}

impl ChangePassword {
    /// A new password, by the token that the message brought.
    pub fn new(token: impl Into<OneTimeCode>, password: impl Into<Password>) -> Self {
        Self {
            token: token.into(),
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

impl Call for ChangePassword {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        Ok(post(generated::CHANGE_PASSWORD_PATH, self.encoding)?
            .secret(generated::FORGOTTEN_PASSWORD_TOKEN_FIELD, &self.token)
            .secret(generated::PASSWORD_FIELD, &self.password))
    }

    fn answer(&self, response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [
            generated::FORGOTTEN_PASSWORD_TOKEN_FIELD,
            generated::PASSWORD_FIELD,
        ];
        refusal(response, "the new password", &fields)
            .advise("the person must ask for another message, or choose another password")
    }

    fn changes(&self) -> Option<&'static str> {
        generated::CHANGE_PASSWORD_CHANGES
    }
}

fn post(path: &'static str, encoding: Encoding) -> Result<Request, Error> {
    Ok(Request::to(Method::POST, Path::new(path))?.encoding(encoding))
}

/// What Sinao refused, with those of the call's own fields that it complains of; anything else is no verdict.
fn refusal(response: &Response, what: &str, fields: &[&str]) -> Error {
    let is_verdict = generated::REFUSED.contains(&response.status().as_u16());
    if !is_verdict || response.looks_like_html() {
        return response.unexpected();
    }
    let named = Refusal::read(response).fields(fields).join(", ");
    let what = match &*named {
        "" => format!("Sinao refused {what}"),
        named => format!("Sinao refused {what}: {named}"),
    };
    Error::new(
        ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
        what,
    )
}
