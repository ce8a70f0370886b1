//! A directory of many connections: opened, and what one renewal of it rewrites.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use auth_core::{
    TokenStore,
    store::{Leased, Replaced, TransactionId},
};
use auth_store::FileStore;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::{
    connection,
    figures::{median, report, show},
    keys, record,
};

const CONNECTIONS: usize = 10_000;
const OPENINGS: usize = 9;

pub(crate) async fn measure() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("records");
    let store = Arc::new(FileStore::open(&path, keys()).await.unwrap());
    let mut writing = JoinSet::new();
    for number in 0..CONNECTIONS {
        let store = Arc::clone(&store);
        writing.spawn(async move {
            let written = store
                .replace(&connection(number), None, Some(&record()))
                .await;
            assert!(
                matches!(written, Ok(Replaced::Done(Some(_)))),
                "{written:?}"
            );
        });
    }
    writing.join_all().await;

    let (mut openings, mut listings) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        let start = Instant::now();
        let files = look(&path).unwrap();
        listings.push(start.elapsed().as_secs_f64() * 1e3);
        assert!(files.len() >= CONNECTIONS);
        let start = Instant::now();
        FileStore::open(&path, keys()).await.unwrap();
        openings.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let (opening, listing) = (median(&mut openings), median(&mut listings));
    show("file/list_10000_files", listing, "ms", None);
    let ratio = Some(opening / listing);
    report(
        "file/open_10000_connections",
        opening,
        "ms",
        ratio,
        "<300",
        opening < 300.0,
    );

    let before = look(&path).unwrap();
    renew(&store).await;
    let after = look(&path).unwrap();
    let rewritten: Vec<_> = after
        .iter()
        .filter(|(path, state)| before.get(*path) != Some(state))
        .filter(|(path, _)| path.extension().is_none())
        .collect();
    let count = rewritten.len();
    report(
        "file/records_rewritten_by_a_renewal",
        count as f64,
        "files",
        None,
        "=1",
        count == 1,
    );
    let all: u64 = after.values().map(|(_, bytes)| bytes).sum();
    let bytes: u64 = rewritten.iter().map(|(_, (_, bytes))| bytes).sum();
    let (bytes, all) = (bytes as f64, all as f64);
    show(
        "file/bytes_rewritten_by_a_save",
        bytes,
        "bytes",
        Some(bytes / all),
    );
}

/// As the engine does it: lease, intend, save, release.
async fn renew(store: &FileStore) {
    let connection = connection(7);
    let leased = store
        .lease(
            &connection,
            TransactionId::random(),
            Duration::from_secs(60),
        )
        .await;
    let Ok(Leased::Granted { lease, stored, .. }) = leased else {
        panic!("{leased:?}");
    };
    let mut version = stored.map(|stored| stored.version);
    for _ in 0..2 {
        let saved = store.commit(&connection, &lease, version, &record()).await;
        let Ok(Replaced::Done(saved)) = saved else {
            panic!("{saved:?}");
        };
        version = saved;
    }
    store.release(&connection, &lease).await.unwrap();
}

/// When each file was written, and its size.
fn look(path: &Path) -> io::Result<HashMap<PathBuf, (SystemTime, u64)>> {
    let mut files = HashMap::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                files.insert(entry.path(), (metadata.modified()?, metadata.len()));
            }
        }
    }
    Ok(files)
}
