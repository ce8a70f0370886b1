//! The store, kept at arm's length: slow or broken, it delays an exchange by a bounded time and loses nothing.

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;

use super::shell::Shell;
use crate::{
    Error, ErrorKind, Moment, TokenSet,
    store::{Record, Replaced, Stored},
};

/// How long an exchange waits for the store before it goes on without it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pauses between attempts to save; the last one repeats until a newer token makes the save pointless.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];

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
    if tokio::time::timeout(PATIENCE, saving).await.is_err() {
        tracing::warn!("the store is slow: the token is served before it is saved");
    }
}

async fn persist(shell: Arc<Shell>, record: Record, forgotten: u64) {
    let before = shell.state().lifecycle.generation();
    let mut pauses = PAUSES.iter();
    let mut pause = PAUSES[0];
    loop {
        match replace(&shell, Some(&record), forgotten).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the token was not saved, trying again"),
        }
        pause = *pauses.next().unwrap_or(&pause);
        tokio::time::sleep(pause).await;
        // One grant may have landed since: the one that is being saved.
        if shell.state().lifecycle.generation().0 > before.0 + 1 {
            return;
        }
    }
}

/// Removes the connection's record after everything was forgotten.
pub(super) async fn remove(shell: Arc<Shell>) {
    let forgotten = shell.state().forgotten;
    for pause in PAUSES {
        match replace(&shell, None, forgotten).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "the record was not removed, trying again"),
        }
        tokio::time::sleep(pause).await;
    }
}

/// Writes over the version that is known, and over a newer one after having read it.
async fn replace(shell: &Shell, record: Option<&Record>, forgotten: u64) -> Result<(), Error> {
    let Some((store, connection)) = &shell.parts.store else {
        return Ok(());
    };
    let mut expected = shell.state().version;
    for _ in 0..8 {
        if shell.state().forgotten != forgotten {
            return Ok(());
        }
        match store.replace_erased(connection, expected, record).await? {
            Replaced::Done(version) => {
                shell.state().version = version;
                return Ok(());
            }
            Replaced::Conflict(stored) => expected = stored.map(|stored| stored.version),
        }
    }
    Err(Error::new(ErrorKind::Store, "the record keeps changing"))
}
