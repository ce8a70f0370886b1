//! API calls as values: request in, typed answer out, executed by a client.

use crate::{Error, Request, Response};

/// One API call. The request's path is relative to the provider's API base.
///
/// A call says of itself whether it [needs the credential](Call::needs_credential), what it
/// [changes at the provider](Call::changes), and, by its request, whether it
/// [may be repeated](Request::is_repeatable).
pub trait Call {
    /// What a successful answer is read into.
    type Answer;

    /// The request, without credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the call's own values cannot be put on the wire.
    fn request(&self) -> Result<Request, Error>;

    /// Reads an answer with a success status.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidResponse`](crate::ErrorKind::InvalidResponse) when it cannot be read.
    fn answer(&self, response: &Response) -> Result<Self::Answer, Error>;

    /// What a success changes at the provider, in words for a person; `None` for a call that only reads.
    ///
    /// A call that changes something is made where a person or the application asked for it, never to try a credential.
    fn changes(&self) -> Option<&'static str>;

    /// Whether the connection's credential goes with it, as it does by default. A call without one is sent without a sign-in,
    /// and its answer says nothing of the credential.
    fn needs_credential(&self) -> bool {
        true
    }

    /// The error for an answer without a success status, where the credential is not to blame; by default
    /// [`Response::unexpected`]. A call whose refusals are known says who acts on them.
    fn refusal(&self, response: &Response) -> Error {
        response.unexpected()
    }
}

/// Executes typed calls, with a connection's credential where they need it: a client.
///
/// What takes several calls, such as reading a list page by page, is written against this trait and sends nothing by itself.
pub trait Execute: Send + Sync {
    /// Sends the call and reads its answer.
    ///
    /// # Errors
    /// Those of the call; otherwise the client's, each of which says who must act.
    ///
    /// # Cancel safety
    /// A dropped future may leave a request that arrives all the same.
    fn execute<C: Call + Sync>(
        &self,
        call: &C,
    ) -> impl Future<Output = Result<C::Answer, Error>> + Send;
}

impl<E: Execute> Execute for &E {
    fn execute<C: Call + Sync>(
        &self,
        call: &C,
    ) -> impl Future<Output = Result<C::Answer, Error>> + Send {
        (**self).execute(call)
    }
}
