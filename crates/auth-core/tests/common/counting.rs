//! A store that counts what it is asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use auth_core::{
    ConnectionId, Error, TokenStore,
    store::{Lease, Leased, Record, Replaced, Stored, TransactionId, Version},
};

/// Another store, with a count of operations of every kind.
#[derive(Clone, Debug)]
pub struct Counting<S> {
    store: S,
    operations: Arc<AtomicU64>,
}

impl<S> Counting<S> {
    pub fn new(store: S) -> Self {
        Self {
            store,
            operations: Arc::default(),
        }
    }

    pub fn operations(&self) -> u64 {
        self.operations.load(SeqCst)
    }

    fn counted(&self) -> &S {
        self.operations.fetch_add(1, SeqCst);
        &self.store
    }
}

impl<S: TokenStore> TokenStore for Counting<S> {
    async fn load(&self, connection: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.counted().load(connection).await
    }

    async fn replace(
        &self,
        connection: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        self.counted().replace(connection, expected, record).await
    }

    async fn lease(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Leased, Error> {
        self.counted().lease(connection, by, term).await
    }

    async fn commit(
        &self,
        connection: &ConnectionId,
        lease: &Lease,
        expected: Option<Version>,
        record: &Record,
    ) -> Result<Replaced, Error> {
        let store = self.counted();
        store.commit(connection, lease, expected, record).await
    }

    async fn release(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        self.counted().release(connection, lease).await
    }

    async fn changed(
        &self,
        connection: &ConnectionId,
        known: Option<Version>,
    ) -> Result<(), Error> {
        self.counted().changed(connection, known).await
    }
}
