//! Records on a Redis server.

mod fault;
mod link;
mod operations;
mod script;

use std::{fmt, sync::Arc};

use auth_core::{Error, ErrorKind};
use redis::{Client, ConnectionAddr, IntoConnectionInfo, ProtocolVersion, io::tcp::TcpSettings};
use secrecy::{ExposeSecret, SecretString};

use crate::{KeyRing, slots::token_store};
use link::Link;
use script::{Scripts, foreign};

/// The layout of what is kept; a newer one is refused.
const SCHEMA: u32 = 1;
const PREFIX: &str = "auth:";

/// Keeps sealed records on a Redis (6 or later) or Valkey server that the processes of a fleet share.
///
/// Each operation is one script and one round trip: a renewal costs four. Terms and ages are measured by the server's
/// clock. Whoever waits is told by pub/sub over the same connection, which is made again when it is cut.
///
/// # What the server must keep
/// A token that was saved is lost if the server loses it. Set `appendonly yes` (and `appendfsync always` where the last
/// second counts too) and `maxmemory-policy noeviction`; opening warns of what it can see. A failover to a replica may lose
/// writes that were acknowledged: versions and fences still never repeat, but a login can be lost. Redis Cluster is not
/// supported.
///
/// # What stands there
/// One hash `auth:record:NAME` per connection with `version`, `sealed`, `saved`, `fence`, `owner`, `ends` and `term`; the
/// schema at `auth:schema`; changes are published on `auth:changed`. What is left of a removed record expires after a week.
/// Clones share the connection.
#[derive(Clone)]
pub struct RedisStore(Arc<Shared>);

struct Shared {
    ring: KeyRing,
    prefix: String,
    link: Link,
    scripts: Scripts,
}

impl RedisStore {
    /// Connects to a server: `redis://HOST:PORT/DATABASE`, or `rediss://USER:PASSWORD@HOST:PORT` by TLS (feature
    /// `redis-tls`). `unix:///PATH` works too. By TLS the server's certificate and name are checked; trusted is what the
    /// system trusts, and where that is a file, as on Linux, `SSL_CERT_FILE` names another one.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] for a URL that cannot be read: the developer acts. [`ErrorKind::Store`] when the server
    /// cannot be reached, refuses the password, or holds records of a newer schema: the operator acts.
    ///
    /// # Cancel safety
    /// May be dropped at any point.
    pub async fn open(
        url: impl Into<SecretString>,
        ring: impl Into<KeyRing>,
    ) -> Result<Self, Error> {
        Self::open_under(PREFIX, url, ring).await
    }

    /// As [`RedisStore::open`], with a prefix for keys and channel other than `auth:`, for stores that share a server.
    ///
    /// # Errors
    /// As for [`RedisStore::open`].
    ///
    /// # Cancel safety
    /// May be dropped at any point.
    pub async fn open_under(
        prefix: impl Into<String>,
        url: impl Into<SecretString>,
        ring: impl Into<KeyRing>,
    ) -> Result<Self, Error> {
        let prefix = prefix.into();
        let link = Link::new(client(&url.into())?, format!("{prefix}changed"));
        let store = Self(Arc::new(Shared {
            ring: ring.into(),
            prefix,
            link,
            scripts: Scripts::new(),
        }));
        store.check_schema().await?;
        store.check_durability().await?;
        Ok(store)
    }

    async fn check_schema(&self) -> Result<(), Error> {
        let mut mark = self.0.scripts.mark.key(format!("{}schema", self.0.prefix));
        let found: String = self.0.link.run(mark.arg(SCHEMA)).await?;
        match found.parse::<u32>() {
            Ok(SCHEMA) => Ok(()),
            Ok(_) => Err(
                Error::new(ErrorKind::Store, "the Redis server holds another schema")
                    .advise("use the version of this library that wrote it, or a newer one"),
            ),
            Err(_) => Err(foreign()),
        }
    }

    /// Warns of settings under which saved tokens get lost, where the server tells them.
    async fn check_durability(&self) -> Result<(), Error> {
        let mut connection = self.0.link.connection().await?;
        for (setting, right, lost) in [
            (
                "maxmemory-policy",
                "noeviction",
                "evicts records when its memory is full",
            ),
            (
                "appendonly",
                "yes",
                "may lose saved tokens when it is restarted",
            ),
        ] {
            let mut command = redis::cmd("CONFIG");
            command.arg("GET").arg(setting);
            let told: Result<Vec<(String, String)>, _> = command.query_async(&mut connection).await;
            let told = told.unwrap_or_default();
            if told
                .iter()
                .any(|(name, value)| name == setting && value != right)
            {
                tracing::warn!(setting, right, "the Redis server {lost}");
            }
        }
        Ok(())
    }
}

/// A client for a URL, which is never shown.
fn client(url: &SecretString) -> Result<Client, Error> {
    let unreadable = || {
        Error::configuration("url", "it is no URL of a Redis server")
            .advise("write redis://HOST:PORT, or rediss://USER:PASSWORD@HOST:PORT with the feature `redis-tls`")
    };
    #[cfg(feature = "redis-tls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // The client takes the process's own; with two of them in the tree it would not know which.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    let info = url.expose_secret().into_connection_info();
    let info = info.map_err(|_| unreadable())?;
    if let ConnectionAddr::TcpTls { insecure: true, .. } = info.addr() {
        return Err(
            Error::configuration("url", "it asks for TLS that anybody may answer").advise(
                "leave out `#insecure`, and name a private authority's file in SSL_CERT_FILE",
            ),
        );
    }
    let settings = info.redis_settings().clone();
    let info = info
        .set_redis_settings(settings.set_protocol(ProtocolVersion::RESP3))
        .set_tcp_settings(TcpSettings::default().set_nodelay(true));
    Client::open(info).map_err(|_| unreadable())
}

token_store!(RedisStore);

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("ring", &self.0.ring)
            .field("prefix", &self.0.prefix)
            .finish_non_exhaustive()
    }
}
