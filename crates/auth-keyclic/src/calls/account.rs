//! An account made.

use auth_core::{Call, Encoding, Error, Method, Password, Path, Request, Response};

use super::{Person, person, refused::refused};
use crate::generated;

/// `POST /security/register`: makes an account with the role `ROLE_USER`.
///
/// Needs no credential, by the documentation; where Keyclic wants one, as the specifications since 2021 say, see
/// [`Register::signed_in`]. Makes an account and is not repeated. A refusal is
/// [`SignInRequired(CorrectCredentials)`](auth_core::ErrorKind::SignInRequired): the person corrects e-mail address or
/// password; 401 and 403 are [`Forbidden`](auth_core::ErrorKind::Forbidden): the developer. Source: Keyclic documentation,
/// authentication page; specification shipped with app-sdk.
#[derive(Clone, Debug)]
pub struct Register {
    email: String,
    password: Password,
    agreement: Option<Agreement>,
    invitation: Option<String>,
    signed_in: bool,
}

/// What a person states at registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// To be old enough.
    pub older_than: bool,
    /// To agree to the privacy policy.
    pub privacy_policy: bool,
    /// To agree to the terms of service.
    pub terms_of_service: bool,
}

impl Register {
    /// An account by e-mail address and password.
    pub fn new(email: impl Into<String>, password: impl Into<Password>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            agreement: None,
            invitation: None,
            signed_in: false,
        }
    }

    /// Adds what the person stated.
    #[must_use]
    pub fn agreement(mut self, agreement: Agreement) -> Self {
        self.agreement = Some(agreement);
        self
    }

    /// Adds the invitation to an organization that the person had.
    #[must_use]
    pub fn invitation(mut self, invitation: impl Into<String>) -> Self {
        self.invitation = Some(invitation.into());
        self
    }

    /// Sends it with the connection's token.
    #[must_use]
    pub fn signed_in(mut self) -> Self {
        self.signed_in = true;
        self
    }
}

impl Call for Register {
    type Answer = Person;

    fn request(&self) -> Result<Request, Error> {
        let mut request = Request::to(Method::POST, Path::new(generated::REGISTER_PATH))?
            .encoding(Encoding::Json)
            .field(generated::EMAIL_FIELD, &self.email)
            .secret(generated::PASSWORD_FIELD, &self.password);
        if let Some(agreement) = self.agreement {
            request = request
                .flag(generated::OLDER_THAN_FIELD, agreement.older_than)
                .flag(generated::PRIVACY_POLICY_FIELD, agreement.privacy_policy)
                .flag(
                    generated::TERMS_OF_SERVICE_FIELD,
                    agreement.terms_of_service,
                );
        }
        if let Some(invitation) = &self.invitation {
            request = request.field(generated::INVITATION_FIELD, invitation);
        }
        Ok(request)
    }

    fn answer(&self, response: &Response) -> Result<Person, Error> {
        person::read(response)
    }

    fn needs_credential(&self) -> bool {
        self.signed_in
    }

    fn refusal(&self, response: &Response) -> Error {
        let fields = [
            generated::EMAIL_FIELD,
            generated::PASSWORD_FIELD,
            generated::INVITATION_FIELD,
        ];
        refused(response, "the registration", &fields)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::REGISTER_CHANGES
    }
}
