//! What the user supplies, checked once when the connection is built.

use std::time::Duration;

use auth_core::{
    AskPassword, Error, ExposeSecret, Facts, Origin, OriginPolicy, Password, PasswordSource,
    RefreshPolicy, Renewal, SecretKind, SignIn, Uri, config,
};

use crate::{
    AppKey, Keyclic,
    generated::{self, variable},
    provider::Scheme,
};

impl Keyclic {
    /// Access by the login and password of an account (Keyclic documentation, authentication page).
    pub fn login(login: impl Into<String>) -> Builder<Login> {
        Builder::new(Login {
            name: login.into(),
            password: PasswordSource::Never,
            renew_unknown_after: generated::RENEW_UNKNOWN_AFTER,
        })
    }

    /// Access by the ID token of another identity provider (specification shipped with app-sdk).
    ///
    /// A person brings one by [`sign_in`](auth_core::Authenticator::sign_in) with
    /// [`Grant::assertion`](auth_core::Grant::assertion), now and at the end of each token: it is used once and not kept.
    pub fn external() -> Builder<External> {
        Builder::new(External(()))
    }
}

/// Settings of a connection, from [`Keyclic::login`] or [`Keyclic::external`].
#[derive(Clone, Debug)]
#[must_use = "nothing happens before build"]
pub struct Builder<S> {
    scheme: S,
    app: AppKey,
    api_url: String,
    loopback_http: bool,
}

/// The settings of a login.
#[derive(Clone, Debug)]
pub struct Login {
    name: String,
    password: PasswordSource,
    renew_unknown_after: Duration,
}

/// The settings of a connection by another identity provider: none.
#[derive(Clone, Debug)]
pub struct External(());

impl<S> Builder<S> {
    fn new(scheme: S) -> Self {
        Self {
            scheme,
            app: AppKey::app(),
            api_url: generated::API_URL.into(),
            loopback_http: false,
        }
    }

    /// The application that sign-ins are made for, and calls that name no other; `com.keyclic.app` by default.
    pub fn app(mut self, app: AppKey) -> Self {
        self.app = app;
        self
    }

    /// Base of the API; Keyclic's own by default. It receives the credentials and the tokens.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Permits `http` to this machine's loopback, for a sandbox.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    fn connection(
        self,
        scheme: Scheme,
        secrets: &[SecretKind],
        policy: RefreshPolicy,
        sign_in: SignIn,
    ) -> Result<Keyclic, Error> {
        let api = address(&self.api_url)?;
        let origins = OriginPolicy::new()
            .with_loopback_http(self.loopback_http)
            .allow(&api, secrets)
            // The token of a mailed link, which stands in the path of one call.
            .and_then(|origins| origins.allow(&api, &[SecretKind::OneTimeCode]))
            .map_err(|_| {
                bad_url(
                    "it is http, which is permitted to loopback only and when explicitly allowed",
                )
            })?;
        let id = match scheme {
            Scheme::Login(_) => generated::LOGIN_SCHEME,
            Scheme::External => generated::EXTERNAL_SCHEME,
        };
        Ok(Keyclic {
            facts: Facts::new(generated::PROVIDER, id, api, origins, policy, sign_in),
            scheme,
            app: self.app,
        })
    }
}

impl Builder<Login> {
    /// Keeps the password in memory, so that logins need nobody.
    pub fn password(mut self, password: impl Into<Password>) -> Self {
        self.scheme.password = PasswordSource::Kept(password.into());
        self
    }

    /// Asks for the password each time a login needs it; without this and [`Builder::password`] the caller learns that a
    /// person must sign in.
    pub fn ask_password(mut self, ask: impl AskPassword) -> Self {
        self.scheme.password = PasswordSource::asking(ask);
        self
    }

    /// The age at which a token that does not tell its end is renewed in the background, by a login; ten years by default,
    /// in practice never. It is used until it is rejected either way.
    ///
    /// Set it only when Keyclic told you how long such tokens live.
    pub fn renew_unknown_after(mut self, age: Duration) -> Self {
        self.scheme.renew_unknown_after = age;
        self
    }

    /// The connection.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and its environment variable:
    /// the developer or operator corrects it.
    pub fn build(mut self) -> Result<Keyclic, Error> {
        let login = std::mem::take(&mut self.scheme.name);
        config::required("login", variable::LOGIN, &login)?;
        let password = std::mem::take(&mut self.scheme.password);
        if let PasswordSource::Kept(password) = &password
            && password.expose_secret().is_empty()
        {
            return Err(problem("password", variable::PASSWORD, "it is empty"));
        }
        let policy = RefreshPolicy::new(Renewal::SignIn)
            .with_unknown_age(self.scheme.renew_unknown_after, false);
        let secrets = generated::LOGIN_API_SECRETS;
        self.connection(
            Scheme::Login(login),
            secrets,
            policy,
            SignIn::Password(password),
        )
    }
}

impl Builder<External> {
    /// The connection, in which a person has yet to sign in.
    ///
    /// # Errors
    /// As of a login's [`build`](Builder::build).
    pub fn build(self) -> Result<Keyclic, Error> {
        let policy = RefreshPolicy::new(Renewal::None)
            .with_unknown_age(generated::RENEW_UNKNOWN_AFTER, false);
        let secrets = generated::EXTERNAL_API_SECRETS;
        self.connection(Scheme::External, secrets, policy, SignIn::Person)
    }
}

/// The API base.
fn address(url: &str) -> Result<Uri, Error> {
    config::required("api_url", variable::API_URL, url)?;
    if url.contains(['?', '#']) {
        return Err(bad_url("it has a query or a fragment"));
    }
    let base = url.trim_end_matches('/');
    let api = base.parse::<Uri>().map_err(|_| bad_url("it is no URL"))?;
    Origin::of(&api).map_err(|_| bad_url("it is no absolute https URL"))?;
    Ok(api)
}

fn bad_url(what: &str) -> Error {
    problem("api_url", variable::API_URL, what)
}

fn problem(field: &str, variable: &str, problem: &str) -> Error {
    Error::configuration(field, problem).advise(correct(field, variable))
}

pub(crate) fn correct(field: &str, variable: &str) -> String {
    format!("correct {field} (environment variable {variable})")
}
