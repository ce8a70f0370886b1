//! A run: the fleet at work, what goes wrong, the person who signs in again, and the end.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use auth_all::{
    core::{Actor, Authenticator, Error, ErrorKind, TokenStore},
    reqwest::HttpTransport,
};
use futures_util::future::join_all;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IteratorRandom};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::{Instant as Timer, timeout, timeout_at},
};

use crate::{
    books::{Books, PERSON, Todo},
    ground::{Ground, Open},
    processes::{Heard, Number, Process},
    realm::Realm,
    report::Report,
    said::{Print, Said, Tell, What},
    say,
    trouble::{Aim, Trouble, troubles},
    watched::Watched,
    worker::{LEASE_TERM, Orders, authenticator, name, transport},
};

/// How often the run looks at its clock.
const TICK: Duration = Duration::from_millis(20);
/// How long a server suffers from a trouble.
const TROUBLED: Duration = Duration::from_millis(1500);
/// Without a renewal for so long, something waits for ever.
const STANDSTILL: Duration = Duration::from_secs(60);

/// A run over a store, before it is opened.
pub(crate) struct Run<'a> {
    pub(crate) test: &'static str,
    pub(crate) orders: Orders,
    pub(crate) processes: usize,
    pub(crate) rotations: u64,
    pub(crate) realms: &'a [Realm],
    pub(crate) progress: &'a dyn Fn(u64),
}

impl Run<'_> {
    /// What it comes to, and what is wrong with that.
    pub(crate) async fn over(self, ground: &mut Ground) -> (Report, Vec<String>) {
        let place = ground.quiet_place();
        place.open(Over { run: self, ground }).await
    }
}

/// A run, and the ground that its store stands on.
struct Over<'a> {
    run: Run<'a>,
    ground: &'a mut Ground,
}

impl Open for Over<'_> {
    type Done = (Report, Vec<String>);

    async fn with<S: TokenStore>(self, store: S) -> Self::Done {
        let store = Arc::new(store);
        // What stands last in the log of a run that hangs is where it does.
        say("phase: everybody signs in");
        let mut fleet = Fleet::start(self.run, self.ground, store).await;
        say("phase: at work");
        fleet.work().await;
        say("phase: coming to rest");
        fleet.come_to_rest().await;
        say("phase: closing the books");
        fleet.close().await
    }
}

/// How the person's own store tells what is done with it.
fn telling(hearing: &UnboundedSender<Heard>) -> Tell {
    let hearing = hearing.clone();
    Arc::new(move |said| drop(hearing.send(Heard::Said(PERSON, said))))
}

/// Waits as long as it is told to: on a busy machine a token of two seconds may be over when it comes.
async fn served(connection: &Authenticator) -> Result<(), Error> {
    loop {
        match connection.headers().await {
            Err(error) if matches!(error.actor(), Actor::Wait | Actor::Operator) => {
                let pause = error.retry_after().unwrap_or(Duration::from_millis(100));
                tokio::time::sleep(pause).await; // why: the error says for how long
            }
            served => return served.map(drop),
        }
    }
}

struct Fleet<'a, S> {
    run: Run<'a>,
    ground: &'a mut Ground,
    /// What the server suffers from, and until when.
    suffering: Vec<(Instant, Trouble)>,
    store: Arc<S>,
    random: StdRng,
    transport: HttpTransport,
    heard: UnboundedReceiver<Heard>,
    hearing: UnboundedSender<Heard>,
    processes: BTreeMap<Number, Process>,
    killed: BTreeSet<Number>,
    started: usize,
    books: Books,
    /// What is to go wrong at the next such moment.
    armed: Vec<Trouble>,
    persons: Vec<Authenticator>,
    /// Connections at rest, by process.
    resting: BTreeSet<(Number, usize)>,
}

