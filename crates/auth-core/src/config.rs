//! Reading what the user supplies, with errors that name the field and the environment variable.

use crate::{Error, ErrorKind};

/// Reads the environment variable `name`.
///
/// # Errors
/// [`ErrorKind::Configuration`] naming the variable when it is unset, empty or not UTF-8: the
/// developer or operator sets it.
pub fn env(name: &str) -> Result<String, Error> {
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(Error::configuration(
            name,
            "the environment variable is empty: set it",
        )),
        Ok(value) => Ok(value),
        Err(std::env::VarError::NotPresent) => Err(Error::configuration(
            name,
            "the environment variable is not set: set it",
        )),
        Err(std::env::VarError::NotUnicode(_)) => Err(Error::configuration(
            name,
            "the environment variable is not UTF-8",
        )),
    }
}

/// Reads the environment variable `name`, `None` when it is unset.
///
/// # Errors
/// As [`env`](fn@env), for a variable that is set but empty or not UTF-8.
pub fn optional_env(name: &str) -> Result<Option<String>, Error> {
    if std::env::var_os(name).is_none() {
        Ok(None)
    } else {
        env(name).map(Some)
    }
}

/// The environment variable that lets a base URL be http on this machine's loopback, for a sandbox.
pub const LOOPBACK_HTTP: &str = "AUTH_ALLOW_LOOPBACK_HTTP";

/// Reads the value of [`LOOPBACK_HTTP`]: `1` allows, `0` or nothing does not.
///
/// # Errors
/// [`ErrorKind::Configuration`] naming the variable for any other value: the operator corrects it.
pub fn loopback_http(value: Option<&str>) -> Result<bool, Error> {
    match value {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(Error::configuration(LOOPBACK_HTTP, "it is neither 0 nor 1")),
    }
}

/// Checks that a text field can be used: not blank, no control characters, no surrounding white space.
///
/// Meant for what is pasted into a configuration; the value itself never enters the error, so secrets may be checked too.
///
/// # Errors
/// [`ErrorKind::Configuration`] naming `field` (and its environment variable): the developer or operator corrects it.
pub fn required(field: &'static str, variable: &str, value: &str) -> Result<(), Error> {
    let problem = if value.trim().is_empty() {
        "it is empty"
    } else if value.trim() != value {
        "it has white space around it"
    } else if value.chars().any(char::is_control) {
        "it has control characters in it"
    } else {
        return Ok(());
    };
    Err(
        Error::new(ErrorKind::Configuration, format!("{field}: {problem}"))
            .advise(format!("correct {field} (environment variable {variable})")),
    )
}
