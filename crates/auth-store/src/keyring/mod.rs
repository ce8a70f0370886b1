//! The keyring of the operating system: Secret Service, macOS Keychain, Windows Credential Manager.

mod entry;
mod lock;
mod native;
mod vault;

use std::{fmt, sync::Arc, time::Duration};

use auth_core::{
    ConnectionId, Error,
    store::{Lease, TransactionId, Version},
};
use sha2::{Digest, Sha256};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};
use zeroize::Zeroizing;

use self::{
    entry::Entry,
    lock::{Held, Lock},
    vault::Vault,
};
use crate::{
    Key, KeyRing,
    blocking::blocking,
    refusal::foreign,
    slots::{Slot, Slots, Swapped, Taken, token_store},
};

/// How soon a waiting process learns what another one has written.
const LOOK: Duration = Duration::from_millis(15);
/// How soon it learns from one that was killed between the write and the word about it.
const LOOK_ANYWAY: Duration = Duration::from_millis(500);
/// How long to stand in line behind others of this process; then comes the lock.
const LINE: Duration = Duration::from_millis(1500);
/// The connections that have an entry, the removed ones included.
const INDEX: &str = "index";
/// The key that is kept in the keyring itself.
const OWN_KEY: &str = "key";
const OWN_KEY_NAME: &str = "keyring";

/// Keeps sealed records in the keyring of the operating system, shared by the processes of one user on one machine.
///
/// The records are sealed by the key ring like everywhere: a keyring is open to every program of a session while it is
/// unlocked, it is copied to other machines and into backups, and nothing in it ties an entry to its connection. Who has no
/// key to bring takes [`KeyringStore::open_with_own_key`].
///
/// Keyrings know no compare-and-swap. A lock file in the user's own data directory does that; it holds nothing. A keyring
/// that is locked is an error, nobody is asked to unlock it: that could take until the person comes back.
///
/// Clones share their connection. Its methods are to be called within a tokio runtime; the work is done on the runtime's
/// threads for blocking work.
#[derive(Clone)]
pub struct KeyringStore(Arc<Shared>);

struct Shared {
    ring: KeyRing,
    place: Place,
    /// Who has it may ask for the lock: all threads of one process at once would leave nothing to the other processes.
    turn: Mutex<()>,
}

/// The entries of one service.
struct Place {
    vault: Vault,
    lock: Lock,
}

impl KeyringStore {
    /// Opens the keyring; its entries are those of the name `service`, such as that of your program.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](auth_core::ErrorKind::Configuration) when there is no keyring, or for a name with anything but ASCII letters, digits, `-` and
    /// `_`; [`ErrorKind::Store`](auth_core::ErrorKind::Store) when it is locked or does not answer, or the lock file cannot be used. The operator acts.
    ///
    /// # Cancel safety
    /// May be dropped: nothing is written.
    pub async fn open(service: &str, ring: impl Into<KeyRing>) -> Result<Self, Error> {
        let ring = ring.into();
        Self::open_by(service, |_| Ok(ring)).await
    }

    /// As [`KeyringStore::open`], with a key that is kept in the keyring too, and made when there is none.
    ///
    /// Whoever can read the keyring can read the tokens then; bring a key of your own where that is not enough.
    ///
    /// # Errors
    /// As for [`KeyringStore::open`].
    ///
    /// # Cancel safety
    /// May be dropped: the key is made, or not.
    pub async fn open_with_own_key(service: &str) -> Result<Self, Error> {
        Self::open_by(service, |place| place.own_key().map(KeyRing::new)).await
    }

    async fn open_by(
        service: &str,
        ring: impl FnOnce(&Place) -> Result<KeyRing, Error> + Send + 'static,
    ) -> Result<Self, Error> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if service.is_empty() || service.len() > 64 || !service.chars().all(allowed) {
            return Err(Error::configuration(
                "the service",
                "is to be 1 to 64 ASCII letters, digits, `-` and `_`",
            ));
        }
        let service = service.to_owned();
        blocking(move || {
            let place = Place {
                vault: Vault::open(&service)?,
                lock: Lock::of(&service)?,
            };
            let ring = place.lock.hold(|_| {
                // Whether it is locked is told now.
                place.index()?;
                ring(&place)
            })?;
            let turn = Mutex::new(());
            Ok(Self(Arc::new(Shared { ring, place, turn })))
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = Arc::clone(&self.0);
        blocking(move || work(&shared.place)).await
    }

    /// Does `work` while nobody else holds the lock, in this process or another.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place, &Held<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = timeout(LINE, self.0.turn.lock()).await;
        let _turn = turn.map_err(|_| lock::kept())?;
        self.work(|place| place.lock.hold(|held| work(place, held)))
            .await
    }

