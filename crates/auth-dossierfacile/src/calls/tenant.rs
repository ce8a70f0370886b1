//! One person's rental file, read by the service scheme.

use auth_core::{Call, Error, ErrorKind, Execute, Method, Path, Request, Response, StatusCode};

use super::refused::refused;
use crate::{TenantProfile, generated};

/// Reads the rental file of one person who is linked to the partner (service scheme). It changes nothing and may be repeated,
/// unlike [`Profile`](crate::Profile).
///
/// [`look_up`] makes outcomes of the two refusals that are no failures. Source: DossierFacile backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadTenant {
    tenant_id: u64,
}

impl ReadTenant {
    /// Of the person with this identifier: [`Connected::tenant_id`](crate::Connected::tenant_id),
    /// [`Event::on_tenant_id`](crate::Event::on_tenant_id), [`ListedTenant::id`](crate::ListedTenant::id).
    pub fn new(tenant_id: u64) -> Self {
        Self { tenant_id }
    }
}

impl Call for ReadTenant {
    type Answer = TenantProfile;

    fn request(&self) -> Result<Request, Error> {
        let path = Path::new(generated::TENANT_PATH).with(&self.tenant_id.to_string());
        Request::to(Method::GET, path)
    }

    fn answer(&self, response: &Response) -> Result<TenantProfile, Error> {
        TenantProfile::read(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::TENANT_CHANGES
    }

    fn refusal(&self, response: &Response) -> Error {
        if is_unknown(response) {
            return Error::new(ErrorKind::Forbidden, "the person is unknown or deleted")
                .with_status(response.status())
                .advise("erase what is kept of the person");
        }
        refused(response)
    }
}

/// The API's own 404 has no body; a page or a text comes from something before it and proves nothing.
fn is_unknown(response: &Response) -> bool {
    response.status() == StatusCode::NOT_FOUND && response.body().is_empty()
}

/// What there is to read of a person.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lookup {
    /// The file: the person is linked to the partner.
    Linked(Box<TenantProfile>),
    /// The person is not linked, or not any more: end the tokens, and make no profile call.
    NotLinked,
    /// The person is unknown or deleted: end the tokens, and erase what is kept.
    Unknown,
}

/// Reads the file of one person, if there is one to read (service scheme).
///
/// # Errors
/// Those of the call but for the two refusals that answer the question.
/// [`ErrorKind::Forbidden`](auth_core::ErrorKind::Forbidden) when the service lacks a scope: the operator asks DossierFacile.
///
/// # Cancel safety
/// It changes nothing, here or there.
pub async fn look_up(client: &impl Execute, tenant_id: u64) -> Result<Lookup, Error> {
    let error = match client.execute(&ReadTenant::new(tenant_id)).await {
        Ok(profile) => return Ok(Lookup::Linked(Box::new(profile))),
        Err(error) => error,
    };
    // A 403 that says why has a code, and is about the service, not about the person.
    match (error.kind(), error.status(), error.code()) {
        (ErrorKind::Forbidden, Some(StatusCode::FORBIDDEN), None) => Ok(Lookup::NotLinked),
        (ErrorKind::Forbidden, Some(StatusCode::NOT_FOUND), None) => Ok(Lookup::Unknown),
        _ => Err(error),
    }
}
