//! What a call carries, and which calls a scheme has.

use auth_core::{Error, HeaderSet, Request, TokenSet};

use crate::{DossierFacile, config::Scheme, generated};

pub(crate) fn headers(tokens: &TokenSet) -> Result<HeaderSet, Error> {
    HeaderSet::new().bearer(tokens.access_token())
}

/// Refuses what the API would answer by a 403: each scheme has its own half of it.
pub(crate) fn prepare(provider: &DossierFacile, call: Request) -> Result<Request, Error> {
    let (other_half, scheme) = match provider.scheme {
        Scheme::Service => (generated::USER_CALLS, generated::USER_SCHEME),
        Scheme::User { .. } => (generated::SERVICE_CALLS, generated::SERVICE_SCHEME),
    };
    let base = provider.facts.api.path().trim_end_matches('/');
    let path = call.uri().path();
    let path = path.strip_prefix(base).unwrap_or(path);
    if path.starts_with(other_half) {
        return Err(Error::configuration(
            "scheme",
            &format!("the calls below {other_half} take a token of the scheme `{scheme}`"),
        )
        .advise(format!(
            "call it through a connection by DossierFacile::{scheme}"
        )));
    }
    Ok(call)
}