impl<'a, S: TokenStore> Fleet<'a, S> {
    async fn start(run: Run<'a>, ground: &'a mut Ground, store: Arc<S>) -> Self {
        let (hearing, heard) = unbounded_channel();
        let transport = transport();
        let mut random = StdRng::seed_from_u64(run.orders.seed);
        for realm in run.realms {
            realm.linger(4 * run.rotations, &mut random);
        }
        let persons = (0..run.orders.connections)
            .map(|connection| {
                let store = Watched {
                    store: Arc::clone(&store),
                    connection,
                    tell: telling(&hearing),
                    slow: 0,
                };
                authenticator(run.orders.client(connection), store, &transport)
            })
            .collect();
        let mut fleet = Self {
            random,
            transport,
            heard,
            hearing,
            processes: BTreeMap::new(),
            killed: BTreeSet::new(),
            started: 0,
            books: Books::default(),
            armed: Vec::new(),
            persons,
            resting: BTreeSet::new(),
            suffering: Vec::new(),
            ground,
            store,
            run,
        };
        for connection in 0..fleet.run.orders.connections {
            fleet.sign_in(connection).await;
        }
        for _ in 0..fleet.run.processes {
            fleet.start_process();
        }
        fleet
    }

    fn start_process(&mut self) {
        let number = self.started;
        self.started += 1;
        let mut orders = self.run.orders.clone();
        orders.seed = self.random.random();
        let process = Process::start(number, self.run.test, &orders, self.hearing.clone());
        self.processes.insert(number, process);
    }

    /// The person of a connection signs in, in a process that does nothing else.
    async fn sign_in(&mut self, connection: usize) {
        let realm = &self.run.realms[connection % self.run.realms.len()];
        let grant = realm.grant().await;
        match self.persons[connection].sign_in(grant).await {
            // On a busy machine a token of two seconds is over when it comes; the refresh token beside it is saved.
            Err(error) if *error.kind() == ErrorKind::InvalidResponse => {}
            signed_in => drop(signed_in.unwrap()),
        }
    }

    /// Goes on until so many renewals are saved, whatever goes wrong meanwhile.
    async fn work(&mut self) {
        let rotations = self.run.rotations;
        let mut planned = troubles(rotations, self.ground.is_served(), &mut self.random)
            .into_iter()
            .peekable();
        let mut moved = (0, Instant::now());
        while self.books.rotations() < rotations {
            self.hear().await;
            while let Some((_, trouble)) =
                planned.next_if(|(after, _)| *after <= self.books.rotations())
            {
                self.arm(trouble);
            }
            self.wake();
            if self.books.rotations() > moved.0 {
                moved = (self.books.rotations(), Instant::now());
                (self.run.progress)(moved.0);
            }
            if moved.1.elapsed() > STANDSTILL {
                let after = format!("nothing moves any more after {} renewals", moved.0);
                return self.books.wrong(after);
            }
        }
    }

    /// Hears what was said, for one tick.
    async fn hear(&mut self) {
        let until = Timer::now() + TICK;
        while let Ok(Some(heard)) = timeout_at(until, self.heard.recv()).await {
            match heard {
                Heard::Said(from, said) => self.hear_one(from, said).await,
                Heard::Ended(number) if self.killed.remove(&number) => self.books.killed(number),
                Heard::Ended(number) => panic!("process {number} ended by itself"),
            }
        }
    }

    async fn hear_one(&mut self, from: Number, said: Said) {
        if let What::Step(_, step) = &said.what
            && let Some(at) = self
                .armed
                .iter()
                .position(|trouble| trouble.aim().is_some_and(|aim| aim.hits(step)))
            && self
                .processes
                .get(&from)
                .is_some_and(|process| process.stopped_until.is_none())
        {
            let trouble = self.armed.remove(at);
            self.strike(trouble, from);
        }
        match self.books.take_down(from, said) {
            Todo::SignIn(connection) => self.sign_in(connection).await,
            Todo::Rests(connection) => {
                self.resting.insert((from, connection));
            }
            Todo::Nothing => {}
        }
    }

