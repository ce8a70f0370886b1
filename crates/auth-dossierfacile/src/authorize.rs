//! The way through the person's browser: the authorization request (RFC 6749 §4.1.1).

use std::fmt;

use auth_core::{CodeVerifier, Error, config::required};
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope, basic::BasicClient,
};

use crate::{
    DossierFacile, PendingAuthorization,
    config::Scheme,
    generated::{self, variable},
};

/// Builds an [`AuthorizationRequest`]. State, nonce and PKCE verifier are generated: there is no way to set them.
#[derive(Clone, Debug)]
#[must_use = "nothing happens before build()"]
pub struct AuthorizationBuilder<'a> {
    provider: &'a DossierFacile,
    login_hint: Option<String>,
    login_edit_disabled: bool,
    scopes: Vec<String>,
}

/// Where to send the person's browser, and what to keep until it comes back.
#[non_exhaustive]
pub struct AuthorizationRequest {
    /// The URL to redirect the browser to. Good for one sign-in.
    pub url: String,
    /// What turns the callback into a grant: keep it on the server, bound to this person's browser session.
    pub pending: PendingAuthorization,
}

impl DossierFacile {
    /// Begins a sign-in of a person (user scheme).
    pub fn authorize(&self) -> AuthorizationBuilder<'_> {
        AuthorizationBuilder {
            provider: self,
            login_hint: None,
            login_edit_disabled: false,
            scopes: Vec::new(),
        }
    }
}

impl AuthorizationBuilder<'_> {
    /// Pre-fills the e-mail address; give only one that you have verified.
    ///
    /// It binds nothing: the person may sign in as somebody else. Who did is told by [`SignedIn`](crate::SignedIn) and
    /// [`Connected`](crate::Connected), which also say whether it is another than hinted.
    pub fn login_hint(mut self, email: impl Into<String>) -> Self {
        self.login_hint = Some(email.into());
        self
    }

    /// Locks the e-mail field of the login page: a convenience, which FranceConnect or a mistyped password lift.
    pub fn login_edit_disabled(mut self) -> Self {
        self.login_edit_disabled = true;
        self
    }

    /// Asks for one more scope beside `openid`.
    ///
    /// DossierFacile may grant less than was asked for: name it in
    /// [`Builder::require_scope`](crate::Builder::require_scope) too if the sign-in is to fail then.
    pub fn scope(mut self, extra: impl Into<String>) -> Self {
        self.scopes.push(extra.into());
        self
    }

    /// The authorization request.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) on a connection by the service scheme, or for an
    /// empty hint or scope: the developer corrects the call.
    pub fn build(self) -> Result<AuthorizationRequest, Error> {
        let DossierFacile {
            client,
            server,
            scheme,
            ..
        } = self.provider;
        let Scheme::User { redirect_uri } = scheme else {
            return Err(Error::configuration(
                "scheme",
                "a person signs in by the user scheme only",
            )
            .advise("build the provider with DossierFacile::user"));
        };
        let authorization = AuthUrl::new(server.authorization.clone())
            .map_err(|_| no_url("issuer", variable::ISSUER))?;
        let redirect = RedirectUrl::new(redirect_uri.clone())
            .map_err(|_| no_url("redirect_uri", variable::REDIRECT_URI))?;
        let oauth = BasicClient::new(ClientId::new(client.id.clone()))
            .set_auth_uri(authorization)
            .set_redirect_uri(redirect);
        let (code_challenge, code_verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random();
        let mut request = oauth
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(code_challenge)
            .add_extra_param(generated::NONCE, nonce.secret().clone())
            .add_scope(Scope::new(generated::SCOPE.to_owned()));
        for scope in self.scopes {
            check("scope", &scope)?;
            request = request.add_scope(Scope::new(scope));
        }
        if let Some(email) = &self.login_hint {
            check(generated::LOGIN_HINT_PARAMETER, email)?;
            request = request.add_extra_param(generated::LOGIN_HINT_PARAMETER, email.clone());
        }
        if self.login_edit_disabled {
            request = request.add_extra_param(generated::LOGIN_EDIT_DISABLED_PARAMETER, "true");
        }
        let (url, state) = request.url();
        Ok(AuthorizationRequest {
            url: url.into(),
            pending: PendingAuthorization {
                state,
                nonce,
                code_verifier: CodeVerifier::new(code_verifier.into_secret()),
                // As the URL has it: the exchange repeats it to the letter.
                redirect_uri: redirect_uri.clone(),
                issuer: server.issuer.clone(),
                issuer_names_itself: server.names_itself,
                login_hint: self.login_hint,
            },
        })
    }
}

fn check(field: &'static str, value: &str) -> Result<(), Error> {
    required(field, "none", value).map_err(|error| error.advise(format!("correct {field}")))
}

fn no_url(field: &str, variable: &str) -> Error {
    Error::configuration(field, "it is no URL")
        .advise(format!("correct {field} (environment variable {variable})"))
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationRequest([redacted])")
    }
}
