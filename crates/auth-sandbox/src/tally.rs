//! Which tokens were issued, and how often each was accepted.

use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct Tally {
    issued: Vec<String>,
    uses: HashMap<String, usize>,
}

impl Tally {
    pub(crate) fn issue(&mut self, token: &str) {
        self.issued.push(token.to_owned());
    }

    pub(crate) fn accept(&mut self, credential: &str) {
        *self.uses.entry(credential.to_owned()).or_default() += 1;
    }

    pub(crate) fn issued(&self) -> usize {
        self.issued.len()
    }

    pub(crate) fn uses(&self, number: usize) -> usize {
        self.issued
            .get(number)
            .map_or(0, |token| self.uses_of(token))
    }

    pub(crate) fn uses_of(&self, credential: &str) -> usize {
        self.uses.get(credential).copied().unwrap_or_default()
    }
}
