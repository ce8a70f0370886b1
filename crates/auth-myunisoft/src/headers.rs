//! What a call carries: bearer and partner secret on each, `society-id` where a firm's call is about one folder.

use auth_core::{Error, HeaderSet, PartnerSecret, Provider, Request, TokenSet, Uri};

use crate::{
    Access, MyUnisoft, SocietyId, generated,
    society_id::{name, problem},
};

pub(crate) fn headers(tokens: &TokenSet, secret: &PartnerSecret) -> Result<HeaderSet, Error> {
    HeaderSet::new()
        .bearer(tokens.access_token())?
        .secret(generated::PARTNER_SECRET_HEADER, secret)
}

/// Refuses a `society-id` that MyUnisoft would refuse, and a firm's call about a folder that names none.
pub(crate) fn prepare(provider: &MyUnisoft, call: Request) -> Result<Request, Error> {
    let mut named = call.headers().get_all(name()).iter().peekable();
    let is_missing = named.peek().is_none();
    for value in named {
        let text = value.to_str().map_err(|_| problem("it is not a number"))?;
        text.parse::<SocietyId>()?;
    }
    let about_a_folder = is_about_a_folder(call.uri(), &provider.facts().api);
    if is_missing && about_a_folder && provider.access() == Some(Access::Firm) {
        return Err(
            problem("it is missing: with access to a firm this call must name a folder")
                .advise("give the call the header of SocietyId::header"),
        );
    }
    Ok(call)
}

/// Whether a route below the API base is about one folder; what lies elsewhere on the host is not.
fn is_about_a_folder(uri: &Uri, api: &Uri) -> bool {
    let base = api.path().trim_end_matches('/');
    let path = uri.path();
    let route = if uri.scheme().is_some() {
        let below = path
            .strip_prefix(base)
            .filter(|route| route.starts_with('/'));
        match below {
            Some(route) => route,
            None => return false,
        }
    } else {
        path
    };
    let route = route.trim_end_matches('/');
    !generated::ROUTES_WITHOUT_SOCIETY
        .iter()
        .any(|free| match free.strip_suffix('*') {
            Some(prefix) => route.starts_with(prefix),
            None => route == *free,
        })
}
