//! How soon another process has the token that was saved.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use auth_core::{
    TokenStore,
    store::{Leased, Replaced, TransactionId},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{
    connection,
    figures::{percentile, report, show},
    record,
};

const TURNS: u64 = 300;
const TERM: Duration = Duration::from_secs(3600);

/// Another moment each time of the interval at which a store may look.
async fn a_while(turn: u64) {
    tokio::time::sleep(Duration::from_micros(5000 + turn * 7919 % 23_000)).await;
}

/// What nobody can do better: a byte between two tasks, p50 and p99 in milliseconds.
pub(crate) async fn loopback() -> (f64, f64) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut sending = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    sending.set_nodelay(true).unwrap();
    let (mut receiving, _) = listener.accept().await.unwrap();
    let mut waits = Vec::new();
    for turn in 0..TURNS {
        let waiting = tokio::spawn(async move {
            receiving.read_u8().await.unwrap();
            (receiving, Instant::now())
        });
        a_while(turn).await;
        let sent = Instant::now();
        sending.write_u8(1).await.unwrap();
        let woken;
        (receiving, woken) = waiting.await.unwrap();
        waits.push(woken.saturating_duration_since(sent).as_secs_f64() * 1e3);
    }
    let figures = (percentile(&mut waits, 0.5), percentile(&mut waits, 0.99));
    show("news/loopback_p50", figures.0, "ms", None);
    show("news/loopback_p99", figures.1, "ms", None);
    figures
}

/// From the end of a save by `theirs` until `ours`, which waits, has the new record in hand.
pub(crate) async fn measure<S: TokenStore>(
    name: &str,
    ours: &Arc<S>,
    theirs: &S,
    (p50, p99): (f64, f64),
) {
    let connection = connection("news");
    let Ok(Replaced::Done(mut version)) = theirs.replace(&connection, None, Some(&record())).await
    else {
        panic!("{name}: not created");
    };
    let Ok(Leased::Granted { lease, .. }) = theirs
        .lease(&connection, TransactionId::random(), TERM)
        .await
    else {
        panic!("{name}: not leased");
    };
    let mut waits = Vec::new();
    for turn in 0..TURNS {
        let (waiter, of) = (Arc::clone(ours), connection.clone());
        let waiting = tokio::spawn(async move {
            loop {
                waiter.changed(&of, version).await.unwrap();
                let stored = waiter.load(&of).await.unwrap();
                if stored.map(|stored| stored.version) != version {
                    return Instant::now();
                }
            }
        });
        a_while(turn).await;
        let saved = theirs.commit(&connection, &lease, version, &record()).await;
        let at = Instant::now();
        let Ok(Replaced::Done(saved)) = saved else {
            panic!("{name}: {saved:?}");
        };
        let woken = waiting.await.unwrap();
        version = saved;
        waits.push(woken.saturating_duration_since(at).as_secs_f64() * 1e3);
    }
    let (half, most) = (percentile(&mut waits, 0.5), percentile(&mut waits, 0.99));
    show(&format!("news/{name}_p50"), half, "ms", Some(half / p50));
    let ratio = Some(most / p99);
    report(
        &format!("news/{name}_p99"),
        most,
        "ms",
        ratio,
        "<50",
        most < 50.0,
    );
}
