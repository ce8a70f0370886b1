//! What PostgreSQL says, in our words: nothing of its own texts, which may hold values.

use std::{error::Error as _, io};

use auth_core::{Delivery, Error, ErrorKind};
use tokio_postgres::error::SqlState;

use crate::refusal::failed;

/// What went wrong, and whether asking once more is worth it.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    /// The connection is gone, or went while it was made, and the answer with it.
    pub(super) cut: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, cut: false }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        let late = || {
            let source = error.source().and_then(|source| source.downcast_ref());
            source.is_some_and(|error: &io::Error| error.kind() == io::ErrorKind::TimedOut)
        };
        Self {
            cut: error.code().is_none() && told(&error).is_none() && !late(),
            error: fault(error),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// What happened, and what the operator can do about it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands in `map_err` everywhere"
)]
pub(super) fn fault(error: tokio_postgres::Error) -> Error {
    let Some(code) = error.code() else {
        return told(&error).unwrap_or_else(unreachable);
    };
    let settings = |what: &str, advice: &'static str| {
        Error::new(ErrorKind::Configuration, what)
            .advise(advice)
            .delivered(Delivery::NotDelivered)
    };
    match *code {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => settings(
            "PostgreSQL refuses the user or the password",
            "check both in the store's URL, and pg_hba.conf on the server",
        ),
        SqlState::INVALID_CATALOG_NAME => settings(
            "there is no such database",
            "create it, or name another one in the store's URL",
        ),
        SqlState::INSUFFICIENT_PRIVILEGE => settings(
            "PostgreSQL forbids this user what the store needs",
            "let the user create tables and functions in its schema, or open the store once as one who may",
        ),
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_FUNCTION | SqlState::UNDEFINED_COLUMN => {
            failed(
                "the store's tables are gone or were changed",
                "restore the database, or open the store again to create them anew",
            )
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => failed(
            "the database is read-only",
            "name the primary server in the store's URL, not a standby",
        ),
        SqlState::DISK_FULL => failed("the disk is full", "make room on PostgreSQL's machine"),
        SqlState::TOO_MANY_CONNECTIONS => failed(
            "PostgreSQL has no connection left",
            "raise max_connections: each process of the fleet takes two",
        ),
        SqlState::QUERY_CANCELED | SqlState::LOCK_NOT_AVAILABLE => failed(
            "another session keeps a record locked",
            "end whatever holds a transaction open on the store's tables",
        ),
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            failed(
                "PostgreSQL is starting or stopping",
                "wait: the store connects again by itself",
            )
        }
        SqlState::PROGRAM_LIMIT_EXCEEDED | SqlState::CHARACTER_NOT_IN_REPERTOIRE => failed(
            "PostgreSQL cannot keep a connection of this name",
            "choose a shorter name without control characters",
        ),
        _ => Error::new(ErrorKind::Store, "PostgreSQL failed")
            .advise("look up the code in PostgreSQL's manual, and the time in its log")
            .with_code(code.code()),
    }
}

/// What the client found by itself, and another attempt would find again. It tells some of it by its texts alone.
fn told(error: &tokio_postgres::Error) -> Option<Error> {
    #[cfg(feature = "postgres-tls")]
    if let Some(error) = crate::tls::refusal("PostgreSQL", error) {
        return Some(error);
    }
    match error.source()?.to_string().as_str() {
        "server does not support TLS" => Some(failed(
            "PostgreSQL speaks no TLS, which the store's URL requires",
            "set ssl=on and a certificate on the server; sslmode=disable sends everything in clear text",
        )),
        "password missing" => Some(
            Error::new(ErrorKind::Configuration, "PostgreSQL asks for a password")
                .advise("set it in the store's URL: postgres://USER:PASSWORD@HOST/DATABASE")
                .delivered(Delivery::NotDelivered),
        ),
        _ => None,
    }
}

/// There was no answer, or none that could be read.
pub(super) fn unreachable() -> Error {
    failed(
        "PostgreSQL cannot be reached",
        "check host, port and TLS in the store's URL, and that the server runs; the store connects again by itself",
    )
}

/// A row that has not the shape of ours.
pub(super) fn foreign() -> Error {
    failed(
        "the database holds what this store did not write",
        "restore the database",
    )
}
