//! The way to the server: where it is, who asks, and under which cover.

use std::{fmt, net::IpAddr, time::Duration};

use auth_core::Error;
use tokio_postgres::{
    Client, Config, NoTls,
    config::{Host, SslMode},
};

use super::{fault::Failure, session::Messages};

/// How long one address may take.
const CONNECT: Duration = Duration::from_secs(2);
/// A network that swallows everything is noticed by the system after a few of these.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Clone)]
pub(super) struct Way {
    config: Config,
}

impl Way {
    /// The way that `url` describes. Clear text leaves the machine only where the URL asks for it.
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        // TLS that is required is always checked.
        let url = url
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        let mut config: Config = url
            .parse()
            .map_err(|_| Error::configuration("url", "is no connection string of PostgreSQL"))?;
        if config.get_ssl_mode() == SslMode::Prefer {
            // On this machine nobody listens, and what Debian's server shows there was signed by nobody.
            config.ssl_mode(if stays_here(&config) {
                SslMode::Disable
            } else {
                SslMode::Require
            });
        }
        if !cfg!(feature = "postgres-tls") && config.get_ssl_mode() != SslMode::Disable {
            return Err(Error::configuration(
                "url",
                "needs TLS, and this program is built without the feature postgres-tls",
            )
            .advise(
                "build with postgres-tls, or ask for clear text with sslmode=disable where nobody listens",
            ));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.keepalives_idle(KEEP_ALIVE);
        if config.get_application_name().is_none() {
            config.application_name("auth-store");
        }
        Ok(Self { config })
    }

    pub(super) async fn connect(&self) -> Result<(Client, Messages), Failure> {
        #[cfg(feature = "postgres-tls")]
        if self.config.get_ssl_mode() != SslMode::Disable {
            let tls = super::tls::connector()?;
            let (client, mut connection) = self.config.connect(tls).await?;
            return Ok((client, Box::new(move |cx| connection.poll_message(cx))));
        }
        let (client, mut connection) = self.config.connect(NoTls).await?;
        Ok((client, Box::new(move |cx| connection.poll_message(cx))))
    }
}

/// Without the password.
impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way").finish_non_exhaustive()
    }
}

/// Whether what is sent stays on this machine.
fn stays_here(config: &Config) -> bool {
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    // An address goes before the name beside it.
    named && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode, Error> {
        Way::new(url).map(|way| way.config.get_ssl_mode())
    }

    #[test]
    fn clear_text_leaves_the_machine_only_where_it_is_asked_for() {
        for host in ["localhost", "127.0.0.1", "%2Frun%2Fpostgresql"] {
            let url = format!("postgres://auth@{host}/auth");
            assert_eq!(mode(&url).unwrap(), SslMode::Disable, "{url}");
        }
        let asked = "postgres://auth@db.example/auth?sslmode=disable";
        assert_eq!(mode(asked).unwrap(), SslMode::Disable);
        for url in [
            "postgres://auth@db.example/auth",
            "postgres://auth@db.example/auth?sslmode=prefer",
            "postgres://auth@db.example/auth?sslmode=verify-full",
            "postgres://auth@localhost,db.example/auth",
            "host=localhost hostaddr=192.0.2.1 user=auth",
            "postgres://auth@localhost/auth?sslmode=require",
        ] {
            let mode = mode(url);
            if cfg!(feature = "postgres-tls") {
                assert_eq!(mode.unwrap(), SslMode::Require, "{url}");
            } else {
                let error = mode.unwrap_err().to_string();
                assert!(error.contains("postgres-tls"), "{url}: {error}");
            }
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let way = Way::new("postgres://auth:canary@localhost/auth").unwrap();
        assert!(!format!("{way:?}").contains("canary"));
        for broken in ["postgres://auth:canary@localhost:port/auth", "canary"] {
            let error = Way::new(broken).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("canary"));
        }
    }
}
