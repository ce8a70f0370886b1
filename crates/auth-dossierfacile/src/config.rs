//! What the user supplies: the provider value and its builder.

use auth_core::{
    ClientSecret, Error, ExposeSecret, Facts, OriginPolicy, RefreshPolicy, Renewal, Replay, SignIn,
    config::required,
};

use crate::{
    SignatureAlgorithm,
    generated::{self, variable},
    keys::Keys,
    server::{self, Server},
};

/// One connection to DossierFacile Connect, by one of its two schemes.
///
/// Pure and cheap to clone: give one clone to the authenticator and keep another for
/// [`DossierFacile::authorize`].
#[derive(Clone, Debug)]
pub struct DossierFacile {
    pub(crate) facts: Facts,
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) scheme: Scheme,
    pub(crate) required_scopes: Vec<String>,
    pub(crate) algorithms: Vec<SignatureAlgorithm>,
    pub(crate) keys: Keys,
}

/// The partner's client at the authorization server.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: ClientSecret,
    pub(crate) authentication: ClientAuthentication,
}

/// How tokens are obtained.
#[derive(Clone, Debug)]
pub(crate) enum Scheme {
    Service,
    User { redirect_uri: String },
}

/// How the client proves itself at the token endpoint (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// In the `Authorization` header, both parts form-encoded first: what DossierFacile documents.
    #[default]
    Basic,
    /// As `client_id` and `client_secret` in the body: for a proxy or an old Keycloak that spoils the header.
    Post,
}

/// Builds a [`DossierFacile`]. Nothing is read or sent before [`Builder::build`] or [`discover`](crate::discover).
#[derive(Clone, Debug)]
#[must_use = "nothing happens before build()"]
pub struct Builder {
    scheme: Scheme,
    client: Client,
    pub(crate) issuer: Option<String>,
    api_url: Option<String>,
    pub(crate) loopback_http: bool,
    refresh_tokens_rotate: bool,
    required_scopes: Vec<String>,
    algorithms: Vec<SignatureAlgorithm>,
}

impl DossierFacile {
    /// The service scheme: the partner's own token by client credentials, for `/dfc/api/**`.
    ///
    /// DossierFacile opens it on request. Its token must never reach an end user.
    pub fn service(
        client_id: impl Into<String>,
        client_secret: impl Into<ClientSecret>,
    ) -> Builder {
        Builder::new(Scheme::Service, client_id.into(), client_secret.into())
    }

    /// The user scheme: one person's token by authorization code, for `/dfc/tenant/**`.
    ///
    /// `redirect_uri` is the callback exactly as registered with DossierFacile.
    pub fn user(
        client_id: impl Into<String>,
        client_secret: impl Into<ClientSecret>,
        redirect_uri: impl Into<String>,
    ) -> Builder {
        let redirect_uri = redirect_uri.into();
        Builder::new(
            Scheme::User { redirect_uri },
            client_id.into(),
            client_secret.into(),
        )
    }
}

impl Builder {
    fn new(scheme: Scheme, id: String, secret: ClientSecret) -> Self {
        Self {
            scheme,
            client: Client {
                id,
                secret,
                authentication: ClientAuthentication::default(),
            },
            issuer: None,
            api_url: None,
            loopback_http: false,
            refresh_tokens_rotate: true,
            required_scopes: vec![generated::GRANTED_SCOPE.to_owned()],
            algorithms: vec![SignatureAlgorithm::Rs256],
        }
    }

    /// Pre-production: the only environment whose addresses DossierFacile publishes.
    pub fn preproduction(self) -> Self {
        self.issuer(generated::PREPRODUCTION_ISSUER_URL)
            .api_url(generated::PREPRODUCTION_API_URL)
    }

    /// The issuer of the realm, exactly as its own metadata write it (OpenID Connect Discovery §3).
    ///
    /// Nothing is appended to it but the paths of the endpoints: with or without `/auth`, it is as DossierFacile gave it.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The base of the API, such as `https://api-preprod.dossierfacile.fr`.
    pub fn api_url(mut self, api_url: impl Into<String>) -> Self {
        self.api_url = Some(api_url.into());
        self
    }

