//! What the user supplies, checked once when the connection is built.

use auth_core::{
    AccessToken, AskPassword, Error, ExposeSecret, Facts, Origin, OriginPolicy, PartnerSecret,
    Password, PasswordSource, RefreshPolicy, Renewal, SecretKind, SignIn, TokenSet, Uri, config,
};

use crate::{
    Access, MyUnisoft,
    access::Hint,
    generated::{self, variable},
    headers,
    provider::{FirmLogin, Scheme},
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

impl MyUnisoft {
    /// Access by a partner key, for one folder or for a firm: today's way in (MyUnisoft Authentification page).
    ///
    /// The key has no end unless its JWT says so; a person generates and disconnects it in MyUnisoft.
    pub fn key(
        partner_secret: impl Into<PartnerSecret>,
        key: impl Into<AccessToken>,
    ) -> KeyBuilder {
        KeyBuilder {
            base: Base::new(partner_secret.into()),
            key: key.into(),
            access: None,
        }
    }

    /// Access to a firm by mail and password, for firms with the "offre API cabinet" (MyUnisoft api-partenaires,
    /// `authentication/cabinet.md`). Partners are asked to move to keys.
    pub fn firm_login(
        partner_secret: impl Into<PartnerSecret>,
        mail: impl Into<String>,
    ) -> FirmLoginBuilder {
        FirmLoginBuilder {
            base: Base::new(partner_secret.into()),
            mail: mail.into(),
            firm: None,
            password: PasswordSource::Never,
            auth_url: generated::AUTH_URL.into(),
        }
    }
}

/// What both schemes need.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) partner_secret: PartnerSecret,
    pub(crate) api_url: String,
    free_routes: Vec<String>,
    pub(crate) loopback_http: bool,
}

impl Base {
    fn new(partner_secret: PartnerSecret) -> Self {
        Self {
            partner_secret,
            api_url: generated::API_URL.into(),
            free_routes: Vec::new(),
            loopback_http: false,
        }
    }

    /// The API base, and a policy by which token and partner secret go there and nowhere else.
    fn api(&self) -> Result<(Uri, OriginPolicy), Error> {
        check_secret(
            "partner_secret",
            variable::PARTNER_SECRET,
            self.partner_secret.expose_secret(),
        )?;
        let policy = OriginPolicy::new().with_loopback_http(self.loopback_http);
        allow(
            policy,
            ("api_url", variable::API_URL, &self.api_url),
            "",
            generated::API_SECRETS,
        )
    }
}

/// Settings of [`MyUnisoft::key`].
#[derive(Debug)]
#[must_use = "nothing happens before build"]
pub struct KeyBuilder {
    pub(crate) base: Base,
    key: AccessToken,
    access: Option<Access>,
}

impl KeyBuilder {
    /// Says how far the key reaches, in place of what its claims hint at.
    pub fn access(mut self, access: Access) -> Self {
        self.access = Some(access);
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
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and its environment variable:
    /// the developer or operator corrects it.
    pub fn build(self) -> Result<MyUnisoft, Error> {
        let key = self.key.expose_secret();
        check_secret("key", variable::KEY, key)?;
        if key.contains(' ') {
            let what = "it has a space in it, paste the value alone";
            return Err(problem("key", variable::KEY, what));
        }
        let (api, origins) = self.base.api()?;
        let hint = Hint::of(&self.key);
        let expiry = hint.expiry(&self.key);
        Ok(MyUnisoft {
            scheme: Scheme::Key {
                access: self.access.or_else(|| hint.access()),
            },
            facts: Facts::new(
                generated::PROVIDER,
                generated::KEY_SCHEME,
                api,
                origins,
                RefreshPolicy::new(Renewal::None),
                SignIn::Static(Box::new(TokenSet::new(self.key, expiry))),
            ),
            partner_secret: self.base.partner_secret,
            free_routes: headers::free_routes(self.base.free_routes)?,
        })
    }
}

/// Settings of [`MyUnisoft::firm_login`].
#[derive(Debug)]
#[must_use = "nothing happens before build"]
pub struct FirmLoginBuilder {
    pub(crate) base: Base,
    mail: String,
    firm: Option<Firm>,
    password: PasswordSource,
    auth_url: String,
}

impl FirmLoginBuilder {
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

    /// Asks for the password each time a login needs it; without this and [`FirmLoginBuilder::password`] the caller
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
    /// As [`KeyBuilder::build`].
    pub fn build(self) -> Result<MyUnisoft, Error> {
        config::required("mail", variable::MAIL, &self.mail)?;
        if let PasswordSource::Kept(password) = &self.password
            && password.expose_secret().is_empty()
        {
            return Err(problem("password", variable::PASSWORD, "it is empty"));
        }
        check_firm(self.firm.as_ref())?;
        let (api, origins) = self.base.api()?;
        let (uri, origins) = allow(
            origins,
            ("auth_url", variable::AUTH_URL, &self.auth_url),
            generated::FIRM_LOGIN_PATH,
            generated::AUTH_SECRETS,
        )?;
        Ok(MyUnisoft {
            facts: Facts::new(
                generated::PROVIDER,
                generated::FIRM_LOGIN_SCHEME,
                api,
                origins,
                RefreshPolicy::new(Renewal::SignIn)
                    .with_unknown_age(generated::FIRM_LOGIN_UNKNOWN_AGE, true),
                SignIn::Password(self.password),
            ),
            partner_secret: self.base.partner_secret,
            free_routes: headers::free_routes(self.base.free_routes)?,
            scheme: Scheme::FirmLogin(FirmLogin {
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

/// A secret that a header must carry. One of a partner begins with the partner's name, which may be several words.
pub(crate) fn check_secret(field: &'static str, variable: &str, secret: &str) -> Result<(), Error> {
    config::required(field, variable, secret)?;
    if !secret.is_ascii() {
        return Err(problem(
            field,
            variable,
            "it has characters that no header can carry",
        ));
    }
    Ok(())
}

/// The URL of `path` below a configured base, which may from now on receive `kinds`.
fn allow(
    policy: OriginPolicy,
    (field, variable, url): (&'static str, &str, &str),
    path: &str,
    kinds: &[SecretKind],
) -> Result<(Uri, OriginPolicy), Error> {
    config::required(field, variable, url)?;
    if url.contains(['?', '#']) {
        return Err(problem(field, variable, "it has a query or a fragment"));
    }
    let uri: Uri = format!("{}{path}", url.trim_end_matches('/'))
        .parse()
        .map_err(|_| problem(field, variable, "it is no URL"))?;
    Origin::of(&uri).map_err(|_| problem(field, variable, "it is no absolute https URL"))?;
    let policy = policy.allow(&uri, kinds).map_err(|_| {
        let why = "it is http, which is permitted to loopback only and when explicitly allowed";
        problem(field, variable, why)
    })?;
    Ok((uri, policy))
}

pub(crate) fn problem(field: &str, variable: &str, problem: &str) -> Error {
    Error::configuration(field, problem)
        .advise(format!("correct {field} (environment variable {variable})"))
}
