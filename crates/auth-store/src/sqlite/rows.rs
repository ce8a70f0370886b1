//! The operations of the store on its one table: each is one statement, or one transaction that takes the write lock first.

use std::time::Duration;

use auth_core::{
    ConnectionId,
    store::{Lease, TransactionId, Version},
};
use rusqlite::{
    Connection, OptionalExtension, Result, Row, Transaction, TransactionBehavior, named_params,
};

use crate::{
    slots::{Slot, Swapped, Taken},
    uptime::{Uptime, millis, wall_millis},
};

const COLUMNS: &str =
    "SELECT version, sealed, saved_at, fence, owner, leased_boot, leased_at, term FROM slots";

/// What stands under a connection; a removed record has left its version and its fence.
#[derive(Default)]
struct Found {
    version: u64,
    sealed: Option<Vec<u8>>,
    age: Duration,
    fence: u64,
    /// Who holds the lease, and for how long yet.
    holder: Option<(String, Duration)>,
}

impl Found {
    fn at(row: &Row<'_>, now: Uptime) -> Result<Self> {
        let saved_at: u64 = row.get("saved_at")?;
        let boot: String = row.get("leased_boot")?;
        let left = now.left(&boot, row.get("leased_at")?, row.get("term")?);
        Ok(Self {
            version: row.get("version")?,
            sealed: row.get("sealed")?,
            age: Duration::from_millis(wall_millis().saturating_sub(saved_at)),
            fence: row.get("fence")?,
            holder: row.get::<_, Option<String>>("owner")?.zip(left),
        })
    }

    fn version(&self) -> Option<Version> {
        self.sealed.as_ref().map(|_| Version(self.version))
    }

    fn slot(self) -> Option<Slot> {
        Some(Slot {
            version: Version(self.version),
            sealed: self.sealed?,
            age: Some(self.age),
        })
    }

    fn is_leased_as(&self, lease: &Lease) -> bool {
        let by = lease.by.to_string();
        self.fence == lease.fence && self.holder.as_ref().is_some_and(|(owner, _)| *owner == by)
    }
}

fn find(database: &Connection, connection: &ConnectionId) -> Result<Found> {
    let found = database
        .prepare_cached(&format!("{COLUMNS} WHERE connection = ?1"))?
        .query_row([connection.as_str()], |row| Found::at(row, Uptime::now()))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// From its first statement on nobody else writes.
fn begin(database: &mut Connection) -> Result<Transaction<'_>> {
    database.transaction_with_behavior(TransactionBehavior::Immediate)
}

pub(super) fn read(database: &Connection, connection: &ConnectionId) -> Result<Option<Slot>> {
    find(database, connection).map(Found::slot)
}

pub(super) fn swap(
    database: &mut Connection,
    connection: &ConnectionId,
    lease: Option<Lease>,
    expected: Option<Version>,
    sealed: Option<&[u8]>,
) -> Result<Swapped> {
    let all = begin(database)?;
    let found = find(&all, connection)?;
    if lease.is_some_and(|lease| !found.is_leased_as(&lease)) {
        return Ok(Swapped::LeaseLost);
    }
    if found.version() != expected {
        return Ok(Swapped::Conflict(found.slot()));
    }
    let version = found.version + 1;
    all.prepare_cached(
        "INSERT INTO slots VALUES (:connection, :version, :sealed, :now, 0, NULL, '', 0, 0)
         ON CONFLICT DO UPDATE SET version = :version, sealed = :sealed, saved_at = :now",
    )?
    .execute(named_params! {
        ":connection": connection.as_str(), ":version": version, ":sealed": sealed, ":now": wall_millis(),
    })?;
    all.commit()?;
    Ok(Swapped::Done(sealed.map(|_| Version(version))))
}

pub(super) fn take(
    database: &mut Connection,
    connection: &ConnectionId,
    by: TransactionId,
    term: Duration,
) -> Result<Taken> {
    let all = begin(database)?;
    let found = find(&all, connection)?;
    let by = by.to_string();
    let fence = match &found.holder {
        Some((owner, left)) if *owner != by => {
            let left = *left;
            return Ok(Taken::Held {
                left,
                slot: found.slot(),
            });
        }
        Some(_) => found.fence,
        None => found.fence + 1,
    };
    let now = Uptime::now();
    all.prepare_cached(
        "INSERT INTO slots VALUES (:connection, 0, NULL, 0, :fence, :by, :boot, :now, :term)
         ON CONFLICT DO UPDATE
         SET fence = :fence, owner = :by, leased_boot = :boot, leased_at = :now, term = :term",
    )?
    .execute(named_params! {
        ":connection": connection.as_str(), ":fence": fence, ":by": by,
        ":boot": now.boot, ":now": now.millis, ":term": millis(term),
    })?;
    all.commit()?;
    Ok(Taken::Granted {
        fence,
        slot: found.slot(),
    })
}

pub(super) fn give_back(
    database: &Connection,
    connection: &ConnectionId,
    lease: Lease,
) -> Result<()> {
    // One that is over may go, too, as long as nobody else has taken it.
    database
        .prepare_cached(
            "UPDATE slots SET owner = NULL WHERE connection = ?1 AND owner = ?2 AND fence = ?3",
        )?
        .execute((connection.as_str(), lease.by.to_string(), lease.fence))
        .map(drop)
}

/// How long whoever waits for the holder of a lease has to wait at most; `None` when there is nothing to wait for.
pub(super) fn awaited(
    database: &Connection,
    connection: &ConnectionId,
    known: Option<Version>,
) -> Result<Option<Duration>> {
    let found = find(database, connection)?;
    let same = found.version() == known;
    Ok(found.holder.filter(|_| same).map(|(_, left)| left))
}

/// Changes whenever another connection, of this process or another, has committed.
pub(super) fn generation(database: &Connection) -> Result<i64> {
    database
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}

pub(super) fn list(database: &Connection) -> Result<Vec<ConnectionId>> {
    database
        .prepare_cached("SELECT connection FROM slots WHERE sealed IS NOT NULL ORDER BY 1")?
        .query_map([], |row| row.get::<_, String>(0).map(ConnectionId::new))?
        .collect()
}

pub(super) fn reseal(
    database: &Connection,
    connection: &ConnectionId,
    version: Version,
    old: &[u8],
    new: &[u8],
) -> Result<bool> {
    let changed = database
        .prepare_cached(
            "UPDATE slots SET sealed = ?4 WHERE connection = ?1 AND version = ?2 AND sealed = ?3",
        )?
        .execute((connection.as_str(), version.0, old, new))?;
    Ok(changed > 0)
}
