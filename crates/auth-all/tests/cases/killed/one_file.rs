//! A store that outlives its process.

use std::{fs, path::PathBuf};

use auth_all::core::{
    ConnectionId, Error, TokenStore,
    store::{Record, Replaced, Stored, Version},
};

use super::process::hold_the_answer;

/// A store of one file, without leases. One that hangs stands for the moment before the disk has the new tokens.
pub(super) struct OneFile {
    pub(super) path: PathBuf,
    pub(super) hangs: bool,
}

impl OneFile {
    fn read(&self) -> Result<Option<Stored>, Error> {
        let Ok(bytes) = fs::read(&self.path) else {
            return Ok(None);
        };
        let (version, record) = bytes.split_at(8);
        let version = Version(u64::from_le_bytes(version.try_into().unwrap()));
        Ok(Some(Stored::new(version, Record::from_bytes(record)?)))
    }
}

impl TokenStore for OneFile {
    async fn load(&self, _: &ConnectionId) -> Result<Option<Stored>, Error> {
        self.read()
    }

    async fn replace(
        &self,
        _: &ConnectionId,
        expected: Option<Version>,
        record: Option<&Record>,
    ) -> Result<Replaced, Error> {
        let intends = record.is_some_and(|record| record.intent.is_some());
        if self.hangs && !intends {
            hold_the_answer();
        }
        let stored = self.read()?;
        if stored.as_ref().map(|stored| stored.version) != expected {
            return Ok(Replaced::Conflict(stored));
        }
        let Some(record) = record else {
            fs::remove_file(&self.path).ok();
            return Ok(Replaced::Done(None));
        };
        let version = expected.map_or(1, |version| version.0 + 1);
        let mut bytes = version.to_le_bytes().to_vec();
        bytes.extend_from_slice(&record.expose_to_bytes()?);
        let beside = self.path.with_extension("new");
        fs::write(&beside, bytes).unwrap();
        fs::rename(beside, &self.path).unwrap();
        Ok(Replaced::Done(Some(Version(version))))
    }
}
