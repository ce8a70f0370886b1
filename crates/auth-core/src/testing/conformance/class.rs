//! What a documented refusal is about, and what a provider may make of it.

use std::mem::discriminant;

use crate::{ErrorKind, Grant, PersonTask, SignIn, Verdict};

/// Which answer a refusal comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum On {
    /// An answer to an API call, which [`Provider::verdict`](crate::Provider::verdict) judges.
    Call,
    /// An answer to a token request, which [`Provider::token_response`](crate::Provider::token_response) reads.
    Token,
}

/// What a refusal is about: the classes of a provider's description, and what each must lead to.
///
/// | class | on a call, [`Verdict`] | in a token answer, [`ErrorKind`] |
/// |---|---|---|
/// | `SignIn` … `AcceptTerms` | `NeedsPerson` with the task of that name, or `Rejected` where the scheme signs in by itself | `SignInRequired` with that task |
/// | `Renew` | `Rejected` | `SignInRequired(SignIn)` for a refresh token, else `Unavailable` |
/// | `Configuration` | `Misconfigured` | `Configuration` |
/// | `Request` | `Misconfigured`, `Accepted` or `Unknown` | `Configuration` or `InvalidResponse` |
/// | `Forbidden` | `Forbidden` | `Forbidden` or `Configuration` |
/// | `Business` | `Accepted` or `Unknown` | `InvalidResponse` |
/// | `Suspended` | `Suspended` | `Suspended` |
/// | `RateLimited` | `RateLimited` | `RateLimited` |
/// | `Unavailable` | `Unknown` or `Accepted` | `Unavailable` |
///
/// A scheme signs in by itself with the client's credentials or a password ([`SignIn::Client`], [`SignIn::Password`]).
/// Where the credential itself goes on the call ([`SignIn::Static`]), `SignIn` may also be `NeedsPerson(GenerateKey)`, and
/// `Renew` `NeedsPerson(GenerateKey)` or `NeedsPerson(CheckEnvironment)`: nothing else renews a key.
///
/// A password must not be sent twice to whoever refused it: for a password grant `Configuration`, `Request`, `Forbidden`
/// and `Business` may also be `SignInRequired(CorrectCredentials)`. One that came with a one-time code may have
/// `CorrectCredentials` and `SecondFactor` either way: a refusal seldom says which of the two was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// A person signs in again.
    SignIn,
    /// Nobody: the credential is obtained again.
    Renew,
    /// A person corrects login or password.
    CorrectCredentials,
    /// A person gives a second factor.
    SecondFactor,
    /// A person consents again.
    Consent,
    /// A person generates a new key.
    GenerateKey,
    /// A person checks that key and host belong together.
    CheckEnvironment,
    /// A person chooses a firm.
    ChooseFirm,
    /// A person chooses a new password.
    UpdatePassword,
    /// A person accepts the provider's terms.
    AcceptTerms,
    /// An operator corrects a setting of the application.
    Configuration,
    /// A developer corrects the request.
    Request,
    /// The credential is good, the right is missing.
    Forbidden,
    /// The credential is good, the business refuses.
    Business,
    /// The provider cut off the whole integration.
    Suspended,
    /// Too many requests.
    RateLimited,
    /// The provider does not work now.
    Unavailable,
}

/// A documented refusal, as a provider's description has it. Written as a literal, by what is generated for the crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which answer it comes in.
    pub on: On,
    /// The grants that may be refused so, by [`Grant::name`]; all of them when empty. Of no meaning for a call.
    pub grants: &'static [&'static str],
    /// The HTTP status.
    pub status: u16,
    /// Where the JSON body has the code, such as `error.code`; without it the status alone tells.
    pub member: Option<&'static str>,
    /// The code; one that ends in `*` is a prefix.
    pub code: Option<&'static str>,
    /// What it is about.
    pub class: Class,
}

impl Refusal {
    /// Whether a token answer for `grant` may be refused so.
    pub(super) fn concerns(&self, grant: &Grant) -> bool {
        self.on == On::Token && (self.grants.is_empty() || self.grants.contains(&grant.name()))
    }

    /// The JSON body that says it; `None` for a code without a member to stand at.
    pub(super) fn body(&self) -> Option<String> {
        let Some(code) = self.code else {
            return Some("{}".to_owned());
        };
        let code = match code.strip_suffix('*') {
            Some(prefix) => format!("{prefix}X"),
            None => code.to_owned(),
        };
        let members = self.member?.rsplit('.');
        let body = members.fold(
            serde_json::Value::from(code),
            |inner, name| serde_json::json!({ name: inner }),
        );
        Some(body.to_string())
    }

