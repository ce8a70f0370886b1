//! What a documented refusal means, and the error that says so.

use auth_core::{Error, ErrorKind, PersonTask};

/// Who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorClass {
    /// The grant is gone: a person signs in again.
    SignIn,
    /// The person withdrew or refused consent.
    Consent,
    /// An operator acts; the advice says what to do.
    Configuration(&'static str),
    /// Wait.
    Unavailable,
}

/// The error of a documented class.
pub(crate) fn refused(class: ErrorClass, what: &str) -> Error {
    match class {
        ErrorClass::SignIn => Error::new(ErrorKind::SignInRequired(PersonTask::SignIn), what),
        ErrorClass::Consent => Error::new(ErrorKind::SignInRequired(PersonTask::Consent), what),
        ErrorClass::Configuration(advice) => {
            Error::new(ErrorKind::Configuration, what).advise(advice)
        }
        ErrorClass::Unavailable => Error::new(ErrorKind::Unavailable, what),
    }
}
