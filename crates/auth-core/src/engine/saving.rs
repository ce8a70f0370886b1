//! The store, kept at arm's length: slow or broken, it delays an exchange by a bounded time and loses nothing.

use std::{cmp::Ordering, future::Future, sync::Arc, time::Duration};

use time::OffsetDateTime;
use tokio::sync::oneshot;

use super::{
    renewing,
    shell::Shell,
    state::Unsaved,
    sync::{Mistake, mistaken, pause, sleep, spawn, timeout},
};
use crate::{
    Delivery, Error, ErrorKind,
    store::{
        ConnectionId, ErasedStore, Lease, Leased, Record, Replaced, Stored, TransactionId, Version,
    },
    transaction::Outcome,
};

/// Pauses between attempts; the last one repeats.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];
/// The longest pause while somebody waits for the end of it all.
const HURRIED: Duration = Duration::from_secs(1);
/// After so many attempts, more than a day, a store is given up.
const ATTEMPTS: usize = 2000;

/// The store and the name of the connection in it, for work that outlives who asked for it.
type Place = (Arc<dyn ErasedStore>, ConnectionId);

/// Waits for the store, but not for ever; the work itself goes on to its end.
pub(super) async fn patiently<T: Send + 'static>(
    shell: &Shell,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let failed = |what| Err(Error::new(ErrorKind::Store, what).delivered(Delivery::NotDelivered));
    match timeout(shell.parts.store_limit, spawn(work)).await {
        Ok(Ok(result)) => result.map_err(|error| error.delivered(Delivery::NotDelivered)),
        Ok(Err(_)) => failed("the store panicked"),
        Err(_) => failed("the store did not answer in time"),
    }
}

/// Reads the connection's record; `None` without a store or a record.
pub(super) async fn load(shell: &Shell) -> Result<Option<Stored>, Error> {
    let Some((store, connection)) = shell.parts.store.clone() else {
        return Ok(None);
    };
    patiently(shell, async move { store.load_erased(&connection).await }).await
}

/// Takes or renews a lease. One that is granted after the time to wait for it is given back.
pub(super) async fn lease(
    shell: &Shell,
    (store, connection): Place,
    by: TransactionId,
) -> Result<Leased, Error> {
    let term = shell.parts.lease_term();
    let (answer, answered) = oneshot::channel();
    spawn(async move {
        let leased = store.lease_erased(&connection, by, term).await;
        if let Err(Ok(Leased::Granted { lease, .. })) = answer.send(leased) {
            drop(store.release_erased(&connection, &lease).await);
        }
    });
    let failed = |what| Err(Error::new(ErrorKind::Store, what).delivered(Delivery::NotDelivered));
    match timeout(shell.parts.store_limit, answered).await {
        Ok(Ok(leased)) => leased.map_err(|error| error.delivered(Delivery::NotDelivered)),
        Ok(Err(_)) => failed("the store panicked"),
        Err(_) => failed("the store did not answer in time"),
    }
}

/// Renews a lease that is held: an answer that comes late is as good, nothing is given back.
pub(super) async fn beat(
    shell: &Shell,
    (store, connection): Place,
    by: TransactionId,
) -> Result<Leased, Error> {
    let term = shell.parts.lease_term();
    patiently(shell, async move {
        store.lease_erased(&connection, by, term).await
    })
    .await
}

/// Writes under a lease, or by version alone; what was forgotten while it was written is removed again, however late.
pub(super) async fn write(
    shell: &Arc<Shell>,
    under: Option<Lease>,
    expected: Option<Version>,
    record: Record,
    forgotten: u64,
) -> Result<Replaced, Error> {
    let Some((store, connection)) = shell.parts.store.clone() else {
        return Ok(Replaced::Done(None));
    };
    let saver = Arc::clone(shell);
    patiently(shell, async move {
        let replaced = match under {
            Some(lease) => {
                store
                    .commit_erased(&connection, &lease, expected, &record)
                    .await?
            }
            None => {
                store
                    .replace_erased(&connection, expected, Some(&record))
                    .await?
            }
        };
        if let Replaced::Done(version) = replaced {
            let current = {
                let mut state = saver.state();
                let current = state.forgotten == forgotten || mistaken(Mistake::StoresForgotten);
                if current {
                    state.note(&record, version);
                }
                current
            };
            if !current {
                store.replace_erased(&connection, version, None).await?;
            }
        }
        Ok(replaced)
    })
    .await
}

/// Saves what a sign-in brought. Returns once it is saved, or after the store's time while saving goes on.
pub(super) async fn save_sign_in(shell: &Arc<Shell>, record: Record, forgotten: u64) {
    let id = record.id;
    if take_note(shell, Unsaved::new(record, None), forgotten) && settle(shell).await.is_err() {
        try_again(shell, id);
    }
}

/// Takes note of tokens that could not be saved, and sees to it that they are.
pub(super) fn keep_trying(shell: &Arc<Shell>, unsaved: Unsaved, forgotten: u64) {
    let id = unsaved.record.id;
    if take_note(shell, unsaved, forgotten) {
        try_again(shell, id);
    }
}

