//! Where a rule is tried: handles of the store, connections that nobody has used, limits.

use std::{cell::Cell, sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{Case, Fault, Handle, beneath::ErasedBeneath};
use crate::{
    ConnectionId, Error, TokenStore,
    store::{ErasedStore, TransactionId},
};

#[async_trait(?Send)]
pub(super) trait Opens {
    async fn open(&self) -> Result<Arc<dyn ErasedStore>, Error>;
}

#[async_trait(?Send)]
impl<S: TokenStore, F: AsyncFn() -> Result<S, Error>> Opens for F {
    async fn open(&self) -> Result<Arc<dyn ErasedStore>, Error> {
        Ok(Arc::new(self().await?))
    }
}

pub(super) struct Ground<'a> {
    case: &'a Case<'a>,
    rule: &'static str,
    /// Sets the connections of this run apart from those of all others.
    run: TransactionId,
    connections: Cell<u32>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(case: &'a Case<'a>, rule: &'static str) -> Self {
        Self {
            case,
            rule,
            run: TransactionId::random(),
            connections: Cell::new(0),
        }
    }

    /// A handle of the store, as another process would have it.
    pub(super) async fn open(&self) -> Result<Handle, Fault> {
        match self.case.opens.open().await {
            Ok(store) => Ok(Handle::new(store, self.case.patience)),
            Err(error) => Err(Fault(format!("it does not open: {error}"))),
        }
    }

    pub(super) async fn open_many(&self, count: usize) -> Result<Vec<Handle>, Fault> {
        let mut handles = Vec::new();
        for _ in 0..count {
            handles.push(self.open().await?);
        }
        Ok(handles)
    }

    /// A connection that nobody has used.
    pub(super) fn connection(&self) -> ConnectionId {
        ConnectionId::new(self.name())
    }

    /// A name that nobody has used.
    pub(super) fn name(&self) -> String {
        let number = self.connections.get() + 1;
        self.connections.set(number);
        format!("{}/{}/{number}", self.rule, self.run)
    }

    pub(super) fn has_leases(&self) -> bool {
        self.case.leases
    }

    pub(super) fn patience(&self) -> Duration {
        self.case.patience
    }

    pub(super) fn beneath(&self) -> Result<&dyn ErasedBeneath, Fault> {
        let beneath = self.case.beneath.as_deref();
        beneath.ok_or_else(|| Fault("no way beneath it was given".to_owned()))
    }
}
