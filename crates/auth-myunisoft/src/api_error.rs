//! MyUnisoft's errors: read from any of the shapes they come in, and classed by their code.

use std::time::Duration;

use auth_core::{Delivery, Error, ErrorKind, PersonTask, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{generated, limit};

/// What an `error.code` is about. The status alone never says it: an expired token may come with 400, a business
/// refusal with 401 (MyUnisoft api-partenaires, `erreurs.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The partner secret is missing, wrong or not set up at MyUnisoft yet: the integrator, for all customers. Keys stay good.
    PartnerSecret,
    /// The call lacks something that its author has to add.
    Request,
    /// The token is of another environment or of the wrong kind: check the host first, then the key.
    ForeignToken,
    /// The token is no valid one of a folder or a firm; a user's token is good all the same, the call wants another kind.
    NotKeyToken,
    /// The token is no valid one of a user; any other is good all the same, the call wants another kind.
    NotUserToken,
    /// The token is unknown, disconnected, revoked or expired.
    TokenGone,
    /// No active folder stands behind the key.
    FolderGone,
    /// Mail and password were refused.
    CredentialsRefused,
    /// The token is good, the right is missing.
    RightMissing,
    /// The token is good, the business refuses.
    Business,
    /// MyUnisoft has cut off the whole integration.
    IntegrationSuspended,
    /// The API is under maintenance.
    Maintenance,
    /// Too many calls, or too many at once.
    RateLimited,
    /// MyUnisoft failed.
    ProviderFailure,
    /// No documented code, and a status that says nothing about the credential.
    Unknown,
}

/// An error answer of MyUnisoft, without its text: code, class and the identifier that support asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    class: ErrorClass,
    code: Option<&'static str>,
    status: StatusCode,
    request_id: Option<String>,
    wait: Option<Duration>,
}

#[derive(Deserialize)]
struct Rooted {
    error: Body,
}

#[derive(Deserialize)]
struct Body {
    code: String,
    #[serde(default)]
    details: Value,
}

impl ApiError {
    /// Reads an answer with an error status; whatever it holds, there is a result.
    ///
    /// The code decides, with `details` as an object or as text, and with or without the `error` root; where there is no
    /// documented code the status is all there is (MyUnisoft api-partenaires, `erreurs.md`; its Postman collection).
    pub fn of(response: &Response) -> Self {
        let body = response
            .json::<Rooted>()
            .map(|rooted| rooted.error)
            .or_else(|_| response.json::<Body>())
            .ok();
        let known = body.as_ref().and_then(|body| classify(&body.code));
        let (code, class) = known.map_or_else(
            || (None, class_of_status(response, body.is_some())),
            |(code, class)| (Some(code), class),
        );
        let request_id = response.header(generated::REQUEST_ID_HEADER).or_else(|| {
            let details = &body.as_ref()?.details;
            generated::REQUEST_ID_MEMBERS
                .iter()
                .find_map(|name| details.get(name)?.as_str())
        });
        let wait = match class {
            ErrorClass::RateLimited => response.retry_after().or_else(|| window_left(response)),
            ErrorClass::Maintenance | ErrorClass::ProviderFailure => response.retry_after(),
            _ => None,
        };
        Self {
            class,
            code,
            status: response.status(),
            request_id: request_id.map(str::to_owned),
            wait,
        }
    }

    /// What it is about.
    pub fn class(&self) -> ErrorClass {
        self.class
    }

