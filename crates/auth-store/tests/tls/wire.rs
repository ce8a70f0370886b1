//! The wire between a store and its server, with somebody who listens.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Forwards connections, and keeps what each client says.
pub(crate) struct Wire {
    address: SocketAddr,
    said: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Wire {
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let said = Arc::default();
        let heard = Arc::clone(&said);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                drop(forward(client, server, &heard));
            }
        });
        Self { address, said }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the clients have said, one by one; at least one has said something.
    pub(crate) fn said(&self) -> Vec<Vec<u8>> {
        let mut said = self.said.lock().unwrap().clone();
        said.retain(|said| !said.is_empty());
        assert!(!said.is_empty());
        said
    }
}

fn forward(
    mut client: TcpStream,
    server: SocketAddr,
    heard: &Arc<Mutex<Vec<Vec<u8>>>>,
) -> io::Result<()> {
    let mut server = TcpStream::connect(server)?;
    let (mut answers, mut listens) = (server.try_clone()?, client.try_clone()?);
    let heard = Arc::clone(heard);
    let number = {
        let mut heard = heard.lock().unwrap();
        heard.push(Vec::new());
        heard.len() - 1
    };
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = client.read(&mut buffer) {
            heard.lock().unwrap()[number].extend(&buffer[..read]);
            if server.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        drop(server.shutdown(Shutdown::Write));
    });
    thread::spawn(move || {
        drop(io::copy(&mut answers, &mut listens));
        drop(listens.shutdown(Shutdown::Write));
    });
    Ok(())
}

/// Nothing but TLS: every record's head says so, to the last byte that is there.
pub(crate) fn assert_is_tls(mut said: &[u8]) {
    while let [kind, 3, _, high, low, rest @ ..] = said {
        assert!((20..=23).contains(kind), "{said:?}");
        let length = usize::from(*high) * 256 + usize::from(*low);
        said = rest.get(length..).unwrap_or_default();
    }
    assert!(said.len() < 5, "{said:?}");
}
