//! Where a byte of a description stands: its line and its table.

use std::iter;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The lines and the headers of a file, counted once.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Where each stands, and its text.
    headers: Vec<(usize, String)>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let ends = text.match_indices('\n');
        let mut headers = Vec::new();
        let (table, _) = DeTable::parse_recoverable(text);
        collect(text, table.get_ref(), &mut headers);
        headers.sort();
        Self {
            starts: iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(),
            headers,
        }
    }

    /// The line of the byte at `at`, from 1 on, and the header of its table.
    pub(super) fn place(&self, at: usize) -> (usize, &str) {
        let line = self.starts.partition_point(|start| *start <= at);
        let before = self.headers.partition_point(|(start, _)| *start <= at);
        let header = before.checked_sub(1).map(|last| &*self.headers[last].1);
        (line, header.unwrap_or("top"))
    }
}

/// The tables that have a header, which is what they span; other tables span a key or begin with a brace.
fn collect(text: &str, table: &DeTable<'_>, headers: &mut Vec<(usize, String)>) {
    for value in table.values() {
        let values = match value.get_ref() {
            DeValue::Array(all) => all.iter().collect(),
            _ => vec![value],
        };
        for value in values {
            let DeValue::Table(inner) = Spanned::get_ref(value) else {
                continue;
            };
            let span = value.span();
            let header = text.get(span.clone()).unwrap_or_default();
            if header.starts_with('[') {
                headers.push((span.start, header.to_owned()));
            }
            collect(text, inner, headers);
        }
    }
}
