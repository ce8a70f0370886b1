//! The call that signs a person out.

use auth_core::{Call, Error, Method, Request, Response, Uri};

use crate::generated;

/// Signs the person out of DossierFacile, in every browser (user scheme); neither the consent nor the link ends by it.
///
/// [`sign_out`](crate::sign_out) makes this call and forgets the tokens, whatever comes of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Logout;

impl Call for Logout {
    type Answer = ();

    fn request(&self) -> Result<Request, Error> {
        let path = Uri::from_static(generated::TENANT_LOGOUT_POST_PATH);
        // Whoever is signed out stays so: a second time does nothing.
        Ok(Request::new(Method::POST, path).repeatable(true))
    }

    fn answer(&self, _: &Response) -> Result<(), Error> {
        Ok(())
    }

    fn changes(&self) -> Option<&'static str> {
        generated::TENANT_LOGOUT_POST_CHANGES
    }
}
