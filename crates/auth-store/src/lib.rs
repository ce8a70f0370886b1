//! Token stores beyond memory: encrypted, versioned, leased, shared by the processes of a machine or of a fleet.
//!
#![cfg_attr(all(feature = "file", unix), doc = "```")]
#![cfg_attr(not(all(feature = "file", unix)), doc = "```ignore")]
//! use auth_core::{Authenticator, ConnectionId, Error, Provider, SharedAuthenticator, Transport};
//! use auth_store::{FileStore, Key};
//!
//! /// A connection whose login outlasts the process, and that other processes of the machine may renew, too.
//! fn connect(
//!     customer: &str,
//!     provider: impl Provider,
//!     transport: impl Transport,
//!     store: &FileStore,
//! ) -> SharedAuthenticator {
//!     let connection = ConnectionId::new(format!("sinao/{customer}"));
//!     Authenticator::builder(provider, transport).store(store.clone(), connection).build().into()
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let (key_file, directory) = (folder.path().join("key"), folder.path().join("tokens"));
//! // Once, when the program is set up: a key that nobody has, in a file that nobody else can read.
//! Key::create_file("2026-11", &key_file)?;
//!
//! // Whenever it starts: one store for all of its connections.
//! let store = FileStore::open(&directory, Key::from_file("2026-11", &key_file)?).await?;
//! for connection in store.connections().await? {
//!     println!("{connection} has signed in");
//! }
//! # Ok(()) }
//! ```
//!
//! # Which store
//!
//! | Store | Feature | For | Leases end by the clock of |
//! |---|---|---|---|
//! | `FileStore` | `file` | one machine without a desktop or a database; Unix only | the machine |
//! | `KeyringStore` | `keyring` | one person's machine with a desktop | the machine |
//! | `SqliteStore` | `sqlite` | one machine, everything in one file | the machine |
//! | `PostgresStore` | `postgres` | a fleet | the server |
//! | `RedisStore` | `redis` | a fleet; read what the server must be set to | the server |
//!
//! All keep to the same rules, checked by the suite of `auth_core::testing::store`: a record is replaced only by who has read
//! it, one process at a time renews it, who was stalled beyond his lease overwrites nothing, who waits is told of the result.
//! All have, besides what [`TokenStore`](auth_core::TokenStore) asks for, `connections` (who has a record), `remove` (also
//! what no key opens) and `rewrap`.
//!
//! # Keys
//!
//! Records are sealed with XChaCha20-Poly1305 before they leave the process, whatever the store, and bound to their
//! connection: a record that was changed, cut, or put in the place of another one is refused. Who can write to the store can
//! still remove a record or put an older one back. Names of connections are not secret.
//!
//! | Key | Where it comes from |
//! |---|---|
//! | [`Key::from_file`] | a file of its owner's alone, as [`Key::create_file`] writes it; keep a copy elsewhere |
//! | [`Key::from_env`] | an environment variable: 32 bytes in hexadecimal digits or base64 (`openssl rand -base64 32`) |
//! | `FileStore::open_with_passphrase` | what a person remembers, by argon2id and a salt that the store keeps |
//! | [`Key::from_passphrase`] | the same for other stores; keep the salt yourself |
//! | [`Key::new`], [`Key::generate`] | anywhere else |
//!
//! Without the key, what it sealed is lost, and everybody signs in again.
//!
//! # Another key, while everything runs
//!
//! ```
//! use auth_core::Error;
//! use auth_store::{Key, KeyRing};
//!
//! # fn main() -> Result<(), Error> {
//! # let (old, new) = (Key::generate("2026-11")?, Key::generate("2027-11")?);
//! // First everywhere: the new key is known, the old one still seals.
//! let ring = KeyRing::new(old.clone()).with_earlier(new.clone())?;
//! // Then everywhere: the new one seals. Once all processes do so, `store.rewrap().await?` in one of them.
//! let ring = KeyRing::new(new.clone()).with_earlier(old)?;
//! // At last everywhere: the old one is forgotten.
//! let ring = KeyRing::new(new);
//! # Ok(()) }
//! ```
//!
//! A key has its name for good; a new key takes a new name.
//!
//! # What to do about an error
//!
//! Every error has its advice. Those about a key are of the kind `Configuration` when a store is opened, all others of the
//! kind `Store`; the operator acts. What was there before is still there. An authenticator goes on serving what it holds,
//! and tries again.
//!
//! | It says | Do |
//! |---|---|
//! | wrong passphrase; another key than the … of the ring | give the key that sealed the store |
//! | the key …, which is not in the ring | add it to the ring as an earlier one |
//! | a record was changed, or belongs to another connection; is cut short | restore the store from a copy; or `remove` the connection and let its person sign in |
//! | … was written by a newer version | update this program |
//! | is open to other users, belongs to another user, is a symbolic link | correct it, and find out who could read it meanwhile |
//! | has no room left; is on a read-only file system | free space, mount it writable; tokens are saved as soon as it works |
//! | is kept locked by another process | end the process that hangs |
//! | a certificate of an authority that … does not trust, for another host, not valid at this time | trust it, name it, renew it; or find out who answers there |
//! | cannot be reached | start the server or correct its address |
//!
//! # What is promised
//!
//! Over these stores a renewal is a transaction: `docs/renewal.md` of the repository says what it promises, where a process can
//! die and what is lost then, and what every store asks of its server. Before a process ends, it
//! [drains](auth_core::Authenticator::drain) its connections.
//!
//! # Features
//!
//! One for each store, none by default. `testing`: throw-away servers and a network that fails, for tests of stores.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(
        feature = "file",
        feature = "keyring",
        feature = "postgres",
        feature = "redis",
        feature = "sqlite"
    )),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "no store, nothing to keep"
    )
)]

#[cfg(any(feature = "file", feature = "keyring", feature = "sqlite"))]
mod blocking;
#[cfg_attr(not(feature = "file"), allow(dead_code))]
mod bytes;
mod envelope;
#[cfg(all(feature = "file", unix))]
mod file;
mod key;
#[cfg(feature = "keyring")]
#[cfg_attr(docsrs, doc(cfg(feature = "keyring")))]
mod keyring;
#[cfg(all(any(feature = "file", feature = "keyring"), unix))]
mod lock;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(unix)]
#[cfg_attr(not(feature = "file"), allow(dead_code))]
mod private;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
mod redis;
mod refusal;
mod slots;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
mod sqlite;
#[cfg(all(unix, feature = "testing"))]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
#[cfg(any(feature = "postgres-tls", feature = "redis-tls"))]
mod tls;
#[cfg(any(feature = "file", feature = "keyring", feature = "sqlite"))]
#[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
mod uptime;

#[cfg(all(feature = "file", unix))]
#[cfg_attr(docsrs, doc(cfg(feature = "file")))]
pub use file::FileStore;
pub use key::{Key, KeyRing};
#[cfg(feature = "keyring")]
#[cfg_attr(docsrs, doc(cfg(feature = "keyring")))]
pub use keyring::KeyringStore;
#[cfg(feature = "postgres")]
#[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
pub use postgres::PostgresStore;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use redis::RedisStore;
pub use slots::Rewrapped;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use sqlite::SqliteStore;

#[cfg(all(doctest, feature = "file", unix))]
#[doc = include_str!("../README.md")]
struct Readme;
