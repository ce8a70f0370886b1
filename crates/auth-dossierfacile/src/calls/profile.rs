//! The person's rental file, shared by the call that reads it.

use auth_core::{Call, Error, Method, Request, Response, Uri};
use serde::Deserialize;

use crate::{
    generated,
    wire::{id, text},
};

/// Shares the person's rental file with the partner, and reads a summary of it (user scheme).
///
/// **The first call has an effect**: it creates the link between person and partner, without which there is neither webhook
/// nor entry in the partner's list; DossierFacile's first webhook may arrive before the answer. A person counts as connected
/// once this call has succeeded. Never use it to check a token: after the person has revoked access, a token that is still
/// valid would restore the link. So it is not repeated on its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile;

/// What [`Profile`] answers, as far as a connection needs it (DossierFacile backend, application model).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TenantProfile {
    /// Identifier of the person who signed in: the `onTenantId` of webhooks and the `id` of the partner's list.
    pub connected_tenant_id: u64,
    /// State of the file; `None` when the answer does not say. Signing in says nothing about it.
    pub status: Option<Status>,
}

/// State of a rental file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Not complete.
    Incomplete,
    /// Waiting for an operator.
    ToProcess,
    /// Checked and accepted: the only state that means verified.
    Validated,
    /// Sent back to the person.
    Declined,
    /// Archived.
    Archived,
    /// A state that this version does not know, as it was written.
    Unknown(String),
}

impl Call for Profile {
    type Answer = TenantProfile;

    fn request(&self) -> Result<Request, Error> {
        let path = Uri::from_static(generated::PROFILE_PATH);
        Ok(Request::new(Method::GET, path).repeatable(false))
    }

    fn answer(&self, response: &Response) -> Result<TenantProfile, Error> {
        let wire: WireProfile = response.json()?;
        Ok(TenantProfile {
            connected_tenant_id: wire.connected_tenant_id,
            status: wire.apartment_sharing.and_then(|sharing| sharing.status),
        })
    }

    fn changes(&self) -> Option<&'static str> {
        generated::PROFILE_CHANGES
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireProfile {
    #[serde(deserialize_with = "id")]
    connected_tenant_id: u64,
    #[serde(default)]
    apartment_sharing: Option<WireSharing>,
}

#[derive(Deserialize)]
struct WireSharing {
    #[serde(default, deserialize_with = "text")]
    status: Option<Status>,
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        match word.as_str() {
            "INCOMPLETE" => Self::Incomplete,
            "TO_PROCESS" => Self::ToProcess,
            "VALIDATED" => Self::Validated,
            "DECLINED" => Self::Declined,
            "ARCHIVED" => Self::Archived,
            _ => Self::Unknown(word),
        }
    }
}
