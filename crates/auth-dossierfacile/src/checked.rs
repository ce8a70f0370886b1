//! The transport that sees to it that the realm's keys are at hand when an ID token comes.

use auth_core::{Error, Method, Request, Response, SecretKind, StatusCode, Transport};

use crate::{DossierFacile, id_token};

/// A transport that fetches the realm's keys, so that the provider can check the signature of ID tokens; made by
/// [`DossierFacile::check_id_tokens`].
///
/// Before a code leaves, keys are at hand, or the code stays here. When the answer's ID token is signed by a key that is not
/// among them, as after a rotation, they are fetched once again, at most once a minute; and so are keys that are older than an
/// hour. They are fetched from the issuer's own origin, without any credential.
#[derive(Clone, Debug)]
pub struct CheckedTransport<T> {
    inner: T,
    provider: DossierFacile,
}

impl DossierFacile {
    /// Puts the check of ID tokens before `transport`: give the result to the authenticators of this provider's clones.
    ///
    /// The keys are shared by all of them. Without it an ID token's signature is not looked at, only TLS vouches for it (OpenID
    /// Connect Core §3.1.3.7), and [`PendingAuthorization::sign_in`](crate::PendingAuthorization::sign_in) refuses to tell an
    /// identity.
    pub fn check_id_tokens<T: Transport>(&self, transport: T) -> CheckedTransport<T> {
        CheckedTransport {
            inner: transport,
            provider: self.clone(),
        }
    }
}

impl<T: Transport> CheckedTransport<T> {
    /// Fetches the realm's keys now: when the server starts, so that no person waits for it.
    ///
    /// # Errors
    /// The transport's, and those of an answer that is no key set: wait. Keys that are held stay.
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing.
    pub async fn fetch_keys(&self) -> Result<(), Error> {
        let request = Request::new(Method::GET, self.provider.server.certificates.clone());
        let response = self.inner.send(request).await?;
        if response.status() != StatusCode::OK {
            return Err(response.unexpected().about(SUBJECT));
        }
        let held = self.provider.keys.hold(&response);
        held.map_err(|error| error.about(SUBJECT))
    }
}

const SUBJECT: &str = "dossierfacile: keys of the realm";

impl<T: Transport> Transport for CheckedTransport<T> {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        if !request.carries().contains(&SecretKind::AuthorizationCode) {
            return self.inner.send(request).await;
        }
        if self.provider.keys.held().is_none() {
            // A second try costs less than a person's way through the browser.
            if self.fetch_keys().await.is_err() {
                self.fetch_keys()
                    .await
                    .map_err(|error| error.delivered(auth_core::Delivery::NotDelivered))?;
            }
        }
        let response = self.inner.send(request).await?;
        if id_token::wants_keys(&self.provider, &response) {
            // What is held decides if this fails: old keys check what they can, a new one stays unknown.
            let _ = self.fetch_keys().await;
        }
        Ok(response)
    }
}
