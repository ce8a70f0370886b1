//! A network between a store and its server that can be told to fail.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// Forwards TCP connections of a free port of loopback to a server, and does to them what it is told.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    server: SocketAddr,
    weather: Mutex<Weather>,
    changed: Condvar,
    round_trips: AtomicU64,
}

#[derive(Debug, Default)]
struct Weather {
    open: Vec<TcpStream>,
    held: bool,
    refusing: bool,
    over: bool,
    delay: Duration,
}

impl Proxy {
    /// One before `server`, which need not run yet.
    pub fn before(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            weather: Mutex::default(),
            changed: Condvar::new(),
            round_trips: AtomicU64::new(0),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if accepting.weather().over {
                    return;
                }
                drop(accepting.connect(client));
            }
        });
        Ok(Self { address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections, answers on their way included; new ones pass.
    pub fn cut(&self) {
        for stream in self.shared.weather().open.drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Closes new connections at once, until told otherwise; those that are open stay.
    pub fn refuse(&self, refusing: bool) {
        self.shared.weather().refusing = refusing;
    }

    /// Lets nothing through in either direction while `held`, and loses nothing of it.
    pub fn hold(&self, held: bool) {
        self.shared.weather().held = held;
        self.shared.changed.notify_all();
    }

    /// Holds back each answer of the server for so long.
    pub fn delay(&self, delay: Duration) {
        self.shared.weather().delay = delay;
    }

    /// How often clients have asked and then waited for an answer, since the beginning, connections taken together.
    pub fn round_trips(&self) -> u64 {
        self.shared.round_trips.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.weather().over = true;
        self.hold(false);
        self.cut();
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        if self.weather().refusing {
            return Ok(());
        }
        let server = TcpStream::connect(self.server)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        self.weather()
            .open
            .extend([client.try_clone()?, server.try_clone()?]);
        // The client's turn: what it says next opens a round trip.
        let turn = Arc::new(AtomicBool::new(true));
        let (requests, answers) = (Arc::clone(self), Arc::clone(self));
        let (from, to, of) = (client.try_clone()?, server.try_clone()?, Arc::clone(&turn));
        thread::spawn(move || {
            pump(from, to, || {
                if of.swap(false, Ordering::SeqCst) {
                    requests.round_trips.fetch_add(1, Ordering::SeqCst);
                }
                requests.pass(Duration::ZERO);
            });
        });
        thread::spawn(move || {
            pump(server, client, || {
                let delay = answers.weather().delay;
                answers.pass(delay);
                turn.store(true, Ordering::SeqCst);
            });
        });
        Ok(())
    }

    /// Returns when what was read may go on.
    fn pass(&self, delay: Duration) {
        thread::sleep(delay);
        let weather = self.weather();
        drop(
            self.changed
                .wait_while(weather, |weather| weather.held)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

/// Carries bytes one way until either end is gone, and then ends both.
fn pump(mut from: TcpStream, mut to: TcpStream, before: impl Fn()) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        before();
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}
