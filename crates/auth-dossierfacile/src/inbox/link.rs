//! One person's connection, and whether the person still wants it.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use auth_core::{Authenticator, Call, Delivery, Error, ErrorKind, Execute, PersonTask};

/// The link with a person who is connected; it ends for good when the person revokes the access or deletes the account. A new
/// sign-in makes a new one. Cheap to clone; clones end together.
#[derive(Clone)]
pub struct Link(Arc<Ends>);

struct Ends {
    authenticator: Authenticator,
    ended: AtomicBool,
}

impl Link {
    pub(super) fn new(authenticator: Authenticator) -> Self {
        Self(Arc::new(Ends {
            authenticator,
            ended: AtomicBool::new(false),
        }))
    }

    /// Whether the person has ended it.
    pub fn is_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire)
    }

    /// Lets `client` call for this person as long as the link lasts: after its end no call leaves, so that none restores what
    /// the person has just taken back.
    pub fn guard<'a, E: Execute>(&'a self, client: &'a E) -> GuardedClient<'a, E> {
        GuardedClient { link: self, client }
    }

    pub(super) fn is_by(&self, authenticator: &Authenticator) -> bool {
        self.0.authenticator.is_clone_of(authenticator)
    }

    /// Closed first, so that nobody gets through while the tokens go.
    pub(super) fn end(&self) {
        self.0.ended.store(true, Ordering::Release);
        self.0.authenticator.forget();
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("ended", &self.is_ended())
            .finish_non_exhaustive()
    }
}

/// A client that calls for a person while the [`Link`] lasts; made by [`Link::guard`].
#[derive(Debug)]
pub struct GuardedClient<'a, E> {
    link: &'a Link,
    client: &'a E,
}

impl<E: Execute> Execute for GuardedClient<'_, E> {
    async fn execute<C: Call + Sync>(&self, call: &C) -> Result<C::Answer, Error> {
        if self.link.is_ended() {
            return Err(Error::new(
                ErrorKind::SignInRequired(PersonTask::Consent),
                "the person has revoked the access, nothing was sent",
            )
            .delivered(Delivery::NotDelivered)
            .about("person of DossierFacile"));
        }
        self.client.execute(call).await
    }
}
