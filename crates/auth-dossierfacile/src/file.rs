//! The rental file, as the API writes it for partners: by the profile of the user scheme, and for one person by the service
//! scheme.
//!
//! Members without value are left out by the server; one that cannot be read counts as left out, and one that is new is
//! passed over. `Debug` shows identifiers and states: no names, no addresses, nothing that opens a document.

mod document;
mod secret;
mod tenant;

use std::fmt;

use auth_core::{Error, Response};
use serde::Deserialize;

pub use document::{AnalysisRule, Document, DocumentAnalysisReport};
pub use secret::FileSecret;
pub use tenant::{Guarantor, Tenant};

use crate::{
    generated::{ApplicationType, FileStatus},
    wire::{id, lenient, list, text},
};

/// A person's rental file, as the person shares it (DossierFacile backend, application model).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TenantProfile {
    /// Identifier of the person: the `onTenantId` of webhooks and the `id` of the partner's list.
    #[serde(deserialize_with = "id")]
    pub connected_tenant_id: u64,
    /// The file, which may be that of several people.
    #[serde(default, deserialize_with = "lenient")]
    pub apartment_sharing: Option<ApartmentSharing>,
}

/// A rental file: of one person, of a couple, or of several who share.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApartmentSharing {
    /// Identifier of the file.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// Who applies together.
    #[serde(default, deserialize_with = "lenient")]
    pub application_type: Option<ApplicationType>,
    /// How far the file is, all of its people together.
    #[serde(default, deserialize_with = "lenient")]
    pub status: Option<FileStatus>,
    /// Opens the whole file. There while the file is validated, as are the three below.
    #[serde(default, deserialize_with = "text")]
    pub token: Option<FileSecret>,
    /// Opens the file without what is confidential.
    #[serde(default, deserialize_with = "text")]
    pub token_public: Option<FileSecret>,
    /// Where the whole file is shown to whoever has the address.
    #[serde(default, deserialize_with = "text")]
    pub dossier_url: Option<FileSecret>,
    /// Where the whole file is a PDF for whoever has the address.
    #[serde(default, deserialize_with = "text")]
    pub dossier_pdf_url: Option<FileSecret>,
    /// Its people.
    #[serde(default, deserialize_with = "list")]
    pub tenants: Vec<Tenant>,
}

impl TenantProfile {
    /// Reads the answer of a call that tells of one person.
    pub(crate) fn read(response: &Response) -> Result<Self, Error> {
        response.object()
    }

    /// How far the file is, all of its people together; `None` when the answer does not say.
    ///
    /// Having signed in says nothing about it: only [`FileStatus::Validated`] means that somebody checked the file.
    pub fn status(&self) -> Option<&FileStatus> {
        self.apartment_sharing.as_ref()?.status.as_ref()
    }

    /// The person that [`TenantProfile::connected_tenant_id`] names, among those of the file.
    pub fn connected_tenant(&self) -> Option<&Tenant> {
        let people = &self.apartment_sharing.as_ref()?.tenants;
        people
            .iter()
            .find(|person| person.id == self.connected_tenant_id)
    }
}

impl fmt::Debug for ApartmentSharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApartmentSharing")
            .field("id", &self.id)
            .field("application_type", &self.application_type)
            .field("status", &self.status)
            .field("tenants", &self.tenants)
            .finish_non_exhaustive()
    }
}
