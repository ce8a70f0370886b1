//! A server on loopback, and everything that is logged while it works.

use std::{
    future::IntoFuture,
    io,
    sync::{Arc, Mutex},
};

use axum::Router;
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;

/// Serves until the test ends; gives the origin.
pub(crate) async fn serve(server: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, server).into_future());
    origin
}

/// What this thread logged, at every level.
#[derive(Clone, Default)]
pub(crate) struct Logged(Arc<Mutex<Vec<u8>>>);

impl Logged {
    /// Until the guard is dropped.
    pub(crate) fn begin() -> (Self, tracing::subscriber::DefaultGuard) {
        use tracing_subscriber::util::SubscriberInitExt as _;
        let logged = Self::default();
        let guard = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(logged.clone())
            .with_ansi(false)
            .set_default();
        (logged, guard)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Logged {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
