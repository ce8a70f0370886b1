//! What an API answer says about the credential.

use auth_core::{PersonTask, Response, Verdict};

use crate::{Access, ApiError, ErrorClass, provider::Scheme};

pub(crate) fn verdict(scheme: &Scheme, response: &Response) -> Verdict {
    if response.status().is_success() {
        return Verdict::Accepted;
    }
    let error = ApiError::of(response);
    match (error.class(), scheme) {
        (ErrorClass::PartnerSecret, _) => Verdict::Misconfigured,
        (ErrorClass::ForeignToken, Scheme::Key { .. }) => {
            Verdict::NeedsPerson(PersonTask::CheckEnvironment)
        }
        // The call names the folder, not the credential of a firm: that one stays good for the others.
        (
            ErrorClass::FolderGone,
            Scheme::Login(_)
            | Scheme::Key {
                access: Some(Access::Firm),
            },
        )
        | (ErrorClass::RightMissing, _) => Verdict::Forbidden,
        (ErrorClass::TokenGone | ErrorClass::FolderGone, Scheme::Key { .. }) => {
            Verdict::NeedsPerson(PersonTask::GenerateKey)
        }
        (
            ErrorClass::ForeignToken | ErrorClass::TokenGone | ErrorClass::CredentialsRefused,
            Scheme::Login(_),
        ) => Verdict::Rejected,
        (ErrorClass::Business, _) => Verdict::Accepted,
        (ErrorClass::IntegrationSuspended, _) => Verdict::Suspended,
        (ErrorClass::RateLimited, _) => Verdict::RateLimited(error.wait()),
        // "Authentication failed" about a key names no token: nothing is concluded from it.
        (ErrorClass::CredentialsRefused, Scheme::Key { .. })
        | (
            ErrorClass::Request
            | ErrorClass::Maintenance
            | ErrorClass::ProviderFailure
            | ErrorClass::Unknown,
            _,
        ) => Verdict::Unknown,
    }
}
