//! The tables and functions: created and brought up to date by whoever opens the database first.

use auth_core::Error;
use tokio_postgres::Client;

use super::fault::fault;
use crate::refusal::failed;

/// What leads from each schema to the next; their number is the schema of today. Those that were released stay as they are.
pub(super) const MIGRATIONS: &[&str] = &[include_str!("schema.sql")];
/// Names our lock among those of other programs in the database: `athk`.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1635018859)";

/// Brings the database to the last of `migrations`, all of them or none; one process at a time.
pub(super) async fn migrate(client: &mut Client, migrations: &[&str]) -> Result<(), Error> {
    let today = i32::try_from(migrations.len()).unwrap_or(i32::MAX);
    let all = client.transaction().await.map_err(fault)?;
    all.batch_execute(LOCK).await.map_err(fault)?;
    let there = "SELECT to_regclass('auth_store_schema') IS NOT NULL";
    let there: bool = (all.query_one(there, &[]).await)
        .and_then(|row| row.try_get(0))
        .map_err(fault)?;
    let done: i32 = if there {
        (all.query_one("SELECT max(version) FROM auth_store_schema", &[])
            .await)
            .and_then(|row| row.try_get(0))
            .map_err(fault)?
    } else {
        0
    };
    if done > today {
        return Err(failed(
            "the database was brought to a newer schema",
            "update this program to the version of the others that use the database",
        ));
    }
    if done == today {
        return Ok(());
    }
    if !there {
        all.batch_execute("CREATE TABLE auth_store_schema (version integer NOT NULL)")
            .await
            .map_err(fault)?;
    }
    for migration in migrations.iter().skip(usize::try_from(done).unwrap_or(0)) {
        all.batch_execute(migration).await.map_err(fault)?;
    }
    all.execute("INSERT INTO auth_store_schema VALUES ($1)", &[&today])
        .await
        .map_err(fault)?;
    all.commit().await.map_err(fault)
}
