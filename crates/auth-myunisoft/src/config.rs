//! What the user supplies, checked once when the connection is built.

mod login;

use auth_core::{
    AccessToken, Error, ExposeSecret, Facts, Origin, OriginPolicy, PartnerSecret, RefreshPolicy,
    Renewal, SecretKind, SignIn, TokenSet, Uri, config,
};

pub use login::{Firm, LoginBuilder};

use crate::{
    Access, MyUnisoft,
    access::Hint,
    generated::{self, variable},
    headers, limit,
    provider::{LoginOf, Scheme},
};

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
    ) -> LoginBuilder {
        let base = Base::new(partner_secret.into());
        LoginBuilder::new(LoginOf::Firm, base, mail.into())
    }

    /// A user's own access by mail and password, whose token makes keys: see [`CreateKey`](crate::CreateKey)
    /// (MyUnisoft's Postman collection; types published with the partners SDK).
    ///
    /// It left the documents in July 2023: for development. Its refresh token is dropped, since nothing documented takes it:
    /// the login is made again.
    pub fn user_login(
        partner_secret: impl Into<PartnerSecret>,
        mail: impl Into<String>,
    ) -> LoginBuilder {
        let base = Base::new(partner_secret.into());
        LoginBuilder::new(LoginOf::User, base, mail.into())
    }
}

/// What all schemes need.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) partner_secret: PartnerSecret,
    pub(crate) api_url: String,
    pub(crate) free_routes: Vec<String>,
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
            )
            .with_limit(limit::of_a_token()),
            partner_secret: self.base.partner_secret,
            free_routes: headers::free_routes(self.base.free_routes)?,
        })
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
