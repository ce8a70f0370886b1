//! A store that tells what is done with it, and that is slow now and then.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::{Duration, Instant},
};

use auth_all::core::{
    ConnectionId, Error, TokenStore,
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
};

use tokio::time::sleep;

use crate::{
    said::{Intended, Print, Step, Tell, What, now},
    worker::STORE_LIMIT,
};

pub(crate) struct Watched<S> {
    pub(crate) store: Arc<S>,
    pub(crate) connection: usize,
    pub(crate) tell: Tell,
    /// How many of a thousand operations are slow; a tenth of them takes longer than anybody waits.
    pub(crate) slow: u64,
}

impl<S: TokenStore> Watched<S> {
    fn tell(&self, what: What) {
        (self.tell)(now(self.connection, what));
    }

    /// Does `work`, lying about before it or after it.
    async fn slowly<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let began = Instant::now();
        let chance = RandomState::new().hash_one(began);
        let pause = match chance % 10_000 {
            n if n < self.slow => STORE_LIMIT + Duration::from_millis(500),
            n if n < 10 * self.slow => Duration::from_millis(50 + chance / 10_000 % 250),
            _ => Duration::ZERO,
        };
        let before = chance & (1 << 60) == 0;
        if before {
            sleep(pause).await; // why: the store is slow
        }
        let done = work.await;
        if !before {
            sleep(pause).await; // why: the store is slow
        }
        if done.is_err() || began.elapsed() > STORE_LIMIT {
            self.tell(What::StoreFailed);
        }
        done
    }
}

impl<S: TokenStore> TokenStore for Watched<S> {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.slowly(self.store.load(connection)).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let replaced = self
            .slowly(self.store.replace(connection, expected, record))
            .await?;
        if let (Replaced::Done(_), Some(record)) = (&replaced, record) {
            let token = Print::of_token(record.tokens.refresh_token());
            self.tell(What::Replaced(record.id, token));
        }
        Ok(replaced)
    }

    async fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        let leased = self.slowly(self.store.lease(connection, by, term)).await?;
        if matches!(leased, Leased::Granted { .. }) {
            self.tell(What::Step(by, Step::Leased));
        }
        Ok(leased)
    }

    async fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        let token = Print::of_token(record.tokens.refresh_token());
        let (begins, done) = match record.intent {
            _ if record.id == lease.by => (Step::Saving(token.clone()), Step::Saved(token)),
            Some(intent) if intent.by == lease.by => {
                let intended = Intended {
                    at: intent.at,
                    token,
                };
                (Step::Intending(intended.clone()), Step::Intended(intended))
            }
            _ => panic!("written under a lease, and neither an intent nor a result"),
        };
        self.tell(What::Step(lease.by, begins));
        let work = self.store.commit(connection, lease, expected, record);
        let replaced = self.slowly(work).await?;
        if matches!(replaced, Replaced::Done(_)) {
            self.tell(What::Step(lease.by, done));
        }
        Ok(replaced)
    }

    async fn release(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.slowly(self.store.release(connection, lease)).await?;
        self.tell(What::Step(lease.by, Step::Released));
        Ok(())
    }

    async fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        self.store.changed(connection, known).await
    }
}
