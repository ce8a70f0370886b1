//! The partner's callback, on loopback: where the provider sends a real browser back to.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use url::Url;

pub(crate) struct Callback {
    listener: TcpListener,
    /// The redirect URI, as it is registered.
    pub(crate) url: Url,
}

impl Callback {
    /// Listens where `redirect_uri` points to, port 0 for a free one; `None` if that is not this machine's loopback.
    pub(crate) async fn at(redirect_uri: &str) -> Option<Self> {
        let mut url: Url = redirect_uri.parse().unwrap();
        let host = match url.host()? {
            url::Host::Ipv4(ip) if ip.is_loopback() => ip.to_string(),
            url::Host::Ipv6(ip) if ip.is_loopback() => ip.to_string(),
            url::Host::Domain("localhost") => "127.0.0.1".to_owned(),
            _ => return None,
        };
        if url.scheme() != "http" {
            return None;
        }
        let port = url.port().unwrap_or(80);
        let listener = TcpListener::bind((host, port)).await.unwrap();
        if port == 0 {
            let port = listener.local_addr().unwrap().port();
            url.set_port(Some(port)).unwrap();
        }
        Some(Self { listener, url })
    }

    /// Waits for the browser: the path and query it comes back with. What else it asks for, such as an icon, is not there.
    pub(crate) async fn next(&self) -> String {
        loop {
            let (stream, _) = self.listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            let Some(target) = target(&mut stream).await else {
                continue;
            };
            let path = target.split('?').next().unwrap_or_default();
            let back = path == self.url.path();
            let (status, text) = if back {
                ("200 OK", "Back at the partner. This page may be closed.")
            } else {
                ("404 Not Found", "")
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                text.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
            if back {
                return target;
            }
        }
    }
}

/// Reads a request without a body; `None` for a connection that was opened and not used.
async fn target(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if stream.read_line(&mut request).await.ok()? == 0 {
            return None;
        }
    }
    request.split(' ').nth(1).map(str::to_owned)
}
