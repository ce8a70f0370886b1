//! The store, kept at arm's length: slow or broken, it delays an exchange by a bounded time and loses nothing.

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;

use super::shell::Shell;
use crate::{
    Error, ErrorKind, Moment, TokenSet,
    store::{Record, Replaced, Stored, Version},
};

/// How long an exchange waits for the store before it goes on without it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pauses between attempts; the last one repeats.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];
/// After so many attempts, more than a day, a store is given up.
const ATTEMPTS: usize = 2000;

/// Reads the connection's record; `None` without a store or a record.
pub(super) async fn load(shell: &Shell) -> Result<Option<Stored>, Error> {
    let Some((store, connection)) = &shell.parts.store else {
        return Ok(None);
    };
    let loading = store.load_erased(connection);
    match tokio::time::timeout(PATIENCE, loading).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(
            ErrorKind::Store,
            "the store did not answer in time",
        )),
    }
}

/// Saves a grant. Returns once it is saved, or after [`PATIENCE`] while saving goes on.
pub(super) async fn save(
    shell: &Arc<Shell>,
    tokens: &TokenSet,
    sent: Moment,
    signed_in_at: Option<OffsetDateTime>,
    forgotten: u64,
) {
    if shell.parts.store.is_none() {
        return;
    }
    let signed_in_at = signed_in_at.unwrap_or(sent.wall);
    let record = Record::new(tokens.clone(), sent.wall, signed_in_at);
    let saving = tokio::spawn(persist(Arc::clone(shell), record, forgotten));
    match tokio::time::timeout(PATIENCE, saving).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) => {
            tracing::error!("the store panicked: the token is served without being saved");
        }
        Err(_) => tracing::warn!("the store is slow: the token is served before it is saved"),
    }
}

async fn persist(shell: Arc<Shell>, record: Record, forgotten: u64) {
    let mut expected = shell.state().version;
    for attempt in 0..ATTEMPTS {
        match write(&shell, &mut expected, &record, forgotten).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the token was not saved, trying again"),
        }
        tokio::time::sleep(PAUSES[attempt.min(PAUSES.len() - 1)]).await;
    }
    tracing::error!("the token was never saved");
}

/// Writes `record` unless a newer one stands there, or everything was forgotten meanwhile.
async fn write(
    shell: &Shell,
    expected: &mut Option<Version>,
    record: &Record,
    forgotten: u64,
) -> Result<(), Error> {
    let Some((store, connection)) = &shell.parts.store else {
        return Ok(());
    };
    for _ in 0..8 {
        if shell.state().forgotten != forgotten {
            return Ok(());
        }
        match store
            .replace_erased(connection, *expected, Some(record))
            .await?
        {
            Replaced::Done(version) => {
                let undo = {
                    let mut state = shell.state();
                    let current = state.forgotten == forgotten;
                    if current {
                        state.version = version;
                    }
                    !current
                };
                if undo {
                    // It was forgotten while the write was under way.
                    store.replace_erased(connection, version, None).await?;
                }
                return Ok(());
            }
            Replaced::Conflict(Some(stored)) if stored.record.issued_at > record.issued_at => {
                return Ok(());
            }
            Replaced::Conflict(stored) => *expected = stored.map(|stored| stored.version),
        }
    }
    Err(Error::new(ErrorKind::Store, "the record keeps changing"))
}

/// Removes what stood there when everything was forgotten: the version that was known, or anything issued before.
pub(super) async fn remove(shell: Arc<Shell>, known: Option<Version>, at: OffsetDateTime) {
    let Some((store, connection)) = &shell.parts.store else {
        return;
    };
    let mut expected = known;
    for attempt in 0..ATTEMPTS {
        match store.replace_erased(connection, expected, None).await {
            Ok(Replaced::Conflict(Some(stored))) if stored.record.issued_at <= at => {
                expected = Some(stored.version);
                continue;
            }
            // Removed, or another sign-in stands there since.
            Ok(_) => return,
            Err(error) => tracing::warn!(%error, "the record was not removed, trying again"),
        }
        tokio::time::sleep(PAUSES[attempt.min(PAUSES.len() - 1)]).await;
    }
    tracing::error!("the record was never removed");
}

/// Takes the refresh token out of the record under `known`, since it may be spent: a later process must not send it again.
pub(super) async fn strike(shell: &Shell, known: Option<Version>) {
    let Some((store, connection)) = &shell.parts.store else {
        return;
    };
    let Ok(Some(mut stored)) = load(shell).await else {
        return;
    };
    if Some(stored.version) != known {
        return;
    }
    stored.record.tokens.drop_refresh_token();
    let replacing = store.replace_erased(connection, known, Some(&stored.record));
    match tokio::time::timeout(PATIENCE, replacing).await {
        Ok(Ok(Replaced::Done(version))) => shell.state().version = version,
        Ok(Ok(_)) => {}
        Ok(Err(_)) | Err(_) => {
            tracing::warn!("the store could not be told that a refresh token may be spent");
        }
    }
}
