//! Bytes under names in the system's keyring; what is too long for one entry is spread over several.

use std::sync::{Mutex, PoisonError};

use auth_core::Error;
use keyring_core::{Entry, Error as Fault};
use zeroize::Zeroizing;

use super::native::{Native, told};
use crate::refusal;

/// The first byte of an entry that holds all, and of one that only says where the parts are.
const WHOLE: u8 = 0;
const PARTS: u8 = 1;
/// Windows keeps 2,560 bytes per entry.
const LONGEST: usize = if cfg!(windows) { 2560 } else { usize::MAX };

pub(super) struct Vault {
    service: String,
    native: Mutex<Option<Native>>,
    longest: usize,
}

impl Vault {
    pub(super) fn open(service: &str) -> Result<Self, Error> {
        Ok(Self {
            service: service.to_owned(),
            native: Mutex::new(Some(Native::connect()?)),
            longest: LONGEST,
        })
    }

    /// What stands under `name`.
    pub(super) fn find(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Some(head) = self.entry(name, Entry::get_secret)?.map(Zeroizing::new) else {
            return Ok(None);
        };
        match Head::of(&head)? {
            Head::Whole(bytes) => Ok(Some(Zeroizing::new(bytes.to_vec()))),
            Head::Parts { side, count } => {
                let mut bytes = Zeroizing::new(Vec::new());
                for number in 0..count {
                    let part = self.entry(&part(name, side, number), Entry::get_secret)?;
                    bytes.extend_from_slice(&Zeroizing::new(part.ok_or_else(refusal::cut)?));
                }
                Ok(Some(bytes))
            }
        }
    }

    /// Puts `bytes` under `name`; whoever is stopped in the midst of it leaves what stood there.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let before = self.entry(name, Entry::get_secret)?.map(Zeroizing::new);
        let before = match &before {
            Some(head) => Head::of(head)?,
            None => Head::Whole(&[]),
        };
        let head = if bytes.len() < self.longest {
            Zeroizing::new([&[WHOLE], bytes].concat())
        } else {
            let side = match before {
                Head::Parts { side: 0, .. } => 1,
                _ => 0,
            };
            let mut count = 0_u16;
            for bytes in bytes.chunks(self.longest) {
                self.entry(&part(name, side, count), |entry| entry.set_secret(bytes))?;
                count = count.checked_add(1).ok_or_else(refusal::too_big)?;
            }
            let [low, high] = count.to_le_bytes();
            Zeroizing::new(vec![PARTS, side, low, high])
        };
        self.entry(name, |entry| entry.set_secret(&head))?;
        if let Head::Parts { side, count } = before {
            for number in 0..count {
                self.entry(&part(name, side, number), Entry::delete_credential)?;
            }
        }
        Ok(())
    }

    /// Does `work` on an entry, `None` when there is none. A keyring that was started anew is connected to again.
    fn entry<T>(
        &self,
        name: &str,
        work: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, Error> {
        let mut kept = self.native.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = false;
        loop {
            let native = if let Some(native) = kept.take() {
                native
            } else {
                fresh = true;
                Native::connect()?
            };
            let done = native
                .entry(&self.service, name)
                .and_then(|entry| work(&entry));
            match done {
                Err(Fault::PlatformFailure(_)) if !fresh => continue,
                Err(ref fault @ Fault::PlatformFailure(_)) => return Err(told(fault)),
                _ => *kept = Some(native),
            }
            return match done {
                Ok(done) => Ok(Some(done)),
                Err(Fault::NoEntry) => Ok(None),
                Err(fault) => Err(told(&fault)),
            };
        }
    }
}

/// What an entry says.
enum Head<'a> {
    Whole(&'a [u8]),
    /// Two sides take turns, so that the new parts stand before the old ones go.
    Parts {
        side: u8,
        count: u16,
    },
}

impl<'a> Head<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, Error> {
        match *bytes {
            [WHOLE, ref bytes @ ..] => Ok(Self::Whole(bytes)),
            [PARTS, side, low, high] => Ok(Self::Parts {
                side,
                count: u16::from_le_bytes([low, high]),
            }),
            _ => Err(refusal::foreign()),
        }
    }
}

fn part(name: &str, side: u8, number: u16) -> String {
    format!("{name}.{side}.{number}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use keyring_core::{api::CredentialStoreApi, mock::Store};

    use super::*;

    fn vault(store: Arc<Store>) -> Vault {
        Vault {
            service: "auth-test".to_owned(),
            native: Mutex::new(Some(Native::of(store, || Ok(())))),
            longest: 16,
        }
    }

    #[test]
    fn what_is_too_long_for_an_entry_is_spread_and_put_together() {
        let store = Store::new().unwrap();
        for lengths in [[100, 300, 5], [15, 16, 17], [0, 1000, 1000], [40, 0, 40]] {
            for (round, length) in (0_u8..).zip(lengths) {
                let bytes = vec![round; length];
                vault(store.clone()).put("name", &bytes).unwrap();
                let found = vault(store.clone()).find("name").unwrap();
                assert_eq!(found.as_deref(), Some(&bytes), "{lengths:?}, {round}");
            }
        }
        assert!(vault(store).find("other").unwrap().is_none());
    }

    #[test]
    fn whoever_is_stopped_between_the_parts_leaves_what_stood_there() {
        let store = Store::new().unwrap();
        let vault = vault(store.clone());
        vault.put("name", &[1; 40]).unwrap();
        for number in 0..2 {
            let part = store.build("auth-test", &part("name", 1, number), None);
            part.unwrap().set_secret(&[2; 16]).unwrap();
        }
        assert_eq!(vault.find("name").unwrap().as_deref(), Some(&vec![1; 40]));
        vault.put("name", &[3; 50]).unwrap();
        assert_eq!(vault.find("name").unwrap().as_deref(), Some(&vec![3; 50]));
    }

    #[test]
    fn a_missing_part_and_an_unknown_head_are_told() {
        let store = Store::new().unwrap();
        let vault = vault(store.clone());
        vault.put("name", &[1; 40]).unwrap();
        let entry = |name: &str| store.build("auth-test", name, None).unwrap();
        entry(&part("name", 0, 1)).delete_credential().unwrap();
        assert!(vault.find("name").is_err());
        entry("name").set_secret(&[7, 7]).unwrap();
        assert!(vault.find("name").is_err());
        assert!(vault.put("name", &[1]).is_err());
    }
}
