//! The throw-away servers and the network that fails, which the tests of stores stand on.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use auth_store::testing::{Postgres, Proxy, Redis, found};

/// One command in Redis's own words, and the line it answers.
fn ask(stream: &mut TcpStream, command: &str) -> String {
    stream
        .write_all(format!("{command}\r\n").as_bytes())
        .unwrap();
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap().unwrap();
    if first.starts_with('$') && first != "$-1" {
        lines.next().unwrap().unwrap()
    } else {
        first
    }
}

fn redis_says(redis: &Redis, command: &str) -> String {
    ask(&mut TcpStream::connect(redis.address()).unwrap(), command)
}

fn listens(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_ok()
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        // why: another process needs its time, and tells nobody when it is done
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_durable_redis_keeps_what_it_acknowledged_over_a_restart() {
    let Some(mut redis) = found(Redis::start_durable()) else {
        return;
    };
    let address = redis.address();
    assert_eq!(redis_says(&redis, "SET a 1"), "+OK");
    redis.restart().unwrap();
    assert_eq!(redis.address(), address);
    assert_eq!(redis_says(&redis, "GET a"), "1");
}

#[test]
fn servers_end_with_their_values() {
    let (Some(redis), Some(postgres)) = (found(Redis::start()), found(Postgres::start())) else {
        return;
    };
    let addresses = [redis.address(), postgres.address()];
    assert!(addresses.into_iter().all(listens));
    drop((redis, postgres));
    assert!(!addresses.into_iter().any(listens));
}

#[test]
fn a_postgres_does_not_wait_for_clients_that_say_nothing() {
    let Some(mut postgres) = found(Postgres::start()) else {
        return;
    };
    let address = postgres.address();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut silent = Vec::new();
            while !over.load(Ordering::SeqCst) {
                silent.extend(TcpStream::connect(address));
            }
        });
        until("nobody comes", || listens(address));
        let begun = Instant::now();
        postgres.kill();
        let took = begun.elapsed();
        over.store(true, Ordering::SeqCst);
        // It gives such a client a minute.
        assert!(took < Duration::from_secs(30), "{took:?}");
    });
}

#[test]
fn a_paused_server_answers_after_the_pause() {
    let Some(redis) = found(Redis::start()) else {
        return;
    };
    let mut stream = TcpStream::connect(redis.address()).unwrap();
    assert_eq!(ask(&mut stream, "PING"), "+PONG");
    redis.pause().unwrap();
    let short = Some(Duration::from_millis(50));
    stream.set_read_timeout(short).unwrap();
    stream.write_all(b"PING\r\n").unwrap();
    assert!(stream.read(&mut [0; 8]).is_err());
    redis.resume().unwrap();
    stream.set_read_timeout(None).unwrap();
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 7);
}

/// Started by the test below as a process of its own.
#[test]
fn a_process_that_is_killed() {
    if env::var_os("AUTH_STORE_TO_BE_KILLED").is_none() {
        return;
    }
    let (Some(redis), Some(postgres)) = (found(Redis::start()), found(Postgres::start())) else {
        return;
    };
    println!("\nlistens {} {}", redis.address(), postgres.address());
    loop {
        thread::park();
    }
}

#[test]
fn servers_end_with_a_process_that_is_killed() {
    let probes = [
        found(Redis::start()).is_some(),
        found(Postgres::start()).is_some(),
    ];
    if probes.contains(&false) {
        return;
    }
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_process_that_is_killed", "--nocapture"])
        .env("AUTH_STORE_TO_BE_KILLED", "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find_map(|line| Some(line.strip_prefix("listens ")?.to_owned()))
        .unwrap();
    let addresses: Vec<SocketAddr> = said.split(' ').flat_map(str::parse).collect();
    assert_eq!(addresses.len(), 2);
    child.kill().unwrap();
    child.wait().unwrap();
    for address in addresses {
        until("the server is still there", || !listens(address));
    }
}

/// A server that says each line again.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                let mut answers = stream.try_clone().unwrap();
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if writeln!(answers, "{line}").is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

#[test]
fn a_proxy_counts_round_trips() {
    let proxy = Proxy::before(echo()).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    for trips in 1..=5 {
        assert_eq!(ask(&mut stream, "+a"), "+a");
        assert_eq!(proxy.round_trips(), trips);
    }
    assert_eq!(
        ask(&mut TcpStream::connect(proxy.address()).unwrap(), "+a"),
        "+a"
    );
    assert_eq!(proxy.round_trips(), 6);
}

#[test]
fn a_proxy_cuts_connections_and_lets_new_ones_pass() {
    let proxy = Proxy::before(echo()).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    assert_eq!(ask(&mut stream, "+a"), "+a");
    proxy.cut();
    assert!(matches!(stream.read(&mut [0; 8]), Ok(0) | Err(_)));
    assert_eq!(
        ask(&mut TcpStream::connect(proxy.address()).unwrap(), "+b"),
        "+b"
    );
    proxy.refuse(true);
    let mut refused = TcpStream::connect(proxy.address()).unwrap();
    assert!(matches!(refused.read(&mut [0; 8]), Ok(0) | Err(_)));
}

#[test]
fn a_proxy_holds_everything_and_loses_nothing() {
    let proxy = Proxy::before(echo()).unwrap();
    let mut stream = TcpStream::connect(proxy.address()).unwrap();
    proxy.hold(true);
    stream.write_all(b"+a\n").unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    assert!(stream.read(&mut [0; 8]).is_err());
    proxy.hold(false);
    stream.set_read_timeout(None).unwrap();
    let mut answer = [0; 3];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"+a\n");
}

#[test]
fn a_proxy_delays_answers() {
    let proxy = Proxy::before(echo()).unwrap();
    proxy.delay(Duration::from_millis(80));
    let begun = Instant::now();
    assert_eq!(
        ask(&mut TcpStream::connect(proxy.address()).unwrap(), "+a"),
        "+a"
    );
    assert!(begun.elapsed() >= Duration::from_millis(80));
}
