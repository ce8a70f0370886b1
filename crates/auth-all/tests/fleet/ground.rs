//! The store that the fleet shares, and what can be done to its server.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use auth_all::{
    core::{Error, TokenStore},
    store::{
        FileStore, Key, KeyRing, PostgresStore, RedisStore, SqliteStore,
        testing::{Postgres, Proxy, Redis, found},
    },
};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::trouble::Trouble;

/// How long a server may be away when a store is opened.
const PATIENCE: Duration = Duration::from_secs(60);
/// How late each answer of a slow server is.
const LATE: Duration = Duration::from_millis(150);

/// Where a process finds the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Place {
    File(PathBuf),
    Sqlite(PathBuf),
    Postgres(String),
    Redis(String),
}

/// What is done with a store, whatever it is.
pub(crate) trait Open {
    type Done;
    async fn with<S: TokenStore>(self, store: S) -> Self::Done;
}

impl Place {
    pub(crate) async fn open<O: Open>(&self, what: O) -> O::Done {
        let keys = KeyRing::new(Key::new("fleet", [7; 32]).unwrap());
        match self {
            Self::File(path) => what.with(FileStore::open(path, keys).await.unwrap()).await,
            Self::Sqlite(path) => {
                what.with(SqliteStore::open(path, keys).await.unwrap())
                    .await
            }
            Self::Postgres(url) => {
                what.with(patiently(|| PostgresStore::open(url.as_str(), keys.clone())).await)
                    .await
            }
            Self::Redis(url) => {
                what.with(patiently(|| RedisStore::open(url.as_str(), keys.clone())).await)
                    .await
            }
        }
    }
}

/// Opens a store whose server may be down just now, for a minute.
async fn patiently<S, F: Future<Output = Result<S, Error>>>(open: impl Fn() -> F) -> S {
    let began = Instant::now();
    loop {
        match open().await {
            Ok(store) => return store,
            Err(error) => assert!(began.elapsed() < PATIENCE, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await; // why: nobody tells when it is back
    }
}

/// What the store stands on.
pub(crate) enum Ground {
    Folder { place: Place, _folder: TempDir },
    Redis { server: Redis, proxy: Proxy },
    Postgres { server: Postgres, proxy: Proxy },
}

impl Ground {
    pub(crate) fn file() -> Self {
        Self::folder(|folder| Place::File(folder.join("tokens")))
    }

    pub(crate) fn sqlite() -> Self {
        Self::folder(|folder| Place::Sqlite(folder.join("tokens.sqlite")))
    }

    fn folder(place: impl FnOnce(PathBuf) -> Place) -> Self {
        let folder = TempDir::new().unwrap();
        Self::Folder {
            place: place(folder.path().to_owned()),
            _folder: folder,
        }
    }

    pub(crate) fn redis() -> Option<Self> {
        let server = found(Redis::start_durable())?;
        let proxy = Proxy::before(server.address()).unwrap();
        Some(Self::Redis { server, proxy })
    }

    pub(crate) fn postgres() -> Option<Self> {
        let server = found(Postgres::start())?;
        let proxy = Proxy::before(server.address()).unwrap();
        Some(Self::Postgres { server, proxy })
    }

    /// Where the processes find it.
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Folder { place, .. } => place.clone(),
            Self::Redis { proxy, .. } => Place::Redis(format!("redis://{}", proxy.address())),
            Self::Postgres { proxy, .. } => Place::Postgres(Postgres::url_at(proxy.address())),
        }
    }

    /// Where the person and the books find it, whatever happens on the way of the others.
    pub(crate) fn quiet_place(&self) -> Place {
        match self {
            Self::Folder { place, .. } => place.clone(),
            Self::Redis { server, .. } => Place::Redis(server.url()),
            Self::Postgres { server, .. } => Place::Postgres(server.url()),
        }
    }

    fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Folder { .. } => None,
            Self::Redis { proxy, .. } | Self::Postgres { proxy, .. } => Some(proxy),
        }
    }

    /// Whether there is a server that something can happen to.
    pub(crate) fn is_served(&self) -> bool {
        self.proxy().is_some()
    }

    /// Does it to the server, or to the way there.
    pub(crate) fn suffers(&mut self, trouble: Trouble) {
        match (trouble, self.proxy()) {
            (Trouble::Cut, Some(proxy)) => proxy.cut(),
            (Trouble::Hold, Some(proxy)) => proxy.hold(true),
            (Trouble::Delay, Some(proxy)) => proxy.delay(LATE),
            (Trouble::Restart, _) => self.goes_down(),
            _ => {}
        }
    }

    /// Undoes it.
    pub(crate) fn recovers(&mut self, trouble: Trouble) {
        match (trouble, self.proxy()) {
            (Trouble::Hold, Some(proxy)) => proxy.hold(false),
            (Trouble::Delay, Some(proxy)) => proxy.delay(Duration::ZERO),
            (Trouble::Restart, _) => self.comes_up(),
            _ => {}
        }
    }

    fn goes_down(&mut self) {
        match self {
            Self::Folder { .. } => {}
            Self::Redis { server, .. } => server.kill(),
            Self::Postgres { server, .. } => server.kill(),
        }
    }

    fn comes_up(&mut self) {
        match self {
            Self::Folder { .. } => {}
            Self::Redis { server, .. } => server.restart().unwrap(),
            Self::Postgres { server, .. } => server.restart().unwrap(),
        }
    }
}
