//! A server on loopback that does with each connection what its script says, to the byte.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use auth_core::{Clock, SystemClock};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Barrier, Semaphore},
};

/// One thing that a server does with a connection.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads one whole request and remembers it.
    Read,
    /// Waits until three connections have come this far.
    Meet,
    /// Waits for a permit and keeps it.
    Gate(Arc<Semaphore>),
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Writes these bytes again and again, until the peer goes away.
    Repeat(&'static [u8]),
    /// Writes these bytes one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Waits until the peer goes away.
    Hold,
    /// Closes the connection with a reset; without it, it is closed in order.
    Reset,
}

/// A server and what it saw.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Seen,
    connections: Arc<Mutex<usize>>,
}

/// The requests so far, and when each had come.
type Seen = Arc<Mutex<Vec<(String, OffsetDateTime)>>>;

impl Server {
    /// Plays `script` on every connection, which is given its number, from 0.
    pub(crate) async fn start(script: impl Fn(usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
        };
        let (seen, connections) = (server.seen.clone(), server.connections.clone());
        let meeting = Arc::new(Barrier::new(3));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut connections = connections.lock().unwrap();
                    *connections += 1;
                    *connections - 1
                };
                tokio::spawn(play(stream, script(number), seen.clone(), meeting.clone()));
            }
        });
        server
    }

    /// Answers one request on each connection, the n-th connection with the n-th answer, the last one for ever.
    pub(crate) async fn answering(answers: Vec<Vec<u8>>) -> Self {
        Self::start(move |number| {
            let answer = answers[number.min(answers.len() - 1)].clone();
            vec![Step::Read, Step::Write(answer)]
        })
        .await
    }

    /// Nobody listens there.
    pub(crate) fn nowhere() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests so far, as they came.
    pub(crate) fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|(request, _)| request.clone()).collect()
    }

    /// When the first request had come.
    pub(crate) fn first_seen_at(&self) -> OffsetDateTime {
        self.seen.lock().unwrap()[0].1
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

/// An answer that ends its connection.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    kept(
        status,
        &[headers, &[("connection", "close")]].concat(),
        body,
    )
}

/// An answer after which the connection may be used again.
pub(crate) fn kept(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    format!("{text}\r\n{body}").into_bytes()
}

/// The value of a header of a request as it came.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split("\r\n\r\n").next()?;
    head.split("\r\n").skip(1).find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

async fn play(mut stream: TcpStream, script: Vec<Step>, seen: Seen, meeting: Arc<Barrier>) {
    for step in script {
        let went_on = match step {
            Step::Read => match read(&mut stream).await {
                Some(request) => {
                    seen.lock().unwrap().push((request, SystemClock.now().wall));
                    true
                }
                None => false,
            },
            Step::Gate(gate) => {
                gate.acquire().await.unwrap().forget();
                true
            }
            Step::Meet => {
                meeting.wait().await;
                true
            }
            Step::Write(bytes) => stream.write_all(&bytes).await.is_ok(),
            Step::Repeat(bytes) => {
                while stream.write_all(bytes).await.is_ok() {}
                false
            }
            Step::Drip(bytes, pause) => {
                let mut all = true;
                for byte in bytes {
                    // why: a peer that drips is one that lets time pass.
                    tokio::time::sleep(pause).await;
                    all = all && stream.write_all(&[byte]).await.is_ok();
                }
                all
            }
            Step::Hold => {
                let mut byte = [0];
                while stream.read(&mut byte).await.is_ok_and(|read| read > 0) {}
                false
            }
            Step::Reset => {
                stream.set_zero_linger().unwrap();
                false
            }
        };
        if !went_on {
            return;
        }
    }
    // What the peer still sends must not turn the orderly end into a reset.
    let _ = stream.shutdown().await;
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((_, body)) = text.split_once("\r\n\r\n") {
            let whole = match header(&text, "content-length") {
                Some(length) => body.len() >= length.parse::<usize>().unwrap(),
                None if header(&text, "transfer-encoding").is_some() => body.ends_with("0\r\n\r\n"),
                None => true,
            };
            if whole {
                return Some(text.into_owned());
            }
        }
    }
}
