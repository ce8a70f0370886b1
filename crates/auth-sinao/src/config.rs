//! What the user supplies: the connection and its builder.

use auth_core::{
    AccessToken, ApiKey, AskPassword, Encoding, Error, Expiry, ExposeSecret, Facts, HeaderSet,
    Origin, OriginPolicy, Password, PasswordSource, RefreshPolicy, Renewal, Replay, SecretKind,
    SignIn, TokenSet, Uri, config::required,
};

use crate::generated::{self, variable};

/// One connection to Sinao: an account's login, or an application's key.
///
/// Cheap to build, without any I/O. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Sinao {
    pub(crate) facts: Facts,
    pub(crate) scheme: Scheme,
}

/// The two ways in; a connection has one of them, so that their headers never meet.
#[derive(Clone, Debug)]
pub(crate) enum Scheme {
    Login { email: String, encoding: Encoding },
    ApiKey,
}

impl Sinao {
    /// A connection by the e-mail address and password of an account.
    ///
    /// Without [`password`](Builder::password) or [`ask_password`](Builder::ask_password) a person signs in, now and after
    /// 14 days. Source: Sinao, Authentification page.
    pub fn login(email: impl Into<String>) -> Builder<Login> {
        Builder::new(Login {
            email: email.into(),
            password: PasswordSource::default(),
            encoding: Encoding::Multipart,
        })
    }

    /// A connection by the key of one application, which an administrator of the company makes in Sinao.
    ///
    /// It has no end, and is what Sinao's documentation puts first for servers. Source: Sinao, Authentification page.
    pub fn api_key(key: impl Into<ApiKey>) -> Builder<Key> {
        Builder::new(Key { key: key.into() })
    }
}

/// Collects the settings of a connection; made by [`Sinao::login`] or [`Sinao::api_key`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<S> {
    scheme: S,
    api_url: String,
    loopback_http: bool,
}

/// The settings of a login.
#[derive(Clone, Debug)]
pub struct Login {
    email: String,
    password: PasswordSource,
    encoding: Encoding,
}

/// The settings of a key.
#[derive(Clone, Debug)]
pub struct Key {
    key: ApiKey,
}

impl<S> Builder<S> {
    fn new(scheme: S) -> Self {
        Self {
            scheme,
            api_url: generated::API_URL.to_owned(),
            loopback_http: false,
        }
    }

    /// Sets the base of the API, version included, in place of production.
    ///
    /// The password, the token or the key go to its origin, and nowhere else.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Lets the API be plain http on this machine's loopback, for a sandbox.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// The API base, and the policy that names its origin for `secrets`.
    fn origin(&self, secrets: &[SecretKind]) -> Result<(Uri, OriginPolicy), Error> {
        let unusable = |problem| unusable("api_url", variable::API_URL, problem);
        required("api_url", variable::API_URL, &self.api_url)?;
        if self.api_url.contains(['?', '#']) {
            return Err(unusable("it has a query or a fragment"));
        }
        let api: Uri = self
            .api_url
            .trim_end_matches('/')
            .parse()
            .map_err(|_| unusable("it is no URL"))?;
        Origin::of(&api).map_err(|_| unusable("it is no absolute https URL"))?;
        let origins = OriginPolicy::new()
            .with_loopback_http(self.loopback_http)
            .allow(&api, secrets)
            .map_err(|_| {
                unusable(
                    "it is http, which is permitted to loopback only and when explicitly allowed",
                )
            })?;
        Ok((api, origins))
    }
}

impl Builder<Login> {
    /// Keeps the password in memory, zeroised on drop, so that no person is needed after 14 days.
    pub fn password(mut self, password: impl Into<Password>) -> Self {
        self.scheme.password = PasswordSource::Kept(password.into());
        self
    }

    /// Asks for the password at each login and forgets it after it, in place of keeping it.
    pub fn ask_password(mut self, ask: impl AskPassword) -> Self {
        self.scheme.password = PasswordSource::asking(ask);
        self
    }

    /// Sets how the login's fields become a body, multipart by default as in Sinao's own sample.
    ///
    /// Never a query, whatever the `OpenAPI` file says: passwords would stand in access logs.
    pub fn login_encoding(mut self, encoding: Encoding) -> Self {
        self.scheme.encoding = encoding;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and the environment variable: the developer or operator corrects it.
    pub fn build(self) -> Result<Sinao, Error> {
        let (api, origins) = self.origin(generated::LOGIN_API_SECRETS)?;
        let Login {
            email,
            password,
            encoding,
        } = self.scheme;
        required("email", variable::EMAIL, &email)?;
        if !email.contains('@') {
            return Err(unusable(
                "email",
                variable::EMAIL,
                "it is not an e-mail address",
            ));
        }
        if let PasswordSource::Kept(kept) = &password
            && kept.expose_secret().is_empty()
        {
            return Err(unusable("password", variable::PASSWORD, "it is empty"));
        }
        // Replayed once: if the lost answer had been issued, the old token is refused and a person signs in.
        let policy = RefreshPolicy::new(Renewal::RefreshToken)
            .with_overlap(false)
            .with_replay(Replay::Sparingly)
            .with_session(generated::LOGIN_SESSION);
        Ok(Sinao {
            facts: Facts::new(
                generated::PROVIDER,
                generated::LOGIN_SCHEME,
                api,
                origins,
                policy,
                SignIn::Password(password),
            ),
            scheme: Scheme::Login { email, encoding },
        })
    }
}

impl Builder<Key> {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and the environment variable: the developer or operator corrects it.
    pub fn build(self) -> Result<Sinao, Error> {
        let (api, origins) = self.origin(generated::API_KEY_API_SECRETS)?;
        let Key { key } = self.scheme;
        required("api_key", variable::API_KEY, key.expose_secret())?;
        HeaderSet::new()
            .secret(generated::API_KEY_HEADER, &key)
            .map_err(|_| {
                unusable(
                    "api_key",
                    variable::API_KEY,
                    "it has characters that no header can carry",
                )
            })?;
        let key = TokenSet::new(AccessToken::new(key.expose_secret()), Expiry::Never);
        Ok(Sinao {
            facts: Facts::new(
                generated::PROVIDER,
                generated::API_KEY_SCHEME,
                api,
                origins,
                RefreshPolicy::new(Renewal::None),
                SignIn::Static(Box::new(key)),
            ),
            scheme: Scheme::ApiKey,
        })
    }
}

fn unusable(field: &str, variable: &str, problem: &str) -> Error {
    Error::configuration(field, problem)
        .advise(format!("correct {field} (environment variable {variable})"))
}
