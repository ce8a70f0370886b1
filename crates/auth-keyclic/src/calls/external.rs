//! A token by the word of another identity provider.

use auth_core::{
    AuthorizationCode, Call, Encoding, Error, ErrorKind, Method, Path, PersonTask, Request,
    Response, StatusCode, TokenSet,
};

use crate::{generated, response::token_response};

/// `POST /auth/token`: trades an ID token of another identity provider for a token.
///
/// Needs no credential, makes a token, is not repeated. The answer is the token, with its end where it tells one; the
/// `idToken` beside it opens nothing and is not read. An ID token that Keyclic does not take is
/// [`SignInRequired(SignIn)`](ErrorKind::SignInRequired): the person signs in at that provider again, for this token has no
/// renewal. Source: specification shipped with app-sdk, since the end of 2023.
#[derive(Clone, Debug)]
pub struct ExternalToken {
    id_token: AuthorizationCode,
}

impl ExternalToken {
    /// By this ID token. It is as good as a password while it lives: kept and shown like one.
    pub fn new(id_token: impl Into<AuthorizationCode>) -> Self {
        Self {
            id_token: id_token.into(),
        }
    }
}

impl Call for ExternalToken {
    type Answer = TokenSet;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::EXTERNAL_TOKEN_PATH);
        Ok(Request::to(Method::POST, path)?
            .encoding(Encoding::Json)
            .field(generated::GRANT_TYPE_FIELD, generated::EXTERNAL_GRANT)
            .secret(generated::ID_TOKEN_FIELD, &self.id_token))
    }

    fn answer(&self, response: &Response) -> Result<TokenSet, Error> {
        token_response(response)
    }

    fn needs_credential(&self) -> bool {
        false
    }

    fn refusal(&self, response: &Response) -> Error {
        match response.status() {
            StatusCode::UNAUTHORIZED => Error::new(
                ErrorKind::SignInRequired(PersonTask::SignIn),
                "Keyclic does not take the ID token",
            )
            .advise("the person must sign in at the other identity provider again"),
            _ => response.unexpected(),
        }
    }

    fn changes(&self) -> Option<&'static str> {
        generated::EXTERNAL_TOKEN_CHANGES
    }
}
