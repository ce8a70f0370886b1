//! Answers read, and what they say about the credential.

use auth_core::{
    AccessToken, Error, ErrorKind, ExpiresIn, Expiry, ExposeSecret, Grant, HeaderSet, PersonTask,
    RefreshToken, Response, StatusCode, TokenSet, Verdict,
};
use serde::{Deserialize, Deserializer};

use crate::{
    config::{Scheme, Sinao},
    generated,
    refusal::Refusal,
};

/// `JsonWebToken` of the `OpenAPI` file; its `token_type` is not read, the documentation says where the token goes.
#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(default, deserialize_with = "secret")]
    access_token: Option<AccessToken>,
    #[serde(default)]
    expires_in: ExpiresIn,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AccessToken>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(AccessToken::new))
}

pub(crate) fn token_response(grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
    if response.status().is_success() {
        return issued(grant, response);
    }
    Err(match grant {
        Grant::Password(given) => login_refused(response, given.one_time_code.is_some()),
        _ => refresh_refused(response),
    })
}

fn issued(grant: &Grant, response: &Response) -> Result<TokenSet, Error> {
    let TokenAnswer {
        access_token,
        expires_in,
    } = response.object()?;
    let Some(access_token) = access_token else {
        return Err(match grant {
            Grant::Password(given) => second_factor(given.one_time_code.is_some()),
            _ => response.unreadable(),
        });
    };
    // A token that no header can carry is none.
    HeaderSet::new()
        .bearer(&access_token)
        .map_err(|_| response.unreadable())?;
    let sent_at = response.request_sent_at();
    let claimed = || {
        Expiry::of_jwt(access_token.expose_secret())
            .on_our_clock(response)
            .plausible(sent_at)
    };
    let expiry = Expiry::in_seconds(sent_at, expires_in).or(claimed());
    // One token plays both parts. When its 14 days end is not said for sure: it is tried until it is refused.
    let refresh_token = RefreshToken::new(access_token.expose_secret());
    Ok(TokenSet::new(access_token, expiry).with_refresh_token(refresh_token, None))
}

/// One outcome for wrong password, unknown account and account without password, without the status that tells them apart:
/// who is a customer is nobody's business. A page for people proves nothing but with 401, for a wrong password must not be
/// tried twice.
pub(crate) fn login_refused(response: &Response, with_code: bool) -> Error {
    let status = response.status();
    let is_verdict = status.is_client_error() && !generated::NO_VERDICT.contains(&status.as_u16());
    let is_page = response.looks_like_html() && status != StatusCode::UNAUTHORIZED;
    if !is_verdict || is_page {
        return response.unexpected();
    }
    let may_ask = generated::SECOND_FACTOR_ASKED.contains(&status.as_u16());
    if with_code || (may_ask && Refusal::read(response).asks_second_factor()) {
        return second_factor(with_code);
    }
    let task = PersonTask::CorrectCredentials;
    Error::new(
        ErrorKind::SignInRequired(task),
        "Sinao refused the login",
    )
    .advise("the person must check e-mail address and password, and that Sinao knows a password for the account")
}

fn second_factor(with_code: bool) -> Error {
    let what = if with_code {
        "Sinao refused the second factor, or the password beside it"
    } else {
        "Sinao asks for a second factor"
    };
    Error::new(ErrorKind::SignInRequired(PersonTask::SecondFactor), what)
}

fn refresh_refused(response: &Response) -> Error {
    let status = response.status();
    let refused = if status == StatusCode::INTERNAL_SERVER_ERROR {
        Refusal::read(response).blames_token()
    } else {
        generated::REFRESH_REFUSED.contains(&status.as_u16()) && !response.looks_like_html()
    };
    if !refused {
        return response.unexpected();
    }
    Error::new(
        ErrorKind::SignInRequired(PersonTask::SignIn),
        "Sinao renews this token no more",
    )
    .with_status(status)
}

pub(crate) fn verdict(sinao: &Sinao, response: &Response) -> Verdict {
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Verdict::RateLimited(response.retry_after());
    }
    // A page for people comes from something in between, not from the API.
    if response.looks_like_html() {
        return Verdict::Unknown;
    }
    match (status, &sinao.scheme) {
        (StatusCode::UNAUTHORIZED, Scheme::Login { .. }) => Verdict::Rejected,
        (StatusCode::UNAUTHORIZED, Scheme::ApiKey) => Verdict::NeedsPerson(PersonTask::GenerateKey),
        (StatusCode::FORBIDDEN, _) => Verdict::Forbidden,
        (StatusCode::INTERNAL_SERVER_ERROR, Scheme::Login { .. })
            if Refusal::read(response).blames_token() =>
        {
            Verdict::Rejected
        }
        _ if status.is_success() || generated::BUSINESS.contains(&status.as_u16()) => {
            Verdict::Accepted
        }
        _ => Verdict::Unknown,
    }
}
