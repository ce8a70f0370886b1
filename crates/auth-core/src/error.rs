//! One error type: what happened, to what, and who must act.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use time::OffsetDateTime;

/// What went wrong. Match on it; the text is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is missing, malformed, or refused by the provider (client secret, partner secret, address not allowed).
    Configuration,
    /// Only a person can go on; the task says what to do.
    SignInRequired(PersonTask),
    /// The credential is good, the right is missing.
    Forbidden,
    /// Too many requests.
    RateLimited,
    /// The provider cut off or paused the whole integration.
    Suspended,
    /// The provider cannot be reached or does not work now.
    Unavailable,
    /// The provider answered something unreadable.
    InvalidResponse,
    /// A secret was about to go to an origin that is not meant to receive it; nothing was sent.
    OriginRefused,
    /// The caller's own time ran out; the exchange goes on without it.
    DeadlineExceeded,
    /// The store failed.
    Store,
    /// The library or a provider crate is wrong.
    Internal,
}

/// What a person has to do before the connection works again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PersonTask {
    /// Sign in (again).
    SignIn,
    /// Correct the login or the password: the provider refused them.
    CorrectCredentials,
    /// Sign in again: the answer to a renewal was lost at this instant and the renewal cannot be repeated.
    SignInAfterLostAnswer(OffsetDateTime),
    /// Give a second factor.
    SecondFactor,
    /// Choose one of several firms.
    ChooseFirm(Vec<Choice>),
    /// Choose a new password at the provider.
    UpdatePassword,
    /// Accept the provider's terms.
    AcceptTerms,
    /// Generate a new key at the provider and hand it over.
    GenerateKey,
    /// Check that key and host belong to the same environment; if they do, generate a new key.
    CheckEnvironment,
    /// Consent (again) to sharing data.
    Consent,
}

/// One of several things a person may choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The provider's identifier.
    pub id: String,
    /// What to show.
    pub label: String,
}

impl Choice {
    /// A choice with the provider's identifier and the label to show.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: clean(&id.into(), 64),
            label: clean(&label.into(), 200),
        }
    }
}

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// Nobody: wait, for [`Error::retry_after`] when it is known.
    Wait,
    /// The person whose account it is.
    Person,
    /// Who runs the integration: settings, secrets, network.
    Operator,
    /// Who wrote the call.
    Developer,
    /// The authors of these crates: report it.
    Us,
}

/// Whether a request may have reached the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// It certainly did not leave, or was certainly not processed.
    NotDelivered,
    /// It was answered.
    Answered,
    /// It may have been processed; the answer is lost.
    Uncertain,
}

/// The error of all the crates: cheap to clone, without secrets and without server bodies.
#[derive(Clone)]
pub struct Error(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    what: String,
    advice: Option<Cow<'static, str>>,
    subject: Option<String>,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    delivery: Delivery,
}

