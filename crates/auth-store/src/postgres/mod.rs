//! A PostgreSQL database, shared by the machines of a fleet.

mod fault;
mod news;
mod schema;
mod session;
#[cfg(feature = "postgres-tls")]
mod tls;
mod way;

use std::{fmt, sync::Arc, time::Duration};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;
use tokio_postgres::{Row, types::FromSql, types::Type};

use crate::{
    KeyRing,
    slots::{Slot, Slots, Swapped, Taken, token_store},
};
use fault::foreign;
use news::News;
use session::Session;
use way::Way;

/// A look without being told, should nobody hear the server any more.
const LOOK: Duration = Duration::from_secs(1);
/// Terms beyond this are as good as for ever, and PostgreSQL can still add them to its clock.
const LONGEST_TERM: Duration = Duration::from_secs(100 * 365 * 86_400);

/// Keeps sealed records in a PostgreSQL database that any number of processes and machines share.
///
/// Every operation is one round trip. Leases end by the server's clock, so that those of the machines may differ. Saves wake
/// those who wait by `NOTIFY`. Each process takes two connections, which are made anew when they are lost; clones share
/// them. `LISTEN` does not pass a pooler of transactions: behind one, others learn of a save within a second.
///
/// A save counts as done when PostgreSQL says that it is on the disk; with a standby that takes over, make it synchronous,
/// or an acknowledged save can be lost with the primary. Its methods are to be called within a tokio runtime with time and
/// I/O enabled.
#[derive(Clone)]
pub struct PostgresStore(Arc<Shared>);

struct Shared {
    ring: KeyRing,
    session: Session,
    news: News,
}

