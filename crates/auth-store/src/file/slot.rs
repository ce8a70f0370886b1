//! A record as it stands in its file.
//!
//! ```text
//! "atf" format │ version │ fence │ length, connection │ 1 if it stands, 0 if removed │ length, sealed record │ SHA-256, cut
//!       1 byte │ 8       │ 8     │ 4                  │ 1                           │ 4                     │ 16
//! ```
//!
//! Versions and fences go on counting after a removal. The digest finds what a disk has spoiled; who
//! changes a record on purpose fails at the seal.

use auth_core::{ConnectionId, Error, store::Version};
use sha2::{Digest, Sha256};

use crate::{
    bytes::{counted, take},
    refusal::{changed, cut, foreign, newer, too_big},
    slots::Slot,
};

const MAGIC: &[u8; 3] = b"atf";
const FORMAT: u8 = 1;
const DIGEST: usize = 16;

/// What stands in a record's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) version: u64,
    /// That of the last lease under which it was written.
    pub(super) fence: u64,
    /// `None` once it is removed.
    pub(super) sealed: Option<Vec<u8>>,
}

impl Kept {
    pub(super) fn version(&self) -> Option<Version> {
        self.sealed.as_ref().map(|_| Version(self.version))
    }

    pub(super) fn into_slot(self) -> Option<Slot> {
        Some(Slot {
            version: Version(self.version),
            sealed: self.sealed?,
            // The clock of this machine is the one that the record's own instants were read from.
            age: None,
        })
    }

    pub(super) fn write(&self, connection: &ConnectionId) -> Result<Vec<u8>, Error> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(&self.fence.to_be_bytes());
        count(&mut bytes, connection.as_str().as_bytes())?;
        bytes.push(self.sealed.is_some().into());
        count(&mut bytes, self.sealed.as_deref().unwrap_or_default())?;
        let digest = digest(&bytes);
        bytes.extend_from_slice(&digest);
        Ok(bytes)
    }

    /// Reads a file's content, and whose it is.
    pub(super) fn read(content: &[u8]) -> Result<(ConnectionId, Self), Error> {
        let mut rest = content;
        if take::<3>(&mut rest)? != *MAGIC {
            return Err(foreign());
        }
        match take::<1>(&mut rest)? {
            [FORMAT] => {}
            [format] if format > FORMAT => return Err(newer()),
            _ => return Err(changed()),
        }
        let version = u64::from_be_bytes(take(&mut rest)?);
        let fence = u64::from_be_bytes(take(&mut rest)?);
        let connection = counted(&mut rest)?;
        let [stands] = take(&mut rest)?;
        let sealed = counted(&mut rest)?;
        if rest.len() < DIGEST {
            return Err(cut());
        }
        if rest != digest(&content[..content.len() - rest.len()]) {
            return Err(changed());
        }
        let connection = std::str::from_utf8(connection).map_err(|_| changed())?;
        let kept = Self {
            version,
            fence,
            sealed: (stands != 0).then(|| sealed.to_vec()),
        };
        Ok((ConnectionId::new(connection), kept))
    }
}

fn count(bytes: &mut Vec<u8>, part: &[u8]) -> Result<(), Error> {
    let length = u32::try_from(part.len()).map_err(|_| too_big())?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(part);
    Ok(())
}

fn digest(bytes: &[u8]) -> [u8; DIGEST] {
    let mut digest = [0; DIGEST];
    digest.copy_from_slice(&Sha256::digest(bytes)[..DIGEST]);
    digest
}
