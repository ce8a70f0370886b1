//! The keyring of this system, and what its failures mean.

use std::sync::Arc;

use auth_core::{Error, ErrorKind};
use keyring_core::{CredentialStore, Entry, Error as Fault};

/// A connection to the system's keyring.
pub(super) struct Native {
    store: Arc<CredentialStore>,
    /// Fails while the keyring is locked: asking it for an entry would ask the person to unlock it, for as long as a year.
    unlocked: Box<dyn Fn() -> keyring_core::Result<()> + Send>,
}

impl Native {
    #[cfg(target_os = "linux")]
    pub(super) fn connect() -> Result<Self, Error> {
        use dbus_secret_service::{EncryptionType, SecretService};
        let store = dbus_secret_service_keyring_store::Store::new().map_err(|_| none())?;
        let service = SecretService::connect(EncryptionType::Plain).map_err(|_| none())?;
        let unlocked = move || {
            let collection = service.get_default_collection();
            match collection.and_then(|collection| collection.is_locked()) {
                Ok(false) => Ok(()),
                Ok(true) => Err(Fault::NoStorageAccess("locked".into())),
                Err(error) => Err(Fault::PlatformFailure(Box::new(error))),
            }
        };
        Ok(Self::of(store, unlocked))
    }

    #[cfg(target_os = "macos")]
    pub(super) fn connect() -> Result<Self, Error> {
        let store = apple_native_keyring_store::keychain::Store::new().map_err(|_| none())?;
        Ok(Self::of(store, || Ok(())))
    }

    #[cfg(windows)]
    pub(super) fn connect() -> Result<Self, Error> {
        let store = windows_native_keyring_store::Store::new().map_err(|_| none())?;
        Ok(Self::of(store, || Ok(())))
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    pub(super) fn connect() -> Result<Self, Error> {
        Err(none())
    }

    pub(super) fn of(
        store: Arc<CredentialStore>,
        unlocked: impl Fn() -> keyring_core::Result<()> + Send + 'static,
    ) -> Self {
        let unlocked = Box::new(unlocked);
        Self { store, unlocked }
    }

    /// The entry of this name, of a keyring that is not locked.
    pub(super) fn entry(&self, service: &str, name: &str) -> keyring_core::Result<Entry> {
        (self.unlocked)()?;
        self.store.build(service, name, None)
    }
}

/// There is no keyring, and none of our own making takes its place.
fn none() -> Error {
    Error::new(
        ErrorKind::Configuration,
        "there is no keyring on this machine",
    )
    .advise(if cfg!(target_os = "linux") {
        "start a desktop session, that is a D-Bus session with gnome-keyring or KWallet, or use a FileStore with a key of yours"
    } else {
        "use a FileStore with a key of yours"
    })
}

/// What happened, and what to do about it: without the system's own texts, which may hold values.
pub(super) fn told(fault: &Fault) -> Error {
    let (what, advice) = match fault {
        Fault::NoStorageAccess(_) => (
            "the keyring is locked",
            "unlock it, for instance by signing in to the desktop session, and try again",
        ),
        Fault::Ambiguous(_) => (
            "the keyring has several entries of one name",
            "remove those that this program did not write",
        ),
        Fault::TooLong(..) => (
            "the keyring does not take so long an entry",
            "use a FileStore with a key of yours",
        ),
        _ => (
            "the keyring does not answer as it should",
            "check the keyring of the desktop session",
        ),
    };
    Error::new(ErrorKind::Store, what).advise(advice)
}
