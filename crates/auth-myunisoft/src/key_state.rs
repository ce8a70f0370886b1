//! How a key stands.

use auth_core::{Error, ErrorKind, PersonTask};

use crate::KeyDetails;

/// How a key stands, for the application to show (MyUnisoft Authentification page, "État d'une clé").
///
/// Only an answer tells it, so it is read from one: of the key's details, or of the error that ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyState {
    /// Generated, and waiting for its connection: MyUnisoft shows "En attente de connexion".
    Pending,
    /// In use.
    Active,
    /// Unknown, disconnected or revoked, or its folder is gone: a person generates another one.
    Revoked,
    /// Of another environment or of another kind: compare the API's address, then generate another one.
    OtherEnvironment,
    /// Cut off with the whole integration: nothing is wrong with this key, the operator calls MyUnisoft.
    Suspended,
}

impl KeyState {
    /// What the answer to an activation says.
    pub fn of_details(details: &KeyDetails) -> Self {
        if details.is_activated {
            Self::Active
        } else {
            Self::Pending
        }
    }

    /// What the error of a call says; `None` when it says nothing of the key, which stands as before: a wrong partner secret,
    /// a missing right, a call that takes no keys, a limit, maintenance, a network that is down.
    ///
    /// | Code | State |
    /// |---|---|
    /// | `ERR-API-TOKEN-NOT-FOUND`, `ERR-FIRM-TOKEN-NOT-FOUND`, `ERR-SCHEMA-NOT-FOUND`; `ERR-FOLDER-NOT-FOUND` for a folder's key | `Revoked` |
    /// | `TOKEN1`, `TOKEN2`, `USER7` | `Revoked` |
    /// | `ERR-INVALID-JWT`, `ERR-INVALID-API-JWT`, `ERR-INVALID-FIRM-JWT`, `TOKEN3` | `OtherEnvironment` |
    /// | `ERR-THIRD-PARTY-DISCONNECTED` | `Suspended` |
    ///
    /// The error is one of a connection by [`MyUnisoft::key`](crate::MyUnisoft::key); a login knows no such states.
    pub fn of_error(error: &Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::SignInRequired(PersonTask::GenerateKey) => Some(Self::Revoked),
            ErrorKind::SignInRequired(PersonTask::CheckEnvironment) => Some(Self::OtherEnvironment),
            ErrorKind::Suspended => Some(Self::Suspended),
            _ => None,
        }
    }
}