    fn arm(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Kill(Aim::Anytime) | Trouble::Stall(Aim::Anytime) => {
                let awake = self
                    .processes
                    .values()
                    .filter(|process| process.stopped_until.is_none());
                let number = awake.map(|process| process.number).choose(&mut self.random);
                self.strike(trouble, number.unwrap());
            }
            Trouble::Kill(_) | Trouble::Stall(_) => self.armed.push(trouble),
            Trouble::Cut | Trouble::Hold | Trouble::Delay | Trouble::Restart => {
                say(&format!("trouble: {} begins", trouble.name()));
                self.books.troubled(trouble.name());
                self.ground.suffers(trouble);
                self.suffering.push((Instant::now() + TROUBLED, trouble));
            }
        }
    }

    fn strike(&mut self, trouble: Trouble, number: Number) {
        if matches!(trouble, Trouble::Stall(_)) {
            let beyond = Duration::from_millis(self.random.random_range(200..1500));
            let process = self.processes.get_mut(&number).unwrap();
            process.stop(Instant::now() + LEASE_TERM + beyond);
            self.books.stalled(number);
            return;
        }
        self.killed.insert(number);
        self.processes.remove(&number).unwrap().kill();
        self.start_process();
    }

    /// Lets those go on that were stopped for long enough, and the server recover.
    fn wake(&mut self) {
        let now = Instant::now();
        for (_, trouble) in self.suffering.extract_if(.., |(until, _)| *until <= now) {
            self.ground.recovers(trouble);
            say(&format!("trouble: {} is over", trouble.name()));
        }
        for process in self.processes.values_mut() {
            if process.stopped_until.is_some_and(|until| until <= now) {
                process.go_on();
                self.books.goes_on(process.number);
            }
        }
    }

    /// Nothing goes wrong any more: every process serves every connection once more, and has nothing left to save.
    async fn come_to_rest(&mut self) {
        self.armed.clear();
        let stopped = |process: &Process| process.stopped_until.is_some();
        while !self.suffering.is_empty() || self.processes.values().any(stopped) {
            self.hear().await;
            self.wake();
        }
        for process in self.processes.values_mut() {
            process.come_to_rest();
        }
        let began = Instant::now();
        while self.resting.len() < self.processes.len() * self.run.orders.connections {
            self.hear().await;
            if began.elapsed() > STANDSTILL {
                self.processes.clear();
                return self
                    .books
                    .wrong("a connection is not served any more".to_owned());
            }
        }
        say("phase: ending the processes");
        while let Some((number, process)) = self.processes.pop_first() {
            let status = process.end();
            assert!(status.success(), "process {number} ended with {status}");
        }
    }

    /// Renews every connection once more by what stands in the store, and closes the books.
    async fn close(mut self) -> (Report, Vec<String>) {
        let mut stands = Vec::new();
        let mut wrong = Vec::new();
        let renewed = (0..self.run.orders.connections).map(|connection| self.renew(connection));
        let renewed = timeout(STANDSTILL, join_all(renewed)).await;
        for (connection, (tokens, renewed)) in renewed.unwrap().into_iter().enumerate() {
            stands.extend(tokens);
            if let Err(error) = renewed {
                wrong.push(format!(
                    "connection {connection} cannot be renewed: {error}"
                ));
            }
        }
        while let Ok(heard) = self.heard.try_recv() {
            if let Heard::Said(from, said) = heard {
                self.books.take_down(from, said);
            }
        }
        say("phase: asking the providers");
        let mut spends = Vec::new();
        for realm in self.run.realms {
            spends.extend(realm.spends().await);
        }
        let (report, more) = self.books.close(&spends, stands);
        wrong.extend(more);
        (report, wrong)
    }

    /// Renews a connection by what stands in the store. What stood there before and after, and whether that worked.
    async fn renew(&self, connection: usize) -> (Vec<Print>, Result<(), Error>) {
        let before = self.stands(connection).await;
        let store = Watched {
            store: Arc::clone(&self.store),
            connection,
            tell: telling(&self.hearing),
            slow: 0,
        };
        let last = authenticator(self.run.orders.client(connection), store, &self.transport);
        let before_that = served(&last).await;
        last.invalidate();
        let renewed = served(&last).await;
        let after = self.stands(connection).await;
        let tokens = before.into_iter().chain(after).collect();
        (tokens, before_that.and(renewed))
    }

    /// The token that the store holds.
    async fn stands(&self, connection: usize) -> Option<Print> {
        let stored = self.store.load(&name(connection)).await.unwrap();
        Print::of_token(stored?.record.tokens.refresh_token())
    }
}
