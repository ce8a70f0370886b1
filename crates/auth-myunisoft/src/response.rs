//! Answers read: the firm login's outcomes, and what an API answer says about the credential.

use auth_core::{
    AccessToken, Choice, Delivery, Error, ErrorKind, Expiry, ExposeSecret, PersonTask, Response,
    TokenSet, Verdict,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{
    ApiError, ErrorClass,
    generated::{self, variable},
    provider::Scheme,
};

/// The answer to a firm login, successful or not: both come with 200
/// (MyUnisoft api-partenaires, `authentication/cabinet.md`; types published with the partners SDK).
#[derive(Deserialize)]
struct Login {
    #[serde(default)]
    status: Value,
    #[serde(default, deserialize_with = "token")]
    api_token: Option<AccessToken>,
    #[serde(default, rename = "expiresIn")]
    expires_in: Value,
    #[serde(default)]
    firm: Value,
    #[serde(default)]
    details: Value,
}

fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AccessToken>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(AccessToken::new))
}

pub(crate) fn token_response(response: &Response) -> Result<TokenSet, Error> {
    let error = ApiError::of(response);
    if !response.status().is_success() {
        return Err(login_refused(&error, response));
    }
    let login: Login = response.object().map_err(|e| error.label(e))?;
    if let Some(unfinished) = unfinished(&login) {
        return Err(error.label(unfinished));
    }
    let Some(token) = login.api_token.filter(is_usable) else {
        if error.code().is_some() {
            return Err(login_refused(&error, response));
        }
        return Err(error.label(
            Error::new(ErrorKind::InvalidResponse, "the firm login gave no token")
                .delivered(Delivery::Answered),
        ));
    };
    let mut tokens = TokenSet::new(token, expiry(&login.expires_in, response));
    for (attribute, member) in [("firm_id", "id"), ("firm_label", "label")] {
        if let Some(text) = login.firm.get(member).and_then(number_or_text) {
            tokens = tokens.with_attribute(attribute, text);
        }
    }
    Ok(tokens)
}

/// What a status that is no success asks of a person; `None` for a success, and for a status not known here.
fn unfinished(login: &Login) -> Option<Error> {
    let (task, what) = match login.status.as_str()? {
        generated::STATUS_FIRM_SELECTION => {
            let task = PersonTask::ChooseFirm(choices(&login.details));
            let error = Error::new(
                ErrorKind::SignInRequired(task),
                "the account reaches several firms",
            );
            return Some(error.advise(format!(
                "set firm to one of the choices (environment variable {} or {})",
                variable::FIRM_ID,
                variable::FIRM_NAME
            )));
        }
        generated::STATUS_REQUIRE_OTP => (
            PersonTask::SecondFactor,
            "the account asks for a second factor, which a firm login cannot give",
        ),
        generated::STATUS_REQUIRE_TERMS => (
            PersonTask::AcceptTerms,
            "the account has not accepted the terms",
        ),
        generated::STATUS_UPDATE_PASSWORD => (
            PersonTask::UpdatePassword,
            "the account must have a new password",
        ),
        _ => return None,
    };
    Some(Error::new(ErrorKind::SignInRequired(task), what))
}

/// A list of firms, or a single one; what cannot be read is left out.
fn choices(details: &Value) -> Vec<Choice> {
    let firms = match details {
        Value::Array(firms) => firms.as_slice(),
        one => std::slice::from_ref(one),
    };
    let choice = |firm: &Value| {
        let id = ["member_group_id", "id"]
            .iter()
            .find_map(|name| number_or_text(firm.get(name)?))?;
        let label = firm.get("label").and_then(Value::as_str).unwrap_or(&id);
        Some(Choice::new(id.clone(), label))
    };
    firms.iter().filter_map(choice).collect()
}

/// The end as the login states it: a date without a zone. One that is over already cannot be what was meant, since the
/// zone is an assumption: it counts as unreadable, which the policy answers with the shortest documented lifetime.
fn expiry(stated: &Value, response: &Response) -> Expiry {
    let Some(text) = stated.as_str() else {
        return Expiry::Unknown;
    };
    let sent_at = response.request_sent_at();
    let end = Expiry::at_rfc3339(text)
        .or(Expiry::at_local(text, generated::EXPIRES_IN_ZONE))
        .on_our_clock(response)
        .plausible(sent_at);
    match end {
        Expiry::At(instant) if instant <= sent_at => Expiry::Unknown,
        end => end,
    }
}

/// Whether a header can carry it.
fn is_usable(token: &AccessToken) -> bool {
    let token = token.expose_secret();
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic())
}

fn number_or_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// A login refused with an error status. On this route 401 is about mail and password, unless a code says otherwise or a
/// page shows that somebody else answered.
fn login_refused(error: &ApiError, response: &Response) -> Error {
    match error.class() {
        ErrorClass::PartnerSecret
        | ErrorClass::CredentialsRefused
        | ErrorClass::RightMissing
        | ErrorClass::IntegrationSuspended
        | ErrorClass::Maintenance
        | ErrorClass::RateLimited => error.to_error(),
        ErrorClass::Unknown if response.status() == 401 && !response.looks_like_html() => error
            .label(Error::new(
                ErrorKind::SignInRequired(PersonTask::CorrectCredentials),
                "mail and password are refused",
            )),
        _ => error.label(response.unexpected()),
    }
}

pub(crate) fn verdict(scheme: &Scheme, response: &Response) -> Verdict {
    if response.status().is_success() {
        return Verdict::Accepted;
    }
    let error = ApiError::of(response);
    match (error.class(), scheme) {
        (ErrorClass::PartnerSecret, _) => Verdict::Misconfigured,
        (ErrorClass::ForeignToken, Scheme::Key { .. }) => {
            Verdict::NeedsPerson(PersonTask::CheckEnvironment)
        }
        (ErrorClass::TokenGone | ErrorClass::FolderGone, Scheme::Key { .. }) => {
            Verdict::NeedsPerson(PersonTask::GenerateKey)
        }
        (
            ErrorClass::ForeignToken | ErrorClass::TokenGone | ErrorClass::CredentialsRefused,
            Scheme::FirmLogin(_),
        ) => Verdict::Rejected,
        // A login names no folder: another token would not help.
        (ErrorClass::FolderGone, Scheme::FirmLogin(_)) | (ErrorClass::RightMissing, _) => {
            Verdict::Forbidden
        }
        (ErrorClass::Business, _) => Verdict::Accepted,
        (ErrorClass::IntegrationSuspended, _) => Verdict::Suspended,
        (ErrorClass::RateLimited, _) => Verdict::RateLimited(error.wait()),
        // "Authentication failed" about a key names no token: nothing is concluded from it.
        (ErrorClass::CredentialsRefused, Scheme::Key { .. })
        | (
            ErrorClass::Request
            | ErrorClass::Maintenance
            | ErrorClass::ProviderFailure
            | ErrorClass::Unknown,
            _,
        ) => Verdict::Unknown,
    }
}
