//! From the callback to a connected person: the exchange signs in, the profile call connects.

use std::fmt;

use auth_core::{Authenticator, Error, Execute};

use crate::{Identity, LoginHint, Logout, PendingAuthorization, Profile, TenantProfile, identity};

/// A person who has signed in. **Not connected yet**: there is no link, no webhook and no entry in the partner's list before
/// [`SignedIn::connect`].
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedIn {
    /// Who signed in, as the signed ID token says.
    pub identity: Identity,
    hinted: Option<String>,
}

/// A person whose rental file is shared with the partner: there is no other way to one than a successful profile call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Connected {
    /// Identifier of the person, by which webhooks and the partner's list name them: keep it.
    pub tenant_id: u64,
    /// Who signed in, as the signed ID token says.
    pub identity: Identity,
    /// Whether it is the person that [`login_hint`](crate::AuthorizationBuilder::login_hint) named.
    pub login_hint: LoginHint,
    /// The file. That it is shared says nothing about it: see [`TenantProfile::status`].
    pub profile: TenantProfile,
}

impl PendingAuthorization {
    /// Signs the person in: reads the callback, exchanges its code, checks the ID token and its signature.
    ///
    /// `authenticator` is this person's own, over the transport that
    /// [`DossierFacile::check_id_tokens`](crate::DossierFacile::check_id_tokens) gives.
    ///
    /// # Errors
    /// Those of [`PendingAuthorization::finish`], with which no code was exchanged; then those of the exchange, of which
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) says that the scope `dfc` is not granted, that the ID
    /// token is not what it should be, or that nothing would check its signature: the operator or developer acts. Whatever
    /// fails, the tokens of this sign-in are not kept and nobody is told an identity. A code is good once: begin again.
    ///
    /// # Cancel safety
    /// Once the exchange has begun, dropping the future does not stop it: the authenticator may then hold tokens of a person
    /// whom the application was not told. [`Authenticator::forget`] them, or begin again.
    pub async fn sign_in(
        self,
        authenticator: &Authenticator,
        callback_url: &str,
    ) -> Result<SignedIn, Error> {
        let hinted = self.login_hint.clone();
        authenticator.sign_in(self.finish(callback_url)?).await?;
        let Some(identity) = Identity::of(&authenticator.status().attributes) else {
            authenticator.forget();
            return Err(identity::unchecked());
        };
        Ok(SignedIn { identity, hinted })
    }
}

impl SignedIn {
    /// Whether it is the person that [`login_hint`](crate::AuthorizationBuilder::login_hint) named, by the e-mail address of
    /// the ID token.
    pub fn login_hint(&self) -> LoginHint {
        LoginHint::compare(self.hinted.as_deref(), self.identity.email.as_deref(), None)
    }

    /// Connects the person: makes the profile call, **which creates the link** between person and partner and may send the
    /// first webhook before it is answered. `client` is one over the person's authenticator.
    ///
    /// # Errors
    /// Those of the call; the person is then not said to be connected. When the answer is lost
    /// ([`Error::is_delivery_uncertain`]) the link may be there: nothing repeats the call by itself, and repeating it by this
    /// same method does no harm as long as the person has not revoked the access in between.
    ///
    /// # Cancel safety
    /// A dropped future may leave a request that arrives all the same: the link may be there.
    pub async fn connect(&self, client: &impl Execute) -> Result<Connected, Error> {
        let profile = client.execute(&Profile).await.map_err(|error| {
            if error.is_delivery_uncertain() {
                error.advise(
                    "the person may be connected, its answer is lost: call connect again, unless the person has revoked since",
                )
            } else {
                error
            }
        })?;
        let email = profile
            .connected_tenant()
            .and_then(|person| person.email.as_deref());
        let id_token = self.identity.email.as_deref();
        Ok(Connected {
            tenant_id: profile.connected_tenant_id,
            identity: self.identity.clone(),
            login_hint: LoginHint::compare(self.hinted.as_deref(), id_token, email),
            profile,
        })
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// Signs the person out of DossierFacile, in every browser, and forgets the tokens here, whether or not the call succeeds.
///
/// It ends sessions, neither the consent nor the link: webhooks go on, and the service scheme still reads the file. The link is
/// ended by the person, at DossierFacile.
///
/// # Errors
/// Those of the call: the tokens are forgotten all the same, the person's sessions at DossierFacile may go on until they end by
/// themselves.
///
/// # Cancel safety
/// The tokens are forgotten when the future is dropped, too; the request may or may not arrive.
pub async fn sign_out(authenticator: &Authenticator, client: &impl Execute) -> Result<(), Error> {
    struct Forget<'a>(&'a Authenticator);
    impl Drop for Forget<'_> {
        fn drop(&mut self) {
            self.0.forget();
        }
    }
    let _forget = Forget(authenticator);
    client.execute(&Logout).await
}
