//! What a call carries: bearer and partner secret on each, `society-id` where a firm's call is about one folder.

use auth_core::{Error, HeaderSet, PartnerSecret, Provider, Request, TokenSet};

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
    if is_missing && provider.access() == Some(Access::Firm) && is_about_a_folder(provider, &call) {
        return Err(problem(
            "it is missing: with access to a firm this call must name a folder",
        )
        .advise(
            "give the call the header of SocietyId::header, or name its route with without_society_id",
        ));
    }
    Ok(call)
}

/// Whether a route below the API base is about one folder; what lies elsewhere on the host is not.
fn is_about_a_folder(provider: &MyUnisoft, call: &Request) -> bool {
    let uri = call.uri();
    let base = provider.facts().api.path().trim_end_matches('/');
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
    let free = provider.free_routes.iter().map(String::as_str);
    !generated::ROUTES_WITHOUT_SOCIETY
        .iter()
        .copied()
        .chain(free)
        .filter_map(|free| route.strip_prefix(free))
        .any(|below| below.is_empty() || below.starts_with('/'))
}

/// Routes that the user exempts from `society-id`, as they are compared.
pub(crate) fn free_routes(routes: Vec<String>) -> Result<Vec<String>, Error> {
    let checked = |route: String| {
        if !route.starts_with('/') || route.contains(['?', '#']) {
            let problem = "it is no path that begins with a slash";
            return Err(Error::configuration("without_society_id", problem)
                .advise("give the route as it is below the API's base, such as /webhook"));
        }
        Ok(route.trim_end_matches('/').to_owned())
    };
    routes.into_iter().map(checked).collect()
}
