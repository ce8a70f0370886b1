//! Eight processes on one store, killed, stopped and cut off at random, against providers that rotate refresh tokens and
//! revoke on reuse: no token is spent twice, no live one is lost beyond what is reported, and every caller is served.
//!
//! `cargo xtask fleet` runs these at length and prints what they come to; by themselves they are short.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod books;
mod ground;
mod processes;
mod realm;
mod report;
mod run;
mod said;
mod trouble;
mod watched;
mod worker;

use std::{env, io::Write, str::FromStr, time::Instant};

use ground::Ground;
use realm::Realm;
use report::Report;
use run::Run;
use worker::{Orders, work_if_told_so};

const PROCESSES: usize = 8;

/// Says on standard error, past the harness that captures output, what there is to say.
#[expect(
    clippy::explicit_write,
    reason = "the test harness captures eprintln!, and progress is to be seen"
)]
fn say(what: &str) {
    writeln!(std::io::stderr(), "{what}").unwrap();
}

/// A number that `cargo xtask fleet` gives, or a small one.
fn told<T: FromStr>(variable: &str, unsaid: T) -> T {
    match env::var(variable) {
        Ok(said) => said.parse().ok().unwrap(),
        Err(_) => unsaid,
    }
}

/// In a process of the fleet works on; else runs one on this ground, if it can be had.
fn fleet(test: &'static str, ground: fn() -> Option<Ground>) {
    work_if_told_so();
    let Some(mut ground) = ground() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(run(test, &mut ground));
}

async fn run(test: &'static str, ground: &mut Ground) {
    let began = Instant::now();
    say("phase: the providers start");
    let mut realms = vec![Realm::sandbox().await];
    match Realm::node() {
        Ok(realm) => realms.push(realm),
        Err(missing) => {
            assert!(env::var_os("CI").is_none(), "not run: {missing}");
            say(&format!("not run: {missing}"));
        }
    }
    let seed = told("FLEET_SEED", 1);
    let orders = Orders {
        seed,
        place: ground.place(),
        clients: realms.iter().map(Realm::client).collect(),
        connections: told("FLEET_CONNECTIONS", 24),
        callers: 2,
        slow: 2,
    };
    let watched = env::var_os("FLEET_ROTATIONS").is_some();
    let run = Run {
        test,
        orders,
        processes: PROCESSES,
        rotations: told("FLEET_ROTATIONS", 30),
        realms: &realms,
        progress: &|done| {
            if watched {
                say(&format!("progress: {done}"));
            }
        },
    };
    say("phase: the store is opened");
    let (report, wrong) = run.over(ground).await;
    let report = Report {
        store: test,
        realms: realms.iter().map(Realm::name).collect(),
        seed,
        seconds: began.elapsed().as_secs_f64(),
        ..report
    };
    say(&format!(
        "report: {}",
        serde_json::to_string(&report).unwrap()
    ));
    assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
}

#[test]
fn file() {
    fleet("file", || Some(Ground::file()));
}

#[test]
fn sqlite() {
    fleet("sqlite", || Some(Ground::sqlite()));
}

#[test]
fn postgres() {
    fleet("postgres", Ground::postgres);
}

#[test]
fn redis() {
    fleet("redis", Ground::redis);
}
