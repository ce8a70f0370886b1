//! The only way out: https, or http to loopback where that was allowed.

use auth_core::{Delivery, Error, ErrorKind, Origin, Uri};
use http::Method;
use reqwest::{RequestBuilder, Response, redirect, retry};
use url::Url;

use crate::{fault, target, timeouts::Timeouts, tls};

/// Whether connections are kept for later requests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pool {
    Kept,
    None,
}

/// One client per way out, so that none can do what the other is for.
#[derive(Clone)]
pub(crate) struct Wire {
    /// An error where the machine has no root certificates and only loopback http is meant.
    https: Result<reqwest::Client, Error>,
    loopback: Option<reqwest::Client>,
}

impl Wire {
    /// Own clients: no redirects, no cookies, no decompression, no retries.
    pub(crate) fn new(timeouts: Timeouts, pool: Pool, loopback_http: bool) -> Result<Self, Error> {
        let https =
            tls::platform().and_then(|tls| finish(bare(timeouts, pool, tls).https_only(true)));
        if !loopback_http {
            return Ok(Self {
                https: Ok(https?),
                loopback: None,
            });
        }
        Ok(Self {
            https,
            loopback: Some(this_machine(timeouts, pool)?),
        })
    }

    /// A client of the caller's, if it follows no redirects and keeps no cookies; for loopback one of ours all the same.
    pub(crate) fn given(
        client: reqwest::Client,
        timeouts: Timeouts,
        pool: Pool,
        loopback_http: bool,
    ) -> Result<Self, Error> {
        // reqwest tells a client's policies in its `Debug` output only. What cannot be read is refused.
        let told = format!("{client:?}");
        if !told.contains(r#"redirect_policy: "Policy(None)""#) {
            return Err(Error::configuration(
                "client",
                "it may follow redirects, and would take credentials along: \
                 build it with `redirect(Policy::none())`",
            ));
        }
        if told.contains("cookie_store: true") {
            return Err(Error::configuration(
                "client",
                "it keeps cookies, which mix up connections: build it without a cookie store",
            ));
        }
        let loopback = loopback_http.then(|| this_machine(timeouts, pool));
        Ok(Self {
            https: Ok(client),
            loopback: loopback.transpose()?,
        })
    }

    /// The same way out, with or without loopback http.
    pub(crate) fn again(&self, timeouts: Timeouts, loopback_http: bool) -> Result<Self, Error> {
        let loopback = match &self.loopback {
            _ if !loopback_http => {
                self.https.as_ref().map_err(Clone::clone)?;
                None
            }
            Some(client) => Some(client.clone()),
            None => Some(this_machine(timeouts, Pool::Kept)?),
        };
        Ok(Self {
            https: self.https.clone(),
            loopback,
        })
    }

    /// Begins a request, if `url` is one that a credential may ever be sent to.
    pub(crate) fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, Error> {
        let uri = target::uri(&url)?;
        Ok(self.client_for(&uri)?.request(method, url))
    }

    fn client_for(&self, uri: &Uri) -> Result<&reqwest::Client, Error> {
        let origin = Origin::of(uri)?;
        if origin.is_https() {
            return self.https.as_ref().map_err(Clone::clone);
        }
        let refuse = |why: &str| {
            Error::new(ErrorKind::OriginRefused, format!("{origin}: {why}"))
                .delivered(Delivery::NotDelivered)
        };
        if !origin.is_loopback() {
            return Err(refuse("requests leave by https only"));
        }
        let not_allowed = || refuse("http to loopback was not allowed when the client was built");
        self.loopback.as_ref().ok_or_else(not_allowed)
    }
}

/// Sends what [`Wire::request`] began and returns the answer's head.
pub(crate) async fn send(builder: RequestBuilder) -> Result<Response, Error> {
    let (client, request) = builder.build_split();
    let request = request.map_err(|error| fault::unbuildable(&error))?;
    let asked = request.url().clone();
    let response = client
        .execute(request)
        .await
        .map_err(|error| fault::unanswered(&error))?;
    // Cannot happen with the clients above; if it ever does, the answer is not taken for the provider's.
    if response.url() == &asked {
        Ok(response)
    } else {
        Err(Error::new(
            ErrorKind::OriginRefused,
            "the answer comes from another address than the request went to",
        )
        .with_status(response.status())
        .delivered(Delivery::Uncertain))
    }
}

/// A client for loopback http. A proxy would carry a credential off the machine in clear, and a name server might name
/// another machine.
fn this_machine(timeouts: Timeouts, pool: Pool) -> Result<reqwest::Client, Error> {
    let addresses = [
        ([127, 0, 0, 1], 0).into(),
        ([0, 0, 0, 0, 0, 0, 0, 1], 0).into(),
    ];
    let client = bare(timeouts, pool, tls::refusing()?).no_proxy();
    finish(client.resolve_to_addrs("localhost", &addresses))
}

fn bare(timeouts: Timeouts, pool: Pool, tls: rustls::ClientConfig) -> reqwest::ClientBuilder {
    let kept = match pool {
        Pool::Kept => usize::MAX,
        Pool::None => 0,
    };
    reqwest::Client::builder()
        .pool_max_idle_per_host(kept)
        .tls_backend_preconfigured(tls)
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    builder.build().map_err(|error| fault::unbuildable(&error))
}
