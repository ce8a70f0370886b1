//! What an access token is obtained with (RFC 6749 §1.3).

use std::{fmt, future::Future, sync::Arc};

use async_trait::async_trait;

use crate::{
    Assertion, AuthorizationCode, Choice, CodeVerifier, Error, OneTimeCode, Password, RefreshToken,
    TokenSet,
};

/// What an access token is obtained with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Grant {
    /// The client's own credentials, which the provider value holds (RFC 6749 §4.4).
    Client,
    /// A person's password, for the login that the provider value holds (RFC 6749 §4.3).
    Password(PasswordGrant),
    /// A code that a person's browser brought back (RFC 6749 §4.1).
    AuthorizationCode(AuthorizationCodeGrant),
    /// What another identity provider says of a person, such as its ID token (RFC 7521 §4.1).
    Assertion(Assertion),
    /// A refresh token (RFC 6749 §6).
    RefreshToken(RefreshToken),
}

/// A person's password, and the second factor where one was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PasswordGrant {
    /// The password.
    pub password: Password,
    /// The second factor.
    pub one_time_code: Option<OneTimeCode>,
    /// What was chosen of [`PersonTask::ChooseFirm`](crate::PersonTask::ChooseFirm): its identifier.
    ///
    /// Once a sign-in with it has succeeded, the connection repeats it whenever it signs in by itself.
    pub choice: Option<String>,
}

impl PasswordGrant {
    /// The password alone.
    pub fn new(password: impl Into<Password>) -> Self {
        Self {
            password: password.into(),
            one_time_code: None,
            choice: None,
        }
    }
}

impl Grant {
    /// A sign-in with a password.
    pub fn password(password: impl Into<Password>) -> Self {
        Self::Password(PasswordGrant::new(password))
    }

    /// A sign-in with a password and a second factor.
    pub fn password_with_code(
        password: impl Into<Password>,
        one_time_code: impl Into<OneTimeCode>,
    ) -> Self {
        Self::Password(PasswordGrant {
            one_time_code: Some(one_time_code.into()),
            ..PasswordGrant::new(password)
        })
    }

    /// A sign-in with a password, to what a person chose of several.
    pub fn password_choosing(password: impl Into<Password>, choice: &Choice) -> Self {
        Self::Password(PasswordGrant {
            choice: Some(choice.id.clone()),
            ..PasswordGrant::new(password)
        })
    }

    /// A sign-in by the word of another identity provider.
    pub fn assertion(assertion: impl Into<Assertion>) -> Self {
        Self::Assertion(assertion.into())
    }

    /// A word for logs and errors.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Password(_) => "password",
            Self::AuthorizationCode(_) => "authorization_code",
            Self::Assertion(_) => "assertion",
            Self::RefreshToken(_) => "refresh_token",
        }
    }
}

/// A code with what its exchange must repeat and check. `Debug` shows none of what was made for this one sign-in.
#[derive(Clone)]
#[non_exhaustive]
pub struct AuthorizationCodeGrant {
    /// The code.
    pub code: AuthorizationCode,
    /// The same `redirect_uri` as in the authorization request (RFC 6749 §4.1.3).
    pub redirect_uri: String,
    /// The verifier of the challenge that was sent (RFC 7636 §4.5).
    pub code_verifier: Option<CodeVerifier>,
    /// The nonce that the ID token must repeat (OpenID Connect Core §3.1.3.7).
    pub nonce: Option<String>,
}

impl AuthorizationCodeGrant {
    /// A code with the `redirect_uri` of its authorization request.
    pub fn new(code: AuthorizationCode, redirect_uri: impl Into<String>) -> Self {
        Self {
            code,
            redirect_uri: redirect_uri.into(),
            code_verifier: None,
            nonce: None,
        }
    }

    /// Adds the PKCE verifier.
    #[must_use]
    pub fn with_code_verifier(mut self, code_verifier: CodeVerifier) -> Self {
        self.code_verifier = Some(code_verifier);
        self
    }

    /// Adds the nonce.
    #[must_use]
    pub fn with_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }
}

impl fmt::Debug for AuthorizationCodeGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCodeGrant")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// How the first access token of a connection is obtained, and a new one when nothing can be renewed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SignIn {
    /// There is nothing to obtain: the credential itself goes on the call.
    Static(Box<TokenSet>),
    /// By the client's own credentials.
    Client,
    /// By a person's password, as far as the source gives it.
    Password(PasswordSource),
    /// Only by a person, through [`Authenticator::sign_in`](crate::Authenticator::sign_in).
    Person,
}

/// Whether a password is kept, asked for each time, or neither.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum PasswordSource {
    /// Not at hand: when a sign-in is needed the caller learns that a person must sign in.
    #[default]
    Never,
    /// Kept in memory because the user said so, zeroised on drop.
    Kept(Password),
    /// Asked for when a sign-in is needed, and forgotten after it.
    Asked(AskPasswordFn),
}

impl PasswordSource {
    /// A source that asks `ask` when a sign-in is needed.
    pub fn asking(ask: impl AskPassword) -> Self {
        Self::Asked(AskPasswordFn(Arc::new(ask)))
    }

    pub(crate) async fn read(&self) -> Result<Option<Password>, Error> {
        match self {
            Self::Never => Ok(None),
            Self::Kept(password) => Ok(Some(password.clone())),
            Self::Asked(AskPasswordFn(ask)) => ask.ask_erased().await,
        }
    }
}

impl fmt::Debug for PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::Kept(_) => "Kept([redacted])",
            Self::Asked(_) => "Asked(..)",
        })
    }
}

/// Asks a person, or a vault, for a password.
pub trait AskPassword: Send + Sync + 'static {
    /// The password, or `None` when it is not to be had now.
    ///
    /// Runs on the exchange's own task, for five minutes at most: it is not cancelled when a caller goes away, and all
    /// callers wait for it. Exchanges of all connections share one thread: do not block it.
    fn ask(&self) -> impl Future<Output = Result<Option<Password>, Error>> + Send;
}

impl<F, R> AskPassword for F
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Option<Password>, Error>> + Send,
{
    fn ask(&self) -> impl Future<Output = Result<Option<Password>, Error>> + Send {
        self()
    }
}

/// An erased [`AskPassword`].
#[derive(Clone)]
pub struct AskPasswordFn(Arc<dyn ErasedAsk>);

impl fmt::Debug for AskPasswordFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskPasswordFn(..)")
    }
}

#[async_trait]
trait ErasedAsk: Send + Sync {
    async fn ask_erased(&self) -> Result<Option<Password>, Error>;
}

#[async_trait]
impl<A: AskPassword> ErasedAsk for A {
    async fn ask_erased(&self) -> Result<Option<Password>, Error> {
        self.ask().await
    }
}
