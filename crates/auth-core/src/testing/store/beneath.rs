//! The way under a store that seals.

use async_trait::async_trait;

use crate::ConnectionId;

/// Reaches what a store keeps without the store: as one does who stole its disk, or may write to it.
pub trait Beneath {
    /// Every byte that the store keeps, wherever it keeps it: files, columns, keys.
    fn everything(&self) -> impl Future<Output = Vec<u8>>;

    /// The sealed record of a connection, as it stands there.
    fn raw(&self, connection: &ConnectionId) -> impl Future<Output = Vec<u8>>;

    /// Puts `bytes` in the place of the sealed record of a connection that has one; nothing else about it changes.
    fn plant(&self, connection: &ConnectionId, bytes: &[u8]) -> impl Future<Output = ()>;
}

#[async_trait(?Send)]
pub(super) trait ErasedBeneath {
    async fn everything_erased(&self) -> Vec<u8>;
    async fn raw_erased(&self, connection: &ConnectionId) -> Vec<u8>;
    async fn plant_erased(&self, connection: &ConnectionId, bytes: &[u8]);
}

#[async_trait(?Send)]
impl<B: Beneath> ErasedBeneath for B {
    async fn everything_erased(&self) -> Vec<u8> {
        self.everything().await
    }

    async fn raw_erased(&self, connection: &ConnectionId) -> Vec<u8> {
        self.raw(connection).await
    }

    async fn plant_erased(&self, connection: &ConnectionId, bytes: &[u8]) {
        self.plant(connection, bytes).await;
    }
}
