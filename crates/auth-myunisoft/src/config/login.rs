//! The logins by mail and password.

use auth_core::{
    AskPassword, Error, ExposeSecret, Facts, Password, PasswordSource, RefreshPolicy, Renewal,
    SignIn, config,
};

use super::{Base, allow, problem};
use crate::{
    MyUnisoft,
    generated::{self, variable},
    headers, limit,
    provider::{Login, LoginOf, Scheme},
};

/// Which of an account's firms a login is for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Firm {
    /// By its number: the schema id.
    Id(u64),
    /// By its name as MyUnisoft shows it.
    Name(String),
}

/// Settings of [`MyUnisoft::firm_login`] and [`MyUnisoft::user_login`].
#[derive(Debug)]
#[must_use = "nothing happens before build"]
pub struct LoginBuilder {
    of: LoginOf,
    pub(crate) base: Base,
    mail: String,
    firm: Option<Firm>,
    password: PasswordSource,
    auth_url: String,
}

impl LoginBuilder {
    pub(super) fn new(of: LoginOf, base: Base, mail: String) -> Self {
        Self {
            of,
            base,
            mail,
            firm: None,
            password: PasswordSource::Never,
            auth_url: generated::AUTH_URL.into(),
        }
    }

    /// Chooses one of the account's firms.
    pub fn firm(mut self, firm: Firm) -> Self {
        self.firm = Some(firm);
        self
    }

    /// Keeps the password in memory, so that logins need nobody.
    pub fn password(mut self, password: impl Into<Password>) -> Self {
        self.password = PasswordSource::Kept(password.into());
        self
    }

    /// Asks for the password each time a login needs it; without this and [`LoginBuilder::password`] the caller
    /// learns that a person must sign in.
    pub fn ask_password(mut self, ask: impl AskPassword) -> Self {
        self.password = PasswordSource::asking(ask);
        self
    }

    /// Origin of the authentication service, the only one that receives the password; it is another one than the API's.
    pub fn auth_url(mut self, url: impl Into<String>) -> Self {
        self.auth_url = url.into();
        self
    }

    /// Base of the API, version included; MyUnisoft's own by default.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.base.api_url = url.into();
        self
    }

    /// Exempts a route, with what lies below it, from the rule that a firm's call names a folder; beside those which the
    /// crate page lists. `/` exempts all.
    pub fn without_society_id(mut self, route: impl Into<String>) -> Self {
        self.base.free_routes.push(route.into());
        self
    }

    /// Permits `http` to this machine's loopback, for a sandbox.
    pub fn allow_loopback_http(mut self) -> Self {
        self.base.loopback_http = true;
        self
    }

    /// The connection.
    ///
    /// # Errors
    /// As [`KeyBuilder::build`](crate::KeyBuilder::build).
    pub fn build(self) -> Result<MyUnisoft, Error> {
        config::required("mail", variable::MAIL, &self.mail)?;
        if let PasswordSource::Kept(password) = &self.password
            && password.expose_secret().is_empty()
        {
            return Err(problem("password", variable::PASSWORD, "it is empty"));
        }
        check_firm(self.firm.as_ref())?;
        let (api, origins) = self.base.api()?;
        let (scheme, path, unknown_age) = match self.of {
            LoginOf::Firm => (
                generated::FIRM_LOGIN_SCHEME,
                generated::FIRM_LOGIN_PATH,
                generated::FIRM_LOGIN_UNKNOWN_AGE,
            ),
            LoginOf::User => (
                generated::USER_LOGIN_SCHEME,
                generated::USER_LOGIN_PATH,
                generated::USER_LOGIN_UNKNOWN_AGE,
            ),
        };
        let (uri, origins) = allow(
            origins,
            ("auth_url", variable::AUTH_URL, &self.auth_url),
            path,
            generated::AUTH_SECRETS,
        )?;
        Ok(MyUnisoft {
            facts: Facts::new(
                generated::PROVIDER,
                scheme,
                api,
                origins,
                RefreshPolicy::new(Renewal::SignIn).with_unknown_age(unknown_age, true),
                SignIn::Password(self.password),
            )
            .with_limit(limit::of_a_token()),
            partner_secret: self.base.partner_secret,
            free_routes: headers::free_routes(self.base.free_routes)?,
            scheme: Scheme::Login(Login {
                of: self.of,
                uri,
                mail: self.mail,
                firm: self.firm,
            }),
        })
    }
}

fn check_firm(firm: Option<&Firm>) -> Result<(), Error> {
    match firm {
        Some(Firm::Name(name)) => config::required("firm", variable::FIRM_NAME, name),
        Some(Firm::Id(id)) if *id == 0 || i64::try_from(*id).is_err() => {
            Err(problem("firm", variable::FIRM_ID, "it is no schema id"))
        }
        Some(Firm::Id(_)) | None => Ok(()),
    }
}
