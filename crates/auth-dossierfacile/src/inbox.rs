//! Where webhooks and the list meet: one stream of what is to be looked at, each thing once.

mod link;
mod notice;
mod seen;
mod state;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use auth_core::Authenticator;
use futures_util::{Stream, stream};
use time::OffsetDateTime;

pub use link::{GuardedClient, Link};
pub use notice::{Cause, Notice, Received};

use crate::{Cursor, Event, EventType};
use state::State;

/// What the partner learns of people, from webhooks and from the list, as one stream in which each thing comes once. Cheap to
/// clone; clones are one inbox. It reads no clock and makes no call.
///
/// - [`Inbox::receive`] takes an event that a [`WebhookVerifier`](crate::WebhookVerifier) let in. One that ends a connection
///   ends its tokens before the method returns, and no call leaves through the person's [`Link`] any more.
/// - [`Inbox::connected`] says who a connection is of, once the profile call has told. What came about the person before, as
///   the first webhook does, has waited for it.
/// - [`CatchUp`](crate::CatchUp) feeds it from the list, for what no webhook told.
/// - [`Inbox::notices`] is what the application works through, after it has answered.
///
/// Events come in any order, and say only that something is to be read. What the inbox holds is in memory: after a restart
/// the application says again who is known, and the catch-up tells what was missed, from a cursor that was kept once the
/// notices before it were worked through.
///
/// ```
/// use auth_core::{Error, HeaderMap};
/// use auth_dossierfacile::{Effect, Inbox, Lookup, WebhookVerifier, look_up};
/// use futures_util::StreamExt;
/// use time::OffsetDateTime;
///
/// /// A request came: answer 204, to an error what it advises: 401, or 204 where the body alone is odd.
/// fn webhook(verifier: &WebhookVerifier, inbox: &Inbox, body: &[u8], headers: &HeaderMap) -> Result<(), Error> {
///     inbox.receive(verifier.verify(body, headers)?, OffsetDateTime::now_utc());
///     Ok(())
/// }
///
/// /// A task of the application.
/// async fn work(inbox: Inbox, service: auth_reqwest::Client) -> Result<(), Error> {
///     let mut notices = inbox.notices();
///     while let Some(notice) = notices.next().await {
///         match notice.effect() {
///             Effect::Revoked | Effect::Erased => {} // The tokens are gone; erase the rest.
///             _ => match look_up(&service, notice.tenant_id).await? {
///                 Lookup::Linked(profile) => println!("{:?}", profile.status()),
///                 _ => inbox.end(notice.tenant_id),
///             },
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Inbox(Arc<Mutex<State>>);

/// How much an [`Inbox`] keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InboxLimits {
    /// Events about people whom nobody knows yet; 1000 by default. The oldest comes out as a notice of somebody unknown.
    pub parked: usize,
    /// How long such an event waits; 15 minutes by default. Then it comes out likewise.
    pub parked_for: Duration,
    /// How many changes are remembered, to know their copies; 10,000 by default.
    pub remembered: usize,
    /// How many notices wait for the application; 10,000 by default. When one must go, it is the oldest that ends no
    /// connection, and the next catch-up reads all of the list. Where more people are linked than that, set this and
    /// [`InboxLimits::remembered`] above their number.
    pub queued: usize,
}

impl Default for InboxLimits {
    fn default() -> Self {
        Self {
            parked: 1000,
            parked_for: Duration::from_secs(900),
            remembered: 10_000,
            queued: 10_000,
        }
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new(InboxLimits::default())
    }
}

impl Inbox {
    /// An empty inbox.
    pub fn new(limits: InboxLimits) -> Self {
        Self(Arc::new(Mutex::new(State::new(limits))))
    }

    /// Takes an authentic event, at this instant. Answer 2xx, whatever became of it.
    ///
    /// When it ends a connection that is known here, the tokens are dropped before this returns, in memory at once and in the
    /// store as soon as it answers.
    pub fn receive(&self, event: Event, now: OffsetDateTime) -> Received {
        let (received, ended) = self.lock().receive(event, now);
        ended.iter().for_each(Link::end);
        received
    }

    /// Says that a person is connected, by this authenticator, and delivers what has waited for the person.
    ///
    /// `since` is when the profile call was begun: a revocation that came before it was of an earlier link. For a connection
    /// that was kept over a restart, it is the epoch or any instant before.
    ///
    /// The link may have ended already, if a revocation has waited. Somebody who is connected by several authenticators has a
    /// link by each, and a revocation ends them all.
    #[must_use = "calls for the person go through the link"]
    pub fn connected(
        &self,
        tenant_id: u64,
        authenticator: &Authenticator,
        since: OffsetDateTime,
    ) -> Link {
        let mut state = self.lock();
        let link = state.link(tenant_id, authenticator);
        let ended = state.know(tenant_id, since);
        drop(state);
        ended.iter().for_each(Link::end);
        link
    }

    /// Says that the application knows a person of whom it holds no tokens, and delivers what has waited for the person.
    pub fn know(&self, tenant_id: u64) {
        let mut state = self.lock();
        if !state.knows(tenant_id) {
            state.know(tenant_id, OffsetDateTime::UNIX_EPOCH);
        }
    }

    /// Ends the connection with a person, as a revocation does: for one that was found otherwise, by
    /// [`look_up`](crate::look_up) or by a renewal that was refused. The person is known no more.
    pub fn end(&self, tenant_id: u64) {
        let mut state = self.lock();
        if state.knows(tenant_id) {
            state.tell_end((tenant_id, EventType::AccessRevoked));
        }
        let links = state.end(tenant_id);
        drop(state);
        links.iter().for_each(Link::end);
    }

    /// What is to be looked at, oldest first; it never ends. Several readers share what comes.
    pub fn notices(&self) -> impl Stream<Item = Notice> + Send + Unpin + use<> {
        let inbox = self.clone();
        stream::poll_fn(move |context| inbox.poll(context))
    }

    pub(crate) fn expire(&self, now: OffsetDateTime) {
        self.lock().expire(now);
    }

    pub(crate) fn listed(&self, tenant_id: u64, date: Cursor) {
        self.lock().listed(tenant_id, date);
    }

    pub(crate) fn not_listed(&self, tenant_id: u64) {
        self.lock().not_listed(tenant_id);
    }

    pub(crate) fn known(&self) -> Vec<u64> {
        self.lock().known().collect()
    }

    /// How many notices were lost for want of room, if the list is still to make up for some.
    pub(crate) fn overflow(&self) -> Option<u64> {
        let state = self.lock();
        (state.lost > state.caught_up).then_some(state.lost)
    }

    /// The list has made up for so many; what is lost meanwhile is for the next time.
    pub(crate) fn caught_up(&self, lost: u64) {
        self.lock().caught_up = lost;
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Notice>> {
        let mut state = self.lock();
        if let Some(notice) = state.queue.pop_front() {
            return Poll::Ready(Some(notice));
        }
        let waker = context.waker();
        if !state.wakers.iter().any(|known| known.will_wake(waker)) {
            state.wakers.push(waker.clone());
        }
        Poll::Pending
    }

    /// Nothing is called while it is held that could panic half way.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("waiting", &self.lock().queue.len())
            .finish_non_exhaustive()
    }
}