    /// The documented code, `DROIT*` and the like for an undocumented one of a known family; `None` for any other.
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// The identifier by which MyUnisoft's support finds the request, as it was sent.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The pause that MyUnisoft asks for: `Retry-After`, at most an hour; for a rate limit else what is left of its window,
    /// at most a minute. `None` when neither is said or it is already over.
    pub fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// The same as the error of all the crates: who must act, code, status and request id.
    pub fn to_error(&self) -> Error {
        let error = match self.class {
            ErrorClass::PartnerSecret => {
                Error::new(ErrorKind::Configuration, "the partner secret is refused").advise(format!(
                    "correct partner_secret (environment variable {}), or ask MyUnisoft to set it up: it concerns every key",
                    generated::variable::PARTNER_SECRET
                ))
            }
            ErrorClass::Request => Error::new(
                ErrorKind::Configuration,
                "the call lacks something it must carry",
            )
            .advise(format!(
                "send the bearer token and a numeric {}",
                generated::SOCIETY_ID_HEADER
            )),
            ErrorClass::ForeignToken | ErrorClass::NotKeyToken | ErrorClass::NotUserToken => Error::new(
                ErrorKind::SignInRequired(PersonTask::CheckEnvironment),
                "the token is not valid in this environment, or is of the wrong kind",
            ),
            ErrorClass::TokenGone | ErrorClass::FolderGone => Error::new(
                ErrorKind::SignInRequired(PersonTask::GenerateKey),
                "the key is unknown, disconnected or revoked",
            ),
            ErrorClass::CredentialsRefused => Error::new(
                ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
                "mail and password are refused",
            ),
            ErrorClass::RightMissing => Error::new(ErrorKind::Forbidden, "the right is missing"),
            ErrorClass::IntegrationSuspended => Error::new(
                ErrorKind::Suspended,
                "MyUnisoft has cut off the whole integration",
            ),
            ErrorClass::Maintenance => {
                Error::new(ErrorKind::Unavailable, "the API is under maintenance")
                    .delivered(Delivery::NotDelivered)
            }
            ErrorClass::RateLimited => Error::new(ErrorKind::RateLimited, "too many requests")
                .delivered(Delivery::NotDelivered),
            ErrorClass::ProviderFailure => Error::new(ErrorKind::Unavailable, "MyUnisoft failed")
                .delivered(Delivery::Uncertain),
            ErrorClass::Business | ErrorClass::Unknown => Error::new(
                ErrorKind::InvalidResponse,
                "the request was refused in a way that says nothing about the credential",
            ),
        };
        self.label(error)
    }

    /// Adds what identifies this answer to an error about it.
    pub(crate) fn label(&self, error: Error) -> Error {
        let mut error = error.with_status(self.status);
        if let Some(code) = self.code {
            error = error.with_code(code);
        }
        if let Some(id) = &self.request_id {
            error = error.with_request_id(id);
        }
        match self.wait {
            Some(wait) => error.retry_in(wait),
            None => error,
        }
    }
}

/// The entry of the table for a code: the code itself first, then its family.
fn classify(code: &str) -> Option<(&'static str, ErrorClass)> {
    let exact = generated::ERROR_CODES
        .iter()
        .find(|(known, _)| *known == code);
    let family = || {
        generated::ERROR_CODES.iter().find(|(known, _)| {
            known
                .strip_suffix('*')
                .is_some_and(|prefix| code.starts_with(prefix))
        })
    };
    exact.or_else(family).copied()
}

/// Without a documented code: a 401 says nothing, and neither does a page or anything else that MyUnisoft did not write.
fn class_of_status(response: &Response, ours: bool) -> ErrorClass {
    match response.status().as_u16() {
        429 => ErrorClass::RateLimited,
        403 if ours => ErrorClass::RightMissing,
        400 | 404 | 405 | 409 | 415 | 422 if ours => ErrorClass::Business,
        500..=599 => ErrorClass::ProviderFailure,
        _ => ErrorClass::Unknown,
    }
}

/// The pause until the window ends; `None` when unsaid or over, and when it has room: then too many calls were made at once,
/// which ends before it does.
fn window_left(response: &Response) -> Option<Duration> {
    let told = limit::HEADERS.read(response);
    told.reset_in
        .filter(|_| told.remaining.is_none_or(|calls| calls == 0))
}
