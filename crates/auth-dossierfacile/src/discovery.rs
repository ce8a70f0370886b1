//! Endpoints from the realm's own metadata (OpenID Connect Discovery).

use auth_core::{Error, ErrorKind, Method, Origin, Request, Response, StatusCode, Transport, Uri};
use serde::Deserialize;

use crate::{
    Builder, DossierFacile,
    server::{Server, wrong_issuer},
};

/// Builds the provider with the endpoints that the issuer publishes, and checks that it is the issuer it is said to be.
///
/// Meant for the addresses of production, which DossierFacile publishes nowhere. Sends one request, without any credential.
///
/// # Errors
/// [`ErrorKind::Configuration`] when a setting is unusable, when there is no metadata at the issuer, or when they name
/// another issuer: the operator corrects the issuer. [`ErrorKind::OriginRefused`] when they name an endpoint outside the
/// issuer's origin. Otherwise the transport's errors, and those of an unexpected answer: wait.
///
/// # Cancel safety
/// Dropping the future changes nothing.
pub async fn discover<T: Transport>(
    builder: Builder,
    transport: &T,
) -> Result<DossierFacile, Error> {
    let issuer = builder.checked_issuer()?;
    let request = Request::new(Method::GET, Server::metadata(issuer)?);
    let response = transport.send(request).await?;
    let server =
        read(issuer, &response).map_err(|error| error.about("dossierfacile: discovery"))?;
    builder.build_for(server)
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

fn read(issuer: &str, response: &Response) -> Result<Server, Error> {
    match response.status() {
        StatusCode::OK => {}
        status @ StatusCode::NOT_FOUND => {
            return Err(wrong_issuer("it publishes no OpenID configuration").with_status(status));
        }
        _ => return Err(response.unexpected()),
    }
    let metadata: Metadata = response.json()?;
    if metadata.issuer != issuer {
        return Err(wrong_issuer("its metadata name another issuer"));
    }
    let own = Origin::of(&endpoint(issuer)?)?;
    let keycloak = Server::keycloak(issuer)?;
    let certificates = match &metadata.jwks_uri {
        Some(url) => endpoint(url)?,
        None => keycloak.certificates,
    };
    let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint];
    for url in endpoints.into_iter().chain(&metadata.jwks_uri) {
        if Origin::of(&endpoint(url)?)? != own {
            return Err(Error::new(
                ErrorKind::OriginRefused,
                format!("the metadata name an endpoint outside {own}"),
            )
            .advise("check the issuer; if it is right, report it to DossierFacile"));
        }
    }
    Ok(Server {
        issuer: metadata.issuer,
        token: endpoint(&metadata.token_endpoint)?,
        certificates,
        authorization: metadata.authorization_endpoint,
        names_itself: metadata.authorization_response_iss_parameter_supported,
    })
}

fn endpoint(url: &str) -> Result<Uri, Error> {
    url.parse().map_err(|_| {
        Error::new(
            ErrorKind::InvalidResponse,
            "the metadata name an endpoint that is no URL",
        )
    })
}