/// Notes what is to be saved, in the place of anything older; `false` when it was forgotten meanwhile.
fn take_note(shell: &Shell, unsaved: Unsaved, forgotten: u64) -> bool {
    let mut state = shell.state();
    let current = state.forgotten == forgotten;
    if current {
        let over = state.version;
        state.unsaved = Some(Box::new(Unsaved { over, ..unsaved }));
    }
    current
}

async fn pause_before_next(shell: &Shell, attempt: usize) {
    let whole = PAUSES[attempt.min(PAUSES.len() - 1)];
    let least = whole.min(HURRIED);
    sleep(least).await;
    if whole > least {
        pause(whole.saturating_sub(least), shell.in_a_hurry()).await;
    }
}

/// Saves in the background what `id` brought, until that is done or something newer has come.
fn try_again(shell: &Arc<Shell>, id: TransactionId) {
    tracing::warn!("the token is served before it is saved");
    let shell = Arc::clone(shell);
    spawn(async move {
        for attempt in 0..ATTEMPTS {
            pause_before_next(&shell, attempt).await;
            if !shell.state().awaits_saving(id) || settle(&shell).await.is_ok() {
                return;
            }
        }
        tracing::error!("the token was never saved");
    });
}

/// Saves what is not saved yet, once. `Err` when it is still not.
pub(super) async fn settle(shell: &Arc<Shell>) -> Result<(), Error> {
    let (Some(unsaved), forgotten) = ({
        let state = shell.state();
        (state.unsaved.clone(), state.forgotten)
    }) else {
        return Ok(());
    };
    let id = unsaved.record.id;
    let result = match unsaved.rest {
        Some(rest) => match renewing::finish(shell, rest, unsaved.record, forgotten).await {
            (Outcome::Unsaved, error) => Err(error),
            _ => Ok(()),
        },
        None => sign_in(shell, unsaved.record, unsaved.over, forgotten).await,
    };
    let mut state = shell.state();
    if let Some(unsaved) = state.unsaved.as_mut().filter(|left| left.record.id == id) {
        match &result {
            Ok(()) => state.unsaved = None,
            Err(error) => {
                tracing::warn!(%error, "the token was not saved, trying again");
                unsaved.problem = Some(error.clone());
            }
        }
    }
    drop(state);
    shell.tell_drainers();
    result
}

/// Saves what a person brought: it goes before every renewal, but not before a later sign-in.
async fn sign_in(
    shell: &Arc<Shell>,
    record: Record,
    over: Option<Version>,
    forgotten: u64,
) -> Result<(), Error> {
    let mut expected = over;
    for _ in 0..8 {
        if !shell.state().awaits_saving(record.id) {
            return Ok(());
        }
        match write(shell, None, expected, record.clone(), forgotten).await? {
            Replaced::Done(_) => return Ok(()),
            // Saved without our hearing of it.
            Replaced::Conflict(Some(stored)) if stored.record.id == record.id => {
                let mut state = shell.state();
                if state.forgotten == forgotten {
                    state.note(&stored.record, Some(stored.version));
                }
                return Ok(());
            }
            Replaced::Conflict(Some(stored)) if comes_after(&stored.record, &record) => {
                return Ok(());
            }
            Replaced::Conflict(stored) => expected = stored.map(|stored| stored.version),
            Replaced::LeaseLost => break,
        }
    }
    Err(Error::new(ErrorKind::Store, "the record keeps changing"))
}

/// Whether `other` is of a later sign-in than `record`, or comes after it from the same one.
fn comes_after(other: &Record, record: &Record) -> bool {
    let first = record.issued_at == record.signed_in_at;
    match other.signed_in_at.cmp(&record.signed_in_at) {
        Ordering::Equal => first || other.issued_at >= record.issued_at,
        order => order.is_gt(),
    }
}

/// Removes what stood there when everything was forgotten: the version that was known, or any of a sign-in before it.
pub(super) async fn remove(shell: Arc<Shell>, known: Option<Version>, at: OffsetDateTime) {
    for attempt in 0..ATTEMPTS {
        match remove_once(&shell, known, at).await {
            Ok(()) => {
                shell.state().removals -= 1;
                return shell.tell_drainers();
            }
            Err(error) => tracing::warn!(%error, "the record was not removed, trying again"),
        }
        pause_before_next(&shell, attempt).await;
    }
    tracing::error!("the record was never removed");
}

async fn remove_once(
    shell: &Shell,
    known: Option<Version>,
    at: OffsetDateTime,
) -> Result<(), Error> {
    let Some((store, connection)) = &shell.parts.store else {
        return Ok(());
    };
    let mut expected = known;
    for _ in 0..8 {
        match store.replace_erased(connection, expected, None).await? {
            Replaced::Conflict(Some(stored))
                if stored.signed_in_at(shell.parts.clock.now().wall) <= at =>
            {
                expected = Some(stored.version);
            }
            // Removed, or another sign-in stands there since.
            _ => return Ok(()),
        }
    }
    Err(Error::new(ErrorKind::Store, "the record keeps changing"))
}
