//! Everything random in the sandbox, derived from one number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{Context, SHA256};

/// A reproducible source of secrets, ids and codes: SHA-256 over seed, label and a counter.
#[derive(Clone)]
pub(crate) struct Seed {
    number: u64,
    branch: &'static str,
    drawn: Arc<AtomicU64>,
}

impl Seed {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            branch: "",
            drawn: Arc::default(),
        }
    }

    /// The same seed, drawn from independently: what one provider does leaves the others alone.
    pub(crate) fn branch(&self, branch: &'static str) -> Self {
        Self {
            branch,
            ..Self::new(self.number)
        }
    }

    /// The value that always belongs to `label`: for sample credentials.
    pub(crate) fn fixed(&self, label: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.digest(label, 0)[..18])
    }

    /// Letters and digits only, as partner secrets and keys are made of.
    pub(crate) fn alphanumeric(&self, label: &str, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let bytes = (0_u64..).flat_map(|block| self.digest(label, block));
        let letter = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
        bytes.map(letter).take(length).collect()
    }

    /// `count` decimal digits that always belong to `label`.
    pub(crate) fn digits(&self, label: &str, count: usize) -> String {
        self.digest(label, 0)
            .iter()
            .map(|byte| char::from(b'0' + byte % 10))
            .take(count)
            .collect()
    }

    /// A fresh opaque value, another one at each call.
    pub(crate) fn fresh(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.draw())
    }

    /// A fresh identifier in the shape of a version 4 UUID.
    pub(crate) fn uuid(&self) -> String {
        let mut hex = self.draw()[..16]
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        hex.replace_range(12..13, "4");
        hex.replace_range(16..17, "a");
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    fn draw(&self) -> [u8; 32] {
        self.digest("drawn", self.drawn.fetch_add(1, Ordering::Relaxed))
    }

    fn digest(&self, label: &str, block: u64) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        context.update(&self.number.to_be_bytes());
        context.update(&block.to_be_bytes());
        for text in [self.branch, "/", label] {
            context.update(text.as_bytes());
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.finish().as_ref());
        digest
    }
}
