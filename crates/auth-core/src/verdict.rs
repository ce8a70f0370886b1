//! What a provider says about the credential of a call.

use std::time::Duration;

use crate::error::PersonTask;

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
    /// The provider cut off or paused the whole integration: stop everything, alert.
    Suspended,
    /// Not enough to judge: nothing is concluded about the credential.
    Unknown,
}