impl Error {
    /// An error of `kind`; `what` says what happened and holds neither a secret nor a server's text.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Arc::new(Parts {
            kind,
            what: what.into(),
            advice: None,
            subject: None,
            code: None,
            status: None,
            request_id: None,
            retry_after: None,
            delivery: Delivery::Answered,
        }))
    }

    /// A setting that cannot be used: names the field or environment variable and what is wrong with it.
    pub fn configuration(field: &str, problem: &str) -> Self {
        Self::new(ErrorKind::Configuration, format!("{field}: {problem}"))
            .delivered(Delivery::NotDelivered)
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Says what to do, in place of the kind's own advice.
    #[must_use]
    pub fn advise(self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.with(|e| e.advice = Some(advice.into()))
    }

    /// Says to which connection and operation it happened, such as `sinao login: refresh`; the first one stays.
    #[must_use]
    pub fn about(self, subject: impl fmt::Display) -> Self {
        self.with(|e| {
            e.subject
                .get_or_insert_with(|| clean(&subject.to_string(), 120));
        })
    }

    /// Adds the provider's own code, cleaned and cut short.
    #[must_use]
    pub fn with_code(self, code: &str) -> Self {
        self.with(|e| e.code = Some(clean(code, 64)).filter(|code| !code.is_empty()))
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_status(self, status: http::StatusCode) -> Self {
        self.with(|e| e.status = Some(status.as_u16()))
    }

    /// Adds the identifier by which the provider's support finds the request, cleaned and cut short.
    #[must_use]
    pub fn with_request_id(self, id: &str) -> Self {
        self.with(|e| e.request_id = Some(clean(id, 64)))
    }

    /// Says after which pause it is worth trying again.
    #[must_use]
    pub fn retry_in(self, pause: Duration) -> Self {
        self.with(|e| e.retry_after = Some(pause))
    }

    /// Says whether the request may have been processed.
    #[must_use]
    pub fn delivered(self, delivery: Delivery) -> Self {
        self.with(|e| e.delivery = delivery)
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Who has to act.
    pub fn actor(&self) -> Actor {
        match self.0.kind {
            ErrorKind::Configuration | ErrorKind::Suspended | ErrorKind::Store => Actor::Operator,
            ErrorKind::SignInRequired(_) => Actor::Person,
            ErrorKind::Forbidden | ErrorKind::OriginRefused => Actor::Developer,
            ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::InvalidResponse
            | ErrorKind::DeadlineExceeded => Actor::Wait,
            ErrorKind::Internal => Actor::Us,
        }
    }

    /// What the person has to do, when only a person can go on.
    pub fn person_task(&self) -> Option<&PersonTask> {
        match &self.0.kind {
            ErrorKind::SignInRequired(task) => Some(task),
            _ => None,
        }
    }

    /// The pause after which it is worth trying again; `None` when waiting is not known to help.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the request may have been processed although its answer is lost.
    pub fn is_delivery_uncertain(&self) -> bool {
        self.0.delivery == Delivery::Uncertain
    }

    /// Whether the request reached the provider.
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The provider's own code, where its answer had a documented one.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<http::StatusCode> {
        self.0
            .status
            .and_then(|status| http::StatusCode::from_u16(status).ok())
    }

    /// The identifier by which the provider's support finds the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What to do, as a sentence for whoever [acts](Error::actor).
    pub fn advice(&self) -> &str {
        if let Some(advice) = &self.0.advice {
            return advice;
        }
        match &self.0.kind {
            ErrorKind::Configuration => "correct the setting",
            ErrorKind::SignInRequired(task) => task.advice(),
            ErrorKind::Forbidden => "ask for the right, the credential itself is good",
            ErrorKind::RateLimited => "wait before the next call",
            ErrorKind::Suspended => "contact the provider, nothing will pass until then",
            ErrorKind::Unavailable => "wait and try again",
            ErrorKind::InvalidResponse => {
                "try again later; if it lasts, check the configured address"
            }
            ErrorKind::OriginRefused => {
                "call the provider's own origin, or name this one in the configuration"
            }
            ErrorKind::DeadlineExceeded => "try again, the exchange goes on meanwhile",
            ErrorKind::Store => "check the token store",
            ErrorKind::Internal => "report it to the authors of this library",
        }
    }
}

impl PersonTask {
    fn advice(&self) -> &'static str {
        match self {
            Self::SignIn => "the person must sign in",
            Self::CorrectCredentials => "the person must check login and password",
            Self::SignInAfterLostAnswer(_) => {
                "the person must sign in again, the renewal cannot be repeated"
            }
            Self::SecondFactor => "the person must give the second factor",
            Self::ChooseFirm(_) => "the person must choose a firm",
            Self::UpdatePassword => "the person must choose a new password at the provider",
            Self::AcceptTerms => "the person must accept the provider's terms",
            Self::GenerateKey => "the person must generate a new key at the provider",
            Self::CheckEnvironment => {
                "check that the key and the configured host belong to the same environment; if they do, generate a new key"
            }
            Self::Consent => "the person must consent again",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &*self.0;
        if let Some(subject) = &e.subject {
            write!(f, "{subject}: ")?;
        }
        f.write_str(&e.what)?;
        if let Some(code) = &e.code {
            write!(f, " [{code}]")?;
        }
        if let Some(status) = e.status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(id) = &e.request_id {
            write!(f, " (request {id})")?;
        }
        write!(f, "; {}", self.advice())?;
        if let Some(pause) = e.retry_after {
            write!(f, " ({} s)", pause.as_secs_f64().ceil())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("delivery", &self.0.delivery)
            .field("message", &format_args!("{self}"))
            .finish()
    }
}

impl std::error::Error for Error {}

/// Keeps printable characters only and cuts at `max`: what a provider sent may go into a log line.
pub(crate) fn clean(text: &str, max: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !is_bidi_control(*c))
        .take(max)
        .collect()
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
