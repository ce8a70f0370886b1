//! One limiter per credential in this process, whichever client uses it.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use auth_core::{Facts, HeaderMap, RateLimit};

use super::Limiter;

static LIMITERS: LazyLock<Registry> = LazyLock::new(Registry::default);

/// The limiter of the credential in `headers`, which has nothing else in it.
pub(crate) fn limiter(facts: &Facts, limit: &RateLimit, headers: &HeaderMap) -> Arc<Limiter> {
    LIMITERS.limiter(facts, limit, headers)
}

/// Limiters by what is left of a credential when it has gone twice through a hash with random keys: it cannot be guessed
/// from that, and no two credentials share a limiter.
#[derive(Default)]
struct Registry {
    keys: [RandomState; 2],
    limiters: Mutex<Limiters>,
}

#[derive(Default)]
struct Limiters {
    by_credential: HashMap<[u64; 2], Arc<Limiter>>,
    /// When there are more than this, those that nobody needs are dropped.
    sweep_at: usize,
}

impl Registry {
    fn limiter(&self, facts: &Facts, limit: &RateLimit, headers: &HeaderMap) -> Arc<Limiter> {
        let secrets: Vec<_> = headers
            .iter()
            .filter(|(_, value)| value.is_sensitive())
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let server = facts.api.authority().map(http::uri::Authority::as_str);
        let credential = (facts.provider, server, secrets);
        let key = self.keys.each_ref().map(|key| key.hash_one(&credential));
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        limiters.sweep();
        let limiter = limiters.by_credential.entry(key);
        Arc::clone(limiter.or_insert_with(|| Arc::new(Limiter::new(limit))))
    }
}

impl Limiters {
    /// Drops limiters that nobody holds and that count nothing any more; seldom, so that it costs each call next to nothing.
    fn sweep(&mut self) {
        if self.by_credential.len() >= self.sweep_at.max(64) {
            self.by_credential
                .retain(|_, limiter| Arc::strong_count(limiter) > 1 || !limiter.is_idle());
            self.sweep_at = 2 * self.by_credential.len();
        }
    }
}
