//! What is given to an authenticator, and stays.

use std::{sync::Arc, time::Duration};

use tokio::runtime::Handle;

use crate::{
    Clock, Provider,
    store::{ConnectionId, ErasedStore},
    transport::ErasedTransport,
};

/// What an authenticator is made of.
pub(crate) struct Parts {
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) transport: Arc<dyn ErasedTransport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) store: Option<(Arc<dyn ErasedStore>, ConnectionId)>,
    pub(crate) runtime: Option<Handle>,
    pub(crate) wait_at_most: Duration,
    pub(crate) exchange_limit: Duration,
    pub(crate) store_limit: Duration,
}

impl Parts {
    /// Longer than everything that is done under a lease: the exchange, and the writes before and after it.
    pub(super) fn lease_term(&self) -> Duration {
        self.exchange_limit.saturating_add(3 * self.store_limit)
    }
}