    /// Changes what stands under `connection` by a rule that says whether it did.
    async fn change<T: Send + 'static>(
        &self,
        connection: &ConnectionId,
        rule: impl FnOnce(&mut Entry) -> (bool, T) + Send + 'static,
    ) -> Result<T, Error> {
        let connection = connection.clone();
        self.alone(move |place, held| {
            let found = place.find(&connection, held)?;
            let is_new = found.is_none();
            let mut entry = found.unwrap_or_else(|| Entry::new(&connection));
            let (changed, told) = rule(&mut entry);
            if changed {
                if is_new {
                    place.note(&connection)?;
                }
                place.vault.put(&name(&connection), &entry.bytes()?)?;
                held.tell();
            }
            Ok(told)
        })
        .await
    }
}

impl Place {
    /// A long entry is several, which only the holder of the lock sees together.
    fn find(&self, connection: &ConnectionId, _: &Held<'_>) -> Result<Option<Entry>, Error> {
        let found = self.vault.find(&name(connection))?;
        found
            .map(|bytes| Entry::read(&bytes, connection))
            .transpose()
    }

    fn index(&self) -> Result<Vec<String>, Error> {
        let Some(bytes) = self.vault.find(INDEX)? else {
            return Ok(Vec::new());
        };
        serde_json::from_slice(&bytes).map_err(|_| foreign())
    }

    /// Adds a connection to the index.
    fn note(&self, connection: &ConnectionId) -> Result<(), Error> {
        let mut index = self.index()?;
        if index.iter().any(|name| name == connection.as_str()) {
            return Ok(());
        }
        index.push(connection.as_str().to_owned());
        let bytes = serde_json::to_vec(&index).map_err(|_| foreign())?;
        self.vault.put(INDEX, &bytes)
    }

    fn own_key(&self) -> Result<Key, Error> {
        if let Some(bytes) = self.vault.find(OWN_KEY)? {
            let bytes = <[u8; 32]>::try_from(bytes.as_slice());
            return Key::new(OWN_KEY_NAME, bytes.map_err(|_| foreign())?);
        }
        let key = Key::generate(OWN_KEY_NAME)?;
        self.vault.put(OWN_KEY, key.expose())?;
        Ok(key)
    }
}

/// Names of connections may be longer than those of entries.
fn name(connection: &ConnectionId) -> String {
    base16ct::lower::encode_string(&Sha256::digest(connection.as_str().as_bytes()))
}

impl fmt::Debug for KeyringStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringStore").finish_non_exhaustive()
    }
}

impl Slots for KeyringStore {
    fn ring(&self) -> &KeyRing {
        &self.0.ring
    }

    async fn read(&self, connection: &ConnectionId) -> Result<Option<Slot>, Error> {
        self.change(connection, |entry| (false, entry.slot())).await
    }

    async fn swap(
        &self,
        connection: &ConnectionId,
        lease: Option<&Lease>,
        expected: Option<Version>,
        sealed: Option<&[u8]>,
    ) -> Result<Swapped, Error> {
        let (lease, sealed) = (lease.copied(), sealed.map(<[u8]>::to_vec));
        self.change(connection, move |entry| {
            let swapped = entry.swap(lease, expected, sealed);
            (matches!(swapped, Swapped::Done(_)), swapped)
        })
        .await
    }

    async fn take(
        &self,
        connection: &ConnectionId,
        by: TransactionId,
        term: Duration,
    ) -> Result<Taken, Error> {
        self.change(connection, move |entry| {
            let taken = entry.take(by, term);
            (matches!(taken, Taken::Granted { .. }), taken)
        })
        .await
    }

    async fn give_back(&self, connection: &ConnectionId, lease: &Lease) -> Result<(), Error> {
        let lease = *lease;
        self.change(connection, move |entry| (entry.give_back(lease), ()))
            .await
    }

    async fn wait(&self, connection: &ConnectionId, known: Option<Version>) -> Result<(), Error> {
        loop {
            // Read first: what changes after it wakes.
            let seen = self.work(|place| Ok(place.lock.generation())).await?;
            let left = self
                .change(connection, move |entry| (false, entry.awaited(known)))
                .await?;
            let Some(left) = left else { return Ok(()) };
            let again = Instant::now() + left.min(LOOK_ANYWAY);
            while Instant::now() < again
                && self.work(|place| Ok(place.lock.generation())).await? == seen
            {
                sleep(LOOK).await;
            }
        }
    }

    async fn list(&self) -> Result<Vec<ConnectionId>, Error> {
        self.alone(|place, held| {
            let mut connections = Vec::new();
            for name in place.index()? {
                let connection = ConnectionId::new(name);
                let found = place.find(&connection, held)?;
                if found.is_some_and(|entry| entry.version().is_some()) {
                    connections.push(connection);
                }
            }
            Ok(connections)
        })
        .await
    }

    async fn reseal(
        &self,
        connection: &ConnectionId,
        version: Version,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, Error> {
        let (old, new) = (old.to_vec(), Zeroizing::new(new.to_vec()));
        self.change(connection, move |entry| {
            let done = entry.reseal(version, &old, &new);
            (done, done)
        })
        .await
    }
}

token_store!(KeyringStore);
