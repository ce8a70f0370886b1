//! The browser comes back from a sign-in.

use std::{convert::Infallible, fmt, sync::Arc};

use auth_core::{Authenticator, Error};
use auth_dossierfacile::{BeginAgain, PendingAuthorization, PendingAuthorizations, SignedIn};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use super::BrowserSession;

/// The callback of a sign-in: of one that this browser began, or why the person has to begin again.
///
/// The pending authorization is taken out of the [`PendingAuthorizations`] of the router's state, by [`FromRef`]: once, and
/// for the browser whose [`BrowserSession`] it was kept under. With anything else no code is exchanged. Nothing is
/// answered and no cookie is set: both are the handler's. A callback that leads nowhere happens to honest people after a
/// restart of the server, so answer it with a page that begins anew.
///
/// The callback's query holds the code: keep it out of logs.
///
/// ```
/// use std::sync::Arc;
///
/// use auth_axum::dossierfacile::{BrowserSession, Callback};
/// use auth_dossierfacile::{DossierFacile, PendingAuthorizations};
/// use axum::{Router, extract::{FromRef, State}, http::StatusCode, response::Redirect, routing::get};
///
/// #[derive(Clone)]
/// struct App {
///     user: DossierFacile,
///     pending: Arc<PendingAuthorizations>,
/// }
///
/// impl FromRef<App> for Arc<PendingAuthorizations> {
///     fn from_ref(app: &App) -> Self {
///         Arc::clone(&app.pending)
///     }
/// }
///
/// async fn connect(State(app): State<App>, browser: BrowserSession) -> Result<(BrowserSession, Redirect), StatusCode> {
///     let request = app.user.authorize().build().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
///     let kept = app.pending.keep(browser.value(), request.pending);
///     kept.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
///     Ok((browser, Redirect::to(&request.url)))
/// }
///
/// async fn came_back(Callback(callback): Callback) -> &'static str {
///     match callback {
///         Ok(returned) => "signing in", // returned.sign_in(&authenticator).await
///         Err(_) => "Please begin again.",
///     }
/// }
///
/// # let user = DossierFacile::user("dfconnect-partenaire", "secret", "https://partenaire.example/retour").preproduction().build()?;
/// let app = App { user, pending: Arc::new(PendingAuthorizations::new()) };
/// let app: Router = Router::new()
///     .route("/connect", get(connect))
///     .route("/retour", get(came_back))
///     .with_state(app);
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Callback(pub Result<Returned, BeginAgain>);

/// A callback whose sign-in this browser began. `Debug` shows none of it.
pub struct Returned {
    pending: PendingAuthorization,
    uri: String,
}

impl Returned {
    /// Signs the person in, by [`PendingAuthorization::sign_in`]: the person is not connected yet.
    ///
    /// # Errors
    /// Those of [`PendingAuthorization::sign_in`], among them that the person refused to sign in or to consent.
    ///
    /// # Cancel safety
    /// As there: once the exchange has begun, dropping the future does not stop it. A browser that goes away drops it, so let
    /// a task of its own do it where that matters.
    pub async fn sign_in(self, authenticator: &Authenticator) -> Result<SignedIn, Error> {
        self.pending.sign_in(authenticator, &self.uri).await
    }
}

impl fmt::Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returned([redacted])")
    }
}

impl<S> FromRequestParts<S> for Callback
where
    Arc<PendingAuthorizations>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let store = Arc::<PendingAuthorizations>::from_ref(state);
        let uri = parts.uri.to_string();
        // Who has no session matches none: a kept one is never blank.
        let session = BrowserSession::of(parts);
        let session = session.as_ref().map_or("", BrowserSession::value);
        let taken = store.take(session, &uri);
        if let Err(why) = &taken {
            tracing::info!(%why, "a callback led nowhere");
        }
        Ok(Self(taken.map(|pending| Returned { pending, uri })))
    }
}
