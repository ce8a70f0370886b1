//! Token requests (RFC 6749 §4.1.3, §4.4.2, §6).

use auth_core::{AuthorizationCodeGrant, Error, Grant, Method, Request};

use crate::{
    DossierFacile,
    config::{ClientAuthentication, Scheme},
};

pub(crate) fn token_request(provider: &DossierFacile, grant: &Grant) -> Result<Request, Error> {
    let request = Request::new(Method::POST, provider.server.token.clone());
    let client = &provider.client;
    let request = match (&provider.scheme, grant) {
        (Scheme::Service, Grant::Client) => request.field("grant_type", "client_credentials"),
        (Scheme::User { .. }, Grant::AuthorizationCode(grant)) => exchange(request, grant)?,
        // DossierFacile's guide shows client_id in the body of a refresh, and no authentication, which Keycloak asks for.
        (Scheme::User { .. }, Grant::RefreshToken(token)) => {
            let request = request
                .field("grant_type", "refresh_token")
                .secret("refresh_token", token);
            match client.authentication {
                ClientAuthentication::Basic => request.field("client_id", &client.id),
                ClientAuthentication::Post => request,
            }
        }
        (_, grant) => return Err(unknown(provider, grant)),
    };
    match client.authentication {
        ClientAuthentication::Basic => request.basic(&client.id, &client.secret),
        ClientAuthentication::Post => Ok(request
            .field("client_id", &client.id)
            .secret("client_secret", &client.secret)),
    }
}

/// Without verifier and nonce nothing ties the code to this person's browser (RFC 9700 §2.1.1).
fn exchange(request: Request, grant: &AuthorizationCodeGrant) -> Result<Request, Error> {
    let (Some(verifier), Some(_)) = (&grant.code_verifier, &grant.nonce) else {
        return Err(Error::configuration(
            "grant",
            "the authorization code comes without PKCE verifier or nonce",
        )
        .advise("begin with DossierFacile::authorize and take the grant that its `finish` gives"));
    };
    Ok(request
        .field("grant_type", "authorization_code")
        .secret("code", &grant.code)
        .field("redirect_uri", &grant.redirect_uri)
        .secret("code_verifier", verifier))
}

/// The scheme does not know the grant; a person's sign-in begins with [`DossierFacile::authorize`].
pub(crate) fn unknown(provider: &DossierFacile, grant: &Grant) -> Error {
    Error::configuration(
        "grant",
        &format!(
            "the scheme `{}` has no grant `{}`",
            provider.facts.scheme,
            grant.name()
        ),
    )
}
