//! The logins' outcomes: of what comes with 200, one is a success.

use auth_core::{
    AccessToken, Choice, Delivery, Error, ErrorKind, Expiry, ExposeSecret, PersonTask, Response,
    TokenSet,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    ApiError, ErrorClass,
    generated::{self, variable},
    provider::{LoginOf, Scheme},
};

/// The answer to a login, successful or not: both come with 200
/// (MyUnisoft api-partenaires, `authentication/cabinet.md`; types published with the partners SDK).
#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    status: Value,
    #[serde(default)]
    firm: Value,
    /// A user's login had it in place of `firm`.
    #[serde(default, rename = "firmId")]
    firm_id: Value,
    /// No document names it in a success.
    #[serde(default)]
    error: Value,
}

/// What a firm login grants.
#[derive(Deserialize)]
struct OfFirm {
    #[serde(default)]
    api_token: Option<String>,
    #[serde(default, rename = "expiresIn")]
    expires_in: Value,
}

/// What a user's login grants. Nothing documented takes its refresh token, so it is not even read.
#[derive(Deserialize)]
struct OfUser {
    details: UserDetails,
}

#[derive(Deserialize)]
struct UserDetails {
    access_token: Option<String>,
    #[serde(default)]
    expire_in: Value,
}

/// What an account that has to choose is shown; read where no token can be in it.
#[derive(Deserialize)]
struct Unfinished {
    #[serde(default)]
    details: Value,
}

pub(crate) fn token_response(scheme: &Scheme, response: &Response) -> Result<TokenSet, Error> {
    let error = ApiError::of(response);
    if !response.status().is_success() {
        return Err(login_refused(&error, response));
    }
    let outcome: Outcome = response.object().map_err(|e| error.label(e))?;
    if let Some(unfinished) = unfinished(&outcome, response) {
        return Err(error.label(unfinished));
    }
    let Some((token, expires_in)) = granted(scheme, &outcome, response) else {
        if error.code().is_some() {
            return Err(login_refused(&error, response));
        }
        let unknown_status =
            !outcome.status.is_null() && outcome.status != generated::STATUS_AUTHENTICATED;
        if unknown_status || !outcome.error.is_null() {
            return Err(error.label(not_signed_in()));
        }
        return Err(error.label(
            Error::new(ErrorKind::InvalidResponse, "the login gave no token")
                .delivered(Delivery::Answered),
        ));
    };
    let mut tokens = TokenSet::new(token, expiry(&expires_in, response));
    let id = outcome.firm.get("id").unwrap_or(&outcome.firm_id);
    for (attribute, value) in [
        ("firm_id", Some(id)),
        ("firm_label", outcome.firm.get("label")),
    ] {
        if let Some(text) = value.and_then(number_or_text) {
            tokens = tokens.with_attribute(attribute, text);
        }
    }
    Ok(tokens)
}

/// The token and its stated end. A user's login is a success by its status, a firm's has none.
fn granted(
    scheme: &Scheme,
    outcome: &Outcome,
    response: &Response,
) -> Option<(AccessToken, Value)> {
    let user = matches!(scheme, Scheme::Login(login) if login.of == LoginOf::User);
    let (token, expires_in) = if user {
        let details = (outcome.status == generated::STATUS_AUTHENTICATED)
            .then(|| response.object::<OfUser>().ok())??
            .details;
        (details.access_token, details.expire_in)
    } else {
        let granted = response.object::<OfFirm>().ok()?;
        (granted.api_token, granted.expires_in)
    };
    let token = AccessToken::new(token?);
    is_usable(&token).then_some((token, expires_in))
}

/// What a status that is no success asks of a person; `None` for a success, and for a status not known here.
fn unfinished(outcome: &Outcome, response: &Response) -> Option<Error> {
    let (task, what) = match outcome.status.as_str()? {
        generated::STATUS_FIRM_SELECTION => {
            let firms = response
                .object::<Unfinished>()
                .map(|it| choices(&it.details));
            let task = PersonTask::ChooseFirm(firms.unwrap_or_default());
            let error = Error::new(
                ErrorKind::SignInRequired(task),
                "the account reaches several firms",
            );
            return Some(error.advise(format!(
                "sign in with Grant::password_choosing one of them, or set firm to it (environment variable {} or {})",
                variable::FIRM_ID,
                variable::FIRM_NAME
            )));
        }
        generated::STATUS_REQUIRE_OTP => (
            PersonTask::SecondFactor,
            "the account asks for a second factor, which this login cannot give",
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
