//! How token requests leave, without naming an HTTP client.

use std::future::Future;

use async_trait::async_trait;

use crate::{Error, Request, Response};

/// Sends one request and returns its whole answer.
///
/// Implementations follow no redirect, keep no cookies, bound connect, read and total time and the size of the body
/// while it streams, and refuse plain http except to loopback where that was allowed.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`; any answer with a status is `Ok`.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) when no whole answer came. Its
    /// [delivery](crate::Delivery) must be right: *not delivered* only if the request certainly did not leave.
    ///
    /// # Cancel safety
    /// The engine drops this future only after two minutes; whatever bounds itself ends before.
    ///
    /// Exchanges of all connections share one thread: do not block it.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, Error>> + Send;
}

#[async_trait]
pub(crate) trait ErasedTransport: Send + Sync {
    async fn send_erased(&self, request: Request) -> Result<Response, Error>;
}

#[async_trait]
impl<T: Transport> ErasedTransport for T {
    async fn send_erased(&self, request: Request) -> Result<Response, Error> {
        self.send(request).await
    }
}
