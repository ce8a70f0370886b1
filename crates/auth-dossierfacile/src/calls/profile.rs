//! The call that shares a person's rental file, and reads it.

use auth_core::{Call, Error, Method, Request, Response, Uri};

use crate::{TenantProfile, generated};

/// Shares the person's rental file with the partner, and reads it (user scheme).
///
/// **The first call has an effect**: it creates the link between person and partner, without which there is neither webhook
/// nor entry in the partner's list; DossierFacile's first webhook may arrive before the answer. A person counts as connected
/// once this call has succeeded. Never use it to check a token: after the person has revoked access, a token that is still
/// valid would restore the link. So it is not repeated on its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile;

impl Call for Profile {
    type Answer = TenantProfile;

    fn request(&self) -> Result<Request, Error> {
        let path = Uri::from_static(generated::PROFILE_PATH);
        Ok(Request::new(Method::GET, path).repeatable(false))
    }

    fn answer(&self, response: &Response) -> Result<TenantProfile, Error> {
        TenantProfile::read(response)
    }

    fn changes(&self) -> Option<&'static str> {
        generated::PROFILE_CHANGES
    }
}
