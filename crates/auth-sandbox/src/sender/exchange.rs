//! One request to a receiver on this machine.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Method, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::{Host, Position, Url};

/// Where a webhook goes.
pub(super) struct Target {
    address: SocketAddr,
    host: HeaderValue,
    path: String,
}

impl Target {
    /// Refuses what is not on this machine; no name server is asked.
    pub(super) fn on_this_machine(url: &str) -> io::Result<Self> {
        let refused = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        let url = Url::parse(url).map_err(|_| refused("the receiver's address is no URL"))?;
        if url.scheme() != "http" || !url.username().is_empty() || url.password().is_some() {
            return Err(refused("the receiver's address is not plain http"));
        }
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            Some(Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            _ => return Err(refused("the receiver is not on this machine")),
        };
        if !ip.is_loopback() {
            return Err(refused("the receiver is not on this machine"));
        }
        Ok(Self {
            address: (ip, url.port_or_known_default().unwrap_or(80)).into(),
            host: HeaderValue::from_str(url.authority()).map_err(io::Error::other)?,
            path: url[Position::BeforePath..Position::AfterQuery].to_owned(),
        })
    }

    /// Gives the status of the answer, once all of it has come.
    pub(super) async fn post(&self, headers: &HeaderMap, body: Bytes) -> io::Result<u16> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.path.parse().map_err(io::Error::other)?;
        *request.headers_mut() = headers.clone();
        request.headers_mut().insert(HOST, self.host.clone());
        let exchange = async move {
            let answer = sender.send_request(request).await?;
            let status = answer.status().as_u16();
            let mut body = answer.into_body();
            while let Some(frame) = body.frame().await {
                frame?;
            }
            Ok::<_, hyper::Error>(status)
        };
        let (exchanged, _) = futures_util::future::join(exchange, connection).await;
        exchanged.map_err(io::Error::other)
    }
}
