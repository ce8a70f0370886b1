//! The request for a token, by the application's credentials (RFC 6749 §4.4.2).

use auth_core::{Encoding, Error, Grant, Method, Request, Uri};

use crate::{Chorus, generated};

/// The gateway wants identifier and secret as fields, and a scope (Chorus guide).
pub(crate) fn token_request(provider: &Chorus, grant: &Grant) -> Result<Request, Error> {
    if !matches!(grant, Grant::Client) {
        let what = format!("Chorus does not know the grant `{}`", grant.name());
        return Err(Error::configuration("grant", &what).advise("let the application sign in"));
    }
    let scheme = &provider.scheme;
    Ok(Request::new(Method::POST, address(provider)?)
        .encoding(Encoding::Form)
        .field("grant_type", "client_credentials")
        .field(generated::CLIENT_ID_FIELD, &scheme.client_id)
        .secret(generated::CLIENT_SECRET_FIELD, &scheme.client_secret)
        .field("scope", generated::SCOPE))
}

fn address(provider: &Chorus) -> Result<Uri, Error> {
    let base = provider.oauth.to_string();
    let address = base.trim_end_matches('/').to_owned() + generated::TOKEN_PATH;
    let unusable = |_| Error::configuration("oauth_url", "no path can be put behind it");
    address.parse().map_err(unusable)
}
