//! What is said of a record that cannot be used, in one voice for all stores.

use auth_core::{Error, ErrorKind};

const RESTORE: &str = "restore the store from a copy, or remove the connection from it and let the person sign in again";

pub(crate) fn cut() -> Error {
    failed("a record is cut short", RESTORE)
}

pub(crate) fn changed() -> Error {
    failed(
        "a record was changed, or belongs to another connection",
        RESTORE,
    )
}

pub(crate) fn foreign() -> Error {
    failed(
        "a record is not one of this library",
        "check that the store is the right one",
    )
}

pub(crate) fn newer() -> Error {
    failed(
        "a record was written by a newer version of this library",
        "update this program to the version of the others that use the store",
    )
}

pub(crate) fn too_big() -> Error {
    failed("a record is too big", "keep less in it")
}

pub(crate) fn failed(what: impl Into<String>, advice: &'static str) -> Error {
    Error::new(ErrorKind::Store, what).advise(advice)
}