    /// For the list of broken rules, such as `401 invalid_token`.
    pub(super) fn name(&self) -> String {
        match self.code {
            Some(code) => format!("{} {code}", self.status),
            None => self.status.to_string(),
        }
    }
}

impl Class {
    /// The verdicts on a call that are right, for a scheme that signs in by `sign_in`.
    pub(super) fn verdicts(self, sign_in: &SignIn) -> Vec<Verdict> {
        let key = matches!(sign_in, SignIn::Static(_));
        let mut verdicts = match self {
            Self::Renew => vec![Verdict::Rejected],
            Self::Configuration => vec![Verdict::Misconfigured],
            Self::Request => vec![Verdict::Misconfigured, Verdict::Accepted, Verdict::Unknown],
            Self::Forbidden => vec![Verdict::Forbidden],
            Self::Business | Self::Unavailable => vec![Verdict::Accepted, Verdict::Unknown],
            Self::Suspended => vec![Verdict::Suspended],
            Self::RateLimited => vec![Verdict::RateLimited(None)],
            _ => self.task().map(Verdict::NeedsPerson).into_iter().collect(),
        };
        if self.task().is_some() && matches!(sign_in, SignIn::Client | SignIn::Password(_)) {
            verdicts.push(Verdict::Rejected);
        }
        if key && matches!(self, Self::SignIn | Self::Renew) {
            verdicts.push(Verdict::NeedsPerson(PersonTask::GenerateKey));
        }
        if key && self == Self::Renew {
            verdicts.push(Verdict::NeedsPerson(PersonTask::CheckEnvironment));
        }
        verdicts
    }

    /// The kinds of error that are right when `grant` was refused.
    pub(super) fn kinds(self, grant: &Grant) -> Vec<ErrorKind> {
        let person = ErrorKind::SignInRequired;
        let mut kinds = match self {
            Self::Renew if matches!(grant, Grant::RefreshToken(_)) => {
                vec![person(PersonTask::SignIn)]
            }
            Self::Renew | Self::Unavailable => vec![ErrorKind::Unavailable],
            Self::Configuration => vec![ErrorKind::Configuration],
            Self::Request => vec![ErrorKind::Configuration, ErrorKind::InvalidResponse],
            Self::Forbidden => vec![ErrorKind::Forbidden, ErrorKind::Configuration],
            Self::Business => vec![ErrorKind::InvalidResponse],
            Self::Suspended => vec![ErrorKind::Suspended],
            Self::RateLimited => vec![ErrorKind::RateLimited],
            _ => self.task().map(person).into_iter().collect(),
        };
        let Grant::Password(given) = grant else {
            return kinds;
        };
        match self {
            Self::Configuration | Self::Request | Self::Forbidden | Self::Business => {
                kinds.push(person(PersonTask::CorrectCredentials));
            }
            Self::CorrectCredentials if given.one_time_code.is_some() => {
                kinds.push(person(PersonTask::SecondFactor));
            }
            Self::SecondFactor if given.one_time_code.is_some() => {
                kinds.push(person(PersonTask::CorrectCredentials));
            }
            _ => {}
        }
        kinds
    }

    fn task(self) -> Option<PersonTask> {
        Some(match self {
            Self::SignIn => PersonTask::SignIn,
            Self::CorrectCredentials => PersonTask::CorrectCredentials,
            Self::SecondFactor => PersonTask::SecondFactor,
            Self::Consent => PersonTask::Consent,
            Self::GenerateKey => PersonTask::GenerateKey,
            Self::CheckEnvironment => PersonTask::CheckEnvironment,
            Self::ChooseFirm => PersonTask::ChooseFirm(Vec::new()),
            Self::UpdatePassword => PersonTask::UpdatePassword,
            Self::AcceptTerms => PersonTask::AcceptTerms,
            _ => return None,
        })
    }
}

/// Whether two verdicts are of one kind, whatever the pause or the choices.
pub(super) fn same_verdict(one: &Verdict, other: &Verdict) -> bool {
    match (one, other) {
        (Verdict::NeedsPerson(one), Verdict::NeedsPerson(other)) => {
            discriminant(one) == discriminant(other)
        }
        _ => discriminant(one) == discriminant(other),
    }
}

/// Whether two kinds of error are one, whatever the choices.
pub(super) fn same_kind(one: &ErrorKind, other: &ErrorKind) -> bool {
    match (one, other) {
        (ErrorKind::SignInRequired(one), ErrorKind::SignInRequired(other)) => {
            discriminant(one) == discriminant(other)
        }
        _ => one == other,
    }
}
