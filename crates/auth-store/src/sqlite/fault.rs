//! What SQLite says, in our words: nothing of its own texts, which may hold values.

use auth_core::{Error, ErrorKind};
use rusqlite::ErrorCode;

use crate::refusal::failed;

/// What happened, and what the operator can do about it.
#[allow(
    clippy::needless_pass_by_value,
    reason = "it stands in `map_err` everywhere"
)]
pub(super) fn fault(error: rusqlite::Error) -> Error {
    let Some(cause) = error.sqlite_error() else {
        return failed(
            "the database holds what this store did not write",
            "restore the file",
        );
    };
    match cause.code {
        ErrorCode::DiskFull => failed("the disk is full", "make room where the database stands"),
        ErrorCode::ReadOnly => failed(
            "the database is read-only",
            "let this user write to the file and to its directory",
        ),
        ErrorCode::NotADatabase => failed(
            "the file is no SQLite database",
            "name the store's own file, or a new one",
        ),
        ErrorCode::DatabaseCorrupt => failed(
            "the database is damaged",
            "keep a copy of the file, then restore it or recover it with `sqlite3 FILE .recover`",
        ),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => failed(
            "the database cannot be opened",
            "check that the directory is there and that this user may write to it",
        ),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => failed(
            "another process keeps the database locked",
            "end whatever holds a transaction open on the file",
        ),
        ErrorCode::SystemIoFailure => failed(
            "the database cannot be read or written",
            "check the disk on which it stands",
        ),
        _ => Error::new(
            ErrorKind::Store,
            format!("the database failed with code {}", cause.extended_code),
        ),
    }
}
