//! API calls as values: request in, typed answer out, executed by a client.

use crate::{Error, Request, Response};

/// One API call. The request's path is relative to the provider's API base.
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
