//! What a provider says about the credential of a call.

use std::time::Duration;

use crate::{Delivery, Error, ErrorKind, PersonTask, Response};

/// A provider's judgement of one API answer, about the credential and not about the business.
///
/// Status alone never decides: MyUnisoft says it in `error.code`, Sinao perhaps with a 500.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The credential was accepted; what the answer says is business.
    Accepted,
    /// The access token is no longer good: obtain another one.
    Rejected,
    /// The grant is gone (revoked, disconnected): only a person can restore it.
    NeedsPerson(PersonTask),
    /// The credential is good, the right is missing: keep it, do not renew.
    Forbidden,
    /// Too many calls; `None` when the provider does not say until when.
    RateLimited(Option<Duration>),
    /// The application's own configuration is refused (partner secret): an operator corrects it, for all connections.
    Misconfigured,
    /// The provider cut off or paused the whole integration. Every call says so; whoever runs it stops and asks the provider.
    Suspended,
    /// Not enough to judge: nothing is concluded about the credential.
    Unknown,
}

impl Verdict {
    /// The error for the caller whose call was answered by `response`; `None` when the answer is the caller's business.
    pub fn error(&self, response: &Response) -> Option<Error> {
        let error = match self {
            Self::Accepted | Self::Unknown => return None,
            Self::Rejected => Error::new(
                ErrorKind::Unavailable,
                "the API rejected the credential, and the call may not be repeated unasked",
            )
            .advise("call again, with a new credential, if the call can be made twice"),
            Self::NeedsPerson(task) => Error::new(
                ErrorKind::SignInRequired(task.clone()),
                "the API does not accept the connection any more",
            ),
            Self::Forbidden => Error::new(
                ErrorKind::Forbidden,
                "the API refuses this call to this credential",
            ),
            Self::RateLimited(pause) => {
                let error = Error::new(ErrorKind::RateLimited, "too many calls")
                    .delivered(Delivery::NotDelivered);
                match pause.or_else(|| response.retry_after()) {
                    Some(pause) => error.retry_in(pause),
                    None => error,
                }
            }
            Self::Misconfigured => Error::new(
                ErrorKind::Configuration,
                "the API refuses the application's own configuration",
            )
            .advise("check the application's secret and its registration with the provider"),
            Self::Suspended => Error::new(
                ErrorKind::Suspended,
                "the provider has suspended the integration",
            ),
        };
        let error = error.with_status(response.status());
        Some(match response.request_id() {
            Some(id) => error.with_request_id(id),
            None => error,
        })
    }
}
