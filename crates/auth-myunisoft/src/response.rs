//! Answers read: the firm login's outcomes, and what an API answer says about the credential.

use auth_core::{
    AccessToken, Choice, Delivery, Error, ErrorKind, Expiry, ExposeSecret, PersonTask, Response,
    TokenSet, Verdict,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{
    Access, ApiError, ErrorClass,
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
    /// No document names it in a success.
    #[serde(default)]
    error: Value,
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
        let unknown_status =
            !login.status.is_null() && login.status != generated::STATUS_AUTHENTICATED;
        if unknown_status || !login.error.is_null() {
            return Err(error.label(not_signed_in()));
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

/// A status that no document names: the account waits for something, and repeating the password does not help.
fn not_signed_in() -> Error {
    Error::new(
        ErrorKind::SignInRequired(PersonTask::SignIn),
        "the login was answered with a status that is no success",
    )
    .advise("the person must sign in to MyUnisoft itself, which says what the account waits for")
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

/// A login refused. It carried a password, which repeated may lock the account: what the authentication service refuses
/// stays refused until a person has looked.
fn login_refused(error: &ApiError, response: &Response) -> Error {
    let refused = |what| {
        let kind = ErrorKind::SignInRequired(PersonTask::CorrectCredentials);
        error.label(Error::new(kind, what))
    };
    match error.class() {
        ErrorClass::CredentialsRefused
        | ErrorClass::IntegrationSuspended
        | ErrorClass::Maintenance
        | ErrorClass::RateLimited => error.to_error(),
        _ if !is_refusal(error, response) => error.label(response.unexpected()),
        // No `Configuration`, which would be tried again by itself.
        ErrorClass::PartnerSecret => refused("the login is refused for the partner secret").advise(format!(
            "correct partner_secret (environment variable {}) or ask MyUnisoft to set it up, then sign in again",
            variable::PARTNER_SECRET
        )),
        ErrorClass::Unknown if response.status() == 401 => refused("mail and password are refused"),
        _ => refused("the login is refused").advise(format!(
            "check mail, password and firm, and that auth_url (environment variable {}) is right",
            variable::AUTH_URL
        )),
    }
}

/// Whether MyUnisoft refuses the login, and not something on the way or a failure. A 401 counts as that whoever wrote it.
fn is_refusal(error: &ApiError, response: &Response) -> bool {
    match response.status().as_u16() {
        401 => true,
        status if generated::NO_VERDICT.contains(&status) => false,
        400..=499 => !response.looks_like_html(),
        // A code in a success.
        200..=299 => error.class() != ErrorClass::ProviderFailure,
        _ => false,
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
        // The call names the folder, not the credential of a firm: that one stays good for the others.
        (
            ErrorClass::FolderGone,
            Scheme::FirmLogin(_)
            | Scheme::Key {
                access: Some(Access::Firm),
            },
        )
        | (ErrorClass::RightMissing, _) => Verdict::Forbidden,
        (ErrorClass::TokenGone | ErrorClass::FolderGone, Scheme::Key { .. }) => {
            Verdict::NeedsPerson(PersonTask::GenerateKey)
        }
        (
            ErrorClass::ForeignToken | ErrorClass::TokenGone | ErrorClass::CredentialsRefused,
            Scheme::FirmLogin(_),
        ) => Verdict::Rejected,
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
