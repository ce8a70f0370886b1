//! What an API answer says about the credential.

use auth_core::{PersonTask, Response, Verdict};

use crate::{
    Access, ApiError, ErrorClass,
    provider::{LoginOf, Scheme},
};

pub(crate) fn verdict(scheme: &Scheme, response: &Response) -> Verdict {
    if response.status().is_success() {
        return Verdict::Accepted;
    }
    let error = ApiError::of(response);
    if wants_another_kind(scheme, error.class()) {
        return Verdict::Forbidden;
    }
    match (error.class(), scheme) {
        (ErrorClass::PartnerSecret, _) => Verdict::Misconfigured,
        (
            ErrorClass::ForeignToken | ErrorClass::NotKeyToken | ErrorClass::NotUserToken,
            Scheme::Key { .. },
        ) => Verdict::NeedsPerson(PersonTask::CheckEnvironment),
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
            ErrorClass::ForeignToken
            | ErrorClass::NotKeyToken
            | ErrorClass::NotUserToken
            | ErrorClass::TokenGone
            | ErrorClass::CredentialsRefused,
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

/// Whether the call takes tokens of another kind than this credential's own. That is no word on the credential: another one
/// of its kind would be refused as well, and a login for it would send the password for nothing.
pub(crate) fn wants_another_kind(scheme: &Scheme, class: ErrorClass) -> bool {
    let of_a_user = matches!(scheme, Scheme::Login(login) if login.of == LoginOf::User);
    match class {
        ErrorClass::NotKeyToken => of_a_user,
        ErrorClass::NotUserToken => !of_a_user,
        _ => false,
    }
}
