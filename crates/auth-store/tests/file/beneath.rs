//! The files of a store, reached without it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use auth_core::{ConnectionId, testing::store::Beneath};
use sha2::{Digest, Sha256};

pub(crate) struct Files(pub(crate) PathBuf);

impl Files {
    /// The file of a record.
    pub(crate) fn record(&self, connection: &ConnectionId) -> PathBuf {
        let name = base16ct::lower::encode_string(&Sha256::digest(connection.as_str()));
        self.0.join(&name[..1]).join(name)
    }

    /// Every file of the store with its content.
    pub(crate) fn all(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn read(folder: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    read(&path, into);
                } else {
                    let content = fs::read(&path).unwrap();
                    into.push((path, content));
                }
            }
        }
        let mut all = Vec::new();
        read(&self.0, &mut all);
        all.sort();
        all
    }

    /// The content of a record's file before, in and after the sealed part.
    fn parts(&self, connection: &ConnectionId) -> [Vec<u8>; 3] {
        let content = fs::read(self.record(connection)).unwrap();
        let start = 3 + 1 + 8 + 8 + 4 + connection.as_str().len() + 1 + 4;
        let end = content.len() - 16;
        [&content[..start], &content[start..end], &content[end..]].map(<[u8]>::to_vec)
    }
}

impl Beneath for Files {
    async fn everything(&self) -> Vec<u8> {
        let all = self.all().into_iter();
        all.flat_map(|(path, content)| [path.into_os_string().into_encoded_bytes(), content])
            .flatten()
            .collect()
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
        fs::write(self.record(connection), digested(content)).unwrap();
    }
}

/// The content of a record's file with the digest that belongs to it.
pub(crate) fn digested(mut content: Vec<u8>) -> Vec<u8> {
    let digest = Sha256::digest(&content);
    content.extend(&digest[..16]);
    content
}