impl PostgresStore {
    /// Opens the store in the database of `url`, such as `postgres://auth:password@db.example/auth`; creates its tables
    /// (`auth_store_…`, in the first schema of the search path), or brings those of an older version up to date.
    ///
    /// Clear text never leaves the machine unless the URL asks for it with `sslmode=disable`: for any other host TLS is
    /// required and the server's certificate and name are checked, which takes the feature `postgres-tls`. Trusted is what
    /// the system trusts; where that is a file, as on Linux, `SSL_CERT_FILE` names another one.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) for a URL that cannot be used and a user who is
    /// refused; [`ErrorKind::Store`](auth_core::ErrorKind::Store) for a server that cannot be reached and for tables of a
    /// newer schema: the operator acts, the database is as it was.
    ///
    /// # Cancel safety
    /// May be dropped: the tables are brought up to date, or left as they were.
    pub async fn open(
        url: impl Into<SecretString>,
        ring: impl Into<KeyRing>,
    ) -> Result<Self, Error> {
        let session = Session::new(Way::new(url.into().expose_secret())?);
        session.prepare(schema::MIGRATIONS).await?;
        Ok(Self(Arc::new(Shared {
            ring: ring.into(),
            session,
            news: News::new(),
        })))
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl Slots for PostgresStore {
    fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    async fn read(&self, connection: &ConnectionId) -> Result<Option<Slot>, Error> {
        let question =
            "SELECT version AS now_version, sealed AS now_sealed, auth_store_age(s) AS age
            FROM auth_store_slots s WHERE connection = $1";
        let id = connection.as_str();
        let rows = self
            .0
            .session
            .ask_again(question, &[(&id, Type::TEXT)])
            .await?;
        match rows.first() {
            Some(row) => slot(row),
            None => Ok(None),
        }
    }

    async fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> Result<Swapped, Error> {
        let by = lease.map(|lease| lease.by.to_string());
        let fence = lease.map(|lease| signed(lease.fence));
        let expected = expected.map(|version| signed(version.0));
        // Not asked again: a second answer would be about what the first one wrote.
        let rows = self
            .0
            .session
            .ask(
                "SELECT * FROM auth_store_swap($1, $2, $3, $4, $5)",
                &[
                    (&connection.as_str(), Type::TEXT),
                    (&by, Type::TEXT),
                    (&fence, Type::INT8),
                    (&expected, Type::INT8),
                    (&sealed, Type::BYTEA),
                ],
            )
            .await?;
        let row = rows.first().ok_or_else(foreign)?;
        match value(row, "outcome")? {
            "done" if sealed.is_none() => Ok(Swapped::Done(None)),
            "done" => Ok(Swapped::Done(Some(version(row)?))),
            "conflict" => Ok(Swapped::Conflict(slot(row)?)),
            _ => Ok(Swapped::LeaseLost),
        }
    }

    async fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Taken, Error> {
        let term = signed(millis(term.min(LONGEST_TERM)));
        let rows = self
            .0
            .session
            .ask_again(
                "SELECT * FROM auth_store_take($1, $2, $3)",
                &[
                    (&connection.as_str(), Type::TEXT),
                    (&by.to_string(), Type::TEXT),
                    (&term, Type::INT8),
                ],
            )
            .await?;
        let row = rows.first().ok_or_else(foreign)?;
        let slot = slot(row)?;
        Ok(match value::<Option<i64>>(row, "granted")? {
            Some(fence) => Taken::Granted {
                fence: unsigned(fence)?,
                slot,
            },
            None => Taken::Held {
                left: Duration::from_millis(unsigned(value(row, "remaining")?)?),
                slot,
            },
        })
    }

    async fn give_back(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let question = "WITH given AS (
                UPDATE auth_store_slots s SET owner = NULL, leased_until = NULL
                WHERE connection = $1 AND owner = $2 AND fence = $3 AND auth_store_left(s) IS NOT NULL
                RETURNING connection)
            SELECT pg_notify('auth_store', connection) FROM given";
        self.0
            .session
            .ask_again(
                question,
                &[
                    (&connection.as_str(), Type::TEXT),
                    (&lease.by.to_string(), Type::TEXT),
                    (&signed(lease.fence), Type::INT8),
                ],
            )
            .await
            .map(drop)
    }

    async fn wait(&self, connection: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        let question = "SELECT CASE WHEN sealed IS NOT NULL THEN version END AS stands, auth_store_left(s) AS remaining
            FROM auth_store_slots s WHERE connection = $1";
        let known = known.map(|version| signed(version.0));
        let mut events = self.0.news.subscribe(self.0.session.way());
        loop {
            let id = connection.as_str();
            let rows = self
                .0
                .session
                .ask_again(question, &[(&id, Type::TEXT)])
                .await?;
            let Some(row) = rows.first() else {
                return Ok(());
            };
            let left = value::<Option<i64>>(row, "remaining")?;
            let Some(left) = left.filter(|_| value(row, "stands").is_ok_and(|v| known == v)) else {
                return Ok(());
            };
            let look = LOOK.min(Duration::from_millis(unsigned(left)?));
            // Either way it is looked at again.
            drop(timeout(look, news::concerning(connection, &mut events)).await);
        }
    }

    async fn list(&self) -> Result<Vec<ConnectionId>, Error> {
        let question =
            "SELECT connection FROM auth_store_slots WHERE sealed IS NOT NULL ORDER BY connection";
        let rows = self.0.session.ask_again(question, &[]).await?;
        rows.iter()
            .map(|row| Ok(ConnectionId::new(value::<&str>(row, "connection")?)))
            .collect()
    }

    async fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let question = "UPDATE auth_store_slots SET sealed = $4
            WHERE connection = $1 AND version = $2 AND sealed = $3 RETURNING true";
        let rows = self
            .0
            .session
            .ask(
                question,
                &[
                    (&connection.as_str(), Type::TEXT),
                    (&signed(version.0), Type::INT8),
                    (&old, Type::BYTEA),
                    (&new, Type::BYTEA),
                ],
            )
            .await?;
        Ok(!rows.is_empty())
    }
}

token_store!(PostgresStore);

fn slot(row: &Row) -> Result<Option<Slot>, Error> {
    let Some(sealed) = value::<Option<Vec<u8>>>(row, "now_sealed")? else {
        return Ok(None);
    };
    Ok(Some(Slot {
        version: version(row)?,
        sealed,
        age: Some(Duration::from_millis(unsigned(value(row, "age")?)?)),
    }))
}

fn version(row: &Row) -> Result<Version, Error> {
    unsigned(value(row, "now_version")?).map(Version)
}

fn value<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T, Error> {
    row.try_get(column).map_err(|_| foreign())
}

fn unsigned(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| foreign())
}

/// PostgreSQL has no unsigned numbers; ours never get that far.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
