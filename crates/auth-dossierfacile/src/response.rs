//! Answers read: the token endpoint's into tokens or an error, the API's into a verdict.

use auth_core::{
    AccessToken, Error, ErrorKind, ExpiresIn, Expiry, ExposeSecret, Grant, RefreshToken, Response,
    StatusCode, TokenSet, Verdict,
};
use secrecy::SecretString;
use serde::Deserialize;

use crate::{
    DossierFacile, generated, grant, id_token,
    refusal::{ErrorClass, refused},
    server::wrong_issuer,
    wire::{secret, text},
};

/// A successful answer (RFC 6749 §5.1): what is not needed to use the tokens cannot spoil them.
#[derive(Deserialize)]
struct Issued {
    #[serde(deserialize_with = "secret")]
    access_token: AccessToken,
    token_type: String,
    #[serde(default)]
    expires_in: ExpiresIn,
    #[serde(default, deserialize_with = "text")]
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    refresh_expires_in: ExpiresIn,
    #[serde(default, deserialize_with = "text")]
    id_token: Option<SecretString>,
    #[serde(default, deserialize_with = "text")]
    scope: Option<String>,
}

/// A refusal (RFC 6749 §5.2); the address restriction puts its code elsewhere.
#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

pub(crate) fn token_response(
    provider: &DossierFacile,
    grant: &Grant,
    response: &Response,
) -> Result<TokenSet, Error> {
    if response.status() != StatusCode::OK {
        return Err(refusal(grant, response));
    }
    let issued: Issued = response.object()?;
    let bearer = issued.token_type.eq_ignore_ascii_case("bearer");
    if !bearer || !is_usable(&issued.access_token) {
        return Err(response.unreadable());
    }
    match grant {
        Grant::Client => {
            check_scope(provider, issued.scope.as_deref())?;
            Ok(access(&issued, response))
        }
        Grant::AuthorizationCode(code) => {
            let checked = id_token::check(provider, code, issued.id_token.as_ref(), response)?;
            check_scope(provider, issued.scope.as_deref())?;
            let tokens = access(&issued, response);
            let tokens = renewable(tokens, issued, response);
            Ok(checked.identity.on(tokens, checked.signed_by))
        }
        // A renewed refresh token is not thrown away for a scope that shrank: the API will say so by a 403.
        Grant::RefreshToken(_) => {
            let tokens = access(&issued, response);
            Ok(renewable(tokens, issued, response))
        }
        _ => Err(grant::unknown(provider, grant)),
    }
}

/// Whether a header can carry it, as one word (RFC 6750 §2.1).
fn is_usable(token: &AccessToken) -> bool {
    let token = token.expose_secret();
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic())
}

fn access(issued: &Issued, response: &Response) -> TokenSet {
    let sent_at = response.request_sent_at();
    let told_by_token = || {
        Expiry::of_jwt(issued.access_token.expose_secret())
            .on_our_clock(response)
            .plausible(sent_at)
    };
    let expiry = match Expiry::in_seconds(sent_at, issued.expires_in) {
        Expiry::Unknown => told_by_token(),
        expiry => expiry,
    };
    let tokens = TokenSet::new(issued.access_token.clone(), expiry);
    match &issued.scope {
        Some(scope) => tokens.with_scope(scope),
        None => tokens,
    }
}

/// Adds the refresh token; its lifetime 0 means that none is known, not that it is over (Keycloak).
fn renewable(tokens: TokenSet, issued: Issued, response: &Response) -> TokenSet {
    let Some(refresh_token) = issued.refresh_token else {
        return tokens;
    };
    let sent_at = response.request_sent_at();
    let lifetime = issued.refresh_expires_in.positive();
    let ends = lifetime.and_then(|lifetime| Expiry::documented(sent_at, lifetime).instant());
    tokens.with_refresh_token(refresh_token, ends)
}

fn check_scope(provider: &DossierFacile, granted: Option<&str>) -> Result<(), Error> {
    let Some(granted) = granted else {
        return Ok(()); // The same as requested (RFC 6749 §5.1).
    };
    let missing = provider
        .required_scopes
        .iter()
        .find(|required| !granted.split_whitespace().any(|scope| scope == *required));
    match missing {
        None => Ok(()),
        Some(scope) => Err(Error::new(
            ErrorKind::Configuration,
            format!(
                "the scope `{scope}` is not granted to the client, the API would refuse the token"
            ),
        )
        .advise("ask DossierFacile to add the scope to the client")),
    }
}

fn refusal(grant: &Grant, response: &Response) -> Error {
    let status = response.status();
    if generated::NO_ENDPOINT.contains(&status.as_u16()) && !response.looks_like_html() {
        return wrong_issuer("it has no token endpoint there").with_status(status);
    }
    let Ok(body) = response.json::<Refused>() else {
        return response.unexpected();
    };
    // The status is part of what is documented: no body of a 5xx or a 429 ends a grant.
    let known = generated::TOKEN_ERRORS.iter().find(|known| {
        status == known.status && body.error == known.code && known.grants.contains(&grant.name())
    });
    if let Some(known) = known {
        let what = match known.class {
            ErrorClass::SignIn => "the grant is no longer valid",
            ErrorClass::Consent => "the person withdrew consent",
            ErrorClass::Configuration(_) => "the authorization server refused the client",
            ErrorClass::Unavailable => "the authorization server does not work now",
        };
        return refused(known.class, what)
            .with_code(known.code)
            .with_status(status);
    }
    let (what, code) = match (status, body.error_description.as_deref()) {
        (StatusCode::FORBIDDEN, Some(generated::ADDRESS_REFUSED)) => (
            "this machine's network address is not allowed for the client",
            Some(generated::ADDRESS_REFUSED),
        ),
        (StatusCode::BAD_REQUEST, Some(generated::ADDRESS_UNKNOWN)) => (
            "no network address is allowed for the client, or this machine's cannot be told",
            None,
        ),
        _ => return response.unexpected(),
    };
    let error = Error::new(ErrorKind::Configuration, what)
        .with_status(status)
        .advise("ask DossierFacile to allow this network address, the tokens are kept");
    match code {
        Some(code) => error.with_code(code),
        None => error,
    }
}

/// The API itself refuses by an empty body or JSON; a page for people comes from something before it and proves nothing.
pub(crate) fn verdict(response: &Response) -> Verdict {
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS => Verdict::RateLimited(response.retry_after()),
        status if status.is_success() => Verdict::Accepted,
        _ if response.looks_like_html() => Verdict::Unknown,
        StatusCode::UNAUTHORIZED => Verdict::Rejected,
        StatusCode::FORBIDDEN => Verdict::Forbidden,
        _ => Verdict::Unknown,
    }
}
