//! One page of the partner's list.

use auth_core::{Call, Error, Method, Path, Request, Response};
use serde::Deserialize;
use serde_json::Value;

use super::refused::refused;
use crate::{
    generated,
    wire::{id, number, text},
};

/// A person of the partner's list (DossierFacile backend). Dates are as written: a date and time without zone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListedTenant {
    /// Identifier of the person: the `connected_tenant_id` of a profile, the `on_tenant_id` of events.
    #[serde(deserialize_with = "id")]
    pub id: u64,
    /// Identifier of the file.
    #[serde(default, deserialize_with = "number")]
    pub apartment_sharing_id: Option<i64>,
    /// When the file last changed; the link with the partner does not touch it. Absent of who is deleted or has revoked.
    #[serde(default, deserialize_with = "text")]
    pub last_update_date: Option<String>,
    /// When the person was added.
    #[serde(default, deserialize_with = "text")]
    pub creation_date: Option<String>,
    /// When the account was deleted.
    #[serde(default, deserialize_with = "text")]
    pub deletion_date: Option<String>,
    /// When the person revoked the access: of all who did, the latest alone is listed.
    #[serde(default, deserialize_with = "text")]
    pub revocation_date: Option<String>,
}

/// A request for one page. Its query is built here alone: `nextLink` is never followed, nor read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListTenants {
    pub(crate) after: Option<String>,
    pub(crate) limit: u32,
    pub(crate) include_deleted: bool,
    pub(crate) include_revoked: bool,
}

/// What a page holds, rows that cannot be read included in the count alone.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) rows: Vec<ListedTenant>,
    pub(crate) count: usize,
    /// The length that the server says it gave at most.
    pub(crate) limit: Option<i64>,
}

impl Call for ListTenants {
    type Answer = Page;

    fn request(&self) -> Result<Request, Error> {
        let mut path = Path::new(generated::TENANTS_PATH)
            .query(generated::PAGE_SIZE_PARAMETER, &self.limit.to_string());
        if let Some(after) = &self.after {
            path = path.query(generated::AFTER_PARAMETER, after);
        }
        for (name, wanted) in [
            (generated::INCLUDE_DELETED_PARAMETER, self.include_deleted),
            (generated::INCLUDE_REVOKED_PARAMETER, self.include_revoked),
        ] {
            if wanted {
                path = path.query(name, "true");
            }
        }
        Request::to(Method::GET, path)
    }

    fn answer(&self, response: &Response) -> Result<Page, Error> {
        let wire: WirePage = response.object()?;
        Ok(Page {
            count: wire.data.len(),
            rows: wire
                .data
                .into_iter()
                .filter_map(|row| serde_json::from_value(row).ok())
                .collect(),
            limit: wire.metadata.limit,
        })
    }

    fn changes(&self) -> Option<&'static str> {
        generated::TENANTS_CHANGES
    }

    fn refusal(&self, response: &Response) -> Error {
        refused(response)
    }
}

#[derive(Deserialize)]
struct WirePage {
    data: Vec<Value>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}
