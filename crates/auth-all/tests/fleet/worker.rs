//! One process of the fleet: callers of every connection, over the shared store, until it is killed or told to end.

use std::{
    env,
    io::{self, BufRead, Write},
    process::exit,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use auth_all::{
    core::{AuthHeaders, Authenticator, ConnectionId, Error, PersonTask, TokenStore},
    reqwest::HttpTransport,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::sleep};

use crate::{
    ground::{Open, Place},
    realm::Client,
    said::{Said, Tell, What, now},
    watched::Watched,
};

/// Set in a process of the fleet: its orders.
const ORDERS: &str = "AUTH_FLEET_ORDERS";
/// How long a token request may take.
pub(crate) const EXCHANGE_LIMIT: Duration = Duration::from_secs(2);
/// How long it waits for one answer of the store.
pub(crate) const STORE_LIMIT: Duration = Duration::from_secs(1);
/// How long a lease lasts, then.
pub(crate) const LEASE_TERM: Duration = Duration::from_secs(2 + 3);
/// What a process is told when it is to come to an end.
pub(crate) const CALM: &str = "calm";

/// How long a process that ends waits for what is under way.
const DRAIN_LIMIT: Duration = Duration::from_secs(30);

/// What a process of the fleet does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) seed: u64,
    pub(crate) place: Place,
    /// Connection `n` is a client of number `n` modulo their number.
    pub(crate) clients: Vec<Client>,
    pub(crate) connections: usize,
    /// Callers of each connection.
    pub(crate) callers: usize,
    /// How many of a thousand operations of the store are slow.
    pub(crate) slow: u64,
}

impl Orders {
    /// As the variable that a process of the fleet finds them in.
    pub(crate) fn variable(&self) -> (&'static str, String) {
        (ORDERS, serde_json::to_string(self).unwrap())
    }

    pub(crate) fn client(&self, connection: usize) -> &Client {
        &self.clients[connection % self.clients.len()]
    }
}

/// The name of a connection in the store.
pub(crate) fn name(connection: usize) -> ConnectionId {
    ConnectionId::new(format!("fleet/{connection}"))
}

/// An authenticator of one connection of the fleet.
pub(crate) fn authenticator(
    client: &Client,
    store: Watched<impl TokenStore>,
    transport: &HttpTransport,
) -> Authenticator {
    let connection = name(store.connection);
    Authenticator::builder(client.provider(), transport.clone())
        .store(store, connection)
        .exchange_limit(EXCHANGE_LIMIT)
        .store_limit(STORE_LIMIT)
        .build()
}

pub(crate) fn transport() -> HttpTransport {
    HttpTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

/// In a process of the fleet: works, and never returns.
pub(crate) fn work_if_told_so() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    // The harness has begun a line.
    println!();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let place = orders.place.clone();
    runtime.block_on(place.open(orders));
    unreachable!("it works until it is told to end");
}

impl Open for Orders {
    type Done = ();

    async fn with<S: TokenStore>(self, store: S) {
        work(self, Arc::new(store)).await;
    }
}

fn tell(said: &Said) {
    let line = format!("{}\n", serde_json::to_string(said).unwrap());
    // Nobody listens any more: the run is over.
    if io::stdout().write_all(line.as_bytes()).is_err() {
        exit(1);
    }
}

/// One connection in this process.
struct Connection {
    number: usize,
    authenticator: Authenticator,
    /// The latest generation that a caller had.
    generation: AtomicU64,
    hits: AtomicU64,
}

async fn work<S: TokenStore>(orders: Orders, store: Arc<S>) {
    let mut calm = listen();
    let transport = transport();
    let mut random = StdRng::seed_from_u64(orders.seed);
    let mut connections = Vec::new();
    for number in 0..orders.connections {
        let telling: Tell = Arc::new(|said| tell(&said));
        let store = Watched {
            store: Arc::clone(&store),
            connection: number,
            tell: telling,
            slow: orders.slow,
        };
        let connection = Arc::new(Connection {
            number,
            authenticator: authenticator(orders.client(number), store, &transport),
            generation: AtomicU64::new(0),
            hits: AtomicU64::new(0),
        });
        for _ in 0..orders.callers {
            let random = StdRng::from_rng(&mut random);
            tokio::spawn(Arc::clone(&connection).call(random, calm.clone()));
        }
        connections.push(connection);
    }
    calm.wait_for(|calm| *calm).await.unwrap();
    for connection in connections {
        tokio::spawn(async move { connection.come_to_rest().await });
    }
    std::future::pending::<()>().await;
}

/// Hears when this process is to come to rest, and ends it as soon as nobody holds its standard input open.
fn listen() -> watch::Receiver<bool> {
    let (calm, calmed) = watch::channel(false);
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            calm.send_replace(line == CALM);
        }
        exit(0);
    });
    calmed
}

impl Connection {
    fn tell(&self, what: What) {
        tell(&now(self.number, what));
    }

    async fn call(self: Arc<Self>, mut random: StdRng, calm: watch::Receiver<bool>) {
        while !*calm.borrow() {
            // why: callers come when they come
            sleep(Duration::from_millis(random.random_range(20..700))).await;
            // Who comes now would begin a renewal that the end of the process cuts off.
            if *calm.borrow() {
                return;
            }
            if let Some(headers) = self.authenticator.try_headers() {
                self.hits.fetch_add(1, Relaxed);
                self.notice(&headers);
            } else {
                self.wait().await;
            }
        }
    }

    async fn wait(&self) -> bool {
        let began = Instant::now();
        let result = self.authenticator.headers().await;
        let waited = u64::try_from(began.elapsed().as_micros()).unwrap();
        self.tell(What::Waited(waited, result.is_ok()));
        match &result {
            Ok(headers) => self.notice(headers),
            Err(error) => self.tell(told(error)),
        }
        result.is_ok()
    }

    fn notice(&self, headers: &AuthHeaders) {
        let generation: u64 = headers.generation().to_string().parse().unwrap();
        let before = self.generation.fetch_max(generation, Relaxed);
        if generation > before {
            self.tell(What::Renewed(generation - before));
        }
    }

    /// Until a call is served, and nothing is under way that could be lost or that a call would have to hear of.
    async fn come_to_rest(&self) {
        while !self.wait().await || !self.is_quiet().await {
            sleep(Duration::from_millis(200)).await; // why: a caller who tries again
        }
        self.tell(What::Hits(self.hits.load(Relaxed)));
        self.tell(What::Calm);
    }

    /// Whether all went well, once nothing is under way.
    async fn is_quiet(&self) -> bool {
        let drained = self.authenticator.drain(DRAIN_LIMIT).await;
        drained.is_ok() && self.authenticator.status().problem.is_none()
    }
}

fn told(error: &Error) -> What {
    match error.person_task() {
        Some(PersonTask::SignInAfterLostAnswer(at)) => What::Lost(*at),
        _ => What::Failed(format!("{:?}: {error}", error.kind())),
    }
}
