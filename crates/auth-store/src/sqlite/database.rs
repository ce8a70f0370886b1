//! The file: created for its owner only, checked before anything is changed in it, brought to the schema of today.

use std::{
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use auth_core::Error;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::fault::fault;
use crate::refusal::failed;

/// Tells our files from those of other programs: `athk`.
const APPLICATION: i32 = 0x6174_686b;
/// What leads from each schema to the next; their number is the schema of today. Those that were released stay as they are.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql")];
/// How long a statement waits for other processes, which write for milliseconds: less than an exchange waits for its store,
/// so that its caller hears of the lock.
const BUSY: Duration = Duration::from_millis(1200);
/// How long each step of opening does, for which no exchange waits.
const OPENING: Duration = Duration::from_secs(5);

/// A connection to the file at `path`, which is created when it is not there.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    let path = real(path)?;
    create(&path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut database = Connection::open_with_flags(&path, flags).map_err(fault)?;
    database.busy_timeout(OPENING).map_err(fault)?;
    let schema = schema(&database)?;
    if database.is_readonly("main").map_err(fault)? {
        return Err(failed(
            "the database is read-only",
            "let this user write to the file and to its directory",
        ));
    }
    // A commit is on the disk before its caller hears of it: the provider may know no earlier token any more.
    database
        .pragma_update(None, "synchronous", "FULL")
        .map_err(fault)?;
    write_ahead(&database)?;
    if schema < MIGRATIONS.len() {
        migrate(&mut database, MIGRATIONS)?;
    }
    database.busy_timeout(BUSY).map_err(fault)?;
    Ok(database)
}

/// The path without links in its directories; one in its last part is refused when the file is opened.
fn real(path: &Path) -> Result<PathBuf, Error> {
    let name = path
        .file_name()
        .ok_or_else(|| Error::configuration("path", "names no file"))?;
    let directory = match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    };
    let directory = directory.canonicalize().map_err(|error| unusable(&error))?;
    let path = directory.join(name);
    match path.symlink_metadata() {
        Ok(found) if !found.is_file() => Err(failed(
            "the database is a link or no file",
            "name the file itself",
        )),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(&error)),
        _ => Ok(path),
    }
}

/// SQLite gives its other files the rights of this one.
fn create(path: &Path) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(unusable(&error)),
        _ => Ok(()),
    }
}

fn unusable(error: &io::Error) -> Error {
    Error::new(
        auth_core::ErrorKind::Store,
        format!("the database cannot be opened: {}", error.kind()),
    )
    .advise("check that the directory is there and that this user may write to it")
}

/// The schema of the file, 0 for one that is new. Changes nothing.
fn schema(database: &Connection) -> Result<usize, Error> {
    let (application, schema, tables): (i32, i64, i64) = database
        .query_row(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
             FROM pragma_application_id, pragma_user_version",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .map_err(fault)?;
    if application != APPLICATION && (application, schema, tables) != (0, 0, 0) {
        return Err(failed(
            "the database belongs to another program",
            "name the store's own file, or a new one",
        ));
    }
    match usize::try_from(schema) {
        Ok(schema) if schema <= MIGRATIONS.len() => Ok(schema),
        _ => Err(failed(
            "the database was written by a newer version",
            "use the version of this library that wrote it, or a newer one",
        )),
    }
}

/// Readers and one writer at a time, none of them in the way of the other.
fn write_ahead(database: &Connection) -> Result<(), Error> {
    let began = Instant::now();
    loop {
        let mode = database
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => {
                return Err(failed(
                    "the database cannot be shared where it stands",
                    "put it on a local disk",
                ));
            }
            // why: two processes that create it at once; SQLite does not wait here by itself.
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && began.elapsed() < OPENING =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(fault(error)),
        }
    }
}

/// Brings the file to the last of `migrations`, all of them or none.
fn migrate(database: &mut Connection, migrations: &[&str]) -> Result<(), Error> {
    let all = database
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(fault)?;
    // Somebody else may have been faster.
    let done = schema(&all)?;
    for migration in migrations.iter().skip(done) {
        all.execute_batch(migration).map_err(fault)?;
    }
    all.pragma_update(None, "application_id", APPLICATION)
        .map_err(fault)?;
    all.pragma_update(None, "user_version", migrations.len())
        .map_err(fault)?;
    all.commit().map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The engine's own patience is 2 s unless it is told otherwise.
    #[test]
    fn a_lock_is_told_before_an_exchange_gives_up_on_its_store() {
        let directory = tempfile::tempdir().unwrap();
        let database = open(&directory.path().join("tokens.db")).unwrap();
        let waits: i64 = database
            .query_row("PRAGMA busy_timeout", [], |row| row.get(0))
            .unwrap();
        assert!((1..2000).contains(&waits), "{waits} ms");
    }

    #[test]
    fn an_old_schema_is_brought_up_whole_or_not_at_all() {
        let mut database = Connection::open_in_memory().unwrap();
        migrate(&mut database, MIGRATIONS).unwrap();
        let older = schema(&database).unwrap();
        let columns = |database: &Connection| -> i64 {
            database
                .query_row(
                    "SELECT count(*) FROM pragma_table_info('slots')",
                    [],
                    |row| row.get(0),
                )
                .unwrap()
        };
        let before = columns(&database);
        let add = "ALTER TABLE slots ADD COLUMN more INTEGER";
        assert!(migrate(&mut database, &[MIGRATIONS[0], add, "no statement"]).is_err());
        assert_eq!(
            (schema(&database).unwrap(), columns(&database)),
            (older, before)
        );
        migrate(&mut database, &[MIGRATIONS[0], add]).unwrap();
        assert_eq!(columns(&database), before + 1);
        let newer = schema(&database).unwrap_err();
        assert!(newer.to_string().contains("newer version"), "{newer}");
    }
}
