//! The realm's public keys, by which ID tokens are signed (RFC 7517).

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use auth_core::{Error, Response};
use openidconnect::core::CoreJsonWebKeySet;
use time::{Duration, OffsetDateTime};

/// More than a realm has: the rest of a longer set is not read.
const MOST: usize = 32;

/// A held set is asked for again after this long, so that a key which the realm withdrew is not trusted for ever.
const FRESH: Duration = Duration::hours(1);

/// A key that is not in the set makes it be asked for again, once in this long.
const PAUSE: Duration = Duration::minutes(1);

/// The keys that clones of a provider share, and when they were fetched. Only
/// [`CheckedTransport`](crate::CheckedTransport) changes them.
#[derive(Clone, Default)]
pub(crate) struct Keys(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    set: Option<CoreJsonWebKeySet>,
    fetched_at: Option<OffsetDateTime>,
    asked_again_at: Option<OffsetDateTime>,
}

impl Keys {
    /// Holds the keys of an answer from now on.
    pub(crate) fn hold(&self, response: &Response) -> Result<(), Error> {
        let set: CoreJsonWebKeySet = response.json()?;
        let keys = set.keys().iter().take(MOST).cloned().collect();
        let mut held = self.lock();
        held.set = Some(CoreJsonWebKeySet::new(keys));
        held.fetched_at = Some(response.request_sent_at());
        Ok(())
    }

    /// The keys; `None` while none were fetched.
    pub(crate) fn held(&self) -> Option<CoreJsonWebKeySet> {
        self.lock().set.clone()
    }

    /// Whether they should be fetched for a token that came at `now`: they are old, or its key is not `known` and none was
    /// asked for a moment ago. Says so once.
    pub(crate) fn want(&self, known: bool, now: OffsetDateTime) -> bool {
        let mut held = self.lock();
        let within = |since: Option<OffsetDateTime>, limit| {
            // A clock that was set back makes nothing fresh.
            since.is_some_and(|since| (Duration::ZERO..limit).contains(&(now - since)))
        };
        if (known && within(held.fetched_at, FRESH)) || within(held.asked_again_at, PAUSE) {
            return false;
        }
        held.asked_again_at = Some(now);
        true
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.lock();
        let count = held.set.as_ref().map(|set| set.keys().len());
        f.debug_struct("Keys").field("held", &count).finish()
    }
}
