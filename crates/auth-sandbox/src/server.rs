//! One listener, its connections, and the means to cut them.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

/// How long [`Server::stop`] waits for answers that are still under way.
const GRACE: Duration = Duration::from_secs(1);

/// A running listener; dropping it closes it and every connection it accepted.
#[derive(Debug)]
pub(crate) struct Server {
    stopping: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// The way a connection ends without an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    Reset,
    Close,
}

/// Asks the connection that carries a request to end at once.
#[derive(Clone, Debug)]
pub(crate) struct Cut(mpsc::Sender<How>);

impl Cut {
    /// Never returns: the connection takes the waiting request down with it.
    pub(crate) async fn ask(&self, how: How) -> Infallible {
        let _ = self.0.send(how).await;
        std::future::pending().await
    }
}

/// Listens on loopback; port 0 lets the system choose.
pub(crate) async fn bind(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Server {
    pub(crate) fn start(listener: TcpListener, router: Router) -> Self {
        let (stopping, told) = watch::channel(false);
        Self {
            stopping,
            task: tokio::spawn(accept(listener, router, told)),
        }
    }

    /// Lets the answers under way leave, for at most a second, then closes everything.
    pub(crate) async fn stop(mut self) {
        self.stopping.send_replace(true);
        let _ = tokio::time::timeout(GRACE, &mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The task owns the connections; they end with it.
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, router: Router, mut told: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, router.clone(), told.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
            _ = told.changed() => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, router: Router, mut told: watch::Receiver<bool>) {
    // A slow body is to leave byte by byte, not when the kernel finds it worth a packet.
    let _ = stream.set_nodelay(true);
    let (cut, mut asked) = mpsc::channel(1);
    let service = service_fn(|request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Cut(cut.clone()));
        router.clone().oneshot(request)
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let how = tokio::select! {
        _ = &mut connection => return,
        how = asked.recv() => how,
        _ = told.changed() => None,
    };
    let Some(how) = how else {
        Pin::new(&mut connection).graceful_shutdown();
        let _ = connection.await;
        return;
    };
    let stream = connection.into_parts().io.into_inner();
    if matches!(how, How::Reset) {
        // Closing with a zero linger time sends RST instead of FIN.
        let _ = stream.set_zero_linger();
    }
}
