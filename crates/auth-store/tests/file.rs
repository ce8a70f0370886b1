//! The file store over a real directory.

#![cfg(all(feature = "file", unix))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use auth_core::{
    ConnectionId,
    testing::store::{Beneath, Case},
};
use auth_store::{FileStore, Key};
use sha2::{Digest, Sha256};

fn key() -> Key {
    Key::new("first", [1; 32]).unwrap()
}

/// The files of a store, reached without it.
struct Files(PathBuf);

impl Files {
    fn record(&self, connection: &ConnectionId) -> PathBuf {
        let name = base16ct::lower::encode_string(&Sha256::digest(connection.as_str()));
        self.0.join(&name[..1]).join(name)
    }

    /// The content of a record's file before, in and after the sealed part.
    fn parts(&self, connection: &ConnectionId) -> [Vec<u8>; 3] {
        let content = std::fs::read(self.record(connection)).unwrap();
        let start = 3 + 1 + 8 + 8 + 4 + connection.as_str().len() + 1 + 4;
        let end = content.len() - 16;
        [&content[..start], &content[start..end], &content[end..]].map(<[u8]>::to_vec)
    }
}

impl Beneath for Files {
    async fn everything(&self) -> Vec<u8> {
        fn read(folder: &Path, into: &mut Vec<u8>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                into.extend(path.file_name().unwrap().as_encoded_bytes());
                if path.is_dir() {
                    read(&path, into);
                } else {
                    into.extend(std::fs::read(path).unwrap());
                }
            }
        }
        let mut everything = Vec::new();
        read(&self.0, &mut everything);
        everything
    }

    async fn raw(&self, connection: &ConnectionId) -> Vec<u8> {
        let [_, sealed, _] = self.parts(connection);
        sealed
    }

    async fn plant(&self, connection: &ConnectionId, bytes: &[u8]) {
        let [mut content, _, _] = self.parts(connection);
        content.truncate(content.len() - 4);
        content.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        content.extend(bytes);
        let digest = Sha256::digest(&content);
        content.extend(&digest[..16]);
        std::fs::write(self.record(connection), content).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_to_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let case = Case::new(async || FileStore::open(&path, key()).await);
    let case = case.sealed(Files(path.clone()));
    case.check().await.unwrap();
}
