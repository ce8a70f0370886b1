//! What the user supplies, checked once when the connection is built.

use std::time::Duration;

use auth_core::{
    AskPassword, Error, ExposeSecret, Facts, Origin, OriginPolicy, Password, PasswordSource,
    RefreshPolicy, Renewal, SecretKind, SignIn, Uri, config,
};

use crate::{
    AppKey, Keyclic,
    generated::{self, variable},
};

impl Keyclic {
    /// Access by the login and password of an account (Keyclic documentation, authentication page).
    pub fn login(login: impl Into<String>) -> Builder {
        Builder {
            login: login.into(),
            password: PasswordSource::Never,
            app: AppKey::app(),
            api_url: generated::API_URL.into(),
            loopback_http: false,
            renew_unknown_after: generated::RENEW_UNKNOWN_AFTER,
        }
    }
}

/// Settings of [`Keyclic::login`].
#[derive(Debug)]
#[must_use = "nothing happens before build"]
pub struct Builder {
    login: String,
    password: PasswordSource,
    app: AppKey,
    api_url: String,
    loopback_http: bool,
    renew_unknown_after: Duration,
}

impl Builder {
    /// Keeps the password in memory, so that logins need nobody.
    pub fn password(mut self, password: impl Into<Password>) -> Self {
        self.password = PasswordSource::Kept(password.into());
        self
    }

    /// Asks for the password each time a login needs it; without this and [`Builder::password`] the caller learns that a
    /// person must sign in.
    pub fn ask_password(mut self, ask: impl AskPassword) -> Self {
        self.password = PasswordSource::asking(ask);
        self
    }

    /// The application that logins are made for, and calls that name no other; `com.keyclic.app` by default.
    pub fn app(mut self, app: AppKey) -> Self {
        self.app = app;
        self
    }

    /// Base of the API; Keyclic's own by default. It receives the password and the tokens.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Permits `http` to this machine's loopback, for a sandbox.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// The age at which a token that does not tell its end is renewed in the background, by a login; ten years by default,
    /// in practice never. It is used until it is rejected either way.
    ///
    /// Set it only when Keyclic told you how long such tokens live.
    pub fn renew_unknown_after(mut self, age: Duration) -> Self {
        self.renew_unknown_after = age;
        self
    }

    /// The connection.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and its environment variable:
    /// the developer or operator corrects it.
    pub fn build(self) -> Result<Keyclic, Error> {
        config::required("login", variable::LOGIN, &self.login)?;
        if let PasswordSource::Kept(password) = &self.password
            && password.expose_secret().is_empty()
        {
            return Err(problem("password", variable::PASSWORD, "it is empty"));
        }
        let (api, login_uri) = addresses(&self.api_url)?;
        let origins = OriginPolicy::new()
            .with_loopback_http(self.loopback_http)
            .allow(&api, generated::API_SECRETS)
            // The token of a mailed link, which stands in the path of one call.
            .and_then(|origins| origins.allow(&api, &[SecretKind::OneTimeCode]))
            .map_err(|_| {
                bad_url(
                    "it is http, which is permitted to loopback only and when explicitly allowed",
                )
            })?;
        Ok(Keyclic {
            facts: Facts::new(
                generated::PROVIDER,
                generated::LOGIN_SCHEME,
                api,
                origins,
                RefreshPolicy::new(Renewal::SignIn)
                    .with_unknown_age(self.renew_unknown_after, false),
                SignIn::Password(self.password),
            ),
            login_uri,
            login: self.login,
            app: self.app,
        })
    }
}

/// The API base and the address of the login below it.
fn addresses(url: &str) -> Result<(Uri, Uri), Error> {
    config::required("api_url", variable::API_URL, url)?;
    if url.contains(['?', '#']) {
        return Err(bad_url("it has a query or a fragment"));
    }
    let base = url.trim_end_matches('/');
    let uri = |text: &str| text.parse::<Uri>().map_err(|_| bad_url("it is no URL"));
    let api = uri(base)?;
    Origin::of(&api).map_err(|_| bad_url("it is no absolute https URL"))?;
    Ok((api, uri(&format!("{base}{}", generated::LOGIN_PATH))?))
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
