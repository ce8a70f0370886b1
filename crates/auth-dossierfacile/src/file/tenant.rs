//! The people of a file.

use std::fmt;

use serde::Deserialize;

use super::Document;
use crate::{
    generated::{FileStatus, GuarantorType, TenantType},
    wire::{flag, id, lenient, list, text},
};

/// A person of a file. In a file of several, what is confidential of the others is left out.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Tenant {
    /// Identifier of the person, the same in profile, list and webhooks.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// First name.
    #[serde(default, deserialize_with = "text")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(default, deserialize_with = "text")]
    pub last_name: Option<String>,
    /// Name in use, where it is another than the family name.
    #[serde(default, deserialize_with = "text")]
    pub preferred_name: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "text")]
    pub email: Option<String>,
    /// Where the person lives now, as a postal code.
    #[serde(default, deserialize_with = "text")]
    pub zip_code: Option<String>,
    /// Whether that is outside France.
    #[serde(default, deserialize_with = "flag")]
    pub abroad: Option<bool>,
    /// How the person came to the file.
    #[serde(default, deserialize_with = "lenient")]
    pub tenant_type: Option<TenantType>,
    /// How far the person's part of the file is.
    #[serde(default, deserialize_with = "lenient")]
    pub status: Option<FileStatus>,
    /// Whether the person declared that all of it is true.
    #[serde(default, deserialize_with = "flag")]
    pub honor_declaration: Option<bool>,
    /// When the person's part last changed, as written: a date and time without zone, to the microsecond.
    #[serde(default, deserialize_with = "text")]
    pub last_update_date: Option<String>,
    /// When the account was made, written the same way.
    #[serde(default, deserialize_with = "text")]
    pub creation_date_time: Option<String>,
    /// What the person adds in words.
    #[serde(default, deserialize_with = "text")]
    pub clarification: Option<String>,
    /// Whether FranceConnect vouches for the name.
    #[serde(default, deserialize_with = "flag")]
    pub france_connect: Option<bool>,
    /// What the person put into the file.
    #[serde(default, deserialize_with = "list")]
    pub documents: Vec<Document>,
    /// Who guarantees for the person.
    #[serde(default, deserialize_with = "list")]
    pub guarantors: Vec<Guarantor>,
}

/// Somebody, or something, that guarantees the rent.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Guarantor {
    /// Identifier of the guarantor.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// What the guarantor is.
    #[serde(default, rename = "typeGuarantor", deserialize_with = "lenient")]
    pub guarantor_type: Option<GuarantorType>,
    /// First name, of a person.
    #[serde(default, deserialize_with = "text")]
    pub first_name: Option<String>,
    /// Family name, of a person.
    #[serde(default, deserialize_with = "text")]
    pub last_name: Option<String>,
    /// Name in use, where it is another than the family name.
    #[serde(default, deserialize_with = "text")]
    pub preferred_name: Option<String>,
    /// Name of a company or an association.
    #[serde(default, deserialize_with = "text")]
    pub legal_person_name: Option<String>,
    /// E-mail address.
    #[serde(default, deserialize_with = "text")]
    pub email: Option<String>,
    /// What was put into the file about the guarantor.
    #[serde(default, deserialize_with = "list")]
    pub documents: Vec<Document>,
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant")
            .field("id", &self.id)
            .field("tenant_type", &self.tenant_type)
            .field("status", &self.status)
            .field("last_update_date", &self.last_update_date)
            .field("documents", &self.documents)
            .field("guarantors", &self.guarantors)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Guarantor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarantor")
            .field("id", &self.id)
            .field("guarantor_type", &self.guarantor_type)
            .field("documents", &self.documents)
            .finish_non_exhaustive()
    }
}