    /// Permits http to this machine's loopback, for a sandbox.
    pub fn allow_loopback_http(mut self) -> Self {
        self.loopback_http = true;
        self
    }

    /// Sets how the client proves itself at the token endpoint; [`ClientAuthentication::Basic`] by default.
    pub fn client_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.client.authentication = authentication;
        self
    }

    /// Says whether a refresh token dies when it is used; assumed by default, since DossierFacile does not say.
    ///
    /// Only where it is known not to, a refresh whose answer was lost is sent again; otherwise the person signs in again.
    pub fn refresh_tokens_rotate(mut self, rotate: bool) -> Self {
        self.refresh_tokens_rotate = rotate;
        self
    }

    /// Requires one more scope to be granted, beside `dfc`; one word, checked where the answer states what is granted.
    pub fn require_scope(mut self, scope: impl Into<String>) -> Self {
        self.required_scopes.push(scope.into());
        self
    }

    /// Accepts whatever scope is granted, also without `dfc`; the API may then answer 403.
    pub fn any_scope(mut self) -> Self {
        self.required_scopes.clear();
        self
    }

    /// Accepts one more way to sign ID tokens, beside [`SignatureAlgorithm::Rs256`]: for a realm that signs in another way.
    pub fn accept_signature(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// Builds the provider, with the endpoints where Keycloak has them below the issuer.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) naming the field and its environment variable
    /// when it is missing or unusable: the developer or operator corrects it.
    pub fn build(self) -> Result<DossierFacile, Error> {
        let server = Server::keycloak(self.checked_issuer()?)?;
        self.build_for(server)
    }

    pub(crate) fn checked_issuer(&self) -> Result<&str, Error> {
        let issuer = self.issuer.as_deref();
        server::issuer(issuer, self.loopback_http)
    }

    pub(crate) fn build_for(self, server: Server) -> Result<DossierFacile, Error> {
        required("client_id", variable::CLIENT_ID, &self.client.id)?;
        required(
            "client_secret",
            variable::CLIENT_SECRET,
            self.client.secret.expose_secret(),
        )?;
        for scope in &self.required_scopes {
            check_scope(scope)?;
        }
        let api = server::api_url(self.api_url.as_deref(), self.loopback_http)?;
        let (scheme, policy, sign_in, [to_issuer, to_api]) = match &self.scheme {
            Scheme::Service => (
                generated::SERVICE_SCHEME,
                RefreshPolicy::new(Renewal::SignIn).with_replay(Replay::Safe),
                SignIn::Client,
                [
                    generated::SERVICE_ISSUER_SECRETS,
                    generated::SERVICE_API_SECRETS,
                ],
            ),
            Scheme::User { redirect_uri } => {
                server::check_redirect_uri(redirect_uri)?;
                let replay = if self.refresh_tokens_rotate {
                    Replay::Never
                } else {
                    Replay::Safe
                };
                let policy = RefreshPolicy::new(Renewal::RefreshToken).with_replay(replay);
                (
                    generated::USER_SCHEME,
                    policy,
                    SignIn::Person,
                    [generated::USER_ISSUER_SECRETS, generated::USER_API_SECRETS],
                )
            }
        };
        let origins = OriginPolicy::new()
            .with_loopback_http(self.loopback_http)
            .allow(&server.token, to_issuer)?
            .allow(&api, to_api)?;
        Ok(DossierFacile {
            facts: Facts::new(generated::PROVIDER, scheme, api, origins, policy, sign_in),
            client: self.client,
            server,
            scheme: self.scheme,
            required_scopes: self.required_scopes,
            algorithms: self.algorithms,
            keys: Keys::default(),
        })
    }
}

/// A scope is one word (RFC 6749 §3.3): another one would never be found among those granted.
fn check_scope(scope: &str) -> Result<(), Error> {
    let is_word = !scope.is_empty() && scope.bytes().all(|b| b.is_ascii_graphic());
    if is_word {
        return Ok(());
    }
    Err(
        Error::configuration("require_scope", "it is empty or more than one word")
            .advise("give require_scope one scope at a time"),
    )
}
