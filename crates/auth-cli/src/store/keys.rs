//! The keys of the environment.

use std::{
    env,
    path::{Path, PathBuf},
};

use auth_all::core::{Error, Password};
use auth_store::{FileStore, Key, KeyRing};

/// The variables of the present key, and of the one before it.
const PRESENT: [&str; 3] = [
    "AUTH_STORE_PASSPHRASE",
    "AUTH_STORE_KEY",
    "AUTH_STORE_KEY_FILE",
];
const OLD: [&str; 3] = [
    "AUTH_STORE_OLD_PASSPHRASE",
    "AUTH_STORE_OLD_KEY",
    "AUTH_STORE_OLD_KEY_FILE",
];

/// The keys that the environment holds, if any. A passphrase is for the store at `path`; a keyring has none.
pub(super) async fn ring(path: Option<&Path>) -> Result<Option<KeyRing>, Error> {
    let Some(present) = key(PRESENT, path).await? else {
        return Ok(None);
    };
    let ring = KeyRing::new(present);
    match key(OLD, path).await? {
        Some(old) => ring.with_earlier(old).map(Some),
        None => Ok(Some(ring)),
    }
}

/// Whether the environment holds a key.
pub(super) fn any() -> Result<bool, Error> {
    Ok(named(PRESENT)?.is_some())
}

/// There is none, and nothing is kept in clear.
pub(super) fn missing() -> Error {
    Error::configuration("AUTH_STORE_KEY", "is not set, nor is another key").advise(
        "set AUTH_STORE_PASSPHRASE, AUTH_STORE_KEY or AUTH_STORE_KEY_FILE, or start a desktop session that has a keyring",
    )
}

/// The one variable that is set.
fn named(variables: [&'static str; 3]) -> Result<Option<&'static str>, Error> {
    let set = |variable: &&str| env::var_os(variable).is_some_and(|value| !value.is_empty());
    let mut found = variables.into_iter().filter(set);
    match (found.next(), found.next()) {
        (Some(one), Some(_)) => Err(Error::configuration(one, "is not the only key")
            .advise(format!("set one of {}", variables.join(", ")))),
        (found, _) => Ok(found),
    }
}

async fn key(variables: [&'static str; 3], path: Option<&Path>) -> Result<Option<Key>, Error> {
    let [passphrase, key, _] = variables;
    // A name of its own for every key: rings tell them apart by it.
    let key = match (named(variables)?, path) {
        (None, _) => return Ok(None),
        (Some(variable), None) if variable == passphrase => return Ok(None),
        (Some(variable), Some(path)) if variable == passphrase => {
            FileStore::passphrase_key(path, Password::from_env(variable)?).await?
        }
        (Some(variable), _) if variable == key => {
            Key::from_env("key", variable)?.named_after_itself()
        }
        (Some(variable), _) => {
            let file = PathBuf::from(env::var_os(variable).unwrap_or_default());
            Key::from_file("key", file)?.named_after_itself()
        }
    };
    Ok(Some(key))
}
